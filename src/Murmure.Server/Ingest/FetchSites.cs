using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>The values of <c>Sec-Fetch-Site</c> (W3C Fetch Metadata).</summary>
internal static class FetchSites
{
    public static FetchSite Read(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("cross-site"u8) ? FetchSite.CrossSite
        : text.SequenceEqual("none"u8) ? FetchSite.None
        : text.SequenceEqual("same-origin"u8) ? FetchSite.SameOrigin
        : text.SequenceEqual("same-site"u8) ? FetchSite.SameSite
        : FetchSite.Unknown;

    public static ReadOnlySpan<byte> Write(FetchSite site) => site switch
    {
        FetchSite.CrossSite => "cross-site"u8,
        FetchSite.None => "none"u8,
        FetchSite.SameOrigin => "same-origin"u8,
        FetchSite.SameSite => "same-site"u8,
        _ => default,
    };
}
