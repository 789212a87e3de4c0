namespace Murmure.Storage.Events.DuckDb;

/// <summary>How much of the machine the embedded store may take.</summary>
/// <param name="MemoryMegabytes">DuckDB's own limit; what does not fit goes to a file beside the database. The process needs more than this.</param>
/// <param name="Threads">Threads of one query.</param>
public sealed record DuckDbOptions(int MemoryMegabytes = 512, int Threads = 2)
{
    /// <summary>
    /// For the database of one analysis, which shares a process held under 400 MB. Measured with 1,000,000 events: a limit of 64 MB makes
    /// the whole process peak at 318 MB, of which 75 MB are there before the first event, and 128 MB at 378 MB, for the same speed.
    /// </summary>
    public static DuckDbOptions Analysis { get; } = new(MemoryMegabytes: 64);
}
