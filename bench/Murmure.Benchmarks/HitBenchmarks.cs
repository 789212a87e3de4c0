using BenchmarkDotNet.Attributes;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;

namespace Murmure.Benchmarks;

/// <summary>What one hit costs, stage by stage. Every figure is per hit, text or line, whatever the loop around it.</summary>
public class HitBenchmarks : IDisposable
{
    /// <summary>How many lines, or distinct agents, one invocation goes through.</summary>
    private const int Hits = 10_000;
    private const int Distinct = 1_000;

    private SimulatedLog log = null!;
    private IngestPipeline warm = null!;
    private LogWorker worker = null!;
    private readonly LineScratch scratch = new();
    private readonly LogYield yield = new();

    [GlobalSetup]
    public void Setup()
    {
        log = new SimulatedLog();
        if (log.Agents.Length < Distinct)
            throw new InvalidOperationException("The simulated log has too few agents to measure with.");
        warm = log.NewPipeline();
        worker = log.NewWorker();
        ParsedAndIngested();
        WholeWorker();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        log.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A classifier that reads an agent and a referrer for the first time: no cache takes part.</summary>
    [Benchmark(OperationsPerInvoke = Distinct, Description = "classify, cold")]
    public int Cold()
    {
        var people = 0;
        for (var i = 0; i < Distinct; i++)
            people += log.Classifier.Classify(new Clues(log.Agents[i], log.Referrers[i % log.Referrers.Length])).Verdict == Verdict.Person ? 1 : 0;
        return people;
    }

    [Benchmark(OperationsPerInvoke = Hits, Description = "parse a combined line")]
    public long Parsed()
    {
        var bytes = 0L;
        for (var i = 0; i < Hits; i++)
        {
            log.Format.Parse(log.Lines[i], scratch, out var hit);
            bytes += hit.Bytes;
        }
        return bytes;
    }

    /// <summary>Parsed, then through the whole pipeline with its caches filled; less the line above it is what a cached hit costs.</summary>
    [Benchmark(OperationsPerInvoke = Hits, Description = "parse and ingest, cached")]
    public int ParsedAndIngested()
    {
        var kept = 0;
        for (var i = 0; i < Hits; i++)
        {
            log.Format.Parse(log.Lines[i], scratch, out var hit);
            warm.Pass(hit, out var outcome);
            kept += outcome.Dropped is null ? 1 : 0;
        }
        return kept;
    }

    /// <summary>Chunks of about a megabyte as the analysis reads them: lines found, parsed, ingested, put together.</summary>
    [Benchmark(OperationsPerInvoke = SimulatedLog.Length, Description = "whole worker, per line")]
    public long WholeWorker()
    {
        var parsed = 0L;
        foreach (var chunk in log.Chunks)
            parsed += worker.Read(chunk, yield).Parsed;
        return parsed;
    }
}
