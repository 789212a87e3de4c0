using Murmure.Server.Imports.History;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details.Google;

/// <summary>What another program counted, beside the same days measured here. The two stand side by side, and are nowhere added up.</summary>
/// <param name="Source">The program's slug.</param>
/// <param name="Both">Days that have both; the figures are of these alone.</param>
/// <param name="ImportedOnly">Days on which nothing was measured here.</param>
/// <param name="MeasuredOnly">Days of which the program told nothing.</param>
/// <param name="Visits">As the program counted them.</param>
/// <param name="Direct">Of these, what it calls direct.</param>
/// <param name="Ours">The same days here; null where there are none, or their single visits are deleted.</param>
public sealed record HistoryComparison(string Source, int Both, int ImportedOnly, int MeasuredOnly, long Visits, long Direct, Ga4Comparison? Ours);

/// <summary>Reads both.</summary>
internal sealed class HistoryReader(IEventStore store, Ga4Reader reader, HistoryBook book)
{
    /// <summary>One for each program that told of any of these days.</summary>
    public async Task<IReadOnlyList<HistoryComparison>> ReadAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var imported = await book.DaysAsync(site, days, cancellation);
        if (imported.Count == 0)
            return [];
        var measured = await MeasuredAsync(site, days, cancellation);
        var all = new List<HistoryComparison>();
        foreach (var source in imported.GroupBy(day => day.Source, StringComparer.Ordinal))
        {
            var both = source.Where(day => measured.Contains(day.Day)).ToList();
            all.Add(new HistoryComparison(
                source.Key, both.Count, source.Count() - both.Count, measured.Count - both.Count, both.Sum(day => day.Visits), both.Sum(day => day.Direct),
                await OursAsync(site, [.. both.Select(day => day.Day)], cancellation)));
        }
        return all;
    }

    private async Task<HashSet<DateOnly>> MeasuredAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var table = await new PeriodQuestions(store, site.Host, days, "HistoryReader").AskAsync("days", [Metric.Visits], [Dimension.Day], cancellation);
        return [.. (table?.Rows ?? []).Where(row => row[Metric.Visits] > 0).Select(row => row.Day)];
    }

    /// <summary>Days that follow each other are one question.</summary>
    private async Task<Ga4Comparison?> OursAsync(SiteRules site, IReadOnlyList<DateOnly> days, CancellationToken cancellation)
    {
        var cells = new List<Ga4Cell>();
        for (var first = 0; first < days.Count;)
        {
            var last = first;
            while (last + 1 < days.Count && days[last + 1] == days[last].AddDays(1))
                last++;
            if (await reader.ReadAsync(site.Host, new DayRange(days[first], days[last]), cancellation) is not { } part)
                return null;
            cells.AddRange(part.Cells);
            first = last + 1;
        }
        return days.Count == 0 ? null : new Ga4Comparison(
            [.. cells.GroupBy(cell => (cell.Group, cell.Family)).Select(same => new Ga4Cell(same.Key.Group, same.Key.Family, same.Sum(cell => cell.Visits), same.Sum(cell => cell.Evidence)))]);
    }
}
