using System.Runtime.InteropServices;
using Murmure.Attribution;

namespace Murmure.Storage.Events;

/// <summary>What an hourly count counts.</summary>
public enum HourlyKind
{
    /// <summary>A landing without referrer, tag, mark or link.</summary>
    Direct,

    /// <summary>A landing that a public page, a search engine or a network brought; the label is its family.</summary>
    Visible,

    /// <summary>A landing on a share tag.</summary>
    Tagged,

    /// <summary>A preview; the label is the fetcher's platform.</summary>
    Preview,

    /// <summary>An act of sharing that the page told of; the label is its channel, empty where nobody tells.</summary>
    Share,

    /// <summary>An invitation or an answer of the survey; the label is its name (<see cref="SurveyNames"/>). It has no page and no hour.</summary>
    Answer,
}

/// <summary>The feature cell of a landing, as coarse as estimates need it.</summary>
/// <param name="Engine"><c>blink</c>, <c>gecko</c>, <c>webkit</c>, or empty.</param>
/// <param name="Device"><c>ios</c>, <c>android</c>, <c>desktop</c> or <c>in-app</c>.</param>
/// <param name="Returning">Whether the same visitor had been there earlier that day.</param>
/// <param name="FetchSite">What <c>Sec-Fetch-Site</c> said, where somebody collected it.</param>
public readonly record struct HourlyCell(string Engine, string Device, bool Returning, FetchSite FetchSite)
{
    /// <summary>Families that stand for public places; of the others, some are private and some are the owner's own.</summary>
    public static IReadOnlyList<Family> PublicFamilies { get; } = [Family.Search, Family.Social, Family.Referral, Family.Ai, Family.Video];

    /// <summary>Whether an application's own browser holds the page, by its mark or by the names of uap-core; the store asks the same in SQL.</summary>
    public static bool IsInApp(string? app, string browser)
    {
        ArgumentNullException.ThrowIfNull(browser);
        return !string.IsNullOrEmpty(app) || browser.Contains("WebView", StringComparison.Ordinal) || browser.Contains("WKWeb", StringComparison.Ordinal);
    }

    /// <summary>The <see cref="Device"/> of an event; the store asks the same in SQL.</summary>
    public static string DeviceOf(in StoredEvent kept) =>
        IsInApp(kept.App, kept.Browser) ? "in-app"
        : kept.Os == "iOS" ? "ios"
        : kept.Os == "Android" || kept.Device is "mobile" or "tablet" ? "android"
        : "desktop";
}

/// <summary>
/// How many landings, previews or acts of one kind a page had in an hour of a day. PRIVACY: counts by page and hour stay inside: estimates are made of
/// them, and nobody is shown them.
/// </summary>
/// <param name="Page">The page's path; of a preview of a short link empty, and of an answer too.</param>
/// <param name="Hour">On the site's own clock.</param>
/// <param name="Cell">Of landings and answers; nothing else has one.</param>
/// <param name="Link">Of a preview of a short link, which one; else 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HourlyCount(HourlyKind Kind, string Page, byte Hour, string Label, HourlyCell Cell, long Link, int Count);
