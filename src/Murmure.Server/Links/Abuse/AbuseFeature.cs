using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links.Abuse;

/// <summary>What keeps links from being used for harm: limits, block lists, reports, and taking out of service.</summary>
internal static class AbuseFeature
{
    public static void AddAbuse(IServiceCollection services)
    {
        services.AddSingleton<BlockListFetch>();
        services.AddSingleton<LinkModeration>();
        services.AddSingleton<LinkReports>();
        services.AddSingleton<ModerationEndpoints>();
        services.AddSingleton<NightlyBlockCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<NightlyBlockCheck>());
        ReportEndpoint.Add(services);
    }

    /// <summary>What making a link asks, on a stopped server's folder too.</summary>
    public static void AddWorkspace(IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<ServeOptions>().Links);
        services.AddSingleton<LinkLimits>();
        services.AddSingleton<BlockLists>();
    }

    public static void MapAbuse(WebApplication app)
    {
        ModerationEndpoints.Map(app);
        ReportEndpoint.Map(app);
    }
}
