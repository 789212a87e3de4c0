using Murmure.Server.Sites;

namespace Murmure.Server.Links;

/// <summary>A domain of links, as redirects need it. Immutable: a change makes a new one.</summary>
/// <param name="Host">Empty for the server's own name.</param>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Site">In whose reports its clicks count.</param>
/// <param name="RootUrl">Where the bare domain leads, or null.</param>
/// <param name="NotFoundUrl">Where an address leads that is no link, or null.</param>
/// <param name="ExpiredUrl">Where a link leads that is over or not begun, or null.</param>
public sealed record LinkHost(long Id, string Host, long Organisation, SiteId Site, string? RootUrl, string? NotFoundUrl, string? ExpiredUrl)
{
    /// <summary>Hosts that links may lead to, subdomains included; empty allows all.</summary>
    public IReadOnlyList<string> AllowedDestinations { get; init; } = [];

    /// <summary>Apple app ids that open the domain's links.</summary>
    public IReadOnlyList<string> AppleApps { get; init; } = [];

    /// <summary>Android packages that open the domain's links, each with its certificate's fingerprint behind a blank.</summary>
    public IReadOnlyList<string> AndroidApps { get; init; } = [];
}
