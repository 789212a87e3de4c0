namespace Murmure.Storage.Metadata;

/// <summary>
/// Clicks of a day on a link that came from another service, as that service counted them: machines, previews and people together. They are shown
/// beside our own and never added to them.
/// </summary>
public sealed class ImportedClicks
{
    /// <summary>The day of clicks of which the source tells a total only.</summary>
    public static DateOnly Undated => DateOnly.MinValue;

    public long LinkId { get; set; }

    /// <summary>The source's slug, such as <c>bitly</c>.</summary>
    public required string Source { get; set; }

    /// <summary>On the source's clock; <see cref="Undated"/> for a total.</summary>
    public DateOnly Day { get; set; }

    public long Clicks { get; set; }

    /// <summary>When the source was asked last.</summary>
    public DateTime Asked { get; set; }
}

/// <summary>How often a link was reported on a day for one reason. A count: nothing of who reported it is kept.</summary>
public sealed class LinkReport
{
    public long LinkId { get; set; }

    public DateOnly Day { get; set; }

    /// <summary>A slug from a list, such as <c>phishing</c>; never somebody's own words.</summary>
    public required string Reason { get; set; }

    public long Reports { get; set; }
}
