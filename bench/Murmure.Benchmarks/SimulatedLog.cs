using System.Text;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;

namespace Murmure.Benchmarks;

/// <summary>A simulated fortnight of a newspaper's log in memory, and what reads it. The same for every benchmark.</summary>
internal sealed class SimulatedLog : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("murmure-bench-").FullName;
    private readonly Pseudonyms pseudonyms = new("lecourrierdelarive.example");
    private readonly Place? place = Place.Shipped();
    private readonly LogReader reader;

    public SimulatedLog()
    {
        SimulationWriter.WriteAsync(Scenario.Find("base")!, 1, new DateOnly(2026, 1, 5), folder).GetAwaiter().GetResult();
        var path = Path.Combine(folder, "access.log");
        if (!LogReader.TryOpen(path, null, out var opened, out var problem))
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
        new(Classifier, pseudonyms, place, new IngestOptions("lecourrierdelarive.example", TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")));

    public LogWorker NewWorker() => new(NewPipeline());

    public void Dispose()
    {
        foreach (var chunk in Chunks)
            chunk.Dispose();
        reader.Dispose();
        pseudonyms.Dispose();
        place?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
