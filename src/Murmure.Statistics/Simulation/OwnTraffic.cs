namespace Murmure.Statistics.Simulation;

/// <summary>The visits that the publisher's own mailings and posts bring: ours, never dark social.</summary>
internal sealed class OwnTraffic(Scenario scenario, SimulatedSite site, SeedTree seed)
{
    /// <summary>After this time an untagged mailing has no effect worth declaring, hours.</summary>
    private const double CampaignLife = 72;

    private static readonly double[] PostHours = [8.2, 17.6];

    private readonly double horizon = 24 * scenario.Days;

    /// <summary>The untagged mailings of the run.</summary>
    public IReadOnlyList<SimulatedCampaign> Campaigns() =>
    [
        .. Enumerable.Range(0, scenario.Campaigns.Untagged).Select(i =>
        {
            var branch = seed.Of("campaign").Of(i);
            var start = 24 + branch.Stream().NextDouble() * Math.Max(0, horizon - 72);
            return new SimulatedCampaign(start, Math.Min(horizon, start + CampaignLife), Article(branch, start), scenario.Campaigns.Declared);
        }),
    ];

    public IEnumerable<SimulatedVisit> Visits(IReadOnlyList<SimulatedCampaign> campaigns)
    {
        for (var day = 0; day < scenario.Days; day++)
        {
            foreach (var visit in Newsletter(day).Concat(Posts(day)))
                yield return visit;
        }

        for (var i = 0; i < campaigns.Count; i++)
        {
            var branch = seed.Of("mailing").Of(i);
            var page = campaigns[i].Page;
            foreach (var visit in Burst(branch, scenario.Campaigns.UntaggedVisits, campaigns[i].Start, Trace.None, "untagged", _ => page))
                yield return visit;
        }
    }

    /// <summary>The morning letter: a third to the home page, the rest to the three articles of the day.</summary>
    private IEnumerable<SimulatedVisit> Newsletter(int day)
    {
        var sent = 24 * day + scenario.Campaigns.NewsletterHour;
        int[] picks = [0, .. Enumerable.Range(0, 3).Select(i => Article(seed.Of("letter-pick").Of(day).Of(i), sent))];
        return Burst(seed.Of("letter").Of(day), scenario.Campaigns.NewsletterVisits, sent, Trace.CampaignTag, "newsletter",
            stream => picks[stream.Pick([3, 3, 2, 1])]);
    }

    /// <summary>Two posts on the newspaper's own pages of the networks.</summary>
    private IEnumerable<SimulatedVisit> Posts(int day)
    {
        foreach (var (i, hour) in PostHours.Index())
        {
            var branch = seed.Of("post").Of(day).Of(i);
            var time = 24 * day + hour + .5 * branch.Of("time").Stream().NextDouble();
            var page = Article(branch, time);
            var channel = branch.Of("channel").Stream().OneOf(["facebook", "x", "whatsapp", "linkedin"]);
            foreach (var visit in Burst(branch, scenario.Campaigns.PostVisits / 2, time, Trace.CampaignTag, channel, _ => page))
                yield return visit;
        }
    }

    private IEnumerable<SimulatedVisit> Burst(
        SeedTree branch, double mean, double start, Trace trace, string channel, Func<RandomSource, int> page)
    {
        var count = branch.Of("count").Stream().Poisson(mean);
        for (var i = 0; i < count; i++)
        {
            var own = branch.Of(i);
            var stream = own.Stream();
            var time = start + 1.5 * scenario.Sharing.Delay.Draw(stream, start);
            var target = page(stream);
            if (time >= horizon)
                continue;
            yield return new SimulatedVisit
            {
                Time = time,
                Page = target,
                Cause = Cause.Owned,
                Channel = channel,
                Trace = trace,
                // The same people on the same devices as those who are sent links: the worst case for an estimator.
                Cell = site.Pages[target].Laws.DrawPrivate(stream, scenario.Devices, time),
                Seed = own,
            };
        }
    }

    /// <summary>
    /// An article that is out at that time and still news, or else any. The highest of one keyed number per article wins, so that one
    /// article more changes the choice only where it wins itself.
    /// </summary>
    private int Article(SeedTree branch, double time) => site.Pages
        .Where(p => p.Kind == PageKind.Article && p.Published <= time)
        .OrderByDescending(p => !p.Evergreen && p.Published > time - 30)
        .ThenByDescending(p => branch.Of(p.Ordinal).Value)
        .Select(p => p.Index)
        .FirstOrDefault();
}
