namespace Murmure.Statistics.Mixtures;

/// <summary>Counts by page, hour and a third key, as arrays sorted in that order; equal keys are summed.</summary>
internal sealed class SparseCounts
{
    private SparseCounts(int[] start, int[] hour, int[] key, double[] count) => (Start, Hour, Key, Count) = (start, hour, key, count);

    /// <summary>Where each page's entries begin; one place more than pages.</summary>
    public int[] Start { get; }

    public int[] Hour { get; }

    public int[] Key { get; }

    public double[] Count { get; }

    /// <param name="rows">In any order.</param>
    /// <param name="pages">Pages: rows' pages are below.</param>
    /// <param name="hours">Hours: rows' hours are below.</param>
    /// <param name="keys">Keys: rows' keys are below.</param>
    /// <param name="read">What a row says.</param>
    public static SparseCounts Of<TRow>(IReadOnlyList<TRow> rows, int pages, int hours, int keys, Func<TRow, (int Page, int Hour, int Key, int Count)> read)
    {
        var places = new long[rows.Count];
        var counts = new int[rows.Count];
        var sorted = true;
        for (var i = 0; i < rows.Count; i++)
        {
            var (page, hour, key, count) = read(rows[i]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)hour, (uint)hours, nameof(rows));
            places[i] = ((((long)page * hours) + hour) * keys) + key;
            counts[i] = Math.Max(0, count);
            sorted &= i == 0 || places[i - 1] <= places[i];
        }
        if (!sorted)
            Array.Sort(places, counts);
        return Merge(places, counts, pages, hours, keys);
    }

    private static SparseCounts Merge(long[] places, int[] counts, int pages, int hours, int keys)
    {
        var distinct = 0;
        for (var i = 0; i < places.Length; i++)
            distinct += i == 0 || places[i] != places[i - 1] ? 1 : 0;
        var merged = new SparseCounts(new int[pages + 1], new int[distinct], new int[distinct], new double[distinct]);
        var at = -1;
        for (var i = 0; i < places.Length; i++)
        {
            if (i == 0 || places[i] != places[i - 1])
            {
                at++;
                var slot = places[i] / keys;
                merged.Key[at] = (int)(places[i] % keys);
                merged.Hour[at] = (int)(slot % hours);
                merged.Start[(int)(slot / hours) + 1]++;
            }
            merged.Count[at] += counts[i];
        }
        for (var page = 0; page < pages; page++)
            merged.Start[page + 1] += merged.Start[page];
        return merged;
    }
}
