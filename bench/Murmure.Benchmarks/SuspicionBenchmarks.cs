using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Murmure.Attribution;
using Murmure.Attribution.Suspicions;
using Murmure.Attribution.UserAgent;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Benchmarks;

/// <summary>What it costs a live hit to be looked at twice: the parts of the steps "suspicion" and "burst", and reading the headers at the door.</summary>
public class SuspicionBenchmarks
{
    private const int Hits = 10_000;
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";

    private readonly byte[][] addresses = new byte[Hits][];
    private readonly HeaderDictionary headers = new()
    {
        ["Accept-Language"] = "fr", ["Sec-Fetch-Site"] = "same-origin", ["Sec-Fetch-Mode"] = "no-cors", ["Sec-CH-UA-Mobile"] = "?0",
        ["Sec-CH-UA"] = "\"Chromium\";v=\"150\", \"Google Chrome\";v=\"150\", \"Not A;Brand\";v=\"24\"", ["Sec-CH-UA-Platform"] = "\"Windows\"",
    };
    private readonly Bursts bursts = new();
    private readonly LanguageHabits languages = new();
    private AgentReading agent = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1); // the same addresses each time
        for (var i = 0; i < Hits; i++)
            addresses[i] = System.Text.Encoding.UTF8.GetBytes($"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}");
        agent = new Classifier(Catalogue.Load()).ReadAgent(Chrome);
        bursts.Take(new SiteId(1), 1, EventKind.Engagement, DateTime.UnixEpoch);
    }

    [Benchmark(OperationsPerInvoke = Hits, Description = "hosting network, address read and looked up")]
    public int Networks()
    {
        var found = 0;
        foreach (var text in addresses)
            found += ClientAddress.TryRead(text, out var address) && HostingNetworks.Shipped.Has(address) ? 1 : 0;
        return found;
    }

    [Benchmark(OperationsPerInvoke = Hits, Description = "headers, read and held against the agent")]
    public int Headers()
    {
        var found = 0;
        for (var i = 0; i < Hits; i++)
        {
            var told = RequestBytes.Browser(headers);
            found += HeaderRules.Contradiction(agent, told, languages.IsUsual(new SiteId(1), told.Language is not null)) is null ? 0 : 1;
        }
        return found;
    }

    [Benchmark(OperationsPerInvoke = Hits, Description = "burst, 2,000 readers")]
    public int Pace()
    {
        var found = 0;
        for (var i = 0; i < Hits; i++)
            found += bursts.Take(new SiteId(1), (ulong)(i % 2_000), EventKind.Pageview, DateTime.UnixEpoch.AddHours(i)) ? 1 : 0;
        return found;
    }
}
