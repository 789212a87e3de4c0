using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Murmure.Statistics.Tables;

/// <summary>
/// Everything that an estimate is made of: counts by page and hour of one site over one period, and nothing about anybody. Hours count from the
/// period's first midnight on the site's own clock; pages and cells are indices into <see cref="Pages"/> and <see cref="Cells"/>. Rows come in any
/// order; two rows of the same key add up.
/// </summary>
public sealed record HourlyTables
{
    /// <summary>Hours of the period: every row's hour is below it.</summary>
    public required int Hours { get; init; }

    public required IReadOnlyList<TablePage> Pages { get; init; }

    public required IReadOnlyList<FeatureCell> Cells { get; init; }

    /// <summary>Landing visits of people without usable referrer, tag or mark, by a fresh navigation.</summary>
    public required IReadOnlyList<DirectCount> Direct { get; init; }

    /// <summary>Landing visits with a public referrer.</summary>
    public required IReadOnlyList<VisibleCount> Visible { get; init; }

    /// <summary>Clicks on links that readers shared with a tag.</summary>
    public required IReadOnlyList<TaggedCount> Tagged { get; init; }

    /// <summary>Requests of applications that draw a link's preview.</summary>
    public required IReadOnlyList<PreviewCount> Previews { get; init; }

    /// <summary>
    /// Families of <see cref="Previews"/> whose fetchers serve public posts, channels and communities as well: one of their requests may announce a private
    /// message or a public post, and nothing in the counts says which.
    /// </summary>
    public IReadOnlySet<string> PublicFetchers { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The previews that only a private message asks for.</summary>
    public IEnumerable<PreviewCount> PrivatePreviews => Previews.Where(row => !PublicFetchers.Contains(row.Family));

    /// <summary>Acts of sharing that the site's own buttons told of.</summary>
    public IReadOnlyList<ShareCount> Shares { get; init; } = [];

    /// <summary>The owner's own untagged mailings, leaflets and codes; null where the owner has not confirmed that the list is complete.</summary>
    public IReadOnlyList<CampaignWindow>? Campaigns { get; init; }

    /// <summary>What visitors answered who were asked how they came.</summary>
    public IReadOnlyList<SurveyCount> Survey { get; init; } = [];

    /// <summary>Whether anybody collected <c>Sec-Fetch-Site</c>: where nobody did the navigation axis says nothing, and that alone demotes nothing.</summary>
    public bool HasNavigation { get; init; } = true;

    /// <summary>Whether previews of the site's pages are collected (a log, a proxy, the short links): no preview then means no share that shows one.</summary>
    public bool HasPreviews { get; init; } = true;
}

/// <summary>A page, or a group of pages that are read alike.</summary>
/// <param name="Name">Its path; draws of chance are keyed by it, so that the order of pages changes nothing.</param>
/// <param name="Typeable">Whether people type or bookmark its address: the home page, the sections.</param>
public readonly record struct TablePage(string Name, bool Typeable);

/// <summary>Direct landings of one page, hour and cell.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DirectCount(int Page, int Hour, int Cell, int Count);

/// <summary>Landings with a public referrer.</summary>
/// <param name="Source"><c>search</c>, <c>social</c>, <c>referral</c>, …</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VisibleCount(int Page, int Hour, string Source, int Cell, int Count);

/// <summary>Clicks on tagged shares.</summary>
/// <param name="Delay">Whole hours since the link was shared; null where nobody knows.</param>
/// <param name="Previewed">Whether the tagged link itself was drawn as a preview; null where nobody knows.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TaggedCount(int Page, int Hour, int? Delay, int Cell, bool? Previewed, int Count);

/// <summary>Preview requests.</summary>
/// <param name="Family">The fetcher's family: its slug in the catalogue.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PreviewCount(int Page, int Hour, string Family, int Count);

/// <summary>Acts of sharing through the site's buttons.</summary>
/// <param name="Channel">The channel's slug.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShareCount(int Page, int Hour, string Channel, int Count);

/// <summary>When an owner's mailing works, hours from the period's start.</summary>
/// <param name="Page">The page that it leads to; null where it is not said, which is every page.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CampaignWindow(double Start, double End, int? Page = null);

/// <summary>Whose answer it is: what is known of the visit besides the answer.</summary>
public enum SurveyStratum
{
    /// <summary>A direct visit: what the survey is for.</summary>
    Direct,

    /// <summary>A visit by a tagged share: it is known to be private.</summary>
    Tagged,

    /// <summary>A visit with a public referrer or a campaign's tag: it is known not to be.</summary>
    Public,
}

/// <summary>What was answered.</summary>
public enum SurveyAnswer
{
    /// <summary>Somebody sent me the link.</summary>
    Private,

    /// <summary>Any other way.</summary>
    Other,

    DoNotKnow,
}

/// <summary>Answers of one stratum, cell and kind.</summary>
/// <param name="Answer">Null: a row that only says how many were invited.</param>
/// <param name="Invited">Invitations of this stratum and cell, said again in each of its rows.</param>
/// <param name="Count">Answers of this kind.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SurveyCount(SurveyStratum Stratum, int Cell, SurveyAnswer? Answer, int Invited, int Count);
