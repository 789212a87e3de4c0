using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.DropIn;

/// <summary>
/// YOURLS's <c>yourls-api.php</c>: bookmarklets, plug-ins and scripts go on with a host of ours, and a key as <c>signature</c> or as <c>password</c>.
/// Clicks are those of people; YOURLS counts machines and previews too.
/// </summary>
internal sealed class YourlsDoor(DoorKeys keys, DoorLinks links, IDbContextFactory<MurmureDb> metadata)
{
    public const string Path = "/yourls-api.php";

    private const int LongestBody = 64 * 1024;
    private const int MostListed = 100;

    public static void Map(WebApplication app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], (HttpContext http, YourlsDoor yourls) => yourls.AnswerAsync(http)).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        if (http.Request.ContentLength > LongestBody)
            return YourlsAnswer.Fault(StatusCodes.Status413PayloadTooLarge, "The call is too long").Write("json");
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        string Asked(string name) => form?[name].FirstOrDefault() is { Length: > 0 } sent ? sent : http.Request.Query[name].FirstOrDefault() ?? "";
        var format = Asked("format");
        http.Response.Headers.CacheControl = "no-store";
        if (format == "jsonp" || Asked("callback").Length > 0)
            return YourlsAnswer.Fault(StatusCodes.Status400BadRequest, "jsonp is not answered: it would run in any page that names this address. Ask for format=json").Write("json");
        if (Asked("timestamp").Length > 0 || Asked("hash").Length > 0)
            return YourlsAnswer.Fault(StatusCodes.Status403Forbidden, "Timed signatures cannot be checked, because keys are kept as hashes: send the key itself as signature").Write(format);
        var key = Asked("signature") is { Length: > 0 } signature ? signature : Asked("password");
        if (await keys.FindAsync(key, http.RequestAborted) is not { } who)
            return YourlsAnswer.Fault(StatusCodes.Status403Forbidden, "Please log in").Write(format);
        var answer = Asked("action") switch
        {
            "shorturl" => await ShortenAsync(http, who, Asked),
            "expand" => await ExpandAsync(http, who, Asked("shorturl")),
            "url-stats" => await StatsOfAsync(http, who, Asked("shorturl")),
            "stats" => await StatsAsync(http, who, Asked("filter"), Asked("limit"), Asked("start")),
            "db-stats" => await TotalsAsync(who, http.RequestAborted),
            "version" => new YourlsAnswer(StatusCodes.Status200OK, new JsonObject { ["version"] = Hosting.MurmureServer.Version }, Hosting.MurmureServer.Version),
            _ => YourlsAnswer.Fault(StatusCodes.Status400BadRequest, "Unknown or missing \"action\" parameter"),
        };
        return answer.Write(format);
    }

    private async Task<YourlsAnswer> ShortenAsync(HttpContext http, Maker who, Func<string, string> asked)
    {
        var title = asked("title");
        var made = await links.ShortenAsync(
            new LinkRequest { Url = asked("url"), Slug = asked("keyword"), Title = title.Length > 0 ? title : null, Domain = links.DomainOf(http, who, null) }, anew: false, who, http.RequestAborted);
        if (made.Problem is { } problem)
            return Fault(http, problem);
        var (link, address) = (made.Link!, LinkMaking.AddressOf(http, made.Domain!, made.Link!.Slug));
        // An address that was shortened before is a failure in YOURLS's words, with the link beside it; clients read shorturl in both cases.
        var members = new JsonObject
        {
            ["url"] = new JsonObject { ["keyword"] = link.Slug, ["url"] = link.Url, ["title"] = link.Title, ["date"] = Moment(link.Created), ["ip"] = "" },
            ["status"] = made.Found ? "fail" : "success", ["message"] = made.Found ? $"{link.Url} already exists in database" : $"{link.Url} added to database",
            ["title"] = link.Title, ["shorturl"] = address, ["statusCode"] = "200",
        };
        if (made.Found)
            members["code"] = "error:url";
        return new YourlsAnswer(StatusCodes.Status200OK, members, address);
    }

    private async Task<YourlsAnswer> ExpandAsync(HttpContext http, Maker who, string address)
    {
        if (await links.FindAsync(http, who, address) is not var (link, domain))
            return NotFound(address);
        return new YourlsAnswer(
            StatusCodes.Status200OK,
            new JsonObject
            {
                ["keyword"] = link.Slug, ["shorturl"] = LinkMaking.AddressOf(http, domain, link.Slug), ["longurl"] = link.Url, ["title"] = link.Title, ["simple"] = link.Url, ["message"] = "success", ["statusCode"] = "200",
            },
            link.Url);
    }

    private async Task<YourlsAnswer> StatsOfAsync(HttpContext http, Maker who, string address)
    {
        if (await links.FindAsync(http, who, address) is not var (link, domain))
            return NotFound(address);
        var clicks = await links.ClicksAsync(domain, link.Id, DayRange.All, http.RequestAborted);
        return new YourlsAnswer(
            StatusCodes.Status200OK, new JsonObject { ["statusCode"] = "200", ["message"] = "success", ["link"] = Listed(http, link, domain, clicks) }, clicks.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<YourlsAnswer> StatsAsync(HttpContext http, Maker who, string filter, string limit, string start)
    {
        if (filter is not ("" or "top" or "bottom" or "last" or "rand"))
            return YourlsAnswer.Fault(StatusCodes.Status400BadRequest, "filter is top, bottom, last or rand");
        var most = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, MostListed) : 10;
        var skipped = int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 0;
        var clicks = await links.AllClicksAsync(who, http.RequestAborted);
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        var all = LinkBook.Of(db, who.Organisation).AsNoTracking();
        var total = await all.LongCountAsync(http.RequestAborted);
        var shown = await ShownAsync(all, filter, skipped, most, clicks, http.RequestAborted);
        var listed = new JsonObject();
        foreach (var link in shown)
            listed[$"link_{listed.Count + 1}"] = Listed(http, link, links.DomainOf(link), clicks.GetValueOrDefault(link.Id));
        return new YourlsAnswer(
            StatusCodes.Status200OK, new JsonObject { ["links"] = listed, ["stats"] = Totals(total, clicks.Values.Sum()), ["statusCode"] = "200", ["message"] = "success" }, "Need either XML or JSON format for stats");
    }

    /// <summary>Random ones are the last ones: an order that nobody can repeat serves nobody.</summary>
    private static async Task<List<Link>> ShownAsync(
        IQueryable<Link> all, string filter, int skipped, int most, IReadOnlyDictionary<long, long> clicks, CancellationToken cancellation)
    {
        if (filter is "last" or "rand")
            return await all.OrderByDescending(link => link.Id).Skip(skipped).Take(most).ToListAsync(cancellation);
        var ids = await all.Select(link => link.Id).ToListAsync(cancellation);
        var order = filter == "bottom" ? ids.OrderBy(id => clicks.GetValueOrDefault(id)).ThenBy(id => id) : ids.OrderByDescending(id => clicks.GetValueOrDefault(id)).ThenBy(id => id);
        var chosen = order.Skip(skipped).Take(most).ToList();
        var found = await all.Where(link => chosen.Contains(link.Id)).ToListAsync(cancellation);
        return [.. found.OrderBy(link => chosen.IndexOf(link.Id))];
    }

    private async Task<YourlsAnswer> TotalsAsync(Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var (total, clicks) = (await LinkBook.Of(db, who.Organisation).LongCountAsync(cancellation), (await links.AllClicksAsync(who, cancellation)).Values.Sum());
        return new YourlsAnswer(
            StatusCodes.Status200OK, new JsonObject { ["db-stats"] = Totals(total, clicks), ["statusCode"] = "200", ["message"] = "success" }, "Need either XML or JSON format for stats");
    }

    private static JsonObject Totals(long total, long clicks) =>
        new() { ["total_links"] = total.ToString(CultureInfo.InvariantCulture), ["total_clicks"] = clicks.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject Listed(HttpContext http, Link link, LinkHost domain, long clicks) => new()
    {
        ["shorturl"] = LinkMaking.AddressOf(http, domain, link.Slug), ["url"] = link.Url, ["title"] = link.Title, ["timestamp"] = Moment(link.Created), ["ip"] = "",
        ["clicks"] = clicks.ToString(CultureInfo.InvariantCulture),
    };

    private static YourlsAnswer NotFound(string address)
    {
        var fault = YourlsAnswer.Fault(StatusCodes.Status404NotFound, "Error: short URL not found");
        fault.Members["keyword"] = address.Length <= 200 ? address : "";
        return fault with { Simple = "not found" };
    }

    private static YourlsAnswer Fault(HttpContext http, LinkProblem problem)
    {
        if (problem.RetryAfter > 0)
        {
            http.Response.Headers.RetryAfter = problem.RetryAfter.ToString(CultureInfo.InvariantCulture);
            return YourlsAnswer.Fault(StatusCodes.Status429TooManyRequests, problem.Detail, "error:flood");
        }
        var code = problem.Field switch { "url" => "error:nourl", "slug" => "error:keyword", _ => "error:" + problem.Slug };
        return YourlsAnswer.Fault(StatusCodes.Status400BadRequest, problem.Detail, code);
    }

    private static string Moment(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
