using Microsoft.AspNetCore.Http;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Privacy;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Views;

/// <summary>
/// What a private link shows: the site's page for the link's question, without what members alone may know. PRIVACY: of every table the rows behind which
/// fewer than ten visitors stand are left out, with as many more as keep them from being worked out; and everything is, where so few stand behind the whole (adr/0062).
/// </summary>
internal sealed class SharedReader(ScreenReader screens, IEventStore store, TimeProvider clock)
{
    /// <summary>More rows than that are not looked through; those behind are left out.</summary>
    private const int MostRows = 10_000;

    /// <summary>The question of a link: its own, or fewer of its days where it allows that. Nothing else of the address is read.</summary>
    public SiteQuestion Question(SiteRules site, PrivateLink link, IQueryCollection asked)
    {
        // PRIVACY: a day that goes on would tell of each reader who comes, by its difference to a minute ago; so closed days alone.
        var own = ViewBook.Read(link.Query, site.Today(clock)) with { Fixed = true, Until = LastClosed(site) };
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
        if (await screens.ReadAsync(site, question, cancellation) is not { Days: { } days } screen || !IsEnough(screen))
            return null;
        var cards = new List<CardTable>();
        foreach (var card in screen.Cards)
            cards.Add(Left(card, await EnoughAsync(site.Host, days, question, card.Open, cancellation)));
        var whole = await EnoughAsync(site.Host, days, question, Dimension.Day, cancellation) ?? new HashSet<string>();
        return screen with
        {
            // Families beside channels would tell what is hidden of either, and hours what is of a day.
            Origins = [], TakingOff = [], Hours = null,
            Trend = screen.Trend?.All(day => day.Visits == 0 || whole.Contains(Crowd.Name([day.Day]))) == true ? screen.Trend : null,
            Cards = cards, Before = screen.Before is { } before && before.Figures.Visitors >= SmallCells.Threshold ? before : null,
            Overview = screen.Overview is { } overview ? await LeftAsync(site.Host, days, question, overview, cancellation) : null,
        };
    }

    private DateOnly LastClosed(SiteRules site) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow() - DayClosing.Grace, site.Zone).DateTime).AddDays(-1);

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;

    // Of a part, what is not in it as well: the whole is no secret.
    private static bool IsEnough(SiteScreen screen) => screen.Figures.Visitors is { } visitors && visitors >= SmallCells.Threshold
        && (screen.Whole is not { } whole || whole.Visitors - visitors is 0 or >= SmallCells.Threshold);

    private static CardTable Left(CardTable table, IReadOnlySet<string>? enough) => table.Answer is not { } answer ? table
        : enough is null ? table with { Answer = null }
        : table with { Answer = answer with { Rows = [.. answer.Rows.Where(row => enough.Contains(Crowd.Name([row[0] ?? ""])))], Suppressed = answer.Suppressed || answer.Rows.Any(row => !enough.Contains(Crowd.Name([row[0] ?? ""]))) } };

    private async Task<SiteOverview> LeftAsync(string site, DayRange days, SiteQuestion question, SiteOverview overview, CancellationToken cancellation)
    {
        var pages = await EnoughAsync(site, days, question, Dimension.Page, cancellation) ?? new HashSet<string>();
        var channels = await EnoughAsync(site, days, question, Dimension.Channel, cancellation) ?? new HashSet<string>();
        return overview with
        {
            Elsewhere = null,
            Report = overview.Report with
            {
                // What proves a private share counts as a cell of its own beside the page's visits.
                Pages = [.. overview.Report.Pages.Where(page => pages.Contains(page.Page) && page.Evidence >= SmallCells.Threshold && (page.Visits - page.Evidence is 0 or >= SmallCells.Threshold))],
                Direct = overview.Report.Direct with { Parts = [.. overview.Report.Direct.Parts.Where(part => channels.Contains(part.Slug) && part.Visits >= SmallCells.Threshold)] },
                Channels = [.. overview.Report.Channels.Where(row => channels.Contains(row.Slug))], Seen = [],
            },
            Estimate = overview.Estimate is { } estimate
                ? estimate with { Figure = estimate.Figure with { ByPage = [.. estimate.Figure.ByPage.Where(page => pages.Contains(page.Page))] } }
                : null,
        };
    }

    /// <summary>The values behind which enough visitors stand; null where nobody can tell any more, because the events are gone.</summary>
    private async Task<IReadOnlySet<string>?> EnoughAsync(string site, DayRange days, SiteQuestion question, Dimension by, CancellationToken cancellation)
    {
        var metric = by.In(ReportSource.Visits) ? Metric.Visitors : Metric.EventVisitors;
        var query = new ReportQuery(site, days, [metric])
        {
            Dimensions = [by], Filters = question.Filters, Order = [Order.Largest(metric), Order.Along(by)], Limit = MostRows, Caller = "SharedReader.enough",
        };
        if (query.Problems().Count > 0 || (await store.ProblemsAsync(query, cancellation)).Count > 0)
            return null;
        var rows = (await store.QueryAsync(query, cancellation)).Rows.Select(row => (Crowd.Name(row.Keys), row[metric])).ToList();
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        SmallCells.Hide(rows, hidden);
        return rows.Select(row => row.Item1).Where(name => !hidden.Contains(name)).ToHashSet(StringComparer.Ordinal);
    }
}
