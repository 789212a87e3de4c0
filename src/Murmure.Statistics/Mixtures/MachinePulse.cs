namespace Murmure.Statistics.Mixtures;

/// <summary>When machines are busy. They do not keep to one page: what comes to all pages at once, in the cells of machines, is a flood of them.</summary>
internal sealed class MachinePulse
{
    private readonly MixtureInput input;
    private readonly double[] sums;

    public MachinePulse(MixtureInput input, double[] pulse)
    {
        this.input = input;
        sums = new double[pulse.Length + 1];
        for (var hour = 0; hour < pulse.Length; hour++)
            sums[hour + 1] = sums[hour] + pulse[hour];
    }

    /// <summary>The pulse summed over the hours of a day on which a page was there.</summary>
    public double Within(int page, int day)
    {
        var (from, to) = (Math.Max(24 * day, input.FirstHour(page)), Math.Min(24 * (day + 1), input.Hours));
        return from < to ? sums[to] - sums[from] : 0;
    }

    /// <summary>Each hour's visits of machines over those that their pages' intensities make expect, drawn towards the mean.</summary>
    public static void Learn(MixtureInput input, MixtureState state, double[] byHour, int components)
    {
        var expected = new double[input.Hours + 1];
        for (var page = 0; page < input.Pages; page++)
        {
            // Running sums below make of each first hour all hours that follow.
            if (input.FirstHour(page) < input.Hours)
                expected[input.FirstHour(page)] += state.Theta[(page * components) + (int)Component.Machine];
        }
        for (var hour = 0; hour < input.Hours; hour++)
        {
            state.Pulse[hour] = (byHour[hour] + Assumptions.PulseVisits) / (expected[hour] + Assumptions.PulseVisits);
            expected[hour + 1] += expected[hour];
        }
    }
}
