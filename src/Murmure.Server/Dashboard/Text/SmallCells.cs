using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Text;

/// <summary>
/// Breakdowns of people by country, device or app say "&lt; 10" rather than a small number (<c>privacy.md</c>, Display). Where the hidden ones
/// could be worked out from the total, because they are alone or few together, the next smallest is kept back as well.
/// </summary>
public static class SmallCells
{
    /// <summary>k: below it a cell is not shown.</summary>
    public const int Threshold = 10;

    /// <summary>The rows, most visits first, with what may be shown of each.</summary>
    public static IReadOnlyList<Cell> Of(IReadOnlyList<CountRow> rows)
    {
        var ordered = rows.Where(r => r.Visits > 0).OrderByDescending(r => r.Visits).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        var shown = ordered.Count(r => r.Visits >= Threshold);
        var hidden = ordered.Skip(shown).Sum(r => r.Visits);
        while (shown > 0 && hidden > 0 && (hidden < Threshold || ordered.Count - shown == 1))
            hidden += ordered[--shown].Visits;
        return [.. ordered.Select((row, i) => new Cell(row.Name, i < shown ? row.Visits : null, row.Visits < Threshold))];
    }

    /// <summary>What the cell says.</summary>
    public static string Written(this Texts texts, Cell cell) => cell switch
    {
        { Visits: { } visits } => texts.Number(visits),
        { Small: true } => texts.Say("audience.few", Threshold),
        _ => texts.Say("audience.many", Threshold),
    };

    /// <param name="Name">The row's name, as in the report.</param>
    /// <param name="Visits">Its visits, or null where they are kept back.</param>
    /// <param name="Small">Whether they are fewer than <see cref="Threshold"/>.</param>
    public readonly record struct Cell(string Name, long? Visits, bool Small);
}
