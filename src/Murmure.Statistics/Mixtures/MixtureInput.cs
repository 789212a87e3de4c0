using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Mixtures;

/// <summary>
/// The tables as sorted arrays. Pages are in the order of their names and cells in the order of their values, so that the order in which they were given
/// changes not one bit of what follows.
/// </summary>
internal sealed class MixtureInput
{
    public MixtureInput(HourlyTables tables)
    {
        Tables = tables;
        Hours = tables.Hours;
        (PageOrder, PagePlace) = Sorted(tables.Pages.Count, (a, b) => string.CompareOrdinal(tables.Pages[a].Name, tables.Pages[b].Name));
        (CellOrder, CellPlace) = Sorted(tables.Cells.Count, (a, b) => CompareCells(tables.Cells[a], tables.Cells[b]));
        Cells = [.. CellOrder.Select(cell => tables.Cells[cell])];
        Deep = [.. PageOrder.Select(page => !tables.Pages[page].Typeable)];
        PreviewCount[] previews = [.. tables.PrivatePreviews];
        Families = Ranked(previews, row => row.Family, row => row.Count);
        Sources = Ranked(tables.Visible, row => row.Source, row => row.Count);
        var (pages, cells) = (Pages, Math.Max(1, Cells.Length));
        var family = Places(Families);
        var source = Places(Sources);
        Direct = SparseCounts.Of(tables.Direct, pages, Hours, cells, row => (PagePlace[row.Page], row.Hour, CellPlace[row.Cell], row.Count));
        Visible = SparseCounts.Of(tables.Visible, pages, Hours, Sources.Length + 1,
            row => (PagePlace[row.Page], row.Hour, source.GetValueOrDefault(row.Source, Sources.Length), row.Count));
        Previews = SparseCounts.Of(previews, pages, Hours, Families.Length + 1,
            row => (PagePlace[row.Page], row.Hour, family.GetValueOrDefault(row.Family, Families.Length), row.Count));
        Shares = SparseCounts.Of(tables.Shares, pages, Hours, 1, row => (PagePlace[row.Page], row.Hour, 0, row.Count));
        Tagged = SparseCounts.Of(tables.Tagged, pages, Hours, 1, row => (PagePlace[row.Page], row.Hour, 0, row.Count));
        VisibleByCell = new double[cells];
        VisibleDevices = new double[pages * Devices];
        foreach (var row in tables.Visible)
        {
            VisibleByCell[CellPlace[row.Cell]] += row.Count;
            VisibleDevices[(PagePlace[row.Page] * Devices) + (int)tables.Cells[row.Cell].Device] += row.Count;
        }
        TaggedByCell = new double[cells];
        foreach (var row in tables.Tagged)
            TaggedByCell[CellPlace[row.Cell]] += row.Count;
        DirectByPage = new double[pages];
        for (var page = 0; page < pages; page++)
        {
            for (var i = Direct.Start[page]; i < Direct.Start[page + 1]; i++)
                DirectByPage[page] += Direct.Count[i];
        }
        (RowStart, RowEntry, RowHour) = Rows(Direct, pages);
    }

    /// <summary>Devices of a cell.</summary>
    public const int Devices = 4;

    /// <summary>Names that are told apart among preview families and public sources; the rarer ones are taken together.</summary>
    private const int MostNames = 6;

    public HourlyTables Tables { get; }

    public int Hours { get; }

    public int Days => (Hours + 23) / 24;

    public int Pages => PageOrder.Length;

    /// <summary>The table's page at each place, and each table page's place.</summary>
    public int[] PageOrder { get; }

    /// <inheritdoc cref="PageOrder"/>
    public int[] PagePlace { get; }

    /// <summary>The table's cell at each place, and each table cell's place.</summary>
    public int[] CellOrder { get; }

    /// <inheritdoc cref="CellOrder"/>
    public int[] CellPlace { get; }

    /// <summary>The cells by place.</summary>
    public FeatureCell[] Cells { get; }

    /// <summary>Whether nobody types the page's address.</summary>
    public bool[] Deep { get; }

    /// <summary>Preview families, the most frequent first; the key after the last stands for all others.</summary>
    public string[] Families { get; }

    /// <summary>Public sources, likewise.</summary>
    public string[] Sources { get; }

    public SparseCounts Direct { get; }

    public SparseCounts Visible { get; }

    public SparseCounts Previews { get; }

    public SparseCounts Shares { get; }

    public SparseCounts Tagged { get; }

    public double[] DirectByPage { get; }

    public double[] VisibleByCell { get; }

    /// <summary>Pages times devices.</summary>
    public double[] VisibleDevices { get; }

    public double[] TaggedByCell { get; }

    /// <summary>A row is a page and hour with direct visits: where each page's rows begin, where each row's entries begin, and its hour.</summary>
    public int[] RowStart { get; }

    /// <inheritdoc cref="RowStart"/>
    public int[] RowEntry { get; }

    /// <inheritdoc cref="RowStart"/>
    public int[] RowHour { get; }

    /// <summary>A page's first sign of life; the period's end where there is none.</summary>
    public int FirstHour(int page)
    {
        var first = Hours;
        if (Direct.Start[page] < Direct.Start[page + 1])
            first = Direct.Hour[Direct.Start[page]];
        return Visible.Start[page] < Visible.Start[page + 1] ? Math.Min(first, Visible.Hour[Visible.Start[page]]) : first;
    }

    private static (int[] Start, int[] Entry, int[] Hour) Rows(SparseCounts direct, int pages)
    {
        var start = new int[pages + 1];
        List<int> entries = new(direct.Hour.Length + 1);
        for (var page = 0; page < pages; page++)
        {
            for (var i = direct.Start[page]; i < direct.Start[page + 1]; i++)
            {
                if (i == direct.Start[page] || direct.Hour[i] != direct.Hour[i - 1])
                    entries.Add(i);
            }
            start[page + 1] = entries.Count;
        }
        int[] hours = [.. entries.Select(entry => direct.Hour[entry])];
        entries.Add(direct.Hour.Length);
        return (start, [.. entries], hours);
    }

    private static (int[] Order, int[] Place) Sorted(int count, Comparison<int> compare)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        // Ties by the given order: equal names are equal pages to whoever reads the figures.
        Array.Sort(order, (a, b) => compare(a, b) is not 0 and var found ? found : a.CompareTo(b));
        var place = new int[count];
        for (var i = 0; i < count; i++)
            place[order[i]] = i;
        return (order, place);
    }

    private static int CompareCells(FeatureCell a, FeatureCell b)
    {
        var engine = string.CompareOrdinal(a.Engine ?? "", b.Engine ?? "");
        return engine != 0 ? engine : (a.Device, a.Returning, a.Navigation).CompareTo((b.Device, b.Returning, b.Navigation));
    }

    private static string[] Ranked<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string> name, Func<TRow, int> count)
    {
        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
            totals[name(row)] = totals.GetValueOrDefault(name(row)) + count(row);
        return [.. totals.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MostNames).Select(pair => pair.Key)];
    }

    private static Dictionary<string, int> Places(string[] names) => names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
}
