using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Sites;

namespace Murmure.Server.Notices;

/// <summary>What a site tells people without being asked: digests, alerts, and where they go.</summary>
public static class NoticesFeature
{
    public static void AddNotices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => provider.GetRequiredService<Classifier>().Catalogue);
        services.AddSingleton<Recipients>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Unsubscribing>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<OutletBook>();
        services.AddSingleton<OutletTrial>();
        services.AddSingleton<NoticeWriter>();
        services.AddSingleton<NoticeSender>();
        services.AddSingleton<NoticeRecord>();
        services.AddSingleton<Digests>();
        services.AddSingleton<SurgeReader>();
        services.AddSingleton<SurgeAlerts>();
        services.AddSingleton<SeasonReader>();
        services.AddSingleton<SeasonAlerts>();
        services.AddSingleton<DueNews>();
        services.AddSingleton<NoticeRounds>();
        services.AddHostedService(provider => provider.GetRequiredService<NoticeRounds>());
    }

    public static void MapNotices(WebApplication app)
    {
        Unsubscribing.Map(app);
        app.MapGet("/app/sites/{host}/notices/preview", PreviewAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    /// <summary>The next digest as a mail shows it, as a document of its own whose policy allows its own sheet and nothing else.</summary>
    private static async Task<IResult> PreviewAsync(HttpContext http, string host, SiteAccess sites, Digests digests, string? kind = null)
    {
        var texts = DashboardFeature.TextsOf(http.Request);
        if (sites.Find(http, host) is not { } site || await digests.TodayAsync(site, kind == NoticeKind.Monthly ? NoticeKind.Monthly : NoticeKind.Weekly, texts, http.RequestAborted) is not { } letter)
            return TypedResults.NotFound();
        http.Response.Headers.ContentSecurityPolicy = MailLook.Policy;
        return TypedResults.Content(await MailWriter.DrawAsync(letter, MailLook.Page, site.Host, letter.Link(""), stop: null), "text/html; charset=utf-8");
    }
}
