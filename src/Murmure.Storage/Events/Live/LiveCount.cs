using System.Runtime.InteropServices;

namespace Murmure.Storage.Events;

/// <summary>What a live count counts.</summary>
public enum LiveKind
{
    /// <summary>Daily pseudonyms seen in the last five minutes.</summary>
    Recent,

    /// <summary>Daily pseudonyms seen in the whole window.</summary>
    Visitors,

    /// <summary>Pages opened in one minute.</summary>
    Minute,

    /// <summary>Views of a page.</summary>
    Page,

    /// <summary>Visits that began; the name is their channel's.</summary>
    Channel,

    /// <summary>Previews; the name is the fetcher's platform.</summary>
    Preview,

    /// <summary>Acts of sharing that the page told of; the name is their channel's, empty where nobody tells.</summary>
    Share,

    Copy,

    /// <summary>Goals and events; the name is theirs.</summary>
    Goal,
}

/// <summary>
/// The time that a live view shows: thirty minutes of the clock, the one under way included. PRIVACY: what it asks for is counts by page and by channel;
/// nothing that a reader's browser says of the reader is in it.
/// </summary>
/// <param name="Until">UTC.</param>
public readonly record struct LiveWindow(DateTime Until)
{
    public const int Minutes = 30;

    /// <summary>How long ago "now" begins.</summary>
    public static readonly TimeSpan Now = TimeSpan.FromMinutes(5);

    /// <summary>The beginning of the first minute.</summary>
    public DateTime Since => new DateTime(Until.Ticks - (Until.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc).AddMinutes(1 - Minutes);

    /// <summary>The days of any time zone that the window can lie in.</summary>
    public DayRange Days => new(DateOnly.FromDateTime(Since.AddDays(-1)), DateOnly.FromDateTime(Until.AddDays(1)));
}

/// <summary>One figure of a live view.</summary>
/// <param name="Name">See <see cref="LiveKind"/>; empty where the kind has none.</param>
/// <param name="Page">Of views, previews, shares and copies: the page's path, of a short link its host and path.</param>
/// <param name="Minute">Of <see cref="LiveKind.Minute"/> alone: 0 for the window's first, 29 for the one under way.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LiveCount(LiveKind Kind, string Name, string Page, int Minute, long Count);
