using System.Runtime.InteropServices;
using Murmure.Server.Ingest;

namespace Murmure.Server.Imports;

/// <summary>
/// One run of an import over one or several logs of a site. Equal lines are counted through the whole run, so that the second of two equal lines
/// is not taken for the first one again.
/// </summary>
/// <param name="pseudonyms">The site's. What one device fetches for one preview is told by a key of this object, so it lasts as long as the run.</param>
internal sealed class ImportRun(Pseudonyms pseudonyms)
{
    /// <summary>Equal lines of a live log are of the same second: so many lines apart there are none.</summary>
    private const int Apart = 1 << 16;

    private Dictionary<ulong, int> occurrences = [];
    private Dictionary<ulong, int> before = [];

    public Pseudonyms Pseudonyms => pseudonyms;

    /// <summary>UTC, when the run was last used.</summary>
    public DateTime Used { get; set; }

    /// <summary>One chunk at a time: a run is one sender's.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>How many lines with this hash the run has seen, this one included.</summary>
    /// <param name="follows">Whether the run has no end: then lines long past are forgotten.</param>
    public int Count(ulong line, bool follows)
    {
        if (follows && occurrences.Count >= Apart)
            (before, occurrences) = (occurrences, []);
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(occurrences, line, out var known);
        if (!known)
            count = before.GetValueOrDefault(line);
        return ++count;
    }
}
