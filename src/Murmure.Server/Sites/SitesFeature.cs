using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Privacy;
using Murmure.Server.Sites.Checks;

namespace Murmure.Server.Sites;

/// <summary>Sites and how each is measured.</summary>
public static class SitesFeature
{
    public static void AddSites(IHostApplicationBuilder builder, ServeOptions options)
    {
        builder.Services.AddSingleton<SiteDirectory>();
        builder.Services.AddSingleton<SiteBook>();
        builder.Services.AddSingleton<SiteAccess>();
        builder.Services.AddSingleton(new GuardedClient(options));
        builder.Services.AddSingleton<InstallationCheck>();
        builder.Services.AddHostedService<SitesStart>();
    }

    /// <summary>Maps what is no page: the register entry as a file.</summary>
    public static void MapSites(WebApplication app)
    {
        app.MapGet(DomainsEndpoint.Path, DomainsEndpoint.Answer);
        app.MapGet("/app/sites/{host}/register.md", async (HttpContext http, string host, SiteAccess sites, SiteReceivers receivers, TimeProvider clock) =>
            Answer((await EntryAsync(http, host, sites, receivers, clock))?.Markdown(), "text/markdown", host, ".md")).RequireAuthorization(Access.Member);
        app.MapGet("/app/sites/{host}/register.html", async (HttpContext http, string host, SiteAccess sites, SiteReceivers receivers, TimeProvider clock) =>
            Answer((await EntryAsync(http, host, sites, receivers, clock))?.Html(DashboardFeature.TextsOf(http.Request).Language.Code()), "text/html", host, ".html"))
            .RequireAuthorization(Access.Member);
    }

    private static async Task<RegisterEntry?> EntryAsync(HttpContext http, string host, SiteAccess sites, SiteReceivers receivers, TimeProvider clock)
    {
        if (sites.Find(http, host) is not { } site || Caller.Of(http) is not { } caller)
            return null;
        var texts = DashboardFeature.TextsOf(http.Request);
        return RegisterEntry.Of(
            site, caller.Organisation, await receivers.OfAsync(site, texts, http.RequestAborted), $"{http.Request.Scheme}://{http.Request.Host}", DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), texts);
    }

    private static Results<FileContentHttpResult, NotFound> Answer(string? text, string type, string host, string extension) => text is null
        ? TypedResults.NotFound()
        : TypedResults.File(Encoding.UTF8.GetBytes(text), type + "; charset=utf-8", "register-" + (SiteHosts.Normalise(host) ?? "site") + extension);

    private sealed class SitesStart(SiteBook sites) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => sites.LoadAsync(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
