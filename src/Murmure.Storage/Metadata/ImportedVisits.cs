namespace Murmure.Storage.Metadata;

/// <summary>
/// Visits of a day as another program counted them before us or beside us. They stand apart: no report adds them to visits that were measured here. PRIVACY: a
/// program's own names of sources are foreign text; what is kept of them is its channel group and our channel.
/// </summary>
public sealed class ImportedVisits
{
    public long SiteId { get; set; }

    /// <summary>The program's slug, such as <c>google-analytics</c>.</summary>
    public required string Source { get; set; }

    /// <summary>On the program's own calendar of the site.</summary>
    public DateOnly Day { get; set; }

    /// <summary>What the program files them under, as a slug such as <c>direct</c> or <c>organicsearch</c>.</summary>
    public required string Group { get; set; }

    /// <summary>What our catalogue says of their source and medium: a channel's slug, <c>other</c> where it knows none, empty where neither is told.</summary>
    public string Channel { get; set; } = "";

    public long Visits { get; set; }
}
