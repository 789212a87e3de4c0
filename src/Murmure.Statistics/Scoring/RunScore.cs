using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Scoring;

/// <summary>One run of a scenario: what was estimated without and with a survey, what others would have said, and what really was.</summary>
public sealed record RunScore
{
    /// <summary>Pages with fewer direct visits than this are shown to nobody, and are not scored.</summary>
    public const int FewestOnPage = 100;

    public required ulong Seed { get; init; }

    /// <summary>The share of people's direct visits that private messages brought.</summary>
    public required double Truth { get; init; }

    /// <summary>The figure that a reader sees without a survey: at the lowest rung that of the rule, demoted ones with their bounds.</summary>
    public required Outcome Shown { get; init; }

    public required Rung Rung { get; init; }

    public required IReadOnlyList<Demotion> Demotions { get; init; }

    /// <summary>The model's own value, shown or not.</summary>
    public required Outcome? Model { get; init; }

    /// <summary>The bounds, shown or not.</summary>
    public required Outcome? Bounds { get; init; }

    /// <summary>The survey's own value in the arm with a survey, shown or not.</summary>
    public required Outcome? Survey { get; init; }

    /// <summary>The rung that was reached with the survey.</summary>
    public required Rung SurveyRung { get; init; }

    /// <summary>The figure that a reader sees in the arm with a survey.</summary>
    public required Outcome SurveyShown { get; init; }

    /// <summary>The same survey without any correction: the share of those who say so, with the interval of a proportion.</summary>
    public required Outcome NaiveSurvey { get; init; }

    /// <summary>Where nobody shares: what is found if no previews are collected. Null elsewhere.</summary>
    public required Outcome? Blind { get; init; }

    public required Outcome AllDirect { get; init; }

    public required Outcome Rule { get; init; }

    public required Outcome FirstVisitRule { get; init; }

    public required IReadOnlyList<Outcome> Pages { get; init; }

    public required IReadOnlyList<Outcome> Days { get; init; }

    /// <summary>Time of one estimate without survey, seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Simulates, estimates and compares. The same scenario and seed give the same scores, but for the time.</summary>
    /// <param name="scenario">The world.</param>
    /// <param name="seed">The run; the estimator's own draws take the same.</param>
    /// <param name="clock">Measures the estimate's time.</param>
    public static RunScore Of(Scenario scenario, ulong seed, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(clock);
        var run = Simulator.Run(scenario, seed);
        var tables = SimulatedTables.Of(run);
        var started = clock.GetTimestamp();
        var tried = Ladder.Try(tables, seed);
        var estimate = Ladder.Climb(tables, tried, seed);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        var answers = new SurveyStudy().Ask(run);
        var surveyed = Ladder.Climb(tables with { Survey = answers }, tried, seed);
        var truth = run.Truth.Total.Alpha;
        return new RunScore
        {
            Seed = seed,
            Truth = truth,
            Shown = Show(estimate, truth),
            Rung = estimate.Rung,
            Demotions = estimate.DemotedBecause,
            Model = Against(estimate.Model, truth),
            Bounds = Against(estimate.Bounds, truth),
            Survey = Against(surveyed.Survey, truth),
            SurveyRung = surveyed.Rung,
            SurveyShown = Show(surveyed, truth),
            NaiveSurvey = Naive(answers, truth),
            Blind = scenario.Sharing.PerReader > 0
                ? null
                : Show(Estimators.DarkSocial(tables with { Previews = [], HasPreviews = false }, seed), truth),
            AllDirect = new(truth, 1, null),
            Rule = new(truth, estimate.Rule, null),
            FirstVisitRule = new(truth, estimate.FirstVisitRule, null),
            Pages = [.. Parts(estimate.ByPage, run.Truth.ByPage, FewestOnPage)],
            Days = [.. Parts(estimate.ByDay, run.Truth.ByDay, 1)],
            Seconds = seconds,
        };
    }

    private static Outcome Show(SiteEstimate estimate, double truth) =>
        estimate.Alpha is { } alpha ? new(truth, alpha) : new(truth, estimate.Rule, null);

    private static Outcome? Against(Interval? interval, double truth) => interval is { } some ? new Outcome(truth, some) : null;

    private static IEnumerable<Outcome> Parts(IReadOnlyDictionary<int, Interval> shown, IReadOnlyDictionary<int, VisitCounts> truth, int fewest) =>
        from part in shown
        let counts = truth.GetValueOrDefault(part.Key)
        where counts.Direct >= fewest
        select new Outcome(counts.Alpha, part.Value);

    /// <summary>The share of answers by direct visits that name a private message, with Wilson's interval (1927) at 90 %.</summary>
    internal static Outcome Naive(IReadOnlyList<SurveyCount> answers, double truth)
    {
        int Count(SurveyAnswer answer) => answers.Where(a => a.Stratum == SurveyStratum.Direct && a.Answer == answer).Sum(a => a.Count);
        var (yes, no) = (Count(SurveyAnswer.Private), Count(SurveyAnswer.Other));
        if (yes + no == 0)
            return new(truth, 0, null);
        const double z = 1.6448536269514722;
        double n = yes + no;
        var p = yes / n;
        var middle = (p + z * z / (2 * n)) / (1 + z * z / n);
        var half = z * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
        return new(truth, new Interval(p, Math.Min(p, Math.Max(0, middle - half)), Math.Max(p, Math.Min(1, middle + half)), .90));
    }
}
