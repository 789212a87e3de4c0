namespace Murmure.Statistics.Intervals;

/// <summary>Prediction-powered inference: a mean from many predictions, put right by a few labels.</summary>
public static class PredictionPowered
{
    /// <summary>
    /// The difference estimator <c>mean(F) + mean(Y - f)</c> with the normal interval of <c>var(F)/N + var(Y - f)/n</c>, variances with n - 1
    /// (Angelopoulos et al. 2023, "Prediction-powered inference", with the power 1).
    /// </summary>
    /// <param name="labels">What was observed, Y; at least two.</param>
    /// <param name="predictions">What was predicted of the same units, f.</param>
    /// <param name="others">What was predicted of units without label, F; at least two.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static Interval Mean(ReadOnlySpan<double> labels, ReadOnlySpan<double> predictions, ReadOnlySpan<double> others, double level)
    {
        if (labels.Length != predictions.Length || labels.Length < 2 || others.Length < 2)
            throw new ArgumentException("A label has a prediction, and of labels and other predictions there are two at least.", nameof(labels));
        var errors = new double[labels.Length];
        for (var i = 0; i < errors.Length; i++)
            errors[i] = labels[i] - predictions[i];
        var (bias, biasVariance) = Moments(errors);
        var (mean, variance) = Moments(others);
        var half = Proportion.Critical(level) * Math.Sqrt(variance / others.Length + biasVariance / errors.Length);
        return new(mean + bias, mean + bias - half, mean + bias + half, level);
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
            mean += value;
        mean /= values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, squares / (values.Length - 1));
    }
}
