using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>A site, days and filters: what a page's figures are of.</summary>
internal sealed record Narrowed(string Site, DayRange Days, IReadOnlyList<Filter> Filters);

/// <summary>
/// Asks what a site's page shows below its first screen, by the questions that the API answers: so the figures are the same, and what the API
/// keeps back stays back here.
/// </summary>
internal sealed partial class ExploreReader(AnswerRunner answers, IEventStore store)
{
    /// <summary>Two more than are shown: one for those that have no value, which are not shown, and one that tells that there are more.</summary>
    private const int RowsOfCard = CardTable.Shown + 2;

    /// <summary>What the trend is drawn from.</summary>
    public static readonly IReadOnlyList<Metric> OfDays = [Metric.Visits, Metric.EvidenceVisits, Metric.OursVisits, Metric.DirectVisits, Metric.Previews];

    /// <summary>The figures of everything that the filters let through; without filters of the site.</summary>
    public async Task<SiteFigures> FiguresAsync(Narrowed asked, CancellationToken cancellation)
    {
        var query = Fitting(asked, SiteFigures.Counted, "figures");
        var (answer, problems) = await answers.RunAsync(query, cancellation);
        // Visitors of several channels count once: daily counts know that only where nothing is narrowed.
        if (answer is null && problems.Any(problem => problem.Since is not null))
            (answer, problems) = await answers.RunAsync(query with { Metrics = [.. query.Metrics.Where(metric => metric.Additive)] }, cancellation);
        return answer is null
            ? new SiteFigures(new Dictionary<string, long?>(), false) { Since = problems.Select(problem => problem.Since).FirstOrDefault(since => since is not null) }
            : new SiteFigures(answer.Totals, answer.Suppressed) { Until = answer.Until };
    }

    /// <summary>The open table of each of these cards.</summary>
    public async Task<IReadOnlyList<CardTable>> CardsAsync(Narrowed asked, IEnumerable<Card> cards, SiteQuestion question, EarlierDays? earlier, CancellationToken cancellation) =>
        await Task.WhenAll(cards.Select(card => TableAsync(asked, card, card.Open(question), earlier, cancellation)));

    /// <summary>The days with their visits, for the trend; days on which nothing was counted are left out. Null where one of them is kept back: a gap would be read as none.</summary>
    public async Task<IReadOnlyList<DayRow>?> DaysAsync(Narrowed asked, CancellationToken cancellation)
    {
        var query = Fitting(asked, OfDays, "days") with { Dimensions = [Dimension.Day] };
        var (answer, _) = await answers.RunAsync(query, cancellation, totals: false);
        long Of(object?[] row, Metric metric) => answer.CountOf(row, metric) ?? 0;
        return answer is null ? [] : answer.Suppressed ? null : [.. answer.Rows.Select(row => new DayRow((DateOnly)row[0]!,
            Of(row, Metric.Visits), Of(row, Metric.EvidenceVisits), Of(row, Metric.OursVisits), Of(row, Metric.DirectVisits), Of(row, Metric.Previews)))];
    }

    /// <summary>The hours of few days; see <see cref="HoursOfDays"/>.</summary>
    public async Task<HoursOfDays> HoursAsync(Narrowed asked, CancellationToken cancellation)
    {
        var query = Fitting(asked, OfDays, "hours") with { Dimensions = [Dimension.Day, Dimension.Hour] };
        var (answer, problems) = await answers.RunAsync(query, cancellation, totals: false);
        long Of(object?[] row, Metric metric) => answer.CountOf(row, metric) ?? 0;
        return new HoursOfDays(answer is null || answer.Suppressed ? null : [.. answer.Rows.Select(row => new DayRow((DateOnly)row[0]!,
            Of(row, Metric.Visits), Of(row, Metric.EvidenceVisits), Of(row, Metric.OursVisits), Of(row, Metric.DirectVisits), Of(row, Metric.Previews)) { Hour = (int)row[1]! })],
            problems.Select(problem => problem.Since).FirstOrDefault(since => since is not null));
    }

    /// <summary>How long and how often people read, by the family that brought them; families without a visit are left out.</summary>
    public async Task<IReadOnlyList<OriginRow>> OriginsAsync(Narrowed asked, CancellationToken cancellation)
    {
        var query = Fitting(asked, OriginRow.Counted, "origins") with { Dimensions = [Dimension.Family] };
        // Ends are asked alone: days that were counted before there was such a count, and whose events are deleted, have the others.
        var told = await Task.WhenAll(
            answers.RunAsync(query, cancellation, totals: false),
            answers.RunAsync(query with { Metrics = [Metric.ReadToEnd, Metric.ScrollReports], Caller = "Explore.ends" }, cancellation, totals: false));
        var (answer, ends) = (told[0].Answer, told[1].Answer);
        return answer is null ? [] : [.. answer.Rows.Select(row => new OriginRow(answer, row) { Ends = ends?.Rows.FirstOrDefault(one => Equals(one[0], row[0])) is { } end ? (ends, end) : null })
            .Where(row => row.Visits is null or > 0)];
    }

    /// <summary>One table with everything that can be counted by a dimension.</summary>
    /// <param name="sort">The metric that orders the rows, largest first; null for the first.</param>
    public async Task<FullTable> TableAsync(Narrowed asked, Dimension dimension, Metric? sort, int rows, EarlierDays? earlier, CancellationToken cancellation)
    {
        var metrics = FullTable.Counted(dimension, asked.Filters);
        if (metrics.Count == 0)
            return new FullTable(dimension, null, [], [new("not-kept", "")]);
        var by = sort is not null && metrics.Contains(sort) ? sort : metrics[0];
        Order[] order = dimension.Type == DimensionType.Text ? [Order.Largest(by), Order.Along(dimension)] : [Order.Along(dimension)];
        var query = new ReportQuery(asked.Site, asked.Days, metrics) { Dimensions = [dimension], Filters = asked.Filters, Limit = rows, Order = order, Caller = "Explore.table" };
        var (answer, problems) = await answers.RunAsync(query, cancellation);
        return new FullTable(dimension, answer, metrics, problems)
        {
            Cards = await CardsOfAsync(asked.Site, dimension, answer, cancellation),
            Before = await BeforeAsync(asked, earlier, dimension, metrics[0], answer, cancellation),
            Readers = dimension == Dimension.Channel && metrics.Contains(Metric.Visits) ? await ReadersAsync(asked, cancellation) : null,
        };
    }

    /// <summary>The visits that readers sent by each channel; null of one where they are kept back.</summary>
    private async Task<IReadOnlyDictionary<string, long?>?> ReadersAsync(Narrowed asked, CancellationToken cancellation)
    {
        var query = new ReportQuery(asked.Site, asked.Days, [Metric.Visits]) { Dimensions = [Dimension.Channel, Dimension.Sender], Filters = asked.Filters, Caller = "Explore.readers" };
        var (answer, _) = await answers.RunAsync(query, cancellation, totals: false);
        return answer?.Rows.Where(row => row[1] is "readers").ToDictionary(row => (string)row[0]!, row => answer.CountOf(row, Metric.Visits), StringComparer.Ordinal);
    }

    private async Task<CardTable> TableAsync(Narrowed asked, Card card, Dimension open, EarlierDays? earlier, CancellationToken cancellation)
    {
        var query = new ReportQuery(asked.Site, asked.Days, card.Counted) { Dimensions = [open], Filters = asked.Filters, Limit = RowsOfCard, Caller = "Explore." + card.Name };
        if (query.Problems().Count > 0)
            return new CardTable(card, open, null);
        var (answer, problems) = await answers.RunAsync(query, cancellation, totals: false);
        return new CardTable(card, open, answer)
        {
            Since = problems is [{ Since: { } since }, ..] ? since : null,
            Cards = await CardsOfAsync(asked.Site, open, answer, cancellation),
            Before = await BeforeAsync(asked, earlier, open, card.Counted[0], answer, cancellation),
        };
    }

    private async Task<IReadOnlyDictionary<string, PageCard>> CardsOfAsync(string site, Dimension dimension, ReportAnswer? answer, CancellationToken cancellation) =>
        answer is not null && Words.IsPath(dimension)
            ? await store.PagesAsync(site, answer.Rows.Select(row => (string)row[0]!), cancellation)
            : new Dictionary<string, PageCard>();

    /// <summary>The question for those of the metrics that can be narrowed by the filters.</summary>
    private static ReportQuery Fitting(Narrowed asked, IReadOnlyList<Metric> metrics, string caller)
    {
        var query = new ReportQuery(asked.Site, asked.Days, metrics) { Filters = asked.Filters, Caller = "Explore." + caller };
        return query with { Metrics = [.. metrics.Where(metric => (query with { Metrics = [metric] }).Problems().Count == 0)] };
    }
}

/// <summary>The open table of a card.</summary>
/// <param name="Answer">Its first rows; null where the filters cannot be asked of what it counts.</param>
public sealed record CardTable(Card Card, Dimension Open, ReportAnswer? Answer)
{
    /// <summary>What pages are called, by path.</summary>
    public IReadOnlyDictionary<string, PageCard> Cards { get; init; } = new Dictionary<string, PageCard>();

    /// <summary>What its rows counted in earlier days, by their values; null without a comparison.</summary>
    public IReadOnlyDictionary<string, long?>? Before { get; init; }

    /// <summary>Where events that it would take are deleted: the first day from which on they are there.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Rows of a card.</summary>
    public const int Shown = 8;

    /// <summary>The rows shown: those that have a value.</summary>
    public IReadOnlyList<object?[]> Rows => [.. Valued.Take(Shown)];

    /// <summary>Whether there are more rows than those shown.</summary>
    public bool More => Valued.Count() > Shown;

    private IEnumerable<object?[]> Valued => (Answer?.Rows ?? []).Where(row => row[0] is not "");
}

/// <summary>Days hour by hour.</summary>
/// <param name="Rows">Hours in which anything was counted; null where one of them is kept back.</param>
/// <param name="Since">Where events that it would take are deleted: the first day from which on they are there.</param>
public sealed record HoursOfDays(IReadOnlyList<DayRow>? Rows, DateOnly? Since);
