using System.Text;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// <c>GET /e.gif</c>: a page view of a page without script. <c>s</c> is the site's host, <c>u</c> the page's address (else the Referer, which for an
/// image is the page), <c>r</c> the page's own referrer, <c>id</c> an id by which it counts once. The answer is always an image.
/// </summary>
internal sealed class PixelEndpoint(Intake intake, SiteDirectory sites, TimeProvider clock)
{
    // The smallest transparent GIF that browsers accept: header, one colour table of two, one clear pixel.
    private static readonly byte[] Pixel = Convert.FromHexString(
        "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b");

    public async Task ReceiveAsync(HttpContext http)
    {
        var position = Take(http, out var said);
        if (position > 0)
            await intake.WaitAsync(position);
        http.Response.Headers["X-Murmure"] = said;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "image/gif";
        http.Response.ContentLength = Pixel.Length;
        await http.Response.Body.WriteAsync(Pixel, http.RequestAborted);
    }

    private long Take(HttpContext http, out string said)
    {
        var query = http.Request.Query;
        string url = query["u"].ToString() is { Length: > 0 } given ? given : http.Request.Headers.Referer.ToString();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
        {
            said = "refused; the page's address is missing";
            return 0;
        }
        if (sites.Find(query["s"].ToString() is { Length: > 0 } named ? named : page.IdnHost) is not { } site)
        {
            said = "dropped; reason=" + DropReason.UnknownSite.Slug();
            return 0;
        }
        Span<byte> client = stackalloc byte[RequestBytes.AddressBytes];
        var id = Encoding.UTF8.GetBytes(query["id"].ToString());
        var hit = new RawHit
        {
            Time = clock.GetUtcNow().UtcDateTime, HasZone = true, HasAgent = true, Door = HitDoor.Script, Bytes = -1,
            Kind = EventKind.Pageview, Address = RequestBytes.Address(http, client), Host = Encoding.UTF8.GetBytes(page.Authority),
            Target = Encoding.UTF8.GetBytes(page.PathAndQuery), Referrer = Encoding.UTF8.GetBytes(query["r"].ToString()),
            UserAgent = Encoding.UTF8.GetBytes(http.Request.Headers.UserAgent.ToString()), Gpc = http.Request.Headers["Sec-GPC"] == "1", Headers = RequestBytes.Browser(http.Request.Headers),
            Relayed = RequestBytes.IsRelayed(http.Request.Headers),
            EventId = id.Length <= 64 ? id : default, Detail = new EventDetail(),
        };
        var result = intake.Take(hit, site);
        said = result.Dropped is { } reason ? "dropped; reason=" + reason.Slug() : result.Full ? "no room; try again" : "accepted";
        return result.Position;
    }
}
