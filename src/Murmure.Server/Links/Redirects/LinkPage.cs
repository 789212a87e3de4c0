using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using QRCoder;

namespace Murmure.Server.Links;

internal enum LinkPageKind
{
    Root,
    Missing,
    Expired,
    Disabled,
    Password,

    /// <summary>Where a link leads.</summary>
    Leads,

    /// <summary>What a preview's fetcher is shown.</summary>
    Card,
    QrPng,
    QrSvg,
}

/// <summary>What a link domain shows instead of a redirect: a page of ours, a card for fetchers, a QR code.</summary>
internal sealed class LinkPage(LinkPageKind kind, LinkHost domain)
{
    /// <summary>Where the Razor page is that draws it; asked for by anybody from outside it is not there.</summary>
    public const string Route = "/-/link";

    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly object Key = new();

    public LinkPageKind Kind => kind;

    public LinkHost Domain => domain;

    public string Url { get; init; } = "";

    /// <summary>The short address's own path without slash, escaped.</summary>
    public string Path { get; init; } = "";

    public LinkPreview? Card { get; init; }

    /// <summary>What became of a password; null before one was given.</summary>
    public PasswordAnswer? Password { get; init; }

    public static LinkPage? Of(HttpContext http) => http.Items[Key] as LinkPage;

    public Task ShowAsync(HttpContext http, int status, RequestDelegate next)
    {
        Secure(http);
        switch (kind)
        {
            case LinkPageKind.Card:
                return WriteAsync(http, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(CardHtml()));
            case LinkPageKind.QrPng:
                return WriteAsync(http, "image/png", QrCodes.Png(CodeOf(http), new QrStyle()));
            case LinkPageKind.QrSvg:
                return WriteAsync(http, "image/svg+xml", Encoding.UTF8.GetBytes(QrCodes.Svg(CodeOf(http), new QrStyle())));
            default:
                http.Response.Headers.Vary = "Accept-Language";
                http.Items[Key] = this;
                http.Request.Path = Route;
                http.Request.Method = HttpMethods.Get;
                // TRICKY: the Razor renderer sets the status itself while it draws; this one is the answer's.
                http.Response.OnStarting(() =>
                {
                    http.Response.StatusCode = status;
                    return Task.CompletedTask;
                });
                return next(http);
        }
    }

    /// <summary>What keeps a page under a link domain from being used against its visitors.</summary>
    public static void Secure(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>What a code of the short address says, as the visitor's browser reached it.</summary>
    public string CodeOf(HttpContext http) => QrEndpoints.ContentOf($"{http.Request.Scheme}://{http.Request.Host}/{Path}");

    private string CardHtml()
    {
        var html = HtmlEncoder.Default;
        var card = Card ?? new LinkPreview();
        var page = new StringBuilder("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta name=\"robots\" content=\"noindex\">");
        page.Append("<title>").Append(html.Encode(card.Title)).Append("</title>");
        Add("og:title", card.Title);
        Add("og:description", card.Description);
        Add("og:image", card.Image);
        Add("twitter:card", card.Image.Length > 0 ? "summary_large_image" : "summary");
        // Whoever was taken for a fetcher and is a person gets on.
        return page.Append("</head><body><a rel=\"noreferrer\" href=\"").Append(html.Encode(Url)).Append("\">").Append(html.Encode(card.Title.Length > 0 ? card.Title : Url)).Append("</a></body></html>").ToString();

        void Add(string property, string content)
        {
            if (content.Length > 0)
                page.Append("<meta property=\"").Append(property).Append("\" content=\"").Append(html.Encode(content)).Append("\">");
        }
    }

    private static async Task WriteAsync(HttpContext http, string type, byte[] body)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
