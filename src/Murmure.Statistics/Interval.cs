namespace Murmure.Statistics;

/// <summary>A value and the interval around it, all in the value's own unit (shares are fractions of 1).</summary>
public readonly record struct Interval
{
    /// <param name="value">The point estimate.</param>
    /// <param name="lower">Lower end, at most the value.</param>
    /// <param name="upper">Upper end, at least the value.</param>
    /// <param name="level">Nominal level of confidence, a fraction of 1 (0.90).</param>
    /// <exception cref="ArgumentException">The interval does not contain the value, or an argument is no number.</exception>
    public Interval(double value, double lower, double upper, double level)
    {
        if (!(lower <= value && value <= upper) || !(level is > 0 and < 1))
            throw new ArgumentException($"An interval contains its value: {lower} <= {value} <= {upper} at {level} does not hold.", nameof(value));
        (Value, Lower, Upper, Level) = (value, lower, upper, level);
    }

    /// <summary>The point estimate.</summary>
    public double Value { get; }

    /// <summary>Lower end.</summary>
    public double Lower { get; }

    /// <summary>Upper end.</summary>
    public double Upper { get; }

    /// <summary>Nominal level of confidence, a fraction of 1.</summary>
    public double Level { get; }

    /// <summary>Distance between the ends.</summary>
    public double Width => Upper - Lower;

    /// <summary>Whether a number lies in it, its ends included.</summary>
    public bool Contains(double truth) => Lower <= truth && truth <= Upper;

    /// <summary>The smallest interval of the same value and level that contains this one and whatever lies between two other ends.</summary>
    public Interval Reaching(double lower, double upper) => new(Value, Math.Min(Lower, lower), Math.Max(Upper, upper), Level);
}
