using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Links.DropIn;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>Coming from another service: its exports, its API, and doors that speak as it does.</summary>
public static class SwitchFeature
{
    /// <summary>The services that links can come from, as their slugs.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. LinkSource.All.Select(source => source.Slug)];

    /// <summary>The line to set beside the source's own figures, in English.</summary>
    public static string Reconciliation(SwitchAnswer answer) =>
        Texts.For(Language.English).Say(answer.DryRun ? "switch.reconciliation.dry" : "switch.reconciliation", LinkSource.Find(answer.From)?.Name ?? answer.From, answer.Clicks);

    internal static void AddSwitch(IServiceCollection services)
    {
        services.AddSingleton<ImportedClicksBook>();
        services.AddSingleton<RemoteLinks>();
        services.AddSingleton<LinkSwitch>();
        services.AddSingleton<SwitchEndpoints>();
        services.AddSingleton<DoorKeys>();
        services.AddSingleton<DoorLinks>();
        services.AddSingleton<BitlyDoor>();
        services.AddSingleton<YourlsDoor>();
    }

    internal static void MapSwitch(WebApplication app)
    {
        SwitchEndpoints.Map(app);
        BitlyDoor.Map(app);
        YourlsDoor.Map(app);
    }
}
