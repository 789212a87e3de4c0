using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Scoring;

/// <summary>A row of the score table: many runs of one scenario.</summary>
public sealed record ScenarioScore
{
    public required Scenario Scenario { get; init; }

    /// <summary>Replicates.</summary>
    public required int Runs { get; init; }

    /// <summary>Mean of what really was.</summary>
    public required double Truth { get; init; }

    /// <summary>The figure that is shown without a survey, whatever its rung.</summary>
    public required Score Shown { get; init; }

    /// <summary>The figure that is shown, of the runs whose figure stands at the model's rung.</summary>
    public required Score AtModel { get; init; }

    /// <summary>The model's own value, shown or not.</summary>
    public required Score Model { get; init; }

    /// <summary>The bounds, shown or not.</summary>
    public required Score Bounds { get; init; }

    /// <summary>The survey's own value, in the arm with a survey.</summary>
    public required Score Survey { get; init; }

    /// <summary>The figure that is shown in the arm with a survey.</summary>
    public required Score SurveyShown { get; init; }

    public required Score NaiveSurvey { get; init; }

    public required Score Blind { get; init; }

    public required Score AllDirect { get; init; }

    public required Score Rule { get; init; }

    public required Score FirstVisitRule { get; init; }

    public required Score Pages { get; init; }

    public required Score Days { get; init; }

    /// <summary>How many runs ended on each rung without a survey.</summary>
    public required IReadOnlyDictionary<Rung, int> Rungs { get; init; }

    /// <summary>How many runs ended on each rung with one.</summary>
    public required IReadOnlyDictionary<Rung, int> SurveyRungs { get; init; }

    /// <summary>How often each reason was given.</summary>
    public required IReadOnlyDictionary<Demotion, int> Demotions { get; init; }

    /// <summary>
    /// Share of the runs at the right rung: the model's where nothing speaks against it, at most the scenario's highest elsewhere.
    /// </summary>
    public required double RightRung { get; init; }

    /// <summary>Mean time of one estimate, seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>How much of the rule's error is gone: <c>1 - error / error of the rule</c>.</summary>
    public double? SkillAgainstRule => Skill(Rule);

    /// <summary>How much of the error of calling all direct visits private is gone.</summary>
    public double? SkillAgainstAllDirect => Skill(AllDirect);

    public static ScenarioScore Of(Scenario scenario, IReadOnlyList<RunScore> runs)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            throw new ArgumentException("A score is of at least one run.", nameof(runs));
        return new ScenarioScore
        {
            Scenario = scenario,
            Runs = runs.Count,
            Truth = runs.Average(r => r.Truth),
            Shown = Score.Of(runs.Select(r => r.Shown)),
            AtModel = Score.Of(runs.Where(r => r.Rung == Rung.Model).Select(r => r.Shown)),
            Model = Score.Of(runs.Select(r => r.Model).OfType<Outcome>()),
            Bounds = Score.Of(runs.Select(r => r.Bounds).OfType<Outcome>()),
            Survey = Score.Of(runs.Select(r => r.Survey).OfType<Outcome>()),
            SurveyShown = Score.Of(runs.Select(r => r.SurveyShown)),
            NaiveSurvey = Score.Of(runs.Select(r => r.NaiveSurvey)),
            Blind = Score.Of(runs.Select(r => r.Blind).OfType<Outcome>()),
            AllDirect = Score.Of(runs.Select(r => r.AllDirect)),
            Rule = Score.Of(runs.Select(r => r.Rule)),
            FirstVisitRule = Score.Of(runs.Select(r => r.FirstVisitRule)),
            Pages = Score.Of(runs.SelectMany(r => r.Pages)),
            Days = Score.Of(runs.SelectMany(r => r.Days)),
            Rungs = CountBy(runs.Select(r => r.Rung)),
            SurveyRungs = CountBy(runs.Select(r => r.SurveyRung)),
            Demotions = CountBy(runs.SelectMany(r => r.Demotions)),
            RightRung = runs.Average(r => IsRight(scenario, r.Rung) ? 1.0 : 0),
            Seconds = runs.Average(r => r.Seconds),
        };
    }

    internal static bool IsRight(Scenario scenario, Rung rung) => scenario.Highest >= Rung.Model ? rung == scenario.Highest : rung <= scenario.Highest;

    private double? Skill(Score other) => Shown.Error is { } error && other.Error is > 0 and { } reference ? 1 - error / reference : null;

    private static SortedDictionary<T, int> CountBy<T>(IEnumerable<T> values)
        where T : struct, Enum => new(values.CountBy(value => value).ToDictionary());
}
