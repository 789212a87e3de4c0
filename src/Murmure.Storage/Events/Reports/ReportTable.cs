namespace Murmure.Storage.Events;

/// <summary>An answer: the rows asked for, in the order asked for.</summary>
public sealed record ReportTable(IReadOnlyList<Dimension> Dimensions, IReadOnlyList<Metric> Metrics, IReadOnlyList<ReportRow> Rows)
{
    /// <summary>The names of the columns: dimensions, then metrics.</summary>
    public IReadOnlyList<string> Columns =>
        [.. Dimensions.Select(dimension => dimension.Name), .. Metrics.Select(metric => metric.Name)];

    public ReportRow this[int row] => Rows[row];

    /// <summary>A metric added up over the rows: the whole, for additive metrics and where no limit cut rows off.</summary>
    public long Sum(Metric metric) => Rows.Sum(row => row[metric]);
}

/// <summary>One row. Keys are text, <see cref="DateOnly"/> or an hour as <see cref="int"/>, in the order of the dimensions asked for.</summary>
public sealed class ReportRow(ReportQuery query, object[] keys, long[] counts)
{
    public IReadOnlyList<object> Keys => keys;
    public IReadOnlyList<long> Counts => counts;

    /// <summary>A metric's count.</summary>
    /// <exception cref="ArgumentException">It was not asked for.</exception>
    public long this[Metric metric] => counts[Place(query.Metrics, metric)];

    /// <summary>The revenue, in units of its currency.</summary>
    public decimal Revenue => this[Metric.Revenue] / 10_000m;

    /// <summary>A dimension's value as text.</summary>
    /// <exception cref="ArgumentException">It was not asked for, or is no text.</exception>
    public string Text(Dimension dimension) => Key<string>(dimension);

    /// <summary>The day.</summary>
    public DateOnly Day => Key<DateOnly>(Dimension.Day);

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour => Key<int>(Dimension.Hour);

    private T Key<T>(Dimension dimension) => keys[Place(query.Dimensions, dimension)] is T key
        ? key
        : throw new ArgumentException($"'{dimension.Name}' is of another type.", nameof(dimension));

    private static int Place<T>(IReadOnlyList<T> asked, T one)
        where T : notnull
    {
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].Equals(one))
                return i;
        }

        throw new ArgumentException($"'{one}' was not asked for.", nameof(one));
    }
}
