namespace Murmure.Statistics.Anomalies;

/// <summary>How far a count is from what its own season would have.</summary>
/// <param name="Count">The count judged.</param>
/// <param name="Usual">The median of the same place in the seasons before.</param>
/// <param name="Score">How many of the series' own deviations lie between them; negative below.</param>
public readonly record struct Departure(long Count, double Usual, double Score);

/// <summary>
/// Tells a count that departs from its own season: the same hour of the same weekday, or the same weekday, in the weeks before. The deviation is that of a
/// Poisson count, widened by how much this series has strayed from its own medians (1.4826 times the median absolute deviation, Rousseeuw and Croux 1993),
/// each count against the median of the others, so that a few of the departures sought do not hide the next one. No threshold is in visits: a site is
/// compared with itself alone.
/// </summary>
public static class Season
{
    /// <summary>With fewer seasons of record there is nothing to compare with.</summary>
    public const int Fewest = 3;

    /// <summary>Earlier seasons tell little of this one.</summary>
    public const int Most = 8;

    /// <summary>How many deviations above are a spike; measured by <c>SeasonTests</c>, which states how often a normal series is called one.</summary>
    public const double Spike = 6;

    /// <summary>How many below are a fall. Nothing is fewer than none, so that a fall to nothing is few deviations where counts vary much.</summary>
    public const double Fall = 4;

    /// <summary>A rise or fall by less than this factor is nobody's news, however many visits the site has.</summary>
    public const double Factor = 2;

    /// <summary>Below so many there is no spike, and from below so many no fall.</summary>
    public const long Least = 20;

    private const double Consistent = 1.4826;

    /// <summary>Judges the last count of a series; null where it is as usual, or where there is too little to say so.</summary>
    /// <param name="counts">Oldest first; null where nothing was recorded.</param>
    /// <param name="period">How many counts a season has: 168 hours, or 7 days.</param>
    public static Departure? Judge(IReadOnlyList<long?> counts, int period)
    {
        if (counts.Count == 0 || counts[^1] is not { } count)
            return null;
        var before = Before(counts, counts.Count - 1, period);
        if (before.Count < Fewest)
            return null;
        var usual = Median(before);
        var score = Score(count, usual) / Math.Max(1, Spread(counts, period));
        var news = count > usual
            ? score >= Spike && count >= Least && count >= Factor * usual
            : score <= -Fall && usual >= Least && count * Factor <= usual;
        return news ? new Departure(count, usual, score) : null;
    }

    /// <summary>The counts at the same place of the seasons before, the latest first.</summary>
    public static IReadOnlyList<double> Before(IReadOnlyList<long?> counts, int place, int period)
    {
        var found = new List<double>();
        for (var at = place - period; at >= 0 && place - at <= Most * period; at -= period)
        {
            if (counts[at] is { } known)
                found.Add(known);
        }
        return found;
    }

    // How far the series' own counts lie from the median of their like. The one that is judged does not judge itself.
    private static double Spread(IReadOnlyList<long?> counts, int period)
    {
        var first = Math.Max(0, counts.Count - 1 - (Most * period));
        var residuals = new List<double>();
        for (var place = 0; place < period; place++)
        {
            var alike = new List<double>();
            for (var at = first + place; at < counts.Count - 1; at += period)
            {
                if (counts[at] is { } known)
                    alike.Add(known);
            }
            alike.Sort();
            for (var i = 0; alike.Count >= Fewest && i < alike.Count; i++)
                residuals.Add(Math.Abs(Score(alike[i], MedianWithout(alike, i))));
        }
        return residuals.Count == 0 ? 1 : Consistent * Median(residuals);
    }

    // The square root of a Poisson count's variance; one more, since a median of 0 is no certainty.
    private static double Score(double count, double usual) => (count - usual) / Math.Sqrt(usual + 1);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Append(0).ToList();
        sorted.Sort(0, sorted.Count - 1, null);
        return MedianWithout(sorted, sorted.Count - 1);
    }

    /// <summary>The median of sorted values but one.</summary>
    private static double MedianWithout(List<double> sorted, int left)
    {
        double At(int place) => sorted[place < left ? place : place + 1];
        var count = sorted.Count - 1;
        return count % 2 == 1 ? At(count / 2) : (At((count / 2) - 1) + At(count / 2)) / 2;
    }
}
