using System.Text;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;

namespace Murmure.Benchmarks;

/// <summary>The first lines of a newspaper's simulated log in memory, and what reads them. The same for every benchmark.</summary>
internal sealed class SimulatedLog : IDisposable
{
    /// <summary>How many lines there are.</summary>
    public const int Length = 100_000;

    private readonly Pseudonyms pseudonyms = new("lecourrierdelarive.example");
    private readonly Place place = Place.With(null);
    private readonly LogReader reader;

    public SimulatedLog()
    {
        if (!LogReader.TryOpen(Simulate(), "access.log", null, null, out var opened, out var problem))
            throw new InvalidOperationException(problem.Say());
        reader = opened;
        Chunks = [.. reader.Chunks()];
        var (agents, referrers, lines) = (new HashSet<string>(), new HashSet<string>(), new List<byte[]>());
        var scratch = new LineScratch();
        foreach (var chunk in Chunks)
        {
            foreach (var line in chunk.Records)
            {
                lines.Add(line.ToArray());
                chunk.Format.Parse(line, scratch, out var hit);
                agents.Add(Encoding.UTF8.GetString(hit.UserAgent));
                referrers.Add(Encoding.UTF8.GetString(hit.Referrer));
            }
        }
        (Agents, Referrers, Lines) = ([.. agents], [.. referrers], [.. lines]);
    }

    public Classifier Classifier { get; } = new(Catalogue.Load());

    public IReadOnlyList<LogChunk> Chunks { get; }

    public LogFormat Format => reader.Format;

    public byte[][] Lines { get; }

    /// <summary>The distinct agents of the log; the simulator composes most of them from models, builds and versions.</summary>
    public string[] Agents { get; }

    public string[] Referrers { get; }

    public IngestPipeline NewPipeline() =>
        new(
        Classifier, pseudonyms, place.NewMemory(),
        new SiteRules { Id = default, Host = "lecourrierdelarive.example", Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), Profile = ComplianceProfile.LogOnly },
        new ReadingCache(Classifier));

    public LogWorker NewWorker() => new(NewPipeline(), DateTime.MaxValue);

    public void Dispose()
    {
        foreach (var chunk in Chunks)
            chunk.Dispose();
        reader.Dispose();
        pseudonyms.Dispose();
        place.Dispose();
    }

    private static MemoryStream Simulate()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-bench-").FullName;
        try
        {
            SimulationWriter.WriteAsync(Scenario.Find("base")!, 1, new DateOnly(2026, 1, 5), folder).GetAwaiter().GetResult();
            var lines = File.ReadLines(Path.Combine(folder, "access.log")).Take(Length).ToList();
            return lines.Count == Length
                ? new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"))
                : throw new InvalidOperationException("The simulated log is too small to measure with.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
