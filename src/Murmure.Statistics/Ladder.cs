using Murmure.Statistics.Bounds;
using Murmure.Statistics.Calibration;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Responses;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics;

/// <summary>Finds the highest rung that the data support, and says what keeps the number from the next one.</summary>
internal static class Ladder
{
    /// <summary>Below this many direct visits there is nothing but the rule.</summary>
    public const int FewestDirect = 2_000;

    // Thresholds of docs/adr/0052-survey-and-ladder.md.
    private const int FewestAnchors = 100;
    private const double LeastTimeArrow = .28;
    private const double MostNegativeControl = .05;
    private const double MostLambda = 4;
    private const double MostBurst = 12;
    private const double MostVisitsPerPreview = 10;
    private const double MostWidth = .25;
    private const double LeastSeparation = .05;
    private const double MostNavigationMissing = .40;
    public const int FewestAnswers = 150;
    public const int FewestTaggedAnswers = 60;
    public const int FewestPublicAnswers = 150;
    public const double LeastAnswerQuality = 1.4;
    private const double MostModelMinusSurvey = .10;

    /// <summary>What the model is taken to err by on a page where no answers tell (standard deviation).</summary>
    private const double PageErrorWithoutSurvey = .06;

    public static SiteEstimate Climb(HourlyTables tables, ulong seed) => Climb(tables, Try(tables, seed), seed);

    /// <summary>Bounds and model of tables, which no survey changes; null with too few visits for either.</summary>
    internal static (SiteBounds Limits, ModelOutcome Model)? Try(HourlyTables tables, ulong seed)
    {
        if (tables.Direct.Sum(row => row.Count) < FewestDirect)
            return null;
        var model = new MixtureModel(tables);
        return (SiteBounds.Of(model), ModelOutcome.Of(model, seed));
    }

    /// <summary>The estimate of tables that have been tried, with whatever survey they have by now.</summary>
    internal static SiteEstimate Climb(HourlyTables tables, (SiteBounds Limits, ModelOutcome Model)? tried, ulong seed) => tried is var (limits, model)
        ? Climb(tables, limits, model, seed)
        : Heuristic(tables, tables.Direct.Sum(row => row.Count));

    /// <summary>The estimate, from its parts.</summary>
    internal static SiteEstimate Climb(HourlyTables tables, SiteBounds limits, ModelOutcome model, ulong seed)
    {
        var direct = tables.Direct.Sum(row => row.Count);
        var survey = Survey(tables, model, new SeedTree(seed).Of("survey"));
        var checks = Checks(tables, direct, limits, model, survey);
        var climbed = Climbed(tables, model, survey, checks);
        var bounds = Bounds(tables, limits, model);
        var estimate = new SiteEstimate
        {
            Direct = direct,
            Rung = climbed.Rung,
            Alpha = climbed.Rung switch { Rung.Survey => survey!.Alpha, Rung.Model => model.Share, _ => bounds },
            Bounds = bounds,
            Model = model.Share,
            Survey = survey?.Alpha,
            Rule = Baselines.Rule(tables),
            FirstVisitRule = Baselines.FirstVisitRule(tables),
            Checks = checks,
            LargestBurst = model.LargestBurst,
            DemotedBecause = climbed.Reasons,
            ByPage = new Dictionary<int, Interval>(),
            ByDay = new Dictionary<int, Interval>(),
        };
        return Narrowed.Of(tables, survey, WithParts(tables, model, estimate));
    }

    private static SiteEstimate Heuristic(HourlyTables tables, int direct) => new()
    {
        Direct = direct,
        Alpha = null,
        Rung = Rung.Heuristic,
        Rule = Baselines.Rule(tables),
        FirstVisitRule = Baselines.FirstVisitRule(tables),
        Checks = new() { NavigationMissing = NavigationMissing(tables, direct) },
        DemotedBecause = [Demotion.FewDirectVisits],
        ByPage = new Dictionary<int, Interval>(),
        ByDay = new Dictionary<int, Interval>(),
    };

    private static SurveyEstimate? Survey(HourlyTables tables, ModelOutcome model, SeedTree seed)
    {
        var (dark, visits) = (new double[tables.Cells.Count], new double[tables.Cells.Count]);
        for (var i = 0; i < tables.Direct.Count; i++)
        {
            visits[tables.Direct[i].Cell] += tables.Direct[i].Count;
            dark[tables.Direct[i].Cell] += tables.Direct[i].Count * model.DarkShareByRow[i];
        }
        return SurveyEstimate.Of(tables, [.. dark.Zip(visits, (d, n) => n > 0 ? d / n : 0)], seed);
    }

    private static EstimateChecks Checks(HourlyTables tables, int direct, SiteBounds limits, ModelOutcome model, SurveyEstimate? survey) => new()
    {
        TimeArrow = model.TimeArrow,
        LargestBurst = model.LargestBurst?.Deviations,
        VisitsPerPreview = model.VisitsPerPreview,
        PagePermutation = model.PagePermutation,
        NegativeControl = model.NegativeControl,
        LambdaMin = limits.SmallestFactor,
        Separation = model.Separation,
        NavigationMissing = NavigationMissing(tables, direct),
        AnswerQuality = survey?.Validation.Quality,
        ModelMinusSurvey = model.Share.Value - survey?.Alpha.Value,
        ChangePoint = model.ChangePoint,
    };

    private static double? NavigationMissing(HourlyTables tables, double direct) =>
        !tables.HasNavigation || direct == 0
            ? null
            : tables.Direct.Where(row => tables.Cells[row.Cell].Navigation == Navigation.Missing).Sum(row => (double)row.Count) / direct;

    private static (Rung Rung, Demotion[] Reasons) Climbed(HourlyTables tables, ModelOutcome model, SurveyEstimate? survey, EstimateChecks checks)
    {
        if (IsStrong(survey))
            return (Rung.Survey, Math.Abs(checks.ModelMinusSurvey ?? 0) > MostModelMinusSurvey ? [Demotion.ModelAgainstSurvey] : []);
        Demotion[] against = [.. AgainstModel(tables, model, checks)];
        return (against.Length == 0 ? Rung.Model : Rung.Bounds, [.. against.Append(Demotion.SurveyWeak).Order()]);
    }

    /// <summary>Whether there are answers enough; more of them would not make bad ones better.</summary>
    internal static bool HasAnswers(SurveyEstimate? survey) =>
        survey is { Answers: >= FewestAnswers, Validation: { TaggedAnswers: >= FewestTaggedAnswers, PublicAnswers: >= FewestPublicAnswers } };

    private static bool IsStrong(SurveyEstimate? survey) => HasAnswers(survey) && survey!.Validation.Quality >= LeastAnswerQuality;

    /// <summary>
    /// What forbids to show the model's value. A check that could not be made forbids nothing, except where the anchors themselves are missing.
    /// </summary>
    private static IEnumerable<Demotion> AgainstModel(HourlyTables tables, ModelOutcome model, EstimateChecks checks)
    {
        if (tables.Tagged.Sum(row => row.Count) < FewestAnchors && tables.PrivatePreviews.Sum(row => row.Count) < FewestAnchors)
            yield return Demotion.FewAnchors;
        if (tables.Campaigns is null)
            yield return Demotion.CalendarUnconfirmed;
        if (checks.VisitsPerPreview > MostVisitsPerPreview)
            yield return Demotion.MissingPreviews;
        if (checks.TimeArrow < LeastTimeArrow)
            yield return Demotion.TimeArrow;
        if (checks.PagePermutation <= 0)
            yield return Demotion.PagePermutation;
        if (checks.NegativeControl > MostNegativeControl)
            yield return Demotion.NegativeControl;
        if (checks.LargestBurst > MostBurst)
            yield return Demotion.UnexplainedBurst;
        if (checks.LambdaMin > MostLambda)
            yield return Demotion.AnchorsRefuted;
        if (checks.LambdaMin is null)
            yield return Demotion.FewDeepVisits;
        if (model.Share.Width > MostWidth)
            yield return Demotion.WideModel;
        if (checks.Separation < LeastSeparation)
            yield return Demotion.WeakSeparation;
        if (checks.NavigationMissing > MostNavigationMissing)
            yield return Demotion.NavigationMissing;
        if (checks.ChangePoint is not null && !model.Refitted)
            yield return Demotion.ChangePoint;
    }

    /// <summary>
    /// The band: it contains the model's value, which is the best guess even where it is not to be trusted. Where nothing
    /// at all speaks of sharing it reaches down to 0.
    /// </summary>
    private static Interval Bounds(HourlyTables tables, SiteBounds limits, ModelOutcome model)
    {
        var silent = tables.Tagged.Count == 0 && !tables.PrivatePreviews.Any() && tables.Shares.Count == 0;
        var lower = silent ? 0 : limits.Lower;
        return new Interval(model.Share.Value, model.Share.Value, model.Share.Value, .95).Reaching(lower, limits.Upper);
    }

    /// <summary>Adds pages and days where the figure has a point that the model can be moved to.</summary>
    private static SiteEstimate WithParts(HourlyTables tables, ModelOutcome model, SiteEstimate estimate)
    {
        if (estimate.Rung < Rung.Model || estimate.Alpha is not { } site)
            return estimate;
        // A model that is off by so much on the site is off by as much on its pages.
        var pageError = estimate.Rung == Rung.Survey ? Math.Abs(model.Share.Value - site.Value) : PageErrorWithoutSurvey;
        var parts = new Calibrated(tables.Direct.Select((row, i) => new DirectShare(row.Page, row.Hour, row.Count, model.DarkShareByRow[i])), site, pageError);
        return estimate with { ByPage = parts.ByPage(), ByDay = parts.ByDay() };
    }
}
