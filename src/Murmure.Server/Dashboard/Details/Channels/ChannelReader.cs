using Murmure.Attribution;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details.Channels;

/// <summary>Gathers what the page of a channel shows.</summary>
internal sealed class ChannelReader(IEventStore store, Classifier classifier)
{
    private const int MostPages = 20;

    /// <summary>Null where no channel has that slug.</summary>
    public async Task<ChannelDetail?> ReadAsync(string site, DayRange days, string slug, CancellationToken cancellation)
    {
        if (ChannelNames.Find(classifier.Catalogue, slug) is not { } named)
            return null;
        var asked = new PeriodQuestions(store, site, days, "ChannelReader");
        Filter[] of = [Filter.Is(Dimension.Channel, slug)];
        var detail = new ChannelDetail(slug, named.Name, named.Family, named.Private, classifier.Catalogue.BySlug.GetValueOrDefault(slug));
        var totals = await asked.AskAsync("totals", [Metric.Visits, Metric.Shares, Metric.Previews, Metric.Clicks, Metric.Goals], [], cancellation, of);
        var senders = await asked.AskAsync("senders", [Metric.Visits], [Dimension.Sender], cancellation, of);
        var hours = await asked.AskAsync("hours", [Metric.Visits], [Dimension.Hour], cancellation, of);
        var byDay = await asked.AskAsync("days", [Metric.Visits], [Dimension.Day], cancellation, of);
        long Sent(string sender) => senders?.Rows.Where(row => row.Text(Dimension.Sender) == sender).Sum(row => row[Metric.Visits]) ?? 0;
        return detail with
        {
            Visits = totals?.Sum(Metric.Visits) ?? 0, Readers = Sent("readers"), Ours = Sent("ours"),
            Shares = slug == ChannelNames.CopiedLink ? await CopiesAsync(asked, cancellation) : totals?.Sum(Metric.Shares) ?? 0,
            Previews = totals?.Sum(Metric.Previews) ?? 0, Clicks = totals?.Sum(Metric.Clicks) ?? 0, Goals = totals?.Sum(Metric.Goals) ?? 0,
            Rules = await RulesAsync(asked, of, cancellation),
            Pages = await PagesAsync(asked, of, cancellation),
            ByHour = hours is null ? null : [.. Enumerable.Range(0, 24).Select(hour => hours.Rows.Where(row => row.Hour == hour).Sum(row => row[Metric.Visits]))],
            ByDay = [.. (byDay?.Rows ?? []).Select(row => (row.Day, row[Metric.Visits])).OrderBy(one => one.Day)],
        };
    }

    /// <summary>A copy is kept under the origin of the visit that made it: of what was copied there is one count.</summary>
    private static async Task<long> CopiesAsync(PeriodQuestions asked, CancellationToken cancellation) =>
        (await asked.AskAsync("copies", [Metric.Copies], [], cancellation))?.Sum(Metric.Copies) ?? 0;

    private static async Task<IReadOnlyList<RuleRow>?> RulesAsync(PeriodQuestions asked, Filter[] of, CancellationToken cancellation) =>
        await asked.AskAsync("rules", [Metric.Visits], [Dimension.Rule, Dimension.Grade], cancellation, of) is not { } table ? null
            : [.. table.Rows.Where(row => row[Metric.Visits] > 0)
                .Select(row => new RuleRow(row.Text(Dimension.Rule), Enum.Parse<Grade>(row.Text(Dimension.Grade), ignoreCase: true), row[Metric.Visits]))];

    private async Task<IReadOnlyList<ChannelArticle>> PagesAsync(PeriodQuestions asked, Filter[] of, CancellationToken cancellation)
    {
        var table = await asked.AskAsync("pages", [Metric.Visits, Metric.Previews, Metric.Shares], [Dimension.Page], cancellation, of, MostPages);
        var rows = (table?.Rows ?? []).Where(row => PageTable.IsPage(row) && row.Counts.Any(count => count > 0)).ToList();
        var cards = await store.PagesAsync(asked.Site, rows.Select(row => row.Text(Dimension.Page)), cancellation);
        return [.. rows.Select(row => new ChannelArticle(
            row.Text(Dimension.Page), cards.GetValueOrDefault(row.Text(Dimension.Page))?.Title, row[Metric.Visits], row[Metric.Previews], row[Metric.Shares]))];
    }
}
