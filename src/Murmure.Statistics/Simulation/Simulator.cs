namespace Murmure.Statistics.Simulation;

/// <summary>
/// Invents a fortnight of a site's life and keeps the truth beside it. Pure and reproducible: the same scenario, seed and first day
/// give the same run on one runtime.
/// </summary>
public static class Simulator
{
    /// <summary>Simulates.</summary>
    /// <param name="scenario">The world.</param>
    /// <param name="seed">Any number; runs of different seeds are independent.</param>
    /// <param name="firstDay">The day of the week on which the run begins, for the weekly rhythm.</param>
    public static SimulatedRun Run(Scenario scenario, ulong seed, DayOfWeek firstDay = DayOfWeek.Monday)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var root = new SeedTree(seed).Of(scenario.Name);
        scenario = scenario.ForRun(root.Of("rates"));
        var site = SimulatedSite.Build(scenario, root.Of("site"));
        var audience = new Audience(scenario, site, firstDay);
        var own = new OwnTraffic(scenario, site, root.Of("own"));
        var campaigns = own.Campaigns();
        var owned = own.Visits(campaigns).ToLookup(v => v.Page);
        var tagClicks = Math.Exp(scenario.Stress.TagClicks * root.Of("tag-clicks").Stream().Normal());

        List<SimulatedVisit> visits = [];
        List<SimulatedShare> shares = [];
        List<SimulatedPreview> previews = [];
        List<StrayPreview> strays = [];
        foreach (var page in site.Pages)
        {
            List<SimulatedVisit> readers = [.. audience.Of(page), .. owned[page.Index]];
            var cascades = new Cascades(scenario, page, tagClicks);
            cascades.Run(readers);
            visits.AddRange(readers);
            visits.AddRange(cascades.Clicks);
            shares.AddRange(cascades.Shares);
            previews.AddRange(cascades.Previews);
            strays.AddRange(Strays.Of(scenario, page, readers));
        }

        // Ties in time are broken by branch: a sort alone would leave them to the order of the pages.
        visits = new Visitors(site).Assign([.. visits.OrderBy(v => v.Time).ThenBy(v => v.Seed.Value)]);
        return new SimulatedRun
        {
            Scenario = scenario,
            Seed = root,
            Site = site,
            Visits = visits,
            Shares = [.. shares.OrderBy(s => s.Time).ThenBy(s => s.Seed.Value)],
            Previews = [.. previews.OrderBy(p => p.Time).ThenBy(p => p.Share.Seed.Value)],
            Strays = [.. strays.OrderBy(p => p.Time).ThenBy(p => p.Seed.Value)],
            Campaigns = campaigns,
            Answers = [.. Surveys.Ask(scenario.Survey, visits)],
            Truth = Truth.Of(visits),
        };
    }
}

/// <summary>Everything that happened in a run, each list in time order.</summary>
public sealed record SimulatedRun
{
    /// <summary>The world as this run had it: what the scenario leaves to chance is drawn.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The run's own branch, for whatever a renderer has to invent beside it.</summary>
    public required SeedTree Seed { get; init; }

    public required SimulatedSite Site { get; init; }

    public required IReadOnlyList<SimulatedVisit> Visits { get; init; }

    public required IReadOnlyList<SimulatedShare> Shares { get; init; }

    public required IReadOnlyList<SimulatedPreview> Previews { get; init; }

    /// <summary>Previews that no private share caused.</summary>
    public required IReadOnlyList<StrayPreview> Strays { get; init; }

    public required IReadOnlyList<SimulatedCampaign> Campaigns { get; init; }

    public required IReadOnlyList<SimulatedAnswer> Answers { get; init; }

    public required Truth Truth { get; init; }
}
