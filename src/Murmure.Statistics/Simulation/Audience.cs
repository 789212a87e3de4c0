namespace Murmure.Statistics.Simulation;

/// <summary>The visits to one page that no private share caused: public, from memory, from the publisher, and stealthy machines.</summary>
internal sealed class Audience(Scenario scenario, SimulatedSite site, DayOfWeek firstDay)
{
    /// <summary>All such visits to a page over the run, in no particular order.</summary>
    public IEnumerable<SimulatedVisit> Of(SimulatedPage page) =>
        Process(page, "public", hour => site.PublicRate(page, hour) * Pulse(hour), Arrive)
            .Concat(Process(page, "typed", hour => IsOut(page, hour) ? page.TypedPerHour * Pulse(hour) : 0, Remember))
            .Concat(Process(page, "stealth", hour => IsOut(page, hour) ? scenario.StealthPerHour : 0, Probe));

    private double Pulse(int hour) => scenario.Rhythm.At(hour, firstDay);

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

    private static SimulatedVisit Arrive(SimulatedPage page, double time, SeedTree seed)
    {
        var stream = seed.Stream();
        var channel = PublicChannel.Draw(stream);
        var lost = stream.Chance(Math.Min(1, channel.Loss * page.LossFactor)) || channel.Loss >= 1;
        return new SimulatedVisit
        {
            Time = time,
            Page = page.Index,
            Cause = Cause.Public,
            Channel = channel.Slug,
            Trace = lost ? Trace.None : Trace.Referrer,
            Cell = (lost ? page.Laws.Lost : page.Laws.Visible).Draw(stream),
            Seed = seed,
        };
    }

    private static SimulatedVisit Remember(SimulatedPage page, double time, SeedTree seed) => new()
    {
        Time = time,
        Page = page.Index,
        Cause = Cause.Typed,
        Channel = "direct",
        Trace = Trace.None,
        Cell = (page.Kind == PageKind.Article ? page.Laws.TypedArticle : page.Laws.Typed).Draw(seed.Stream()),
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
