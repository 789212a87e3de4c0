using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Murmure.Server.Imports.History;

/// <summary>What people already have: figures of the programs that counted before, beside ours and never among them.</summary>
internal static class HistoryFeature
{
    public static void AddHistory(IServiceCollection services)
    {
        services.AddSingleton<HistoryBook>();
        services.AddSingleton<GoogleHistory>();
        services.AddSingleton<MatomoHistory>();
        services.AddSingleton<PlausibleHistory>();
        services.AddSingleton<HistoryImport>();
        services.AddSingleton<HistoryEndpoints>();
    }

    public static void MapHistory(WebApplication app) => HistoryEndpoints.Map(app);
}
