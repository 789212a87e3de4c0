namespace Murmure.Server.Reports;

/// <summary>
/// The rule by which members see breakdowns of people by what their browsers say of them: a cell of fewer than <see cref="Threshold"/> visitors is kept
/// back, and so is one whose rest is as small. Where what is kept back could be worked out from the total, because it is one cell or few
/// visitors together, the next smallest goes with it.
/// </summary>
public static class SmallCells
{
    /// <summary>k: below it a cell is not shown.</summary>
    public const int Threshold = 10;

    /// <summary>The rows, most visits first, with what may be shown of each.</summary>
    public static IReadOnlyList<Cell> Of(IReadOnlyList<CountRow> rows)
    {
        var ordered = rows.Where(row => row.Visits > 0).OrderByDescending(row => row.Visits).ThenBy(row => row.Name, StringComparer.Ordinal).ToList();
        var hidden = ordered.Select((row, place) => (row.Kept, place)).Where(one => one.Kept).Select(one => one.place).ToHashSet();
        Hide([.. ordered.Select((row, place) => (place, row.Visitors))], hidden);
        return [.. ordered.Select((row, place) => new Cell(row.Name, hidden.Contains(place) ? null : row.Visits, row.Visitors < Threshold))];
    }

    /// <summary>
    /// Regions and cities, with those marked that go beside the countries' figures: what is left of a country is known, and so is what is left of a region.
    /// </summary>
    public static (IReadOnlyList<CountRow> Regions, IReadOnlyList<CountRow> Cities) Within(
        IReadOnlyList<CountRow> countries, IReadOnlyList<CountRow> regions, IReadOnlyList<CountRow> cities)
    {
        var hidden = Of(countries).Where(cell => cell.Visits is null).Select(cell => cell.Name).ToHashSet(StringComparer.Ordinal);
        var inside = regions.Concat(cities).ToLookup(row => Around(row.Name), StringComparer.Ordinal);
        // Who is there and in none of the places within is one cell more.
        var lines = countries.Concat(regions)
            .Select(around => inside[around.Name].Append(new CountRow(around.Name + "//", 0) { Visitors = around.Visitors - inside[around.Name].Sum(row => row.Visitors) }))
            .Append(regions).Append(cities).Select(line => line.Where(row => row.Visitors > 0).Select(row => (row.Name, row.Visitors)).ToList()).ToList();
        int before;
        do
        {
            before = hidden.Count;
            hidden.UnionWith(hidden.SelectMany(around => inside[around]).Select(row => row.Name).ToList());
            lines.ForEach(line => Hide(line, hidden));
        }
        while (hidden.Count > before);
        return ([.. regions.Select(Marked)], [.. cities.Select(Marked)]);

        CountRow Marked(CountRow row) => row with { Kept = hidden.Contains(row.Name) };
    }

    // A city of no region lies in its country: SG//Singapore.
    private static string Around(string place) => place[..place.LastIndexOf('/')].TrimEnd('/');

    /// <summary>Adds to what is hidden the cells of one line, whose total is known, that may not be shown.</summary>
    /// <param name="line">Its cells and their visitors.</param>
    /// <param name="hidden">What is hidden already, of this line or of others.</param>
    /// <returns>Whether something was added.</returns>
    internal static bool Hide<T>(IReadOnlyList<(T Cell, long Visitors)> line, HashSet<T> hidden)
    {
        var before = hidden.Count;
        hidden.UnionWith(line.Where(one => one.Visitors < Threshold).Select(one => one.Cell));
        var kept = line.Where(one => hidden.Contains(one.Cell)).ToList();
        var (cells, visitors) = (kept.Count, kept.Sum(one => one.Visitors));
        foreach (var (cell, more) in line.Where(one => !hidden.Contains(one.Cell)).OrderBy(one => one.Visitors).ToList())
        {
            if (cells == 0 || (cells > 1 && visitors >= Threshold))
                break;
            hidden.Add(cell);
            (cells, visitors) = (cells + 1, visitors + more);
        }

        return hidden.Count > before;
    }

    /// <param name="Name">The row's name, as in the report.</param>
    /// <param name="Visits">Its visits, or null where they are kept back.</param>
    /// <param name="Small">Whether it has fewer than <see cref="Threshold"/> visitors.</param>
    public readonly record struct Cell(string Name, long? Visits, bool Small);
}
