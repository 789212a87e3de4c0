using System.Globalization;
using Murmure.Storage.Events;

namespace Murmure.Server.Reports;

/// <summary>
/// The visitors behind a question that tells readers apart by what their browsers, or the site's own events, say of them. They are counted by everything
/// that the question counts by or filters on, and a figure is shown only if it can be put together from cells that are shown: so neither a
/// filter, nor its contrary, nor a list of values tells more than the breakdown does.
/// </summary>
internal sealed class Crowd
{
    /// <summary>How many dimensions of readers a question may have: their cells are small whatever a site's size, and each adds tables to look at.</summary>
    public const int MostTogether = 3;

    /// <summary>How many other dimensions may stand beside those of readers: every combination of their values is looked at.</summary>
    public const int MostOthers = 3;

    private static readonly Dimension[] OfReaders = [Dimension.Country, Dimension.Region, Dimension.City, Dimension.Device, Dimension.Browser, Dimension.Os, Dimension.App];

    /// <summary>
    /// Each lies in the one before, and its values say in which. Who knows the figures of a country and of its regions knows those of the regions that are
    /// kept back: so a region is looked at within its country, and a city within both, whatever was asked.
    /// </summary>
    private static readonly IReadOnlyList<Dimension> Within = [Dimension.Country, Dimension.Region, Dimension.City];

    /// <summary>What the cells of visitors that reached the goals asked for bear as their last key.</summary>
    private const string Reached = "reached";

    private readonly int keys;
    private readonly bool ofReaders;
    private readonly IReadOnlyList<ReportQuery> tables;
    private readonly IReadOnlyList<ReportQuery> divided;
    private readonly ReportQuery chosen;

    private Crowd(ReportQuery query, IReadOnlyList<Dimension> by, IReadOnlyList<Dimension> readers)
    {
        (keys, ofReaders) = (query.Dimensions.Count, query.Dimensions.Any(TellsOfReaders));
        // The coarsest first: what is hidden there is hidden in every table that divides it further.
        var sets = Sets(readers).Where(IsWithin).OrderBy(set => set.Count).ToList();
        tables = [.. (by.Count == readers.Count ? sets : sets.Append(by)).Select(set => Visitors(query, set))];
        List<Filter> goals = [.. query.Filters.Where(filter => filter.Dimension == Dimension.Reached)];
        divided = goals.Count == 0 ? [] : [.. tables.Select(table => table with { Filters = goals })];
        chosen = tables[^1] with { Filters = query.Filters };
    }

    /// <summary>Null where the question tells nothing of readers: its figures are exact.</summary>
    public static Crowd? Of(ReportQuery query)
    {
        // Nothing is counted by a goal that was reached: each table is divided by it instead.
        var by = query.Dimensions.Union(query.Filters.Select(filter => filter.Dimension)).Where(dimension => dimension != Dimension.Reached).ToList();
        by.AddRange(Within.Take(Within.ToList().FindLastIndex(by.Contains)).Except(by).ToList());
        return by.FindAll(TellsOfReaders) is { Count: > 0 } readers ? new Crowd(query, by, readers) : null;
    }

    /// <summary>What is wrong with asking for so much of readers at once; null when nothing is.</summary>
    public static ReportProblem? Problem(ReportQuery query)
    {
        var asked = query.Dimensions.Union(query.Filters.Select(filter => filter.Dimension)).ToList();
        return asked.Count(TellsOfReaders) is > 0 and var readers && (readers > MostTogether || asked.Count - readers > MostOthers)
            ? new ReportProblem("readers", $"Of country, region, city, device, browser, os, app and properties at most {MostTogether} can be asked together, with at most {MostOthers} other dimensions, filters included.")
            : null;
    }

    /// <summary>What the store is asked.</summary>
    public IEnumerable<ReportQuery> Questions => tables.Concat(divided).Append(chosen);

    public async Task<Shown> ReadAsync(IEventStore store, CancellationToken cancellation)
    {
        var read = new List<(Cells Cells, HashSet<string> Hidden)>();
        void Add(Cells cells) => read.Add((cells, Hidden(cells, read)));
        var whole = new List<ReportTable>();
        foreach (var asked in tables)
        {
            whole.Add(await store.QueryAsync(asked, cancellation));
            Add(Cells.Of(whole[^1], divided: false));
        }

        foreach (var (all, asked) in whole.Zip(divided))
            Add(Cells.Of(all, await store.QueryAsync(asked, cancellation)));

        var (everybody, hidden) = read[^1];
        var some = chosen.Filters.Count == 0 ? everybody : Cells.Of(await store.QueryAsync(chosen, cancellation), divided.Count > 0);
        return new Shown(ByRow(everybody), ByRow(some), hidden, ofReaders);
    }

    /// <summary>A row's keys as one text.</summary>
    public static string Name(IEnumerable<object> keys) => string.Join('\u001f', keys.Select(key => Convert.ToString(key, CultureInfo.InvariantCulture)));

    /// <summary>Whether it is something that a reader's browser, or the site's own events, say of a reader.</summary>
    public static bool TellsOfReaders(Dimension dimension) => dimension.PropertyName is not null || OfReaders.Contains(dimension);

    private static IEnumerable<IReadOnlyList<Dimension>> Sets(IReadOnlyList<Dimension> of) =>
        Enumerable.Range(1, (1 << of.Count) - 1).Select(mask => of.Where((_, place) => (mask >> place & 1) == 1).ToList());

    private static bool IsWithin(IReadOnlyList<Dimension> set) => Within.SkipWhile(set.Contains).All(place => !set.Contains(place));

    private static ReportQuery Visitors(ReportQuery query, IReadOnlyList<Dimension> by) => query with
    {
        Metrics = [by.All(dimension => dimension.In(ReportSource.Visits)) ? Metric.Visitors : Metric.EventVisitors],
        Dimensions = by, Filters = [], Order = [], Limit = null, Caller = "Api.Crowd",
    };

    private static HashSet<string> Hidden(Cells cells, List<(Cells Cells, HashSet<string> Hidden)> coarser)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (other, kept) in coarser.Where(one => one.Cells.By.All(cells.By.Contains)))
        {
            var places = other.By.Select(dimension => cells.By.ToList().IndexOf(dimension)).ToList();
            hidden.UnionWith(cells.Rows.Where(row => kept.Contains(Name(places.Select(place => row.Keys[place])))).Select(row => Name(row.Keys)));
        }

        // Cells that differ in one key alone have a total which a coarser question tells; so it is looked along each key in turn.
        var lines = cells.By.SelectMany((_, place) => cells.Rows.GroupBy(row => Name(row.Keys.Where((_, other) => other != place)), StringComparer.Ordinal))
            .Select(line => line.Select(row => (Name(row.Keys), row.Visitors)).ToList()).ToList();
        int added;
        do
            added = lines.Count(line => SmallCells.Hide(line, hidden));
        while (added > 0);
        return hidden;
    }

    private ILookup<string, (string Cell, long Visitors)> ByRow(Cells cells) =>
        cells.Rows.ToLookup(row => Name(row.Keys.Take(keys)), row => (Name(row.Keys), row.Visitors), StringComparer.Ordinal);

    /// <summary>Visitors by some dimensions; divided by whether they reached the goals that are asked for, these stand as a last one.</summary>
    private sealed record Cells(IReadOnlyList<Dimension> By, IReadOnlyList<(IReadOnlyList<object> Keys, long Visitors)> Rows)
    {
        /// <summary>All of a table's cells; each less those who reached the goals is a cell of its own.</summary>
        public static Cells Of(ReportTable all, ReportTable reached)
        {
            var some = Of(reached, divided: true);
            var visitors = reached.Rows.ToDictionary(row => Name(row.Keys), row => row.Counts[0], StringComparer.Ordinal);
            return some with
            {
                Rows = [.. some.Rows, .. all.Rows.Select(row => ((IReadOnlyList<object>)[.. row.Keys, ""], row.Counts[0] - visitors.GetValueOrDefault(Name(row.Keys)))).Where(row => row.Item2 > 0)],
            };
        }

        /// <summary>The cells of a table that is of those alone, or is not divided.</summary>
        public static Cells Of(ReportTable table, bool divided) => new(
            divided ? [.. table.Dimensions, Dimension.Reached] : table.Dimensions,
            [.. table.Rows.Select(row => ((IReadOnlyList<object>)(divided ? [.. row.Keys, Reached] : row.Keys), row.Counts[0]))]);
    }

    /// <summary>Which of an answer's rows may be shown.</summary>
    /// <param name="everybody">The cells of each row.</param>
    /// <param name="chosen">Those of them that the filters let through.</param>
    /// <param name="hidden">The cells that are kept back.</param>
    /// <param name="ofReaders">Whether the rows themselves tell readers apart: then the total of a row is no figure that everybody may know.</param>
    internal sealed class Shown(
        ILookup<string, (string Cell, long Visitors)> everybody, ILookup<string, (string Cell, long Visitors)> chosen, HashSet<string> hidden, bool ofReaders)
    {
        public bool Shows(IReadOnlyList<object> row)
        {
            var (all, some) = (everybody[Name(row)].ToList(), chosen[Name(row)].ToList());
            var visitors = some.Sum(cell => cell.Visitors);
            var rest = all.Sum(cell => cell.Visitors) - visitors;
            if (visitors < SmallCells.Threshold || rest is > 0 and < SmallCells.Threshold)
                return false;
            var among = some.Count(cell => hidden.Contains(cell.Cell));
            // All that is hidden together is the total less what is shown.
            return among == 0 || (!ofReaders && among == all.Count(cell => hidden.Contains(cell.Cell)));
        }
    }
}
