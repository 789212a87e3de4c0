using Murmure.Statistics.Intervals;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Responses;

/// <summary>The share of direct visits that private messages brought, by what visitors answered and the model's help.</summary>
internal sealed record SurveyEstimate
{
    /// <summary>What the response odds may be wrong by, beyond their own error: nobody can check that tagged visits answer like other private ones.</summary>
    public const double DefaultGuard = 1.25;

    private const int Draws = 400;

    /// <summary>The estimate with its bootstrap interval, widened by the guard.</summary>
    public required Interval Alpha { get; init; }

    /// <summary>The same without the guard.</summary>
    public required Interval Unguarded { get; init; }

    /// <summary>What everybody else would print: the share of answers that say private, with Wilson's interval. A line to compare with.</summary>
    public required Interval Naive { get; init; }

    /// <summary>Answers of direct visits.</summary>
    public required int Answers { get; init; }

    /// <summary>How answers err, and how well that is known.</summary>
    public required SelfValidation Validation { get; init; }

    /// <summary>PPI++ λ: how much of the model was used.</summary>
    public required double Power { get; init; }

    /// <summary>Share of the answers' variance that the model explains.</summary>
    public required double Explained { get; init; }

    /// <summary>Estimates of resampled data, without the guard, in the order of their draws: matched between periods that share errors.</summary>
    public required IReadOnlyList<double> Replicates { get; init; }

    /// <summary>An estimate; null where no direct visit answered.</summary>
    /// <param name="tables">Counts and answers of one period.</param>
    /// <param name="darkShareByCell">The model's share of private visits in each cell.</param>
    /// <param name="seed">The same tables and seed give the same bits on one runtime.</param>
    /// <param name="guard">Γ ≥ 1, what the response odds may be wrong by; 1 trusts them as far as their counts go.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static SurveyEstimate? Of(
        HourlyTables tables, IReadOnlyList<double> darkShareByCell, SeedTree seed, double guard = DefaultGuard, double level = .90)
    {
        var answers = AnswerTable.Of(tables);
        return Of(answers, SelfValidation.Of(answers), SurveySample.Of(answers, tables, darkShareByCell), seed, guard, level);
    }

    /// <summary>How much the share changed from one period to the other: the same errors on both sides, so that what they share cancels.</summary>
    /// <param name="before">The earlier period, with the model's share by cell.</param>
    /// <param name="after">The later one.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    /// <returns>After minus before; null where a period has no answers of direct visits.</returns>
    public static Interval? Change(
        (HourlyTables Tables, IReadOnlyList<double> DarkShareByCell) before,
        (HourlyTables Tables, IReadOnlyList<double> DarkShareByCell) after,
        SeedTree seed,
        double level = .90)
    {
        var (first, second) = (AnswerTable.Of(before.Tables), AnswerTable.Of(after.Tables));
        var validation = SelfValidation.Of(first, second);
        var earlier = Of(first, validation, SurveySample.Of(first, before.Tables, before.DarkShareByCell), seed, 1, level, "before");
        var later = Of(second, validation, SurveySample.Of(second, after.Tables, after.DarkShareByCell), seed, 1, level, "after");
        return earlier is null || later is null
            ? null
            : Intervals.Replicates.Interval(
                later.Alpha.Value - earlier.Alpha.Value, [.. later.Replicates.Zip(earlier.Replicates, (b, a) => b - a)], level);
    }

    private static SurveyEstimate? Of(
        AnswerTable answers, SelfValidation validation, SurveySample sample, SeedTree seed, double guard, double level, string period = "")
    {
        if (sample.Answers == 0)
            return null;
        var best = sample.Estimate(validation.Best);
        double[] plain = new double[Draws], under = new double[Draws], over = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            // Errors and answers draw apart: periods share the one and not the other.
            var errors = validation.Draw(seed.Of("errors").Of(draw).Stream());
            var counts = sample.Resample(seed.Of("answers" + period).Of(draw).Stream());
            plain[draw] = sample.Estimate(errors, counts).Alpha;
            under[draw] = sample.Estimate(errors with { Odds = errors.Odds / guard }, counts).Alpha;
            over[draw] = sample.Estimate(errors with { Odds = errors.Odds * guard }, counts).Alpha;
        }
        var unguarded = Intervals.Replicates.Interval(best.Alpha, plain, level);
        var (high, low) = (Intervals.Replicates.Interval(best.Alpha, under, level), Intervals.Replicates.Interval(best.Alpha, over, level));
        return new()
        {
            Alpha = unguarded.Reaching(low.Lower, high.Upper).Reaching(high.Lower, low.Upper),
            Unguarded = unguarded,
            Naive = Proportion.Wilson(sample.SaidPrivate, sample.Answers, level),
            Answers = answers.Answered(SurveyStratum.Direct),
            Validation = validation,
            Power = best.Power,
            Explained = best.Explained,
            Replicates = plain,
        };
    }
}
