namespace Murmure.Statistics;

/// <summary>Weights that are to be probabilities.</summary>
internal static class Weights
{
    /// <summary>The weights divided by their sum; as they are where there is nothing to divide by.</summary>
    public static double[] Normalise(double[] weights)
    {
        var total = weights.Sum();
        return total > 0 ? [.. weights.Select(weight => weight / total)] : weights;
    }
}
