using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Details;
using Murmure.Storage.Events;

namespace Murmure.Server.Reports;

/// <summary>
/// Asks the store what a traffic report shows. Every figure is a query of the store; the runner only sets them side by side.
/// </summary>
/// <param name="store">What is asked.</param>
/// <param name="catalogue">For the names of channels.</param>
/// <param name="together">How many questions are put at a time; one where the store lies in memory, which the answers would have to share with it.</param>
public sealed class ReportRunner(IEventStore store, Catalogue catalogue, int together = 2)
{
    private const int MostPages = 50;

    /// <summary>The sites that the store knows, by host.</summary>
    public Task<IReadOnlyList<SiteSummary>> SitesAsync(CancellationToken cancellation) => store.SitesAsync(cancellation);

    /// <summary>A site's report over its own calendar days, both ends included; null when the store does not know the site.</summary>
    public async Task<TrafficReport?> RunAsync(string site, DateOnly? from, DateOnly? to, CancellationToken cancellation) =>
        (await store.SitesAsync(cancellation)).FirstOrDefault(known => known.Site.Host == site) is { } summary ? await RunAsync(summary, from, to, cancellation) : null;

    /// <summary>The report of a site that the store was asked for already.</summary>
    public async Task<TrafficReport> RunAsync(SiteSummary summary, DateOnly? from, DateOnly? to, CancellationToken cancellation)
    {
        var first = Later(from, summary.First) ?? from ?? to ?? DateOnly.MinValue;
        var last = Earlier(to, summary.Last) ?? to ?? from ?? DateOnly.MaxValue;
        // Nothing is recorded of days before the first or after the last: they are shown as they were asked for.
        if (last < first)
            (first, last) = (from ?? to ?? first, to ?? from ?? first);
        using var asked = new Question(store, summary.Site.Host, new DayRange(first, last), together);
        var totals = await asked.TotalsAsync(cancellation);
        var report = await BuildAsync(asked, summary, totals, cancellation);
        return report with
        {
            From = summary.First is null ? null : Instant(first, summary.Site.TimeZone),
            To = summary.Last is null ? null : Instant(last, summary.Site.TimeZone),
        };
    }

    /// <summary>The same report of all its days with regions and cities.</summary>
    public async Task<TrafficReport> WithAreasAsync(TrafficReport report, CancellationToken cancellation)
    {
        using var asked = new Question(store, report.Site, DayRange.All, together);
        var (regions, cities) = SmallCells.Within(report.Countries, await RowsAsync(asked, Dimension.Region, cancellation), await RowsAsync(asked, Dimension.City, cancellation));
        return report with { Regions = regions, Cities = cities };
    }

    private async Task<TrafficReport> BuildAsync(Question asked, SiteSummary summary, Totals totals, CancellationToken cancellation)
    {
        // Each question is short and knows one core: asked together they take several, as many as have a turn.
        var (families, grades, evidence) = (
            asked.CountAsync(Metric.Visits, Dimension.Family, cancellation),
            asked.CountAsync(Metric.Visits, Dimension.Grade, cancellation),
            asked.CountAsync(Metric.EvidenceVisits, Dimension.Grade, cancellation));
        var (channels, direct, days, rules) = (ChannelsAsync(asked, cancellation), DirectAsync(asked, totals, cancellation), DaysAsync(asked, cancellation), RulesAsync(asked, cancellation));
        var (previews, machines, pages) = (
            asked.CountAsync(Metric.Previews, Dimension.Platform, cancellation),
            asked.CountAsync(Metric.MachineHits, Dimension.Reason, cancellation),
            PagesAsync(asked, cancellation));
        var (countries, devices, apps) = (RowsAsync(asked, Dimension.Country, cancellation), RowsAsync(asked, Dimension.Device, cancellation), RowsAsync(asked, Dimension.App, cancellation));
        await Task.WhenAll(families, grades, evidence, channels, direct, days, rules, previews, machines, pages, countries, devices, apps);
        return new TrafficReport
        {
            Site = summary.Site.Host,
            SiteFrom = SiteSource.Given,
            Simulated = summary.Site.Simulated,
            TimeZone = summary.Site.TimeZone,
            Catalogue = catalogue.Version,
            Hits = new Dictionary<Verdict, long>
            {
                [Verdict.Person] = totals.Pageviews, [Verdict.Preview] = totals.Previews, [Verdict.Automated] = totals.MachineHits, [Verdict.Unknown] = totals.UnknownViews,
            },
            Visits = totals.Visits,
            Visitors = totals.Visitors,
            PageViews = totals.Pageviews + totals.UnknownViews,
            VisitsByFamily = (await families).ToDictionary(row => Enum.Parse<Family>(row.Name, ignoreCase: true), row => row.Count),
            VisitsByGrade = (await grades).ToDictionary(row => Enum.Parse<Grade>(row.Name, ignoreCase: true), row => row.Count),
            Channels = await channels,
            Direct = await direct,
            DarkSocial = new DarkSocial(
                Share(totals.Evidence, totals.Visits),
                Share(totals.Evidence + totals.Direct, totals.Visits),
                Share(totals.RuleVisits, totals.Visits),
                Rung: 0,
                Measured: CountOf(await evidence, "measured"),
                Observed: CountOf(await evidence, "observed"),
                EmailUnknownSender: totals.EmailUnknownSender),
            Previews = PreviewRows(await previews),
            Pages = await pages,
            Machines = [.. (await machines).Select(row => new MachineRow(row.Name, row.Count))],
            Days = await days,
            Countries = await countries,
            Devices = await devices,
            Apps = await apps,
            Rules = await rules,
        };
    }

    private async Task<IReadOnlyList<ChannelRow>> ChannelsAsync(Question asked, CancellationToken cancellation)
    {
        var visits = await asked.TableAsync([Metric.Visits], [Dimension.Channel, Dimension.Family, Dimension.Sender], null, cancellation);
        var acts = await asked.TableAsync([Metric.Previews, Metric.Shares, Metric.Copies, Metric.Clicks, Metric.Goals], [Dimension.Channel], null, cancellation);
        var known = visits.Rows.GroupBy(row => (Slug: row.Text(Dimension.Channel), Family: Enum.Parse<Family>(row.Text(Dimension.Family), ignoreCase: true)))
            .Select(group => Channel(group.Key.Slug, group.Key.Family) with
            {
                Visits = group.Sum(row => row[Metric.Visits]),
                Ours = SentBy(group, "ours"),
                Readers = SentBy(group, "readers"),
                UnknownSender = SentBy(group, "unknown"),
            }).ToList();
        // Channels without a visit, of which something was seen.
        var others = acts.Rows.Select(row => (Slug: row.Text(Dimension.Channel), Seen: row[Metric.Previews] + row[Metric.Shares] + row[Metric.Clicks])).Where(one => one.Slug.Length > 0 && one.Seen > 0 && known.All(row => row.Slug != one.Slug))
            .Select(one => Channel(one.Slug, catalogue.BySlug.GetValueOrDefault(one.Slug)?.Family ?? Family.Referral));
        // What was done by a channel stands beside its visits once, though these may be of two families.
        var rows = known.Concat(others).GroupBy(row => row.Slug, StringComparer.Ordinal).SelectMany(channel => channel.Select((row, at) => at > 0 ? row : With(row, acts)));
        return [.. rows.OrderByDescending(row => row.Visits).ThenByDescending(row => row.Previews).ThenBy(row => row.Slug, StringComparer.Ordinal)];
    }

    /// <summary>With what was done by the channel. A copy is kept under the origin of the visit that made it: of what was copied there is one count.</summary>
    private static ChannelRow With(ChannelRow row, ReportTable acts)
    {
        var own = acts.Rows.FirstOrDefault(one => one.Text(Dimension.Channel) == row.Slug);
        long Of(Metric metric) => own?[metric] ?? 0;
        return row with
        {
            Previews = Of(Metric.Previews), Clicks = Of(Metric.Clicks), Goals = Of(Metric.Goals),
            Shares = row.Slug == ChannelNames.CopiedLink ? acts.Sum(Metric.Copies) : Of(Metric.Shares),
        };
    }

    private static long SentBy(IEnumerable<ReportRow> rows, string sender) =>
        rows.Where(row => row.Text(Dimension.Sender) == sender).Sum(row => row[Metric.Visits]);

    private ChannelRow Channel(string slug, Family family)
    {
        var known = catalogue.BySlug.GetValueOrDefault(slug);
        return new ChannelRow(slug, known?.Name ?? slug, family, catalogue.IsPrivate(slug, family), known?.Color ?? "#8a8f98", 0, 0, 0, 0, 0)
        {
            ShareAddress = known?.ShareUrl is not null,
        };
    }

    private async Task<DirectParts> DirectAsync(Question asked, Totals totals, CancellationToken cancellation)
    {
        var bare = await asked.TableAsync([Metric.BareVisits], [Dimension.Channel, Dimension.Family], null, cancellation);
        var parts = bare.Rows.Where(row => row[Metric.BareVisits] > 0 && row.Text(Dimension.Family) != "direct")
            .Select(row => Channel(row.Text(Dimension.Channel), Enum.Parse<Family>(row.Text(Dimension.Family), ignoreCase: true)) with { Visits = row[Metric.BareVisits] });
        return new DirectParts(
            totals.Direct, totals.Bare, totals.Direct - totals.DeepDirect, totals.DeepDirect, [.. parts.OrderByDescending(part => part.Visits)], totals.BareMachineHits);
    }

    private IReadOnlyList<PreviewRow> PreviewRows(IReadOnlyList<(string Name, long Count)> platforms) =>
        [.. platforms.Where(row => row.Count > 0).Select(row =>
        {
            var known = catalogue.BySlug.GetValueOrDefault(row.Name);
            var fetchers = known?.Fetchers.Where(fetcher => fetcher.Share && fetcher.Platform == row.Name).ToArray() ?? [];
            return new PreviewRow(
                row.Name, known?.Name ?? row.Name, known?.Color ?? "#8a8f98", row.Count, known?.Private ?? false,
                fetchers.Length > 0 && fetchers.All(fetcher => fetcher.By == FetchedBy.Device), fetchers.Any(fetcher => fetcher.PublicToo));
        })];

    private async Task<IReadOnlyList<PageRow>> PagesAsync(Question asked, CancellationToken cancellation)
    {
        var table = await asked.TableAsync(
            [Metric.EvidenceVisits, Metric.Visits, Metric.DirectVisits, Metric.Previews, Metric.Shares], [Dimension.Page], MostPages, cancellation,
            [Order.Largest(Metric.EvidenceVisits), Order.Largest(Metric.Visits), Order.Largest(Metric.Previews), Order.Along(Dimension.Page)]);
        var cards = await store.PagesAsync(asked.Site, table.Rows.Select(row => row.Text(Dimension.Page)), cancellation);
        return [.. table.Rows.Select(row =>
        {
            var page = row.Text(Dimension.Page);
            var card = cards.GetValueOrDefault(page);
            return new PageRow(page, card?.Title, card?.Section, card?.Author, row[Metric.Visits], row[Metric.EvidenceVisits], row[Metric.DirectVisits], row[Metric.Previews]) { Shares = row[Metric.Shares] };
        })];
    }

    private static async Task<IReadOnlyList<DayRow>> DaysAsync(Question asked, CancellationToken cancellation)
    {
        var table = await asked.TableAsync(
            [Metric.Visits, Metric.EvidenceVisits, Metric.OursVisits, Metric.DirectVisits, Metric.Previews], [Dimension.Day], null, cancellation);
        return [.. table.Rows.OrderBy(row => row.Day).Select(row => new DayRow(
            row.Day, row[Metric.Visits], row[Metric.EvidenceVisits], row[Metric.OursVisits], row[Metric.DirectVisits], row[Metric.Previews]))];
    }

    private static async Task<IReadOnlyList<CountRow>> RowsAsync(Question asked, Dimension dimension, CancellationToken cancellation) =>
        [.. (await asked.TableAsync([Metric.Visits, Metric.Visitors], [dimension], null, cancellation)).Rows
            .Where(row => row[Metric.Visits] > 0 && row.Text(dimension).Length > 0)
            .Select(row => new CountRow(row.Text(dimension), row[Metric.Visits]) { Visitors = row[Metric.Visitors] })];

    private static async Task<IReadOnlyList<RuleRow>> RulesAsync(Question asked, CancellationToken cancellation)
    {
        var table = await asked.TableAsync([Metric.Visits], [Dimension.Rule, Dimension.Grade], null, cancellation);
        return [.. table.Rows.Select(row => new RuleRow(row.Text(Dimension.Rule), Enum.Parse<Grade>(row.Text(Dimension.Grade), ignoreCase: true), row[Metric.Visits]))];
    }

    private static long CountOf(IReadOnlyList<(string Name, long Count)> rows, string name) => rows.FirstOrDefault(row => row.Name == name).Count;

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static DateOnly? Later(DateOnly? a, DateOnly? b) => a is null ? b : b is null || a > b ? a : b;

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null ? b : b is null || a < b ? a : b;

    private static DateTimeOffset Instant(DateOnly day, string zone)
    {
        // The calendar's first midnight has no earlier one elsewhere.
        if (day == DateOnly.MinValue)
            return default;
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(midnight) : TimeSpan.Zero);
    }

    private sealed record Totals(
        long Visits, long Visitors, long Evidence, long Direct, long Bare, long DeepDirect, long RuleVisits, long EmailUnknownSender,
        long Pageviews, long UnknownViews, long Previews, long MachineHits, long BareMachineHits);

    /// <summary>One site and range, so that the queries below say only what differs.</summary>
    private sealed class Question(IEventStore store, string site, DayRange range, int together) : IDisposable
    {
        private readonly SemaphoreSlim turns = new(together);

        public void Dispose() => turns.Dispose();

        public string Site => site;

        public async Task<ReportTable> TableAsync(
            IReadOnlyList<Metric> metrics, IReadOnlyList<Dimension> dimensions, int? limit, CancellationToken cancellation, IReadOnlyList<Order>? order = null, IReadOnlyList<Filter>? filters = null)
        {
            var query = new ReportQuery(site, range, metrics)
            {
                Dimensions = dimensions, Limit = limit, Order = order ?? [], Filters = filters ?? [],
                Caller = string.Create(CultureInfo.InvariantCulture, $"ReportRunner.{(dimensions.Count == 0 ? "totals" : dimensions[0].Name.Replace("_", "", StringComparison.Ordinal))}"),
            };
            await turns.WaitAsync(cancellation);
            try
            {
                return await store.QueryAsync(query, cancellation);
            }
            finally
            {
                turns.Release();
            }
        }

        public async Task<IReadOnlyList<(string Name, long Count)>> CountAsync(Metric metric, Dimension dimension, CancellationToken cancellation) =>
            [.. (await TableAsync([metric], [dimension], null, cancellation)).Rows.Select(row => (row.Text(dimension), row[metric])).Where(row => row.Item2 > 0)];

        public async Task<Totals> TotalsAsync(CancellationToken cancellation)
        {
            Metric[] all =
            [
                Metric.Visits, Metric.Visitors, Metric.EvidenceVisits, Metric.DirectVisits, Metric.BareVisits, Metric.DeepDirectVisits, Metric.RuleVisits,
                Metric.Pageviews, Metric.UnknownViews, Metric.Previews, Metric.MachineHits, Metric.BareMachineHits,
            ];
            var row = (await TableAsync(all, [], null, cancellation))[0];
            var mail = await TableAsync(
                [Metric.Visits], [], null, cancellation, filters: [Filter.Is(Dimension.Family, "email"), Filter.Is(Dimension.Sender, "unknown")]);
            return new Totals(
                row[Metric.Visits], row[Metric.Visitors], row[Metric.EvidenceVisits], row[Metric.DirectVisits], row[Metric.BareVisits], row[Metric.DeepDirectVisits],
                row[Metric.RuleVisits], mail[0][Metric.Visits], row[Metric.Pageviews], row[Metric.UnknownViews], row[Metric.Previews], row[Metric.MachineHits], row[Metric.BareMachineHits]);
        }
    }
}
