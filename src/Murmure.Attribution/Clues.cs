namespace Murmure.Attribution;

/// <summary>
/// What one request shows of itself, as text. Every member may be absent. Holds no address: an IP is no clue to where a link travelled.
/// </summary>
/// <param name="UserAgent">The User-Agent header.</param>
/// <param name="Referrer">The Referer header, or <c>document.referrer</c>; <c>android-app://</c> included.</param>
/// <param name="Url">The address asked for: absolute, or path and query.</param>
/// <param name="RequestedWith">The X-Requested-With header, in which Android's WebView names the embedding package.</param>
/// <param name="SecFetchSite">The Sec-Fetch-Site header.</param>
/// <param name="Method">The HTTP method; absent means GET.</param>
/// <param name="Status">The HTTP status that was answered; 0 when unknown.</param>
/// <param name="SiteHost">The site's own host, when <paramref name="Url"/> does not say it.</param>
public readonly record struct Clues(
    string? UserAgent = null,
    string? Referrer = null,
    string? Url = null,
    string? RequestedWith = null,
    string? SecFetchSite = null,
    string? Method = null,
    int Status = 0,
    string? SiteHost = null);
