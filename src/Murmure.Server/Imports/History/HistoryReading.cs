namespace Murmure.Server.Imports.History;

/// <summary>Visits of a day, filed as another program files them.</summary>
/// <param name="Group">As of <see cref="HistoryGroups"/>.</param>
/// <param name="Channel">Ours; <c>other</c> where the catalogue knows none, empty where the program tells no source.</param>
internal readonly record struct HistoryRow(DateOnly Day, string Group, string Channel, long Visits);

/// <summary>Why a file is not taken: none of it is.</summary>
/// <param name="File">Its name, or that of the one inside it.</param>
/// <param name="Line">Counted from 1; 0 where it is about the whole file.</param>
/// <param name="Found">What is there; empty where something is missing. It is shown to whoever sent it, and kept nowhere.</param>
/// <param name="Expected">What would be read, as the key of its text under <c>history.expected.</c></param>
public sealed record HistoryProblem(string File, int Line, string Found, string Expected);

/// <summary>What a file comes to: rows, or the first thing that is wrong with it.</summary>
internal abstract record HistoryReading
{
    private HistoryReading()
    {
    }

    public sealed record Read(IReadOnlyList<HistoryRow> Rows) : HistoryReading;

    public sealed record Refused(HistoryProblem Problem) : HistoryReading;
}

/// <summary>A file as it came.</summary>
/// <param name="Name">As its sender calls it.</param>
/// <param name="Today">The site's own day: what lies behind it cannot have been counted.</param>
internal sealed record HistoryFile(string Name, ReadOnlyMemory<byte> Body, DateOnly Today)
{
    /// <summary>Of the body, and of what a compressed one comes to.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Ten years by day with a hundred sources each.</summary>
    public const int MostRows = 400_000;

    public HistoryReading.Refused Refuse(int line, string found, string expected) => new(new HistoryProblem(Name, line, found, expected));
}
