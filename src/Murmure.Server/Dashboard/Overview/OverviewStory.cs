using Murmure.Attribution;
using Murmure.Server.Dashboard.Charts;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates;
using Murmure.Server.Estimates.Pages;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>What a site's first screen says.</summary>
/// <param name="toOwner">As <see cref="ReportStory.ToOwner"/>.</param>
public sealed class OverviewStory(SiteOverview overview, Texts texts, bool toOwner = true)
{
    private const int ArticlesShown = 3;

    public ReportStory Report { get; } = new(overview.Report, texts) { ToOwner = toOwner };

    public Texts Texts => texts;

    public SiteOverview Overview => overview;

    /// <summary>The estimate of the days shown; never without an interval.</summary>
    public EstimateOfPeriod? Estimate => overview.Estimate;

    /// <summary>The answer: how much private sharing there is.</summary>
    public string Sentence => Keeps(OverviewCell.Answer) ? texts.Hidden() : Estimate?.Figure.DarkShareOfVisits is { } share ? texts.Say(toOwner ? "overview.sentence" : "overview.sentence.guest", Lower(share), Upper(share)) : Report.Headline;

    /// <summary>Whether that figure is kept back from whoever reads this.</summary>
    public bool Keeps(OverviewCell cell) => overview.Kept.Contains(cell);

    /// <summary>The days that the answer is of, and how far it can be trusted; null where it is no estimate.</summary>
    public string? StandsOn => Estimate is not { } one ? null : one.Figure.Rung switch
    {
        "bounds" => texts.Say("overview.bounds", texts.Days(one.From, one.To)),
        "survey" => texts.Say("overview.survey", texts.Days(one.From, one.To), one.Figure.Answers),
        _ => texts.Say("overview.model", texts.Days(one.From, one.To)),
    };

    /// <summary>That other days have an estimate; null where these have one, or none has.</summary>
    public string? Elsewhere => overview.Elsewhere is { Figure.DarkShareOfVisits: { } share } one
        ? texts.Say("overview.elsewhere", texts.Days(one.From, one.To), Lower(share), Upper(share))
        : null;

    /// <summary>
    /// Direct, decomposed, surest first. The visits of the parts add up to what a referrer-only tool calls Direct: of bounds, which have no value to
    /// trust, what is certain counts as estimated and the rest as unknown.
    /// </summary>
    public IReadOnlyList<OverviewPart> Parts
    {
        get
        {
            var (proven, recognised, unexplained) = overview.Direct;
            var estimated = Estimated;
            return
            [
                new(SegmentKind.Proven, Grade.Measured, proven, texts["overview.proven"]) { Kept = Keeps(OverviewCell.Proven) },
                new(SegmentKind.Recognised, Grade.Observed, recognised, texts["overview.recognised"]) { Kept = Keeps(OverviewCell.Recognised) },
                new(SegmentKind.Estimated, Grade.Inferred, estimated?.Visits, estimated?.Explained ?? texts["overview.estimated.none"]),
                new(SegmentKind.Unknown, Grade.Unknown, unexplained - (estimated?.Visits ?? 0), texts["overview.unknown"]),
            ];
        }
    }

    /// <summary>Between which visits of Direct, counted from its left end, the interval of the estimated part ends; null without one.</summary>
    public (long From, long To)? Between => !overview.Kept.Contains(OverviewCell.Proven) && Estimated is { } known
        ? (overview.Direct.Proven + overview.Direct.Recognised + known.From, overview.Direct.Proven + overview.Direct.Recognised + known.To)
        : null;

    /// <summary>The interval of the estimated part, in visits; null without one.</summary>
    public (long From, long To)? EstimatedBetween => Estimated is { } known ? (known.From, known.To) : null;

    /// <summary>Whether <see cref="Articles"/> are those of the estimate.</summary>
    public bool ArticlesAreEstimated => EstimatedArticles.Count > 0;

    /// <summary>Articles by their share of private messages; without an estimate of any, those with most visits that prove it.</summary>
    public IReadOnlyList<OverviewArticle> Articles => ArticlesAreEstimated
        ? EstimatedArticles
        : [.. overview.Report.Pages.Where(page => page.Evidence > 0 && Typeability.IsDeep(page.Page)).Take(ArticlesShown)
            .Select(page => new OverviewArticle(page.Page, page.Title, texts.Say("overview.articles.proven", page.Evidence, page.Visits)))];

    private IReadOnlyList<OverviewArticle> EstimatedArticles => Estimate?.Figure is not { } figure ? []
        : [.. figure.ByPage.Where(page => !page.Page.EndsWith('*') && Typeability.IsDeep(page.Page)).Take(ArticlesShown)
            .Select(page => new OverviewArticle(page.Page, overview.Cards.GetValueOrDefault(page.Page)?.Title, texts.Written(page.Alpha, figure.Rung)))];

    // The estimate knows direct visits that were measured whole; of those that are kept in part alone nothing is said, and they stay unknown.
    private (long Visits, long From, long To, string Explained)? Estimated
    {
        get
        {
            if (Estimate?.Figure is not { Alpha: { } alpha } figure)
                return null;
            var direct = Math.Min(figure.Direct, overview.Direct.Unexplained);
            long Of(double share) => (long)Math.Round(Math.Clamp(share, 0, 1) * direct);
            var (lower, upper) = (Of(alpha.Lower), Of(alpha.Upper));
            return figure.Rung == "bounds"
                ? (lower, lower, upper, texts.Say("overview.estimated.bounds", upper))
                : (Of(alpha.Value), lower, upper, texts.Say("overview.estimated", lower, upper));
        }
    }

    private string Lower(EstimatedShare share) => texts.Percent(share.Lower, Decimals(share));

    private string Upper(EstimatedShare share) => texts.Percent(share.Upper, Decimals(share));

    // Whole percents, unless both ends would read the same.
    private static int Decimals(EstimatedShare share) => Math.Round(100 * share.Lower) == Math.Round(100 * share.Upper) ? 1 : 0;
}

/// <summary>A part of Direct.</summary>
/// <param name="Visits">How many; null where nothing was estimated.</param>
/// <param name="Explained">What it is, in one line.</param>
public sealed record OverviewPart(SegmentKind Kind, Grade Grade, long? Visits, string Explained)
{
    /// <summary>Whether its figure is kept back.</summary>
    public bool Kept { get; init; }
}

/// <summary>An article and what is said of its private sharing.</summary>
public sealed record OverviewArticle(string Page, string? Title, string Share);
