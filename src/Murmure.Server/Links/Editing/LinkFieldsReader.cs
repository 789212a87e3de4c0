using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Forms;

namespace Murmure.Server.Links;

/// <summary>What the pages' fields of a link say, as the API would have it. What cannot be read becomes a value that the one form refuses.</summary>
internal static class LinkFieldsReader
{
    /// <summary>How a browser writes a field of date and time.</summary>
    public const string Moment = "yyyy-MM-dd'T'HH:mm";

    private static readonly string[] Fields =
    [
        "url", "slug", "title", "notes", "folder", "externalId", "tags", "status", "cacheSeconds", "validFrom", "validUntil", "maxClicks", "fallbackUrl", "forwardQuery", "appendPath", "noIndex",
    ];

    /// <param name="zone">On whose clock the days are written.</param>
    /// <returns>The request, which of its members were in the form, and what could not be read.</returns>
    public static (LinkRequest Asked, IReadOnlySet<string> Sent, LinkProblem? Problem) Read(HttpContext http, TimeZoneInfo zone)
    {
        var sent = Fields.ToHashSet(StringComparer.Ordinal);
        if (http.Raw("password").Length > 0 || http.Ticked("passwordless"))
            sent.Add("password");
        // An empty slug leaves the link the one it has.
        if (http.Field("slug").Length == 0)
            sent.Remove("slug");
        var asked = new LinkRequest
        {
            Url = http.Field("url"), Domain = Or(http.Field("domain")), Slug = Or(http.Field("slug")), Title = http.Field("title"), Notes = http.Field("notes"), Folder = http.Field("folder"),
            ExternalId = http.Field("externalId"), Tags = http.Field("tags").Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Status = (int?)Number(http.Field("status"), 302), CacheSeconds = (int?)Number(http.Field("cacheSeconds"), 0), MaxClicks = Number(http.Field("maxClicks"), null), FallbackUrl = http.Field("fallbackUrl"),
            Password = Or(http.Raw("password")), ForwardQuery = http.Ticked("forwardQuery"), AppendPath = http.Ticked("appendPath"), NoIndex = http.Ticked("noIndex"),
        };
        if (!TryRead(http.Field("validFrom"), zone, out var from))
            return (asked, sent, Unreadable("validFrom"));
        if (!TryRead(http.Field("validUntil"), zone, out var until))
            return (asked, sent, Unreadable("validUntil"));
        return (asked with { ValidFrom = from, ValidUntil = until }, sent, null);
    }

    public static string Written(DateTime? moment, TimeZoneInfo zone) =>
        moment is { } utc ? TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString(Moment, CultureInfo.InvariantCulture) : "";

    /// <summary>A field of date and time; false where it is none. An empty one is null.</summary>
    public static bool TryRead(string text, TimeZoneInfo zone, out DateTimeOffset? moment)
    {
        moment = null;
        if (text.Length == 0)
            return true;
        if (!DateTime.TryParseExact(text, [Moment, "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        // The hour that a spring night leaves out is read as the one after it.
        moment = new DateTimeOffset(local, zone.GetUtcOffset(zone.IsInvalidTime(local) ? local.AddHours(1) : local));
        return true;
    }

    private static LinkProblem Unreadable(string field) => new(field, "link-days", $"'{field}' is no date and time.", "unreadable");

    private static long? Number(string text, long? otherwise) =>
        text.Length == 0 ? otherwise : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string? Or(string text) => text.Length > 0 ? text : null;
}
