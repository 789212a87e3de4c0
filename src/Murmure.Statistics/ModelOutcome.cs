using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics;

/// <summary>What the ladder needs to know of the model.</summary>
internal sealed record ModelOutcome
{
    /// <summary>The site's share of private visits among direct ones, with the range of the model's specifications.</summary>
    public required Interval Share { get; init; }

    /// <summary>The share in each row of <see cref="HourlyTables.Direct"/>.</summary>
    public required IReadOnlyList<double> DarkShareByRow { get; init; }

    /// <inheritdoc cref="EstimateChecks.TimeArrow"/>
    public double? TimeArrow { get; init; }

    /// <inheritdoc cref="SiteEstimate.LargestBurst"/>
    public Burst? LargestBurst { get; init; }

    /// <inheritdoc cref="EstimateChecks.VisitsPerPreview"/>
    public double? VisitsPerPreview { get; init; }

    /// <inheritdoc cref="EstimateChecks.PagePermutation"/>
    public double? PagePermutation { get; init; }

    /// <inheritdoc cref="EstimateChecks.NegativeControl"/>
    public double? NegativeControl { get; init; }

    /// <inheritdoc cref="EstimateChecks.Separation"/>
    public double? Separation { get; init; }

    /// <inheritdoc cref="EstimateChecks.ChangePoint"/>
    public int? ChangePoint { get; init; }

    /// <summary>Whether the model was fitted to each side of the change apart, so that the change is no reason against it any more.</summary>
    public bool Refitted { get; init; }

    /// <summary>
    /// Fits the model and tries it. Where the laws changed within the period each side has a fit of its own, if each has visits enough for one.
    /// </summary>
    /// <param name="model">Of tables with at least one direct visit.</param>
    /// <param name="seed">Seed of the envelope's draws.</param>
    public static ModelOutcome Of(MixtureModel model, ulong seed)
    {
        var fit = model.Fit();
        if (Mixtures.ChangePoint.Find(model, fit) is not { } change)
            return Of(model, fit, seed);
        // A period begins at a midnight, so that is where it is cut.
        var cut = 24 * (int)Math.Round(change / 24.0);
        HourlyTables[] sides = [Slice(model.Tables, 0, cut), Slice(model.Tables, cut, model.Tables.Hours)];
        if (sides.Any(side => side.Direct.Sum(row => row.Count) < Ladder.FewestDirect))
            return Of(model, fit, seed) with { ChangePoint = change };
        ModelOutcome[] outcomes = [.. sides.Select(side => new MixtureModel(side)).Select(side => Of(side, side.Fit(), seed))];
        return Joined(model.Tables, sides, outcomes) with { ChangePoint = change };
    }

    private static ModelOutcome Of(MixtureModel model, ModelFit fit, ulong seed) => new()
    {
        Share = ModelEnvelope.Of(model, fit, seed).Alpha,
        DarkShareByRow = [.. model.Tables.Direct.Select(row => fit.Score(row.Page, row.Hour, row.Cell))],
        TimeArrow = Placebo.TimeArrow(model, fit)?.Gain,
        LargestBurst = Placebo.LargestBurst(model, fit),
        VisitsPerPreview = Placebo.VisitsPerPreview(model, fit),
        PagePermutation = Placebo.PagePermutation(model, fit)?.Gain,
        NegativeControl = Placebo.NegativeControl(model, fit),
        Separation = fit.Separation,
    };

    /// <summary>
    /// Both sides as one: shares and checks weighed by direct visits, and the ends of the ranges too, since specifications err alike on both sides.
    /// </summary>
    private static ModelOutcome Joined(HourlyTables tables, HourlyTables[] sides, ModelOutcome[] outcomes)
    {
        double[] weights = [.. sides.Select(side => (double)side.Direct.Sum(row => row.Count))];
        double Mean(Func<ModelOutcome, double> of) => (weights[0] * of(outcomes[0]) + weights[1] * of(outcomes[1])) / weights.Sum();
        // A side that has too little for a check leaves it to the other.
        double? Check(Func<ModelOutcome, double?> of) => of(outcomes[0]) is { } first
            ? of(outcomes[1]) is null ? first : Mean(outcome => of(outcome)!.Value)
            : of(outcomes[1]);
        // Each side kept the order of its rows.
        int[] next = [0, 0];
        double Row(DirectCount row)
        {
            var side = row.Hour < sides[0].Hours ? 0 : 1;
            return outcomes[side].DarkShareByRow[next[side]++];
        }
        return new()
        {
            Share = new(Mean(o => o.Share.Value), Mean(o => o.Share.Lower), Mean(o => o.Share.Upper), outcomes[0].Share.Level),
            DarkShareByRow = [.. tables.Direct.Select(Row)],
            TimeArrow = Check(o => o.TimeArrow),
            LargestBurst = Larger(outcomes[0].LargestBurst, outcomes[1].LargestBurst is { } late ? late with { Day = late.Day + sides[0].Hours / 24 } : null),
            VisitsPerPreview = Check(o => o.VisitsPerPreview),
            PagePermutation = Check(o => o.PagePermutation),
            NegativeControl = Check(o => o.NegativeControl),
            Separation = Check(o => o.Separation),
            Refitted = true,
        };
    }

    private static Burst? Larger(Burst? one, Burst? other) => other is null || one?.Deviations > other.Deviations ? one : other;

    /// <summary>The hours from one to before another, counted from the first.</summary>
    private static HourlyTables Slice(HourlyTables tables, int from, int to)
    {
        bool Within(int hour) => from <= hour && hour < to;
        return tables with
        {
            Hours = to - from,
            Direct = [.. tables.Direct.Where(row => Within(row.Hour)).Select(row => row with { Hour = row.Hour - from })],
            Visible = [.. tables.Visible.Where(row => Within(row.Hour)).Select(row => row with { Hour = row.Hour - from })],
            Tagged = [.. tables.Tagged.Where(row => Within(row.Hour)).Select(row => row with { Hour = row.Hour - from })],
            Previews = [.. tables.Previews.Where(row => Within(row.Hour)).Select(row => row with { Hour = row.Hour - from })],
            Shares = [.. tables.Shares.Where(row => Within(row.Hour)).Select(row => row with { Hour = row.Hour - from })],
            Campaigns = tables.Campaigns is null ? null : [.. tables.Campaigns.Where(c => c.Start < to && c.End > from)
                .Select(c => c with { Start = Math.Max(c.Start, from) - from, End = Math.Min(c.End, to) - from })],
        };
    }
}
