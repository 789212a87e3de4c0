using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Links;
using Murmure.Server.Sites;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>
/// Takes a list for a post, by a form. PRIVACY: the body is read as it comes and stays in memory: the framework's own reading of a form would put a file of some
/// size into the system's temporary folder, in clear.
/// </summary>
internal sealed class RecipientsUpload(SiteAccess sites, SendBook book, IAntiforgery antiforgery)
{
    private const int Envelope = 64 * 1024;
    private const int MostParts = 8;
    private const int LongestField = 4096;

    /// <summary>What can be wrong with a list; each has a text.</summary>
    public static IReadOnlyList<string> Problems { get; } =
        ["send.list.empty", "send.list.column", "send.list.many", "send.list.none", "send.list.there", "send.list.early", "send.list.large", "send.list.unreadable", "send.opt-in", "send.gone"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/app/sites/{host}/campaigns/{campaign:long}/posts/{post:long}/recipients", (HttpContext http, string host, long campaign, long post, RecipientsUpload upload) => upload.TakeAsync(http, host, campaign, post))
            .RequireAuthorization(Access.Editor).ExcludeFromDescription();

    private async Task<IResult> TakeAsync(HttpContext http, string host, long campaign, long post)
    {
        if (sites.Find(http, host) is not { } site || Caller.Of(http) is not { } caller || await book.FindAsync(site, campaign, post, http.RequestAborted) is null)
            return TypedResults.NotFound();
        if (http.Request.ContentLength > RecipientReader.MostBytes + Envelope)
            return Back(http, site, campaign, post, "error=send.list.large");
        try
        {
            var (asked, problem) = await ReadAsync(http);
            if (asked is null)
                return Back(http, site, campaign, post, "error=" + problem);
            var (read, wrong) = await book.KeepAsync(site, caller, post, asked, http.RequestAborted);
            return Back(http, site, campaign, post, read is null ? "error=" + wrong : string.Create(
                CultureInfo.InvariantCulture, $"taken={read.Numbers.Count}&doubles={read.Doubles}&wrong={read.WrongCount}&lines={string.Join('-', read.Wrong)}"));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Back(http, site, campaign, post, "error=send.list.unreadable"); // a body that is no form: cut parts, endless headers
        }
    }

    private async Task<(RecipientsRequest? Asked, string Problem)> ReadAsync(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
            return (null, "send.list.unreadable");
        var reader = new MultipartReader(boundary.ToString(), http.Request.Body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var part = 0; part < MostParts && await reader.ReadNextSectionAsync(http.RequestAborted) is { } section; part++)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
                continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (await BytesAsync(section.Body, disposition.IsFileDisposition() ? RecipientReader.MostBytes : LongestField, http.RequestAborted) is not { } bytes)
                return (null, "send.list.large");
            fields[name] = LinkFileReader.Text(bytes.Span);
        }
        // Its own field's name in the form; in the header it is looked for without the form being read.
        http.Request.Headers["RequestVerificationToken"] = fields.GetValueOrDefault("__RequestVerificationToken", "");
        if (!await antiforgery.IsRequestValidAsync(http))
            return (null, "send.list.unreadable");
        return (new RecipientsRequest(fields.GetValueOrDefault("file", ""), fields.GetValueOrDefault("column", ""), fields.GetValueOrDefault("opt-in") == "yes"), "");
    }

    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(Stream body, int most, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > most)
                return null;
        }
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }

    private static SeeOther Back(HttpContext http, SiteRules site, long campaign, long post, string query)
    {
        var suffix = DashboardFeature.LanguageSuffix(http.Request);
        return new SeeOther(SendAddress.Of(site, campaign, post) + (suffix.Length == 0 ? "?" : suffix + "&") + query);
    }

    /// <summary>A redirect after a form is 303: the next request is a GET, whatever the browser.</summary>
    private sealed class SeeOther(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Where the page of a post's send is.</summary>
internal static class SendAddress
{
    public static string Of(SiteRules site, long campaign, long post) =>
        string.Create(CultureInfo.InvariantCulture, $"/app/sites/{Uri.EscapeDataString(site.Host)}/campaigns/{campaign}/posts/{post}/send");
}
