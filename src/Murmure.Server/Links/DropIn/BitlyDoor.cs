using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Murmure.Storage.Events;

namespace Murmure.Server.Links.DropIn;

/// <summary>
/// Bitly's API, as far as clients that make and change links use it: whoever changes <c>api-ssl.bitly.com</c> to a host of ours, and the token to a
/// key, goes on as before.
/// </summary>
internal sealed class BitlyDoor(DoorKeys keys, DoorLinks links, TimeProvider clock)
{
    private const string Summary = "/clicks/summary";
    private const int LongestBody = 64 * 1024;
    private const int Deepest = 8;

    public static void Map(WebApplication app)
    {
        var door = app.MapGroup("/v4").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        door.MapPost("/shorten", (HttpContext http, BitlyDoor bitly) => bitly.MakeAsync(http));
        door.MapPost("/bitlinks", (HttpContext http, BitlyDoor bitly) => bitly.MakeAsync(http));
        door.MapGet("/bitlinks/{**bitlink}", (HttpContext http, string bitlink, BitlyDoor bitly) => bitly.GetAsync(http, bitlink));
        door.MapPatch("/bitlinks/{**bitlink}", (HttpContext http, string bitlink, BitlyDoor bitly) => bitly.ChangeAsync(http, bitlink));
    }

    private async Task<IResult> MakeAsync(HttpContext http)
    {
        if (await WhoAsync(http) is not { } who)
            return BitlyProblem.Forbidden();
        using var body = await ReadAsync(http);
        if (Deserialize(body) is not { } asked)
            return BitlyProblem.BadJson();
        var made = await links.ShortenAsync(
            new LinkRequest { Url = asked.LongUrl, Domain = links.DomainOf(http, who, asked.Domain), Title = asked.Title, Tags = asked.Tags, Slug = asked.Keyword }, asked.ForceNewLink == true, who, http.RequestAborted);
        return made.Problem is { } problem
            ? BitlyProblem.Of(problem, http)
            : TypedResults.Json(BitlyLink.Of(http, made.Link!, made.Domain!), BitlyJson.Default.BitlyLink, statusCode: made.Found ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task<IResult> GetAsync(HttpContext http, string bitlink)
    {
        if (await WhoAsync(http) is not { } who)
            return BitlyProblem.Forbidden();
        var counts = bitlink.EndsWith(Summary, StringComparison.Ordinal);
        if (await links.FindAsync(http, who, Decoded(counts ? bitlink[..^Summary.Length] : bitlink)) is not var (link, domain))
            return BitlyProblem.Missing();
        return counts ? await CountAsync(http, domain, link.Id) : TypedResults.Json(BitlyLink.Of(http, link, domain), BitlyJson.Default.BitlyLink);
    }

    private async Task<IResult> ChangeAsync(HttpContext http, string bitlink)
    {
        if (await WhoAsync(http) is not { } who)
            return BitlyProblem.Forbidden();
        using var body = await ReadAsync(http);
        if (Deserialize(body) is not { } asked)
            return BitlyProblem.BadJson();
        if (await links.FindAsync(http, who, Decoded(bitlink)) is not var (link, _))
            return BitlyProblem.Missing();
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (theirs, ours) in (ReadOnlySpan<(string, string)>)[("long_url", "url"), ("title", "title"), ("tags", "tags"), ("archived", "archived")])
        {
            if (body!.RootElement.TryGetProperty(theirs, out _))
                sent.Add(ours);
        }
        var changed = await links.ChangeAsync(
            link.Id, new LinkRequest { Url = asked.LongUrl, Title = asked.Title, Tags = asked.Tags, Archived = asked.Archived }, sent, who, http.RequestAborted);
        return changed switch
        {
            { Problem: { } problem } => BitlyProblem.Of(problem, http),
            { Link: { } now, Domain: { } there } => TypedResults.Json(BitlyLink.Of(http, now, there), BitlyJson.Default.BitlyLink),
            _ => BitlyProblem.Missing(),
        };
    }

    /// <summary>Days are what our figures are kept by: hours and minutes are refused, weeks and months are so many days.</summary>
    private async Task<IResult> CountAsync(HttpContext http, LinkHost domain, long link)
    {
        var (unit, units) = (http.Request.Query["unit"].ToString() is { Length: > 0 } named ? named : "day", -1);
        if (http.Request.Query["units"].ToString() is { Length: > 0 } text && (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out units) || units is not (-1 or (> 0 and <= 1000))))
            return BitlyProblem.BadArgument("units", "'units' is -1 for all time, or 1 to 1000.");
        var days = unit switch { "day" => 1, "week" => 7, "month" => 30, _ => 0 };
        if (days == 0)
            return BitlyProblem.BadArgument("unit", "'unit' is day, week or month.");
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, links.ZoneOf(domain)).DateTime);
        var range = units < 0 ? DayRange.All : new DayRange(today.AddDays(1 - (units * days)), today);
        var total = await links.ClicksAsync(domain, link, range, http.RequestAborted);
        return TypedResults.Json(new BitlyClicks(now.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture), total, units, unit), BitlyJson.Default.BitlyClicks);
    }

    private Task<Maker?> WhoAsync(HttpContext http)
    {
        const string Bearer = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return keys.FindAsync(header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : null, http.RequestAborted);
    }

    // A route value keeps the slash that a client encoded (host%2Fslug).
    private static string Decoded(string bitlink) => bitlink.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static BitlyRequest? Deserialize(JsonDocument? body) => body is null ? null : ApiBody.ObjectOf(body.RootElement, BitlyJson.Default.BitlyRequest);

    // Whatever is wrong with a body has one name here.
    private static async Task<JsonDocument?> ReadAsync(HttpContext http) => (await ApiBody.DocumentAsync(http, LongestBody, Deepest)).Body;
}
