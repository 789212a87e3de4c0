using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>The visits to one page that no private share caused: public, from memory, from the publisher, and stealthy machines.</summary>
internal sealed class Audience(Scenario scenario, SimulatedSite site, DayOfWeek firstDay)
{
    /// <summary>All such visits to a page over the run, in no particular order.</summary>
    public IEnumerable<SimulatedVisit> Of(SimulatedPage page) =>
        Process(page, "public", hour => site.PublicRate(page, hour) * Pulse(hour), Arrive)
            .Concat(Process(page, "typed", hour => IsOut(page, hour) ? site.TypedRate(page, hour) * Memory(page, hour) : 0, Remember))
            .Concat(Process(page, "stealth", hour => IsOut(page, hour) ? scenario.StealthPerHour + Flood(page, hour) : 0, Probe));

    private double Pulse(int hour) => scenario.Rhythm.At(hour, firstDay);

    private double Memory(SimulatedPage page, int hour) =>
        page.Kind == PageKind.Article && scenario.Typed.ArticleRhythm is { } own ? own.At(hour, firstDay) : Pulse(hour);

    private double Flood(SimulatedPage page, int hour) =>
        page.Kind == PageKind.Article && scenario.Flood is { } flood && hour >= 12 * scenario.Days && hour < 12 * scenario.Days + flood.Hours ? flood.PerHour : 0;

    /// <summary>By what a channel's probability of losing the referrer is multiplied at a time; 1 in a world where it never changes.</summary>
    private double Loss(double time)
    {
        var factor = 1.0;
        if (scenario.Public.NightLoss != 0)
            factor = Math.Max(0, 1 + scenario.Public.NightLoss * Math.Cos(2 * Math.PI * (time - 23) / 24));
        return scenario.Public.Policy is { } policy && time >= policy.At * 24 * scenario.Days ? factor * policy.LossFactor : factor;
    }

    private static bool IsOut(SimulatedPage page, int hour) => hour >= page.Published;

    /// <summary>A Poisson process whose rate is constant within the hour. Every hour has a branch of its own.</summary>
    private IEnumerable<SimulatedVisit> Process(
        SimulatedPage page, string name, Func<int, double> rate, Func<SimulatedPage, double, SeedTree, SimulatedVisit> visit)
    {
        var branch = page.Seed.Of(name);
        for (var hour = 0; hour < 24 * scenario.Days; hour++)
        {
            var seed = branch.Of(hour);
            var stream = seed.Stream();
            var count = stream.Poisson(rate(hour));
            for (var i = 0; i < count; i++)
            {
                var time = Math.Max(hour + stream.NextDouble(), page.Published);
                if (time < hour + 1)
                    yield return visit(page, time, seed.Of(i));
            }
        }
    }

    private SimulatedVisit Arrive(SimulatedPage page, double time, SeedTree seed)
    {
        var stream = seed.Stream();
        var channel = PublicChannel.Draw(stream);
        var lost = stream.Chance(Math.Min(1, channel.Loss * page.LossFactor * Loss(time))) || channel.Loss >= 1;
        var cell = (lost ? page.Laws.Lost : page.Laws.Visible).Draw(stream, scenario.Devices, time);
        if (lost && scenario.Public.Policy is { } policy && time >= policy.At * 24 * scenario.Days)
            cell = cell with { Navigation = (Navigation)stream.Pick([.. policy.Navigations]) };
        return new SimulatedVisit
        {
            Time = time,
            Page = page.Index,
            Cause = Cause.Public,
            Channel = channel.Slug,
            Trace = lost ? Trace.None : Trace.Referrer,
            Cell = cell,
            Seed = seed,
        };
    }

    private SimulatedVisit Remember(SimulatedPage page, double time, SeedTree seed) => new()
    {
        Time = time,
        Page = page.Index,
        Cause = Cause.Typed,
        Channel = "direct",
        Trace = Trace.None,
        Cell = (page.Kind == PageKind.Article ? page.Laws.TypedArticle : page.Laws.Typed).Draw(seed.Stream(), scenario.Devices, time),
        Seed = seed,
    };

    private static SimulatedVisit Probe(SimulatedPage page, double time, SeedTree seed) => new()
    {
        Time = time,
        Page = page.Index,
        Cause = Cause.Stealth,
        Channel = "stealth",
        Trace = Trace.None,
        Cell = page.Laws.Stealth.Draw(seed.Stream()),
        Seed = seed,
    };
}
