using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A link's QR codes as files, for members: <c>/app/links/{id}/qr.png</c> and <c>.svg</c>, in the style that the query says.</summary>
internal sealed class QrEndpoints(IDbContextFactory<MurmureDb> metadata, LinkDirectory directory, Classifier classifier)
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/app/links/{id:long}/qr.png", (HttpContext http, long id, QrEndpoints codes) => codes.AnswerAsync(http, id, vector: false)).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet("/app/links/{id:long}/qr.svg", (HttpContext http, long id, QrEndpoints codes) => codes.AnswerAsync(http, id, vector: true)).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    /// <summary>What a code says: the address with the mark by which scans are counted apart.</summary>
    public static string ContentOf(string address) => address + "?" + ShortAddress.ScanMark;

    private async Task<IResult> AnswerAsync(HttpContext http, long id, bool vector)
    {
        var organisation = Caller.Of(http)?.OrganisationId ?? -1;
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        if (await LinkBook.Of(db, organisation).AsNoTracking().SingleOrDefaultAsync(link => link.Id == id, http.RequestAborted) is not { } found)
            return TypedResults.NotFound();
        var key = http.Request.Query["key"].ToString();
        if (key.Length > 0 && !LinkText.Placements(found).Any(place => place.Key == key) && !classifier.Catalogue.ByTag.ContainsKey(key))
            return TypedResults.NotFound();
        // The library's PNG draws no logo: only the SVG has one.
        var logo = vector && http.Request.Query["logo"] == "yes" ? await QrLogos.OfAsync(db, organisation, http.RequestAborted) : null;
        if (QrStyle.Read(name => http.Request.Query[name].ToString(), logo) is not ({ } style, _))
            return TypedResults.BadRequest();
        var domain = directory.HostOf(found);
        var content = ContentOf(LinkMaking.AddressOf(http, domain, found.Slug, key));
        var name = FileName(found.Slug, key) + (vector ? ".svg" : ".png");
        return vector
            ? TypedResults.File(Encoding.UTF8.GetBytes(QrCodes.Svg(content, style)), "image/svg+xml", name)
            : TypedResults.File(QrCodes.Png(content, style), "image/png", name);
    }

    // Letters that every system takes in a file's name.
    private static string FileName(string slug, string key) =>
        "qr-" + string.Concat((key.Length > 0 ? slug + "-" + key : slug).Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'));
}
