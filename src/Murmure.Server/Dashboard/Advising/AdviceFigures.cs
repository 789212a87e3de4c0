using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Estimates;
using Murmure.Server.Links;

namespace Murmure.Server.Dashboard.Advising;

/// <summary>What advice rests on: counts of some days of a site, and their estimate.</summary>
/// <param name="DeepDirect">Direct visits that landed on a page nobody types.</param>
/// <param name="Ours">Visits from our own posts.</param>
/// <param name="MailUnknown">Visits from mail of unknown senders.</param>
public sealed record AdviceFigures(long Visits, long DeepDirect, long Ours, long MailUnknown)
{
    public IReadOnlyList<PageFigures> Pages { get; init; } = [];

    /// <summary>Private channels.</summary>
    public IReadOnlyList<AdviceChannel> Channels { get; init; } = [];

    /// <summary>Clicks by people on short links that lead to a page of the site, and the visits that came with such a link.</summary>
    public (long Clicks, long Visits) Links { get; init; }

    /// <summary>Whether clicks can be followed to visits: the site's profile lets them, and its script tells of what is read.</summary>
    public bool Follows { get; init; }

    /// <summary>Whether pages of the site have share buttons, as far as anybody saw.</summary>
    public bool HasButtons { get; init; }

    /// <summary>Pages whose previews lack something, as they were looked at last.</summary>
    public IReadOnlyList<BrokenCard> Broken { get; init; } = [];

    /// <summary>The estimate of exactly these days; null where there is none.</summary>
    public EstimateFigure? Estimate { get; init; }

    /// <summary>The page's day that the estimate cannot explain; null where there is none.</summary>
    public AdviceBurst? Burst { get; init; }
}

/// <summary>A private channel: visits that readers sent, previews, and whether a button can open it.</summary>
/// <param name="Hours">Its readers' visits by day and hour of the clock; empty where single visits are deleted.</param>
public sealed record AdviceChannel(string Slug, string Name, bool HasButton, long Readers, long Previews, IReadOnlyList<(DateOnly Day, int Hour, long Visits)> Hours);

/// <summary>A page's day with far more direct visits than its others.</summary>
/// <param name="Visits">Direct visits of that day.</param>
/// <param name="Usual">Direct visits of its other days, on average.</param>
public sealed record AdviceBurst(string Page, DateOnly Day, long Visits, double Usual);

/// <summary>A piece of advice.</summary>
/// <param name="Rule">The rule that gives it.</param>
/// <param name="Weight">About how many visits it concerns: what orders the list. A share that was not made, and a preview that nobody followed, count as one.</param>
/// <param name="Sentence">What to do.</param>
/// <param name="RestsOn">The figure that it rests on, with its interval.</param>
/// <param name="Below">Where to see more, below the site's address; null where nowhere.</param>
public sealed record AdvicePiece(string Rule, double Weight, string Sentence, string RestsOn, string? Below = null);
