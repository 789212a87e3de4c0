using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Links;

namespace Murmure.Server.Dashboard;

/// <summary>The pages under <c>/app</c>: rendered on the server, without scripts but for an upload's progress.</summary>
public static class DashboardFeature
{
    // Nothing inline, nothing from elsewhere; an empty icon is written as data:.
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds what the pages need, but for <c>ReportRunner</c> and <c>DroppedLogs</c>.</summary>
    public static void AddDashboard(IHostApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<Overview.OverviewReader>();
        builder.Services.AddSingleton<Overview.SitesReader>();
        builder.Services.AddSingleton<Overview.TakingOff>();
        builder.Services.AddSingleton<Explore.ExploreReader>();
        builder.Services.AddSingleton<Explore.ScreenReader>();
        builder.Services.AddSingleton<Details.Articles.ArticleReader>();
        builder.Services.AddSingleton<Details.Channels.ChannelReader>();
        builder.Services.AddSingleton<Details.Sections.PageTable>();
        builder.Services.AddSingleton<Details.Google.Ga4Reader>();
        builder.Services.AddSingleton<Details.Google.HistoryReader>();
        builder.Services.AddSingleton<Details.Orphans.OrphanVisitsReader>();
        builder.Services.AddSingleton<Tracker.ButtonSightings>();
        builder.Services.AddSingleton<Advising.AdviceReader>();
        builder.Services.AddAntiforgery(o => o.SuppressXFrameOptionsHeader = true);
        // Over HTTPS too: the one secret that pages carry, a form's token, is encrypted anew each time, so that no length tells of it (adr/0057).
        builder.Services.AddResponseCompression(o => (o.EnableForHttps, o.MimeTypes) = (true, ["text/html"]));
    }

    /// <summary>Sets the pages' security headers, on refusals and redirects too, and draws a page where a refusal has none. Routes do not heed case, and neither does this.</summary>
    public static void SecurePages(WebApplication app) =>
        app.UseWhen(
            // What a link domain shows has headers of its own already.
            http => FaultAnswers.Concern(http) && LinkPage.Of(http) is null,
            branch => branch.UseResponseCompression().Use((http, next) =>
            {
                Secure(http);
                return FaultAnswers.FillAsync(http, next);
            }));

    /// <summary>Maps the pages, their files and their forms. Every page asks for a member, unless it says otherwise itself.</summary>
    public static void MapDashboard(WebApplication app)
    {
        app.UseAntiforgery();
        app.MapRazorComponents<App>().RequireAuthorization(Access.Member);
        foreach (var file in new[] { PageFiles.Report, PageFiles.App, PageFiles.Upload, PageFiles.Copy, PageFiles.Charts, PageFiles.Shortcuts })
            app.MapGet("/app/" + file.Name, (HttpContext http) => Send(http, file));
        Explore.ScreenFiles.Map(app);
        Details.DetailFiles.Map(app);
        app.MapPost("/app/logs/upload", LogUpload.SendAsync)
            .WithMetadata(new RequestSizeLimitAttribute(LogUpload.MostBytes + LogUpload.Envelope), new OpenBeforeSetUpAttribute()).RequireAuthorization(Access.Member);
        app.MapPost("/app/logs/{id}/keep", LogUpload.KeepAsync).RequireAuthorization(Access.Editor);
        app.MapPost("/app/logs/{id}/discard", LogUpload.DiscardAsync).WithMetadata(new OpenBeforeSetUpAttribute()).RequireAuthorization(Access.Member);
        app.MapGet("/app/logs/{id}/report.html", LogUpload.DownloadAsync).WithMetadata(new OpenBeforeSetUpAttribute()).RequireAuthorization(Access.Member);
    }

    /// <summary>The language asked for by <c>?lang=</c>, else the account's, else the one the browser prefers.</summary>
    internal static Texts TextsOf(HttpRequest request) =>
        Texts.For(Languages.Parse(request.Query["lang"]) ?? Languages.Parse(Caller.Of(request.HttpContext)?.Language) ?? Languages.Negotiate(request.Headers.AcceptLanguage));

    /// <summary>What links carry on so that a chosen language stays chosen; empty when the browser's preference decides.</summary>
    internal static string LanguageSuffix(HttpRequest request) =>
        Languages.Parse(request.Query["lang"]) is { } language ? "?lang=" + language.Code() : "";

    /// <summary>Answers with status 404 and the page that says so.</summary>
    // TRICKY: the Razor renderer drops the content of a page that sets 404 while it is drawn, so the status is set when the answer starts.
    internal static void AnswerNotFound(HttpContext http) => http.Response.OnStarting(
        static state =>
        {
            ((HttpContext)state).Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        },
        http);

    internal static void Secure(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Vary = "Accept-Language";
        headers.CacheControl = "no-store";
    }

    // An address with the content's hash never changes what it means; without it the browser must ask again.
    internal static IResult Send(HttpContext http, Asset file)
    {
        http.Response.Headers.CacheControl = http.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (!http.Request.GetTypedHeaders().AcceptEncoding.Any(one => one.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && one.Quality is not 0))
            return TypedResults.Text(file.Text, file.ContentType);
        http.Response.Headers.ContentEncoding = "br";
        return TypedResults.Bytes(file.Packed, file.ContentType);
    }
}
