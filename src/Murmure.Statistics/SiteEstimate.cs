using Murmure.Statistics.Mixtures;

namespace Murmure.Statistics;

/// <summary>How much stands behind a number. It is a property of the number and is kept with it.</summary>
public enum Rung
{
    /// <summary>A rule of thumb: a value without an interval.</summary>
    Heuristic,

    /// <summary>What can be said whatever the model gets wrong within limits: an interval without a point to trust.</summary>
    Bounds,

    /// <summary>The model's value with the range of its specifications, under assumptions that were tested where they can be.</summary>
    Model,

    /// <summary>The model corrected by what visitors answered.</summary>
    Survey,
}

/// <summary>Why a number stands lower on the ladder than its data would allow, or what keeps it from rising.</summary>
public enum Demotion
{
    /// <summary>Too few direct visits for anything but the rule.</summary>
    FewDirectVisits,

    /// <summary>Too few tagged clicks and too few previews.</summary>
    FewAnchors,

    /// <summary>The owner has not confirmed the list of mailings.</summary>
    CalendarUnconfirmed,

    /// <summary>A page had a day on which far more people came than anything explains: a mailing that is not on the list, or a message to a large group.</summary>
    UnexplainedBurst,

    /// <summary>Previews are too few for the private visits that are found: some never reach what is measured.</summary>
    MissingPreviews,

    /// <summary>Visits do not follow previews in time: previews come from public posts or machines here.</summary>
    TimeArrow,

    /// <summary>Previews of other pages explain the visits as well as the page's own.</summary>
    PagePermutation,

    /// <summary>Pages that nobody shares come out as shared.</summary>
    NegativeControl,

    /// <summary>The laws that anchor the model are refuted by the data.</summary>
    AnchorsRefuted,

    /// <summary>Too few visits to pages that nobody types: there is nothing to bound.</summary>
    FewDeepVisits,

    /// <summary>The model's specifications are too far from each other for a value.</summary>
    WideModel,

    /// <summary>Private and other visits look too much alike to be told apart.</summary>
    WeakSeparation,

    /// <summary>Model and survey contradict each other.</summary>
    ModelAgainstSurvey,

    /// <summary>Too many visits come without the navigation header although it is collected.</summary>
    NavigationMissing,

    /// <summary>Answers say too little: too few, or the known visits' answers are too often wrong.</summary>
    SurveyWeak,

    /// <summary>Referrers or navigation changed their law within the period.</summary>
    ChangePoint,
}

/// <summary>What the placebo tests and the checks of the data came to; null where a check could not be made.</summary>
public sealed record EstimateChecks
{
    /// <summary>Gain in log-likelihood per preview of time's own direction over the reverse.</summary>
    public double? TimeArrow { get; init; }

    /// <summary>
    /// The largest excess of a page's direct visits on one day over what the model expects, in standard deviations: a mailing that nobody declared, or a message to
    /// a large group, which nothing tells apart. That it is small proves nothing.
    /// </summary>
    public double? LargestBurst { get; init; }

    /// <summary>Private visits for each preview of a fetcher that serves messages alone; null where those are no anchor.</summary>
    public double? VisitsPerPreview { get; init; }

    /// <summary>Gain in log-likelihood per preview of each page's own previews over those of another page.</summary>
    public double? PagePermutation { get; init; }

    /// <summary>The share that the model finds on pages that nobody shares.</summary>
    public double? NegativeControl { get; init; }

    /// <summary>The smallest likelihood-ratio factor at which the anchors fit the data.</summary>
    public double? LambdaMin { get; init; }

    /// <summary>Chi-square distance of private and other visits over the cells: below 0.05 they cannot be told apart.</summary>
    public double? Separation { get; init; }

    /// <summary>Share of direct visits without a navigation header, where it is collected.</summary>
    public double? NavigationMissing { get; init; }

    /// <summary>Sensitivity plus specificity of the survey's answers, of visits whose source is known.</summary>
    public double? AnswerQuality { get; init; }

    /// <summary>Model minus survey, fractions of 1.</summary>
    public double? ModelMinusSurvey { get; init; }

    /// <summary>Hour from which the laws are others; null where they stay.</summary>
    public int? ChangePoint { get; init; }

    /// <summary>Every check by the name that it has in JSON and in texts: whoever tells of checks tells of all of them.</summary>
    public IEnumerable<(string Name, double? Value)> Named() =>
    [
        ("timeArrow", TimeArrow), ("largestBurst", LargestBurst), ("visitsPerPreview", VisitsPerPreview), ("pagePermutation", PagePermutation), ("negativeControl", NegativeControl), ("lambdaMin", LambdaMin),
        ("separation", Separation), ("navigationMissing", NavigationMissing), ("answerQuality", AnswerQuality), ("modelMinusSurvey", ModelMinusSurvey), ("changePoint", ChangePoint),
    ];
}

/// <summary>The share of direct visits that private messages brought, of one site and period, with everything that belongs to the number.</summary>
public sealed record SiteEstimate
{
    /// <summary>Direct visits: the denominator.</summary>
    public required int Direct { get; init; }

    /// <summary>The figure to show; at <see cref="Statistics.Rung.Heuristic"/> there is none, and <see cref="Rule"/> is all there is.</summary>
    public required Interval? Alpha { get; init; }

    public required Rung Rung { get; init; }

    /// <summary>Whatever the model gets wrong within limits: the light band behind the figure. Null with too few visits.</summary>
    public Interval? Bounds { get; init; }

    /// <summary>The model's own value, shown or not.</summary>
    public Interval? Model { get; init; }

    /// <summary>The survey's own value, shown or not.</summary>
    public Interval? Survey { get; init; }

    /// <summary>Madrigal's rule: direct visits on pages that nobody types.</summary>
    public required double Rule { get; init; }

    /// <summary>The same, of the first visit of the day alone.</summary>
    public required double FirstVisitRule { get; init; }

    public required EstimateChecks Checks { get; init; }

    /// <summary>
    /// Where and when the most visits came that nothing explains: an untagged mailing that the owner can still declare. Null with too few visits.
    /// </summary>
    public Burst? LargestBurst { get; init; }

    /// <summary>What keeps the number from a higher rung, the most telling first.</summary>
    public required IReadOnlyList<Demotion> DemotedBecause { get; init; }

    /// <summary>What would narrow the interval, the narrowest first.</summary>
    public IReadOnlyList<Narrowing> Narrowings { get; init; } = [];

    /// <summary>Pages with enough direct visits, by page index.</summary>
    public required IReadOnlyDictionary<int, Interval> ByPage { get; init; }

    /// <summary>Days of the period, 0 first.</summary>
    public required IReadOnlyDictionary<int, Interval> ByDay { get; init; }
}
