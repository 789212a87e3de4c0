using Murmure.Server.Dashboard.Advising;
using Murmure.Server.Dashboard.Charts;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>Reads a site's page: the first screen of the whole site, or of a part of it where filters take one; and what stands below.</summary>
internal sealed class ScreenReader(ReportRunner reports, OverviewReader overviews, AdviceReader advice, ExploreReader explorer, TakingOff takingOff, TimeProvider clock)
{
    /// <summary>The screen; null when the store does not know the site.</summary>
    public async Task<SiteScreen?> ReadAsync(SiteRules site, SiteQuestion question, CancellationToken cancellation)
    {
        if (await FindAsync(site, question, cancellation) is not var (summary, from, to))
            return null;
        if (from > to)
            return new SiteScreen(summary, question, null);
        var overview = question.Filters.Count > 0 ? null : await overviews.ReadAsync(site, from, to, cancellation);
        var screen = new SiteScreen(summary, question, Range(from ?? summary.First, to ?? summary.Last)) { Overview = overview };
        if (screen.Days is not { } days)
            return screen;
        var asked = new Narrowed(site.Host, days, question.Filters);
        return screen with
        {
            Advice = overview is null ? null : await advice.ReadAsync(site, days, overview.Estimate?.Figure, cancellation),
            TakingOff = overview is not null && days.Contains(site.Today(clock)) ? await takingOff.ReadAsync(site, cancellation) : [],
            Figures = await explorer.FiguresAsync(asked, cancellation),
            Whole = question.Filters.Count == 0 ? null : await explorer.FiguresAsync(asked with { Filters = [] }, cancellation),
            Before = await BeforeAsync(asked, question.Compared, site.Today(clock), summary, cancellation),
            Trend = overview?.Report.Days ?? await explorer.DaysAsync(asked, cancellation),
            MayShowHours = MayShowHours(site, days),
            Hours = question.Step == StepLength.Hour && MayShowHours(site, days) ? await explorer.HoursAsync(asked, cancellation) : null,
            Origins = await explorer.OriginsAsync(asked, cancellation),
            Cards = await explorer.CardsAsync(asked, question, cancellation),
        };
    }

    /// <summary>Where one table of the site reads; null when the store does not know the site, or has nothing of it.</summary>
    public async Task<(SiteSummary Site, Narrowed? Asked)?> NarrowAsync(SiteRules site, SiteQuestion question, CancellationToken cancellation)
    {
        if (await FindAsync(site, question, cancellation) is not var (summary, from, to))
            return null;
        return (summary, Range(from ?? summary.First, to ?? summary.Last) is { } days ? new Narrowed(site.Host, days, question.Filters) : null);
    }

    /// <summary>The site and the days asked for, each end open where nothing names it; null when the store does not know the site.</summary>
    private async Task<(SiteSummary Site, DateOnly? From, DateOnly? To)?> FindAsync(SiteRules site, SiteQuestion question, CancellationToken cancellation)
    {
        if ((await reports.SitesAsync(cancellation)).FirstOrDefault(known => known.Site.Host == site.Host) is not { } summary)
            return null;
        var (from, to) = await overviews.DaysAsync(site, question.Period, cancellation);
        return (summary, from, question.Until is { } until && (to is null || to > until) ? until : to);
    }

    private async Task<EarlierDays?> BeforeAsync(Narrowed asked, Earlier which, DateOnly today, SiteSummary recorded, CancellationToken cancellation)
    {
        var days = asked.Days;
        // A period that goes on, or whose record ends before it does, is compared as far as it has come.
        var last = new[] { days.To, today, recorded.Last ?? days.To }.Min();
        if (which == Earlier.None || EarlierDays.Of(last < days.From ? days : new DayRange(days.From, last), which) is not { } before)
            return null;
        return new EarlierDays(before, recorded.First, days.Contains(today), await explorer.FiguresAsync(asked with { Days = before }, cancellation));
    }

    // What only the exempt part is kept of has no hours once its day has closed.
    private static bool MayShowHours(SiteRules site, DayRange days) =>
        days.To.DayNumber - days.From.DayNumber < DaySteps.MostByHour && site.Profile != ComplianceProfile.FrExempt;

    private static DayRange? Range(DateOnly? from, DateOnly? to) => (from, to) is ({ } first, { } last) && first <= last ? new DayRange(first, last) : null;
}

/// <summary>What a site's page shows.</summary>
/// <param name="Days">The days that the figures are of; null where nothing is recorded.</param>
public sealed record SiteScreen(SiteSummary Site, SiteQuestion Question, DayRange? Days)
{
    /// <summary>The first screen of the whole site; null where filters take a part of it.</summary>
    public SiteOverview? Overview { get; init; }

    /// <summary>What the advice of the whole site rests on.</summary>
    internal AdviceFigures? Advice { get; init; }

    /// <summary>What is being passed on just now, where today is among the days.</summary>
    public IReadOnlyList<PageTakingOff> TakingOff { get; init; } = [];

    public SiteFigures Figures { get; init; } = new(new Dictionary<string, long?>(), false);

    /// <summary>The whole site's figures, where filters take a part of it.</summary>
    public SiteFigures? Whole { get; init; }

    /// <summary>Earlier days, where the address asks for them.</summary>
    public EarlierDays? Before { get; init; }

    /// <summary>Null where a day of it is kept back.</summary>
    public IReadOnlyList<DayRow>? Trend { get; init; } = [];

    /// <summary>Whether the days are few enough to be shown hour by hour.</summary>
    public bool MayShowHours { get; init; }

    /// <summary>The trend hour by hour; null where nobody asked for it.</summary>
    public HoursOfDays? Hours { get; init; }

    public IReadOnlyList<OriginRow> Origins { get; init; } = [];

    public IReadOnlyList<CardTable> Cards { get; init; } = [];
}
