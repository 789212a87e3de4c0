namespace Murmure.Attribution;

/// <summary>How well an origin is known. On screen: Proven, Recognised, Estimated, Unknown.</summary>
public enum Grade
{
    /// <summary>Our own mark came back: a share tag, a short link, a campaign tag.</summary>
    Measured,

    /// <summary>The application or the network showed itself: a referrer, a package, an in-app mark, a click id.</summary>
    Observed,

    /// <summary>A model's number with an interval; never the label of one visit.</summary>
    Inferred,

    /// <summary>Nothing shows where the visit came from.</summary>
    Unknown,
}
