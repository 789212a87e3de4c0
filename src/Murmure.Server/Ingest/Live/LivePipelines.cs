using System.Collections.Concurrent;
using Murmure.Attribution;
using Murmure.Attribution.UserAgent;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>The pipelines of the live sites, for any number of callers at once: a pipeline serves one hit at a time, so each caller gets a lane of them.</summary>
internal sealed class LivePipelines(Classifier classifier, DayKeys keys, LiveDoor door, TimeProvider clock, Place place)
{
    /// <summary>What one caller at a time works with. Texts are remembered for a day at most.</summary>
    private sealed class Lane(Classifier classifier, DateOnly day)
    {
        public DateOnly Day { get; } = day;
        public ReadingCache Readings { get; } = new(classifier);
        public required Place.Networks Networks { get; init; }
        public Dictionary<long, (SiteRules Rules, IngestPipeline Pipeline)> Pipelines { get; } = [];
    }

    private readonly ConcurrentBag<Lane> lanes = [];
    private readonly ConcurrentDictionary<long, Pseudonyms> pseudonyms = new();

    /// <summary>Passes a hit through its site's pipeline, as the site's rules are now.</summary>
    public void Pass(scoped in RawHit hit, SiteRules site, out HitOutcome outcome)
    {
        var lane = Rent();
        try
        {
            PipelineOf(lane, site).Pass(hit, out outcome);
        }
        finally
        {
            lanes.Add(lane);
        }
    }

    /// <summary>Who asks and from which country, where an answer depends on it. PRIVACY: the address is read and kept nowhere.</summary>
    public (AgentReading Agent, string Country) Look(ReadOnlySpan<byte> address, ReadOnlySpan<byte> agent)
    {
        var lane = Rent();
        try
        {
            var country = ClientAddress.TryRead(address, out var read) ? lane.Networks.CountryOf(read) : "";
            return (lane.Readings.Agent(agent), country);
        }
        finally
        {
            lanes.Add(lane);
        }
    }

    /// <summary>A pipeline for a log of the site that is read by itself: a log is long, and nobody's limits hold for it.</summary>
    public IngestPipeline Unlimited(SiteRules site, Pseudonyms run) =>
        new(classifier, run, place.NewMemory(), site, new ReadingCache(classifier), door with { Limits = new NetworkLimits(0, 0, clock) });

    /// <summary>The site's pseudonyms, with a fold key of their own: what one device fetches for one preview is told within one reader of logs, or among the doors.</summary>
    public Pseudonyms PseudonymsOf(SiteRules site) => new(site.Host, day => keys.Visitors(site.Id, day));

    private IngestPipeline PipelineOf(Lane lane, SiteRules site)
    {
        if (lane.Pipelines.TryGetValue(site.Id.Value, out var known) && ReferenceEquals(known.Rules, site))
            return known.Pipeline;
        var shared = pseudonyms.GetOrAdd(site.Id.Value, _ => PseudonymsOf(site));
        var pipeline = new IngestPipeline(classifier, shared, lane.Networks, site, lane.Readings, door);
        lane.Pipelines[site.Id.Value] = (site, pipeline);
        return pipeline;
    }

    private Lane Rent()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        while (lanes.TryTake(out var lane))
        {
            if (lane.Day == today && place.IsOf(lane.Networks))
                return lane;
        }
        return new Lane(classifier, today) { Networks = place.NewMemory() };
    }
}
