using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details.Google;

/// <summary>Files the visits of some days as Google Analytics would, from what is kept of each.</summary>
internal sealed class Ga4Reader(IEventStore store, Classifier classifier)
{
    private static readonly Dimension[] Facts =
        [Dimension.ReferrerHost, Dimension.UtmSource, Dimension.UtmMedium, Dimension.Campaign, Dimension.Paid, Dimension.Family, Dimension.Channel];

    /// <summary>Null where the single visits that this needs are deleted for some of the days.</summary>
    public async Task<Ga4Comparison?> ReadAsync(string site, DayRange days, CancellationToken cancellation)
    {
        var table = await new PeriodQuestions(store, site, days, "Ga4Reader").AskAsync("facts", [Metric.Visits, Metric.EvidenceVisits], Facts, cancellation);
        return table is null ? null : new Ga4Comparison(
        [
            .. table.Rows.Select(row => (Facts: FactsOf(row), Row: row)).GroupBy(one => (Group: Ga4Channels.Of(one.Facts, classifier.Catalogue), one.Facts.Family))
                .Select(group => new Ga4Cell(group.Key.Group, group.Key.Family, group.Sum(one => one.Row[Metric.Visits]), group.Sum(one => one.Row[Metric.EvidenceVisits]))),
        ]);
    }

    private static Ga4Facts FactsOf(ReportRow row) => new(
        row.Text(Dimension.ReferrerHost), row.Text(Dimension.UtmSource), row.Text(Dimension.UtmMedium), row.Text(Dimension.Campaign), row.Text(Dimension.Paid) == "yes",
        Enum.Parse<Family>(row.Text(Dimension.Family), ignoreCase: true), row.Text(Dimension.Channel));
}
