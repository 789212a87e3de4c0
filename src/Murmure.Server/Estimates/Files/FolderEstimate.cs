using Murmure.Statistics;

namespace Murmure.Server.Estimates.Files;

/// <summary>The estimate of a folder's counts.</summary>
public static class FolderEstimate
{
    /// <summary>Reads a folder of tables or of a log (tables where it holds both), and estimates.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="seed">The same folder and seed give the same numbers.</param>
    /// <param name="zone">The site's time zone, for a log; null takes the log's own.</param>
    /// <param name="clock">What is more than a day ahead of it did not happen.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The estimate, or one sentence on what is wrong.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (NamedEstimate? Estimate, string Problem) Of(
        string folder, ulong seed, TimeZoneInfo? zone, TimeProvider clock, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder))
            return (null, $"{folder}: no such folder.");
        if (!TableFolder.Is(folder) && !WireFolder.Is(folder))
            return (null, $"{folder}: neither direct.csv nor access.log nor hits.jsonl is in it.");
        var (set, problem) = TableFolder.Is(folder) ? Tables(folder) : WireFolder.Read(folder, zone, clock, cancellation);
        return set is null ? (null, problem) : (NamedEstimate.Of(Estimators.DarkSocial(set.Tables, seed), set), "");
    }

    private static (TableSet? Tables, string Problem) Tables(string folder)
    {
        var (tables, problem) = TableFolder.Read(folder);
        return (tables, problem is null ? "" : Path.Combine(folder, problem.ToString()));
    }
}
