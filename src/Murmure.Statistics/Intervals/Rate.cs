using MathNet.Numerics.Distributions;

namespace Murmure.Statistics.Intervals;

/// <summary>Intervals for a rate: events counted over an exposure, such as shares for each thousand readings.</summary>
public static class Rate
{
    /// <summary>Above it the gamma quantile is taken from its normal approximation: searching for it gains no digit that anybody reads.</summary>
    private const long Many = 20_000;

    /// <summary>
    /// The exact interval of a Poisson mean (Garwood 1936), divided by the exposure: at least the nominal coverage where events come independently of each other.
    /// </summary>
    /// <param name="events">How many were counted; not negative.</param>
    /// <param name="exposure">What they are counted over, in the unit of the rate; more than 0.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static Interval Garwood(long events, double exposure, double level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exposure);
        var tail = (1 - level) / 2;
        var lower = events == 0 ? 0 : Quantile(events, tail);
        return new(events / exposure, lower / exposure, Quantile(events + 1, 1 - tail) / exposure, level);
    }

    // Wilson and Hilferty 1931: the cube root of a gamma variable is nearly normal.
    private static double Quantile(long shape, double probability) => shape <= Many
        ? Gamma.InvCDF(shape, 1, probability)
        : shape * Math.Pow(1 - (1 / (9.0 * shape)) + (Normal.InvCDF(0, 1, probability) / (3 * Math.Sqrt(shape))), 3);
}
