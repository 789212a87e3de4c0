namespace Murmure.Statistics.Simulation;

/// <summary>
/// Requests for previews of one page that no private share caused: the publisher's own public posts, a public community, and where the scenario has
/// them public channels of messengers and machines that borrow a messenger's name.
/// </summary>
internal static class Strays
{
    /// <summary>Share of networks on which the publisher posts a new article.</summary>
    private const double Posted = .6;

    /// <summary>A community's server fetches a page again after so many hours.</summary>
    private const double SlackCache = .5;

    /// <summary>Whose servers fetch the publisher's public posts; of the federated network more than one does.</summary>
    private static readonly string[] Networks = ["facebook", "x", "linkedin", "bluesky", "mastodon", "mastodon"];

    /// <summary>Applications in which there are channels and servers that anybody can join; what WhatsApp fetches for one looks like what it fetches for a message.</summary>
    private static readonly string[] Public = ["telegram", "discord", "whatsapp", "whatsapp"];

    private static readonly string[] Spoofed = ["whatsapp", "telegram", "discord"];

    public static IEnumerable<StrayPreview> Of(Scenario scenario, SimulatedPage page, IReadOnlyList<SimulatedVisit> readers)
    {
        var all = Slack(page, readers);
        if (page.Kind != PageKind.Article)
            return all;
        return all.Concat(Posts(page)).Concat(Channels(scenario, page, readers)).Concat(Machines(scenario, page)).Where(stray => stray.Time < 24 * scenario.Days);
    }

    /// <summary>The newspaper posts each new article on the networks.</summary>
    private static IEnumerable<StrayPreview> Posts(SimulatedPage page)
    {
        if (page.Published < 0)
            yield break;
        var branch = page.Seed.Of("posts");
        foreach (var (i, network) in Networks.Index())
        {
            var stream = branch.Of(i).Stream();
            if (stream.Chance(Posted))
                yield return new StrayPreview(page.Published + .02 + stream.Exponential(.05), page.Index, network, branch.Of(i));
        }
    }

    /// <summary>A public Slack community that passes a link on makes Slack fetch it before anybody can follow it.</summary>
    private static IEnumerable<StrayPreview> Slack(SimulatedPage page, IReadOnlyList<SimulatedVisit> readers)
    {
        var last = double.NegativeInfinity;
        foreach (var reader in readers.Where(r => r.Channel == "slack").OrderBy(r => r.Time))
        {
            var seed = reader.Seed.Of("slack");
            var time = Math.Max(0, reader.Time - seed.Stream().Exponential(.1));
            if (time - last < SlackCache)
                continue;
            last = time;
            yield return new StrayPreview(time, page.Index, "slack", seed);
        }
    }

    private static IEnumerable<StrayPreview> Channels(Scenario scenario, SimulatedPage page, IReadOnlyList<SimulatedVisit> readers)
    {
        if (scenario.Strays.PerVisible <= 0)
            yield break;
        foreach (var reader in readers.Where(r => r.Cause == Cause.Public && r.Trace == Trace.Referrer))
        {
            var seed = reader.Seed.Of("stray");
            var stream = seed.Stream();
            if (stream.Chance(scenario.Strays.PerVisible))
                yield return new StrayPreview(reader.Time, page.Index, stream.OneOf(Public), seed);
        }
    }

    private static IEnumerable<StrayPreview> Machines(Scenario scenario, SimulatedPage page)
    {
        if (scenario.Strays.SpoofedPerHour <= 0)
            yield break;
        var branch = page.Seed.Of("spoofed");
        var stream = branch.Stream();
        var time = Math.Max(0, page.Published);
        for (var i = 0; ; i++)
        {
            time += stream.Exponential(1 / scenario.Strays.SpoofedPerHour);
            if (time >= 24 * scenario.Days)
                yield break;
            yield return new StrayPreview(time, page.Index, stream.OneOf(Spoofed), branch.Of(i));
        }
    }
}
