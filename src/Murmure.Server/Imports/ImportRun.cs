using System.Runtime.InteropServices;

namespace Murmure.Server.Imports;

/// <summary>
/// One run of an import over one or several logs. Equal lines are counted through the whole run, so that the second of two equal lines is
/// not taken for the first one again.
/// </summary>
internal sealed class ImportRun
{
    private readonly Dictionary<ulong, int> occurrences = [];

    /// <summary>UTC, when the run was last used.</summary>
    public DateTime Used { get; set; }

    /// <summary>One chunk at a time: a run is one sender's.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>How many lines with this hash the run has seen, this one included.</summary>
    public int Count(ulong line) => ++CollectionsMarshal.GetValueRefOrAddDefault(occurrences, line, out _);
}
