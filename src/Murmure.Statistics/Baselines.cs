using Murmure.Statistics.Tables;

namespace Murmure.Statistics;

/// <summary>What others do instead of estimating. Kept to be compared with, as lines of a chart and of the score table.</summary>
public static class Baselines
{
    /// <summary>Madrigal's rule (The Atlantic, 2012): a direct visit on a page that nobody types is dark social. A share of direct visits.</summary>
    public static double Rule(HourlyTables tables) => Share(tables, _ => true);

    /// <summary>The same, but only what is the visitor's first visit of the day.</summary>
    public static double FirstVisitRule(HourlyTables tables) => Share(tables, cell => !cell.Returning);

    private static double Share(HourlyTables tables, Func<FeatureCell, bool> counts)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var (dark, all) = (0L, 0L);
        foreach (var row in tables.Direct)
        {
            all += row.Count;
            if (!tables.Pages[row.Page].Typeable && counts(tables.Cells[row.Cell]))
                dark += row.Count;
        }
        return all == 0 ? 0 : (double)dark / all;
    }
}
