namespace Murmure.Statistics.Mixtures;

/// <summary>
/// The law of hours between the hour of a share and the hour of a click on it. From the delays of tagged clicks; where these carry none, from hourly acts of
/// sharing against hourly tagged clicks; else the default.
/// </summary>
internal static class DelayKernel
{
    /// <summary>Delays that fall between two of these are taken to be equally frequent: the tail has few clicks per hour.</summary>
    private static ReadOnlySpan<int> Edges => [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 72, 96, 128, 168];

    /// <summary>Steps of the deconvolution: few, for more would follow the noise.</summary>
    private const int Steps = 20;

    public static double[] Of(MixtureInput input)
    {
        var (elapsed, between) = (new double[Assumptions.KernelHours], new double[Assumptions.KernelHours]);
        foreach (var row in input.Tables.Tagged)
        {
            // A click is only seen within the period: the longer the delay, the fewer shares had the time for it.
            if (row.Delay is >= 0 and < Assumptions.KernelHours and var delay && delay < input.Hours)
                elapsed[delay] += row.Count * (double)input.Hours / (input.Hours - delay);
        }
        if (elapsed.Sum() == 0)
            between = FromShares(input);
        var law = new double[Assumptions.KernelHours];
        var whole = Smooth(elapsed);
        var hourly = Smooth(between);
        for (var hour = 0; hour < law.Length; hour++)
            whole[hour] += Assumptions.KernelClicks * Default(hour);
        for (var hour = 0; hour < law.Length; hour++)
        {
            // TRICKY: somebody who clicks within the hour does so as often in the next hour of the clock as in the same.
            law[hour] = ((whole[hour] + (hour > 0 ? whole[hour - 1] : 0)) / 2) + hourly[hour];
        }
        return Weights.Normalise(law);
    }

    /// <summary>Probability of a whole number of elapsed hours.</summary>
    private static double Default(int hour)
    {
        static double Hour(int hour, double mean) => Math.Exp(-hour / mean) - Math.Exp(-(hour + 1) / mean);
        return (Assumptions.SoonShare * Hour(hour, Assumptions.SoonMean)) + ((1 - Assumptions.SoonShare) * Hour(hour, Assumptions.LateMean));
    }

    /// <summary>
    /// Which law of delays makes the tagged clicks of each page most likely, given the hours at which its buttons were used: the EM of a Poisson deconvolution
    /// (Richardson 1972, Lucy 1974), stopped early and held by the default. Pages without an act of sharing before the click say nothing.
    /// </summary>
    private static double[] FromShares(MixtureInput input)
    {
        var (clicks, shares) = (input.Tagged, input.Shares);
        var reach = Math.Min(Assumptions.KernelHours, input.Hours);
        var chances = new double[Assumptions.KernelHours];
        for (var i = 0; i < shares.Hour.Length; i++)
        {
            for (var hour = 0; hour < Math.Min(reach, input.Hours - shares.Hour[i]); hour++)
                chances[hour] += shares.Count[i];
        }
        var law = Weights.Normalise([.. Enumerable.Range(0, Assumptions.KernelHours).Select(Default)]);
        var seen = new double[Assumptions.KernelHours];
        for (var step = 0; step < Steps && chances[0] > 0; step++)
        {
            seen = Expect(clicks, shares, law, input.Pages);
            for (var hour = 0; hour < law.Length; hour++)
            {
                seen[hour] *= chances[hour] > 0 ? chances[0] / chances[hour] : 0;
                law[hour] = seen[hour] + (Assumptions.KernelClicks * Default(hour));
            }
            law = Weights.Normalise(Smooth(law));
        }
        return seen;
    }

    private static double[] Expect(SparseCounts clicks, SparseCounts shares, double[] law, int pages)
    {
        var seen = new double[law.Length];
        for (var page = 0; page < pages; page++)
        {
            for (var i = clicks.Start[page]; i < clicks.Start[page + 1]; i++)
            {
                var total = 0.0;
                for (var j = shares.Start[page]; j < shares.Start[page + 1]; j++)
                    total += clicks.Hour[i] - shares.Hour[j] is >= 0 and var delay && delay < law.Length ? shares.Count[j] * law[delay] : 0;
                for (var j = shares.Start[page]; j < shares.Start[page + 1] && total > 0; j++)
                {
                    if (clicks.Hour[i] - shares.Hour[j] is >= 0 and var delay && delay < law.Length)
                        seen[delay] += clicks.Count[i] * shares.Count[j] * law[delay] / total;
                }
            }
        }
        return seen;
    }

    private static double[] Smooth(double[] counts)
    {
        var smooth = new double[counts.Length];
        for (var bin = 0; bin + 1 < Edges.Length; bin++)
        {
            var part = counts.AsSpan(Edges[bin]..Edges[bin + 1]);
            var total = 0.0;
            foreach (var count in part)
                total += count;
            smooth.AsSpan(Edges[bin], part.Length).Fill(total / part.Length);
        }
        return smooth;
    }
}
