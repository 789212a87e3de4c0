namespace Murmure.Statistics.Calibration;

/// <summary>One number that moves every share of a model alike, on the scale of log odds, until they sum to a total that is better known.</summary>
internal static class LogitShift
{
    /// <summary>A share is never taken to be nearer to 0 or 1 than this: no shift could move it from there.</summary>
    private const double Edge = 1e-6;

    /// <summary>The shift at which the visits' shares average to <paramref name="target"/>.</summary>
    /// <param name="rows">Visits with the model's shares.</param>
    /// <param name="target">The site's share. At 0 and 1 the shift is as large as the search allows.</param>
    public static double To(IReadOnlyList<DirectShare> rows, double target)
    {
        var visits = rows.Sum(row => row.Count);
        var (low, high) = (-30.0, 30.0);
        // The mean rises with the shift, so halving finds it to the last bits.
        for (var step = 0; step < 60 && visits > 0; step++)
        {
            var middle = (low + high) / 2;
            if (rows.Sum(row => row.Count * Apply(row.DarkShare, middle)) < target * visits)
                low = middle;
            else
                high = middle;
        }
        return visits > 0 ? (low + high) / 2 : 0;
    }

    /// <summary>A share after the shift.</summary>
    public static double Apply(double share, double shift)
    {
        var within = Math.Clamp(share, Edge, 1 - Edge);
        return 1 / (1 + (1 - within) / within * Math.Exp(-shift));
    }
}
