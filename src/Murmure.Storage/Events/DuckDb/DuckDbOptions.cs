namespace Murmure.Storage.Events.DuckDb;

/// <summary>How much of the machine the embedded store may take.</summary>
/// <param name="MemoryMegabytes">DuckDB's own limit; what does not fit goes to a file beside the database. The process needs more than this.
/// A question stacks one branch for each open day it covers, each with hash tables of its own: over fourteen open days of a hundred thousand events
/// the site's page ends in DuckDB's out-of-memory error with 256 MB and is answered with 512 MB; several people ask at once.</param>
/// <param name="Threads">Threads of one query.</param>
public sealed record DuckDbOptions(int MemoryMegabytes = 1024, int Threads = 2)
{
    /// <summary>
    /// For the database of one analysis, which shares a process held under 400 MB. With 64 MB one of some twenty runs over 2,000,000 lines ended
    /// in DuckDB's out-of-memory error (57 of 61 MB taken, 4 wanted), on a machine busy with other things. The whole
    /// process peaks at 324 MB with this limit and at 360 MB with 128 MB, for the same speed.
    /// </summary>
    public static DuckDbOptions Analysis { get; } = new(MemoryMegabytes: 96);
}
