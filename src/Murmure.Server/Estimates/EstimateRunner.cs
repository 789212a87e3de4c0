using System.Globalization;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Statistics;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>Makes one estimate: tables in, a figure out. It decides nothing about when, and keeps nothing.</summary>
internal sealed class EstimateRunner(HourlyReader reader, CampaignCalendar calendar, IEventStore store)
{
    /// <summary>The version of how figures are made, tables included. To be raised with whatever changes them: figures before and after stand beside each other, and it is said.</summary>
    public const string Method = "2";

    private const int MostPages = 50;

    public async Task<EstimateFigure> RunAsync(SiteRules site, DayRange range, CancellationToken cancellation)
    {
        var campaigns = await calendar.OfAsync(site, range, cancellation);
        var tables = await reader.ReadAsync(site, range, campaigns, cancellation);
        var counted = await store.QueryAsync(new ReportQuery(site.Host, range, [Metric.Visits, Metric.EvidenceVisits]) { Caller = "EstimateRunner" }, cancellation);
        var seed = SeedOf(site, range);
        var estimate = await Task.Run(() => Estimators.DarkSocial(tables, seed), cancellation);
        return Figure(estimate, tables, range, counted.Sum(Metric.Visits), counted.Sum(Metric.EvidenceVisits)) with
        {
            Campaigns = campaigns, Seed = seed.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The same period of the same site draws the same numbers, so that a figure made again differs only where its data do.</summary>
    private static ulong SeedOf(SiteRules site, DayRange range) => new SeedTree(0).Of(site.Host).Of(range.From.DayNumber).Of(range.To.DayNumber).Value;

    private static EstimateFigure Figure(SiteEstimate estimate, HourlyTables tables, DayRange range, long visits, long measured) => new()
    {
        Direct = estimate.Direct,
        Visits = visits,
        Measured = measured,
        Alpha = EstimatedShare.Of(estimate.Alpha),
        DarkShareOfVisits = estimate.Alpha is { } alpha && visits > 0 ? OfVisits(alpha, estimate.Direct, measured, visits) : null,
        Rung = Slugs.Of(estimate.Rung),
        Bounds = EstimatedShare.Of(estimate.Bounds),
        Model = EstimatedShare.Of(estimate.Model),
        Survey = EstimatedShare.Of(estimate.Survey),
        Rule = estimate.Rule,
        FirstVisitRule = estimate.FirstVisitRule,
        Checks = estimate.Checks,
        DemotedBecause = [.. estimate.DemotedBecause.Select(reason => Slugs.Of(reason))],
        Burst = estimate.DemotedBecause.Contains(Demotion.UnexplainedBurst) && estimate.LargestBurst is { } burst
            ? new(tables.Pages[burst.Page].Name, range.From.AddDays(burst.Day))
            : null,
        Narrowings = [.. estimate.Narrowings.Select(step => new EstimatedStep(Slugs.Of(step.Step), step.HalfWidth, step.Answers, step.Days))],
        Answers = tables.Survey.Sum(row => row.Count),
        Seed = "",
        ByDay = [.. estimate.ByDay.OrderBy(day => day.Key).Select(day => new EstimatedDay(range.From.AddDays(day.Key), EstimatedShare.Of(day.Value)!))],
        ByPage = [.. estimate.ByPage.OrderByDescending(page => page.Value.Value).ThenBy(page => page.Key).Take(MostPages)
            .Select(page => new EstimatedPage(tables.Pages[page.Key].Name, EstimatedShare.Of(page.Value)!))],
    };

    private static EstimatedShare OfVisits(Interval alpha, int direct, long measured, long visits)
    {
        double Share(double part) => Math.Clamp(((part * direct) + measured) / visits, 0, 1);
        return new(Share(alpha.Value), Share(alpha.Lower), Share(alpha.Upper), alpha.Level);
    }
}
