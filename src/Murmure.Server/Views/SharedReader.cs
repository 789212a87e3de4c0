using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Dashboard.Panels;
using Murmure.Server.Reports;
using Murmure.Server.Funnels;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Views;

/// <summary>
/// What a private link shows: the site's page for the link's question, without what members alone may know. PRIVACY: of every table the rows behind which
/// fewer than ten visitors stand are left out, with as many more as keep them from being worked out; so is every figure; and everything is, where so few
/// stand behind the whole (adr/0062).
/// </summary>
internal sealed class SharedReader(ScreenReader screens, Behind behind, SharedOverview overviews, TimeProvider clock)
{
    /// <summary>The question of a link: its own, or fewer of its days where it allows that. Nothing else of the address is read.</summary>
    public SiteQuestion Question(SiteRules site, PrivateLink link, IQueryCollection asked)
    {
        // PRIVACY: a day that goes on would tell of each reader who comes, by its difference to a minute ago; so closed days alone.
        var own = ViewBook.Read(link.Query, site.Today(clock)) with { Fixed = true, Until = site.LastOver(clock) };
        var (from, to) = (ReportRequest.DayOf(asked["from"]), ReportRequest.DayOf(asked["to"]));
        if (!link.MayChoosePeriod || (from is null && to is null))
            return own;
        var first = Later(own.Period.From, from);
        var last = own.Period.To is { } end && (to is null || to > end) ? end : to;
        return first > last ? own : own with { Period = new AskedPeriod(null, first, last, false) };
    }

    /// <summary>The screen; null where the store does not know the site, and where too few visitors stand behind it, which looks the same.</summary>
    public async Task<SiteScreen?> ReadAsync(SiteRules site, SiteQuestion question, CancellationToken cancellation)
    {
        // PRIVACY: a link outlives a change of its site's profile. Without its filter it would open the whole site.
        if (!FunnelsFeature.Allows(site, question.Filters))
            return null;
        if (await screens.ReadAsync(site, question, cancellation) is not { Days: { } days } screen || !IsEnough(screen))
            return null;
        var asked = new Narrowed(site.Host, days, question.Filters);
        var cards = new List<CardTable>();
        foreach (var card in screen.Cards)
            cards.Add(Left(card, await behind.EnoughAsync(asked, card.Open, cancellation)));
        var overview = screen.Overview is { } whole ? await overviews.LeftAsync(asked, whole, cancellation) : null;
        return await TrendAsync(asked, screen with
        {
            // Families beside channels would tell what is hidden of either, and hours what is of a day.
            Origins = [], TakingOff = [], Hours = null,
            Cards = cards, Overview = overview, Figures = await FiguresAsync(asked, screen.Figures, cancellation),
            Before = screen.Before is { } before && before.Figures.Visitors >= SmallCells.Threshold ? await LeftAsync(asked with { Days = before.Days }, before, cancellation) : null,
        }, cancellation);
    }

    private async Task<EarlierDays> LeftAsync(Narrowed asked, EarlierDays before, CancellationToken cancellation) => before with
    {
        Figures = await FiguresAsync(asked, before.Figures, cancellation),
        Trend = before.Trend is { } trend && await HaveEnoughAsync(asked, [.. trend.Select(day => day with { Day = before.Beside(day.Day) })], cancellation) ? trend : null,
    };

    private async Task<bool> HaveEnoughAsync(Narrowed asked, IReadOnlyList<DayRow> trend, CancellationToken cancellation)
    {
        var enough = await behind.EnoughAsync(asked, Dimension.Day, cancellation) ?? new HashSet<string>();
        return trend.All(day => day.Visits == 0 || enough.Contains(Crowd.Name([day.Day])));
    }

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;

    // Of a part, what is not in it as well: the whole is no secret.
    private static bool IsEnough(SiteScreen screen) => screen.Figures.Visitors is { } visitors && visitors >= SmallCells.Threshold
        && (screen.Whole is not { } whole || whole.Visitors - visitors is 0 or >= SmallCells.Threshold);

    private static CardTable Left(CardTable table, IReadOnlySet<string>? enough) => table.Answer is not { } answer ? table
        : enough is null ? table with { Answer = null }
        : table with { Answer = answer with { Rows = [.. answer.Rows.Where(row => enough.Contains(Crowd.Name([row[0] ?? ""])))], Suppressed = answer.Suppressed || answer.Rows.Any(row => !enough.Contains(Crowd.Name([row[0] ?? ""]))) } };

    /// <summary>The figures without those of few people; a rate goes with those whom it leaves out.</summary>
    private async Task<SiteFigures> FiguresAsync(Narrowed asked, SiteFigures figures, CancellationToken cancellation)
    {
        long? Of(Metric metric) => figures.Totals.GetValueOrDefault(metric.Name);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        async Task KeepAsync(long? count, Metric visitors, params Metric[] what)
        {
            if (count is > 0 && await behind.IsFewAsync(asked, visitors, cancellation))
                kept.UnionWith(what.Select(metric => metric.Name));
        }

        await KeepAsync(Of(Metric.Bounces), Metric.VisitorsBehind(Metric.Bounces), Metric.Bounces);
        await KeepAsync(figures.Visits - Of(Metric.Bounces), Metric.VisitorsBeside(Metric.Bounces), Metric.Bounces);
        await KeepAsync(figures.Shares, Metric.VisitorsBehind(Metric.Shares, Metric.Copies), Metric.Shares, Metric.Copies);
        await KeepAsync(figures.Goals, Metric.VisitorsBehind(Metric.Goals), Metric.Goals);
        // Previews have no visitors: each is perhaps one person's share.
        if (figures.Previews is > 0 and < SmallCells.Threshold)
            kept.Add(Metric.Previews.Name);
        return kept.Count == 0 ? figures
            : figures with { Totals = figures.Totals.ToDictionary(one => one.Key, one => kept.Contains(one.Key) ? null : one.Value), Suppressed = true };
    }

    /// <summary>The trend where each of its days has enough visitors; of its series those that have on every day.</summary>
    private async Task<SiteScreen> TrendAsync(Narrowed asked, SiteScreen screen, CancellationToken cancellation)
    {
        if (screen.Trend is not { } trend || !await HaveEnoughAsync(asked, trend, cancellation))
            return screen with { Trend = null };
        var series = new TrendSeries(
            !screen.Keeps(OverviewCell.Answer) && !screen.Keeps(OverviewCell.Direct) && await HaveOriginsAsync(asked, trend, cancellation),
            trend.All(day => day.Previews is 0 or >= SmallCells.Threshold));
        return screen with
        {
            Series = series,
            Trend = [.. trend.Select(day => new DayRow(
                day.Day, day.Visits, series.Origins ? day.Evidence : 0, series.Origins ? day.Ours : 0, series.Origins ? day.Direct : 0, series.Previews ? day.Previews : 0))],
        };
    }

    private async Task<bool> HaveOriginsAsync(Narrowed asked, IReadOnlyList<DayRow> trend, CancellationToken cancellation)
    {
        (Metric Visitors, Func<DayRow, long> Visits)[] parts =
        [
            (Metric.VisitorsBehind(Metric.EvidenceVisits), day => day.Evidence), (Metric.VisitorsBehind(Metric.OursVisits), day => day.Ours),
            (Metric.VisitorsBehind(Metric.DirectVisits), day => day.Direct),
            (Metric.VisitorsBeside(Metric.EvidenceVisits, Metric.OursVisits, Metric.DirectVisits), day => day.Visits - day.Evidence - day.Ours - day.Direct),
        ];
        var counted = (await behind.CountAsync(asked, [.. parts.Select(part => part.Visitors)], Dimension.Day, cancellation)).ToDictionary(row => row.Day);
        return trend.All(day => parts.All(part => part.Visits(day) == 0 || counted.GetValueOrDefault(day.Day)?[part.Visitors] >= SmallCells.Threshold));
    }
}
