using Murmure.Statistics.Intervals;

namespace Murmure.Statistics.Responses;

/// <summary>How many answers an interval costs, by the normal approximation: <c>half = z √(p(1-p)(1-R²)/n) / (Se + Sp - 1)</c>.</summary>
/// <param name="Share">p, what the share is expected to be.</param>
/// <param name="Quality">Sensitivity plus specificity, above 1.</param>
/// <param name="Explained">R², share of the answers' variance that the model explains.</param>
/// <param name="Level">Nominal level, a fraction of 1.</param>
public sealed record SampleSize(double Share, double Quality, double Explained = 0, double Level = .90)
{
    /// <summary>Half the width of the interval that so many answers give, errors of the rates themselves apart.</summary>
    public double HalfWidth(int answers) => Proportion.Critical(Level) * Math.Sqrt(Variance / answers) / (Quality - 1);

    /// <summary>The fewest answers that give an interval of at most so much to either side.</summary>
    /// <param name="halfWidth">A fraction of 1: .05 for plus or minus five points.</param>
    public int Answers(double halfWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfWidth);
        var z = Proportion.Critical(Level) / ((Quality - 1) * halfWidth);
        return (int)Math.Ceiling(z * z * Variance);
    }

    /// <summary>Whole days until so many answers are there.</summary>
    /// <param name="answers">How many are wanted.</param>
    /// <param name="have">How many there are.</param>
    /// <param name="perDay">How many come a day; with none there is no such day.</param>
    public static int? Days(int answers, int have, double perDay) =>
        have >= answers ? 0 : perDay > 0 ? (int)Math.Ceiling((answers - have) / perDay) : null;

    private double Variance => Share * (1 - Share) * (1 - Explained);
}
