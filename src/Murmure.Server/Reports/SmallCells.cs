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
        var hidden = new HashSet<int>();
        Hide([.. ordered.Select((row, place) => (place, row.Visitors))], hidden);
        return [.. ordered.Select((row, place) => new Cell(row.Name, hidden.Contains(place) ? null : row.Visits, row.Visitors < Threshold))];
    }

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
