using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Links.Abuse;
using Murmure.Server.Links.DropIn;
using Murmure.Server.Links.Elsewhere;
using Murmure.Server.Sites;

namespace Murmure.Server.Links;

/// <summary>Short links: where they lead, who may make them, what is counted of them.</summary>
internal static class LinksFeature
{
    public static void AddLinks(IHostApplicationBuilder builder)
    {
        AddWorkspace(builder.Services);
        builder.Services.AddSingleton<LinkMeter>();
        builder.Services.AddSingleton<LinkPasswords>();
        builder.Services.AddSingleton<LinkEndpoints>();
        builder.Services.AddSingleton<LinkFigures>();
        builder.Services.AddSingleton<LinksToPage>();
        builder.Services.AddSingleton<LinkTargets>();
        builder.Services.AddSingleton<LinkReader>();
        builder.Services.AddSingleton(provider => new CampaignSet(provider.GetRequiredService<Classifier>().Catalogue));
        builder.Services.AddSingleton<QrEndpoints>();
        builder.Services.AddScoped<QrLogos>();
        builder.Services.AddScoped<UtmTemplates>();
        SwitchFeature.AddSwitch(builder.Services);
        AbuseFeature.AddAbuse(builder.Services);
        builder.Services.AddSingleton<LinkFileWriter>();
        builder.Services.AddSingleton(provider => new RedirectEndpoint(
            provider.GetRequiredService<LinkDirectory>(), provider.GetRequiredService<SiteDirectory>(), provider.GetRequiredService<Intake>(), provider.GetRequiredService<LivePipelines>(),
            provider.GetRequiredService<LinkMeter>(), provider.GetRequiredService<LinkPasswords>(), provider.GetRequiredService<Classifier>().Catalogue, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<LinksStart>();
        AddWebhooks(builder.Services);
        AddFeeds(builder.Services);
        AddLooks(builder.Services);
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddSingleton<LinkClicksReader>();
        services.AddSingleton<WebhookBook>();
        services.AddSingleton<WebhookWriter>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookRounds>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookRounds>());
    }

    private static void AddFeeds(IServiceCollection services)
    {
        services.AddSingleton<FeedBook>();
        services.AddSingleton<FeedRunner>();
        services.AddHostedService<FeedRounds>();
    }

    private static void AddLooks(IServiceCollection services)
    {
        services.AddSingleton<CardLooker>();
        services.AddSingleton<CardWatch>();
        services.AddHostedService<CardRounds>();
        services.AddSingleton<TrialBook>();
        services.AddHostedService<TrialSweep>();
    }

    /// <summary>What the verb <c>link</c> needs on a stopped server's folder, and the server as well.</summary>
    /// <param name="stopped">The options of a folder that no server runs on; null where the server has its own.</param>
    internal static void AddWorkspace(IServiceCollection services, ServeOptions? stopped = null)
    {
        if (stopped is not null)
        {
            services.AddSingleton(stopped);
            services.AddSingleton(_ => new Classifier(Catalogue.Load()));
        }
        AbuseFeature.AddWorkspace(services);
        services.AddSingleton<LinkDirectory>();
        services.AddSingleton<LinkBook>();
        services.AddSingleton<LinkForm>();
        services.AddSingleton<LinkMaking>();
        services.AddScoped<LinkWorkspace>();
    }

    /// <summary>
    /// Answers link domains before anything else looks at the request, as visitors' beacons are: no routing and no account matters to a redirect.
    /// What the server keeps for itself goes on, whatever the host.
    /// </summary>
    public static void UseLinks(WebApplication app)
    {
        var links = app.Services.GetRequiredService<LinkDirectory>();
        var redirects = app.Services.GetRequiredService<RedirectEndpoint>();
        app.Use((http, next) =>
        {
            var first = ShortAddress.FirstSegment(http.Request.Path.Value);
            if (Slug.IsReserved(first))
                return next(http);
            var domain = links.HostOf(http.Request.Host.Value);
            // The server's own name has a front door already.
            return domain is null || (first.IsEmpty && domain.Host.Length == 0) ? next(http) : redirects.AnswerAsync(http, domain, next);
        });
    }

    public static void MapLinks(WebApplication app)
    {
        LinkEndpoints.Map(app);
        QrEndpoints.Map(app);
        app.MapGet("/app/links/export.csv", (HttpContext http, LinkFileWriter writer) => writer.Answer(http)).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet("/app/" + PageFiles.Drawn.Name, (HttpContext http) => DashboardFeature.Send(http, PageFiles.Drawn)).ExcludeFromDescription();
        app.MapGet("/app/links/{id:long}/figures.csv", LinkResultFile.AnswerAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        WebhookEndpoints.Map(app);
        FeedEndpoints.Map(app);
        TrialEndpoints.Map(app);
        DomainFiles.Map(app);
        SwitchFeature.MapSwitch(app);
        AbuseFeature.MapAbuse(app);
    }

    /// <summary>Whether the request is for a door that link domains have beside their redirects, under the name of one of them.</summary>
    internal static bool IsDoor(HttpContext http) =>
        (http.Request.Path.Value is YourlsDoor.Path or ReportEndpoint.Page or ReportEndpoint.Target || http.Request.Path.StartsWithSegments("/v4", StringComparison.Ordinal))
        && http.RequestServices.GetRequiredService<LinkDirectory>().NamedHostOf(http.Request.Host.Value) is not null;

    /// <summary>Whether the request is for a page that a link domain shows: those come under the domain's name.</summary>
    internal static bool IsPage(HttpContext http) => LinkPage.Of(http) is not null;
}
