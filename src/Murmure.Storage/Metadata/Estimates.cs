namespace Murmure.Storage.Metadata;

/// <summary>
/// An estimate of a period as it was made. One that was published is never changed: when the same period comes out otherwise, another revision stands
/// beside it. Counts and shares, of nobody.
/// </summary>
public sealed class EstimateRecord
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    /// <summary><c>rolling</c>, <c>week</c>, <c>month</c> or <c>today</c>.</summary>
    public required string Period { get; set; }

    public DateOnly FirstDay { get; set; }

    /// <summary>Included.</summary>
    public DateOnly LastDay { get; set; }

    /// <summary>From 1, the highest is what counts.</summary>
    public int Revision { get; set; }

    /// <summary>Whether days of it are still open: it is replaced, and keeps no revisions.</summary>
    public bool Provisional { get; set; }

    public DateTime Made { get; set; }

    /// <summary>The method's version.</summary>
    public required string Method { get; set; }

    /// <summary>The version of the catalogue that the visits were read with.</summary>
    public required string Catalogue { get; set; }

    /// <summary>The program's version.</summary>
    public required string Version { get; set; }

    /// <summary>The figure with everything that belongs to it, as JSON.</summary>
    public required string Figure { get; set; }
}

/// <summary>That figures from here on are made otherwise than those before.</summary>
public sealed class EstimateAnnotation
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public DateTime At { get; set; }

    /// <summary><c>method</c> or <c>catalogue</c>.</summary>
    public required string Kind { get; set; }

    public required string Was { get; set; }

    public required string Is { get; set; }
}

/// <summary>The owner's word that the site's list of mailings has all of these days.</summary>
public sealed class CalendarConfirmation
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public DateOnly FirstDay { get; set; }

    /// <summary>Included.</summary>
    public DateOnly LastDay { get; set; }

    public DateTime At { get; set; }

    /// <summary>Which member's word it is.</summary>
    public required string By { get; set; }
}

/// <summary>Whether and whom a site asks how they came. A site without a row asks nobody.</summary>
public sealed class SurveySetting
{
    public long SiteId { get; set; }

    public bool On { get; set; }

    /// <summary>Whether the site is made for minors, who are never asked.</summary>
    public bool ForMinors { get; set; }

    /// <summary>Of 1,000 direct visits so many are asked; the others likewise.</summary>
    public int Direct { get; set; }

    public int Tagged { get; set; }

    public int Public { get; set; }

    /// <summary>Languages in which it may ask, <c>en</c> and <c>fr</c>.</summary>
    public List<string> Languages { get; set; } = [];

    /// <summary>Paths with <c>*</c> for any text on which nobody is asked, beside those where nobody ever is.</summary>
    public List<string> ExcludedPaths { get; set; } = [];
}
