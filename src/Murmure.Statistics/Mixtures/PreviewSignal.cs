namespace Murmure.Statistics.Mixtures;

/// <summary>
/// How many shares the previews of each family stand for. A family that keeps what it fetched asks for a page once in its cache's life and hides the shares of
/// the meantime, as a counter with a dead time hides pulses: n fetches in T hours with dead time d stand for <c>n / (1 - n d / T)</c> (the non-paralysable
/// counter; Knoll, "Radiation Detection and Measurement", chapter 4). The dead time is read off the fetches themselves.
/// </summary>
internal sealed class PreviewSignal
{
    /// <summary>No cache that hides shares for longer could be told from a lack of shares.</summary>
    private const int LongestCache = 72;

    private readonly MixtureInput input;
    private readonly int[] dead;

    public PreviewSignal(MixtureInput input)
    {
        this.input = input;
        dead = [.. Enumerable.Range(0, input.Families.Length + 1).Select(DeadTime)];
        var (saturated, all) = (new double[dead.Length], new double[dead.Length]);
        for (var page = 0; page < input.Pages; page++)
        {
            for (var family = 0; family < input.Families.Length; family++)
            {
                var (count, load) = Load(page, family);
                all[family] += count;
                saturated[family] += load > Assumptions.HighestLoad ? count : 0;
            }
        }
        Saturated = [.. input.Families.Where((_, family) => saturated[family] > all[family] / 10).Order(StringComparer.Ordinal)];
    }

    /// <summary>Families whose caches were full for a tenth of their fetches: their shares are undercounted, and by how much cannot be known.</summary>
    public IReadOnlyList<string> Saturated { get; }

    /// <summary>
    /// Adds the shares that a family's previews of a page stand for, by hour: each fetch at its own, the hidden ones evenly over the life of the cache.
    /// </summary>
    /// <returns>Whether there was any.</returns>
    public bool AddTo(Span<double> hours, int page, int family)
    {
        var (total, load) = Load(page, family);
        if (total == 0)
            return false;
        var hidden = (1 / (1 - Math.Min(load, Assumptions.HighestLoad))) - 1;
        var counts = input.Previews;
        for (var i = counts.Start[page]; i < counts.Start[page + 1]; i++)
        {
            if (counts.Key[i] != family)
                continue;
            hours[counts.Hour[i]] += counts.Count[i];
            for (var hour = counts.Hour[i] + 1; hidden > 0 && hour <= counts.Hour[i] + dead[family] && hour < hours.Length; hour++)
                hours[hour] += hidden * counts.Count[i] / dead[family];
        }
        return true;
    }

    /// <summary>A family's fetches of a page, and the share of the page's life in which its cache was full.</summary>
    private (double Count, double Load) Load(int page, int family)
    {
        var (count, counts) = (0.0, input.Previews);
        for (var i = counts.Start[page]; i < counts.Start[page + 1]; i++)
            count += counts.Key[i] == family ? counts.Count[i] : 0;
        return (count, count == 0 ? 0 : count * dead[family] / Math.Max(1, input.Hours - Math.Min(input.FirstHour(page), input.Hours - 1)));
    }

    /// <summary>
    /// The life of a family's cache, hours, from the gaps between its fetches of one page. Behind a cache they are its life and an exponential time, whose
    /// quantile and mean give both; without one they are exponential or shorter, and what comes out is nothing: it need not be known which families keep what
    /// they fetch.
    /// </summary>
    private int DeadTime(int family)
    {
        if (family == input.Families.Length)
            return 0;
        List<int> gaps = [];
        var counts = input.Previews;
        for (var page = 0; page < input.Pages; page++)
        {
            var last = -1;
            for (var i = counts.Start[page]; i < counts.Start[page + 1]; i++)
            {
                if (counts.Key[i] != family || counts.Count[i] == 0)
                    continue;
                if (last >= 0)
                    gaps.Add(counts.Hour[i] - last);
                gaps.AddRange(Enumerable.Repeat(0, (int)counts.Count[i] - 1));
                last = counts.Hour[i];
            }
        }
        gaps.Sort();
        if (gaps.Count < Assumptions.FewestGaps)
            return 0;
        var (quantile, tail) = (gaps[(int)(gaps.Count * Assumptions.CacheQuantile)], Math.Log(1 - Assumptions.CacheQuantile));
        return (int)Math.Clamp(Math.Round((quantile + (tail * gaps.Average())) / (1 + tail)), 0, LongestCache);
    }
}
