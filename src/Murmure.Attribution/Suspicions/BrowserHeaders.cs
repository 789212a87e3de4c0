namespace Murmure.Attribution.Suspicions;

/// <summary>What a browser's request says of the browser beside its agent. Null means that the header was not there. Held no longer than the request.</summary>
/// <param name="Language">Accept-Language.</param>
/// <param name="FetchSite">Sec-Fetch-Site.</param>
/// <param name="FetchMode">Sec-Fetch-Mode.</param>
/// <param name="Brands">Sec-CH-UA.</param>
/// <param name="Platform">Sec-CH-UA-Platform.</param>
/// <param name="Mobile">Sec-CH-UA-Mobile.</param>
public readonly record struct BrowserHeaders(string? Language, string? FetchSite, string? FetchMode, string? Brands, string? Platform, string? Mobile);
