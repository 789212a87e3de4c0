using Murmure.Server.Dashboard.Advising;
using Murmure.Server.Dashboard.Charts;
using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Dashboard.Panels;
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
        if (await FindAsync(site, question, cancellation) is not var (summary, period))
            return null;
        var (from, to) = (period.From, period.To);
        if (from > to)
            return new SiteScreen(summary, question, null);
        var reading = question.Filters.Count > 0 ? null : overviews.ReadAsync(site, summary, from, to, cancellation);
        if (period.Within(summary.First, summary.Last) is not { } days)
            return new SiteScreen(summary, question, null) { Overview = reading is null ? null : await reading };
        var asked = new Narrowed(site.Host, days, question.Filters);
        var earlier = EarlierDays.Of(days, question.Compared, summary, site.Today(clock));
        var hours = question.Step == StepLength.Hour && MayShowHours(site, days);
        // What stands below needs nothing of the first screen: all is asked together.
        var (figuring, originating, carding) = (
            explorer.FiguresAsync(asked, cancellation), explorer.OriginsAsync(asked, cancellation),
            explorer.CardsAsync(asked, Card.Of(site), question, question.Fixed ? null : earlier, cancellation));
        var (whole, trend) = reading is null ? (explorer.FiguresAsync(asked with { Filters = [] }, cancellation), explorer.DaysAsync(asked, cancellation)) : (null, null);
        await Task.WhenAll(new Task?[] { reading, figuring, originating, carding, whole, trend }.OfType<Task>());
        var (overview, figures) = (reading is null ? null : await reading, await figuring);
        return new SiteScreen(summary, question, days)
        {
            Overview = overview,
            Advice = overview is null ? null : await advice.ReadAsync(site, days, overview.Estimate?.Figure, cancellation),
            TakingOff = overview is not null && IsOfNow(question, days, site.Today(clock)) ? await takingOff.ReadAsync(site, cancellation) : [],
            Figures = figures,
            Whole = whole is null ? null : await whole,
            Before = await explorer.BeforeAsync(asked, earlier, figures.Until, hours, cancellation),
            Trend = trend is null ? overview?.Report.Days : await trend,
            MayShowHours = MayShowHours(site, days),
            Hours = hours ? await explorer.HoursAsync(asked, cancellation) : null,
            Origins = await originating,
            Cards = await carding,
        };
    }

    /// <summary>Where one table of the site reads; null when the store does not know the site, or has nothing of it.</summary>
    public async Task<(SiteSummary Site, Narrowed? Asked)?> NarrowAsync(SiteRules site, SiteQuestion question, CancellationToken cancellation)
    {
        if (await FindAsync(site, question, cancellation) is not var (summary, period))
            return null;
        return (summary, period.Within(summary.First, summary.Last) is { } days ? new Narrowed(site.Host, days, question.Filters) : null);
    }

    /// <summary>The site and the days asked for, each end open where nothing names it; null when the store does not know the site.</summary>
    private async Task<(SiteSummary Site, AskedPeriod Period)?> FindAsync(SiteRules site, SiteQuestion question, CancellationToken cancellation)
    {
        if ((await reports.SitesAsync(cancellation)).FirstOrDefault(known => known.Site.Host == site.Host) is not { } summary)
            return null;
        var period = await overviews.PeriodAsync(site, question.Period, cancellation);
        return (summary, question.Until is { } until && (period.To is null || period.To > until) ? period with { To = until } : period);
    }

    // Days that somebody chose by their dates, and that are over, are looked back at; every other page is looked at for what goes on.
    private static bool IsOfNow(SiteQuestion question, DayRange days, DateOnly today) =>
        !question.Fixed && (question.Period is { From: null, To: null } or { Preset: not null } || days.Contains(today));

    // What only the exempt part is kept of has no hours once its day has closed.
    private static bool MayShowHours(SiteRules site, DayRange days) =>
        days.Length <= DaySteps.MostByHour && site.Profile != ComplianceProfile.FrExempt;
}

/// <summary>What a site's page shows.</summary>
/// <param name="Days">The days that the figures are of; null where nothing is recorded.</param>
public sealed record SiteScreen(SiteSummary Site, SiteQuestion Question, DayRange? Days)
{
    /// <summary>The first screen of the whole site; null where filters take a part of it.</summary>
    public SiteOverview? Overview { get; init; }

    /// <summary>Whether that figure of the first screen is kept back.</summary>
    internal bool Keeps(OverviewCell cell) => Overview?.Kept.Contains(cell) == true;

    /// <summary>What the advice of the whole site rests on.</summary>
    internal AdviceFigures? Advice { get; init; }

    /// <summary>What is being passed on just now; not on a page of a part, nor of days that are named and over.</summary>
    public IReadOnlyList<PageTakingOff> TakingOff { get; init; } = [];

    public SiteFigures Figures { get; init; } = new(new Dictionary<string, long?>(), false);

    /// <summary>The whole site's figures, where filters take a part of it.</summary>
    public SiteFigures? Whole { get; init; }

    /// <summary>Earlier days, where the address asks for them.</summary>
    public EarlierDays? Before { get; init; }

    /// <summary>Null where a day of it is kept back.</summary>
    public IReadOnlyList<DayRow>? Trend { get; init; } = [];

    /// <summary>Which series the trend may show beside the visits.</summary>
    public TrendSeries Series { get; init; } = new(true, true);

    /// <summary>Whether the days are few enough to be shown hour by hour.</summary>
    public bool MayShowHours { get; init; }

    /// <summary>The trend hour by hour; null where nobody asked for it.</summary>
    public HoursOfDays? Hours { get; init; }

    public IReadOnlyList<OriginRow> Origins { get; init; } = [];

    public IReadOnlyList<CardTable> Cards { get; init; } = [];
}
