using System.Runtime.InteropServices;

namespace Murmure.Statistics.Scoring;

/// <summary>One number that was shown, against what really was. All are fractions of 1.</summary>
/// <param name="Truth">What really was.</param>
/// <param name="Value">The number.</param>
/// <param name="Interval">The interval around it; null where none was given.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Outcome(double Truth, double Value, Interval? Interval)
{
    public Outcome(double truth, Interval interval)
        : this(truth, interval.Value, interval)
    {
    }

    public double Bias => Value - Truth;

    public double Error => Math.Abs(Bias);

    public bool? Covered => Interval?.Contains(Truth);

    /// <summary>
    /// The interval score (Gneiting and Raftery 2007, equation 43): the width, and twenty times what lies outside at a level of 90 %. A wide interval
    /// is not safe by it, and a narrow one that misses is expensive.
    /// </summary>
    public double? IntervalScore => Interval is { } interval
        ? interval.Width + 2 / (1 - interval.Level) * (Math.Max(0, interval.Lower - Truth) + Math.Max(0, Truth - interval.Upper))
        : null;
}

/// <summary>Outcomes of one kind together: means, and the worst. Null where there is nothing to take a mean of.</summary>
public sealed record Score
{
    /// <summary>Outcomes.</summary>
    public required int Count { get; init; }

    /// <summary>Those with an interval.</summary>
    public required int Intervals { get; init; }

    /// <summary>Mean absolute error.</summary>
    public required double? Error { get; init; }

    /// <summary>The largest absolute error.</summary>
    public required double? Worst { get; init; }

    /// <summary>Mean of what was shown minus what was.</summary>
    public required double? Bias { get; init; }

    /// <summary>Share of the intervals that contained the truth.</summary>
    public required double? Coverage { get; init; }

    /// <summary>Mean width.</summary>
    public required double? Width { get; init; }

    /// <summary>Mean interval score.</summary>
    public required double? IntervalScore { get; init; }

    public static Score Of(IEnumerable<Outcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        Outcome[] all = [.. outcomes];
        Outcome[] within = [.. all.Where(o => o.Interval is not null)];
        return new Score
        {
            Count = all.Length,
            Intervals = within.Length,
            Error = Mean(all, o => o.Error),
            Worst = all.Length == 0 ? null : all.Max(o => o.Error),
            Bias = Mean(all, o => o.Bias),
            Coverage = Mean(within, o => o.Covered == true ? 1 : 0),
            Width = Mean(within, o => o.Interval!.Value.Width),
            IntervalScore = Mean(within, o => o.IntervalScore!.Value),
        };
    }

    private static double? Mean(Outcome[] outcomes, Func<Outcome, double> of) => outcomes.Length == 0 ? null : outcomes.Average(of);
}
