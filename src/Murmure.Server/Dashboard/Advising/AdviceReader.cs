using Murmure.Attribution;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Estimates;
using Murmure.Server.Links;
using Murmure.Server.Privacy;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Server.Tracker;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Advising;

/// <summary>
/// Gathers what advice rests on. Counts are kept for some minutes: a site's first screen asks for them each time, and what to do next does not change from one
/// visit to the other.
/// </summary>
internal sealed class AdviceReader(
    IEventStore store, PageTable pages, LinksToPage links, CardWatch cards, ButtonSightings buttons, Classifier classifier, Erasures erasures, TimeProvider clock) : IDisposable
{
    private readonly KeptFigures<AdviceFigures> figures = new(erasures, clock);

    /// <param name="estimate">The estimate of exactly these days.</param>
    public async Task<AdviceFigures> ReadAsync(SiteRules site, DayRange days, EstimateFigure? estimate, CancellationToken cancellation)
    {
        // What was seen of the site is at hand, and no count.
        var counted = (await figures.ReadAsync((site.Id, days), () => CountAsync(site, days, cancellation))) with { Broken = cards.Of(site), HasButtons = buttons.IsSeen(site, days) };
        return estimate is null ? counted : counted with { Estimate = estimate, Burst = estimate.Burst is { } burst ? await BurstAsync(site, days, burst, cancellation) : null };
    }

    public void Dispose() => figures.Dispose();

    private async Task<AdviceFigures> CountAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var asked = new PeriodQuestions(store, site.Host, days, "AdviceReader");
        var totals = await asked.AskAsync("totals", [Metric.Visits, Metric.DeepDirectVisits, Metric.OursVisits], [], cancellation);
        var senders = await asked.AskAsync("senders", [Metric.Visits], [Dimension.Channel, Dimension.Family, Dimension.Sender], cancellation);
        long Total(Metric metric) => totals?.Sum(metric) ?? 0;
        var read = await pages.ReadAsync(site.Host, days, cancellation);
        return new AdviceFigures(
            Total(Metric.Visits), Total(Metric.DeepDirectVisits), Total(Metric.OursVisits),
            senders?.Rows.Where(row => row.Text(Dimension.Family) == "email" && row.Text(Dimension.Sender) == "unknown").Sum(row => row[Metric.Visits]) ?? 0)
        {
            Pages = read,
            Follows = site.Profile is not (ComplianceProfile.FrExempt or ComplianceProfile.EuConsent) && read.Any(page => page.ScrollReports > 0),
            Channels = await ChannelsAsync(asked, senders, cancellation),
            Links = await links.CountAsync(site, days, cancellation),
        };
    }

    private async Task<IReadOnlyList<AdviceChannel>> ChannelsAsync(PeriodQuestions asked, ReportTable? senders, CancellationToken cancellation)
    {
        var previews = await asked.AskAsync("previews", [Metric.Previews], [Dimension.Channel], cancellation);
        var hours = await asked.AskAsync("hours", [Metric.EvidenceVisits], [Dimension.Channel, Dimension.Day, Dimension.Hour], cancellation);
        var readers = Sums(senders?.Rows.Where(row => row.Text(Dimension.Sender) == "readers"), Metric.Visits);
        var announced = Sums(previews?.Rows.Where(row => ChannelNames.IsPrivateShare(classifier.Catalogue, row.Text(Dimension.Channel))), Metric.Previews);
        var times = (hours?.Rows ?? []).Where(row => row[Metric.EvidenceVisits] > 0).ToLookup(row => row.Text(Dimension.Channel), row => (row.Day, row.Hour, row[Metric.EvidenceVisits]), StringComparer.Ordinal);
        return [.. readers.Keys.Union(announced.Keys).Where(slug => ChannelNames.Find(classifier.Catalogue, slug) is { Private: true }).Select(slug =>
        {
            var known = classifier.Catalogue.BySlug.GetValueOrDefault(slug);
            return new AdviceChannel(slug, known?.Name ?? slug, known?.ShareUrl is not null, readers.GetValueOrDefault(slug), announced.GetValueOrDefault(slug), [.. times[slug]]);
        })];
    }

    private async Task<AdviceBurst?> BurstAsync(SiteRules site, DayRange days, EstimatedBurst burst, CancellationToken cancellation)
    {
        // Pages that the estimate reads together have no days of their own to compare with.
        if (burst.Page.EndsWith('*'))
            return null;
        var table = await new PeriodQuestions(store, site.Host, days, "AdviceReader")
            .AskAsync("burst", [Metric.DirectVisits], [Dimension.Day], cancellation, [Filter.Is(Dimension.Page, burst.Page)]);
        // Days before the page was ever seen are none to compare with.
        var others = table is { Rows.Count: > 0 } ? days.To.DayNumber - table.Rows.Min(row => row.Day).DayNumber : 0;
        return table is null || others == 0 ? null : new AdviceBurst(
            burst.Page, burst.Day, table.Rows.Where(row => row.Day == burst.Day).Sum(row => row[Metric.DirectVisits]),
            (double)table.Rows.Where(row => row.Day != burst.Day).Sum(row => row[Metric.DirectVisits]) / others);
    }

    private static Dictionary<string, long> Sums(IEnumerable<ReportRow>? rows, Metric metric) =>
        (rows ?? []).GroupBy(row => row.Text(Dimension.Channel), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(row => row[metric]), StringComparer.Ordinal);
}
