using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>What a link, or one of its addresses, did in a period.</summary>
/// <param name="Clicks">By people.</param>
/// <param name="Clickers">Each once a day.</param>
/// <param name="Previews">Traces of shares.</param>
/// <param name="All">Requests of people and machines alike, as most shorteners count; null where their events are no longer kept.</param>
public sealed record LinkFigure(long Clicks, long Clickers, long Previews, long? All = null)
{
    public static LinkFigure None { get; } = new(0, 0, 0, 0);

    /// <summary>Visits that came by it; null where nobody could see them.</summary>
    public long? Visits { get; init; }

    public long? Goals { get; init; }

    /// <summary>By currency, in ten-thousandths; empty where none was told.</summary>
    public IReadOnlyDictionary<string, long> Revenue { get; init; } = new Dictionary<string, long>();

    /// <summary>Clicks for each share that a preview shows; null without any.</summary>
    public double? ClicksPerShare => Previews == 0 ? null : (double)Clicks / Previews;

    public bool IsEmpty => Clicks == 0 && Previews == 0 && All is null or 0 && Visits is null or 0;
}

/// <summary>A day's clicks that led to no link.</summary>
public sealed record OrphanDay(DateOnly Day, long Root, long Unknown, long Expired);

/// <param name="Addresses">Those that nobody set up, by clicks: a printed address with a mistake in it is among them.</param>
public sealed record OrphanReport(IReadOnlyList<OrphanDay> Days, IReadOnlyList<(string Path, long Clicks)> Addresses)
{
    public bool IsEmpty => Days.Count == 0;
}

/// <summary>The figures beside links: where no days are named, of the last ones on the clock of the site that counts them, today included.</summary>
internal sealed class LinkFigures(IEventStore store, SiteDirectory sites, LinkDirectory directory, TimeProvider clock)
{
    public const int Days = 30;
    private const int MostAddresses = 20;

    /// <summary>What is counted of people.</summary>
    public static readonly IReadOnlyList<Metric> OfPeople = [Metric.Clicks, Metric.Clickers, Metric.Previews];

    /// <summary>What the API is asked for the same of a domain, and of one of its links where one is named; null where the site is gone.</summary>
    public ApiQuestion? QuestionOf(LinkHost domain, long? link = null, DayRange? days = null) => sites.Find(domain.Site) is not { } site ? null
        : new(site.Host, days ?? RangeOf(site), link is { } id ? [Filter.Is(Dimension.Link, Number(id))] : []);

    /// <summary>By link, for those that somebody clicked or previewed.</summary>
    /// <param name="days">Null for the last ones.</param>
    public async Task<IReadOnlyDictionary<long, LinkFigure>> ByLinkAsync(IReadOnlyList<Link> links, DayRange? days, CancellationToken cancellation)
    {
        var figures = new Dictionary<long, LinkFigure>();
        foreach (var ofSite in links.GroupBy(link => directory.HostOf(link).Site))
        {
            if (sites.Find(ofSite.Key) is not { } site)
                continue;
            var filter = new Filter(Dimension.Link, FilterOperator.AnyOf, [.. ofSite.Select(link => Number(link.Id))]);
            foreach (var (key, figure) in await FiguresAsync(site, days ?? RangeOf(site), Dimension.Link, filter, cancellation))
                figures[long.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] = figure;
        }
        return figures;
    }

    /// <summary>By the variant's name; empty for the plain address.</summary>
    public Task<Dictionary<string, LinkFigure>> ByVariantAsync(SiteRules site, Link link, DayRange days, CancellationToken cancellation) =>
        FiguresAsync(site, days, Dimension.Variant, Filter.Is(Dimension.Link, Number(link.Id)), cancellation);

    /// <summary>The days where none are named.</summary>
    private static DayRange LastDays(DateOnly today) => new(today.AddDays(1 - Days), today);

    /// <summary>The days of a link's page where nobody asks for others: today is among them.</summary>
    public static AskedPeriod Usually(DateOnly today) => new(null, LastDays(today).From, today, false);

    /// <summary>Clicks that led to no link, of the last days.</summary>
    public Task<OrphanReport> OrphansAsync(SiteRules site, CancellationToken cancellation) => OrphansAsync(site, RangeOf(site), cancellation);

    /// <summary>Clicks that led to no link, of these days.</summary>
    public async Task<OrphanReport> OrphansAsync(SiteRules site, DayRange range, CancellationToken cancellation)
    {
        var days = await AskAsync(new ReportQuery(site.Host, range, [Metric.Orphans]) { Dimensions = [Dimension.Day, Dimension.Orphan], Caller = "LinkFigures.orphans" }, cancellation);
        var addresses = await AskAsync(
            new ReportQuery(site.Host, range, [Metric.Orphans]) { Dimensions = [Dimension.Page], Filters = [Filter.Is(Dimension.Orphan, Name(Orphan.Unknown))], Limit = MostAddresses, Caller = "LinkFigures.unknown" }, cancellation);
        return new OrphanReport(
            [.. (days?.Rows ?? []).Where(row => row[Metric.Orphans] > 0).GroupBy(row => row.Day).OrderByDescending(day => day.Key)
                .Select(day => new OrphanDay(day.Key, Of(day, Orphan.Root), Of(day, Orphan.Unknown), Of(day, Orphan.Expired)))],
            [.. (addresses?.Rows ?? []).Where(row => row[Metric.Orphans] > 0).Select(row => (row.Text(Dimension.Page), row[Metric.Orphans]))]);
    }

    private async Task<Dictionary<string, LinkFigure>> FiguresAsync(SiteRules site, DayRange days, Dimension by, Filter filter, CancellationToken cancellation)
    {
        var asked = new ReportQuery(site.Host, days, OfPeople) { Dimensions = [by], Filters = [filter], Caller = "LinkFigures.people" };
        // What machines asked for is in no daily count: it needs the events.
        var all = await AskAsync(asked with { Metrics = [Metric.Hits], Filters = [filter, Filter.Is(Dimension.Kind, "click"), Filter.Is(Dimension.Orphan, "")], Caller = "LinkFigures.all" }, cancellation);
        var hits = all?.Rows.ToDictionary(row => row.Text(by), row => row[Metric.Hits], StringComparer.Ordinal);
        var people = await AskAsync(asked, cancellation);
        return (people?.Rows ?? []).ToDictionary(
            row => row.Text(by),
            row => new LinkFigure(row[Metric.Clicks], row[Metric.Clickers], row[Metric.Previews], hits is null ? null : hits.GetValueOrDefault(row.Text(by))), StringComparer.Ordinal);
    }

    private async Task<ReportTable?> AskAsync(ReportQuery query, CancellationToken cancellation) =>
        (await store.ProblemsAsync(query, cancellation)).Count > 0 ? null : await store.QueryAsync(query, cancellation);

    private DayRange RangeOf(SiteRules site) => LastDays(site.Today(clock));

    private static long Of(IEnumerable<ReportRow> rows, Orphan orphan) => rows.Where(row => row.Text(Dimension.Orphan) == Name(orphan)).Sum(row => row[Metric.Orphans]);

    private static string Name(Orphan orphan) => orphan.ToString().ToLowerInvariant();

    internal static string Number(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
