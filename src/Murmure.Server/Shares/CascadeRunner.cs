using System.Globalization;
using Murmure.Storage.Events;

namespace Murmure.Server.Shares;

/// <summary>Puts the report of shares together from what the store counts.</summary>
public sealed class CascadeRunner(IEventStore store)
{
    public async Task<CascadeReport> RunAsync(string site, DayRange range, CancellationToken cancellation) =>
        Report(range, await store.QueryAsync(Generations(site, range), cancellation), await ChannelsAsync(site, range, cancellation));

    /// <summary>Shares and copies of a day and of the day before.</summary>
    public async Task<(long Today, long Yesterday)> OfTwoDaysAsync(string site, DateOnly today, CancellationToken cancellation)
    {
        var days = new DayRange(today.AddDays(-1), today);
        var counted = await store.QueryAsync(new ReportQuery(site, days, [Metric.Shares, Metric.Copies]) { Dimensions = [Dimension.Day], Caller = "Shares.TwoDays" }, cancellation);
        long Of(DateOnly day) => counted.Rows.Where(row => row.Day == day).Sum(row => row[Metric.Shares] + row[Metric.Copies]);
        return (Of(days.To), Of(days.From));
    }

    /// <summary>The same of one page: visits that landed on it, shares and previews of it, without channels; null where the single events that this needs are deleted.</summary>
    public async Task<CascadeReport?> OfPageAsync(string site, string page, DayRange range, CancellationToken cancellation)
    {
        var query = Generations(site, range) with { Filters = [Filter.Is(Dimension.Page, page)], Caller = "Shares.Page" };
        return (await store.ProblemsAsync(query, cancellation)).Count > 0 ? null : Report(range, await store.QueryAsync(query, cancellation), null);
    }

    private static ReportQuery Generations(string site, DayRange range) =>
        new(site, range, [Metric.Visits, Metric.Shares, Metric.Copies, Metric.Previews]) { Dimensions = [Dimension.Generation], Caller = "Shares.Generations" };

    private static CascadeReport Report(DayRange range, ReportTable steps, IReadOnlyList<CascadeChannel>? channels) => new(
        range.From, range.To,
        CascadeReport.Steps(steps.Rows.ToDictionary(Number, row => row[Metric.Visits])),
        steps.Sum(Metric.Shares), steps.Sum(Metric.Copies), steps.Sum(Metric.Previews),
        steps.Rows.Where(row => Number(row) > 0).Sum(row => row[Metric.Previews]),
        channels);

    private async Task<IReadOnlyList<CascadeChannel>?> ChannelsAsync(string site, DayRange range, CancellationToken cancellation)
    {
        var query = new ReportQuery(site, range, [Metric.Visits, Metric.Shares, Metric.Previews]) { Dimensions = [Dimension.Channel, Dimension.Generation], Caller = "Shares.Channels" };
        if (await store.ProblemsAsync(query, cancellation) is { Count: > 0 })
            return null;
        var table = await store.QueryAsync(query, cancellation);
        return
        [
            .. table.Rows.GroupBy(row => row.Text(Dimension.Channel), StringComparer.Ordinal).Select(Channel)
                .Where(channel => channel.Shares + channel.Previews + channel.Visits > 0)
                .OrderByDescending(channel => channel.Visits).ThenByDescending(channel => channel.Shares).ThenByDescending(channel => channel.Previews)
                .ThenBy(channel => channel.Channel, StringComparer.Ordinal),
        ];
    }

    private static CascadeChannel Channel(IGrouping<string, ReportRow> rows)
    {
        var tagged = rows.Where(row => Number(row) > 0).ToList();
        return CascadeReport.ChannelOf(
            rows.Key, rows.Sum(row => row[Metric.Shares]), rows.Sum(row => row[Metric.Previews]), tagged.Sum(row => row[Metric.Previews]), tagged.Sum(row => row[Metric.Visits]));
    }

    /// <summary>0 without a tag, which the store writes as an empty text.</summary>
    private static int Number(ReportRow row) => int.TryParse(row.Text(Dimension.Generation), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
