using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Connectors;
using Murmure.Connectors.Discord;
using Murmure.Connectors.Telegram;
using Murmure.Server.Hosting;
using Murmure.Storage.Observations;

namespace Murmure.Server.Connections;

/// <summary>What an organisation has at services outside: connected, looked after, and what they tell.</summary>
internal static class ConnectionsFeature
{
    public static void AddConnections(IHostApplicationBuilder builder, DataFolder data, ConnectorOptions options)
    {
        var services = builder.Services;
        services.AddSingleton(data.Observations);
        services.AddSingleton(options);
        services.AddSingleton<ForeignClient>();
        services.AddSingleton<IConnector, TelegramConnector>();
        services.AddSingleton<IConnector, DiscordConnector>();
        services.AddSingleton<ConnectorSet>();
        services.AddSingleton<ConnectionDirectory>();
        services.AddSingleton<ConnectionBook>();
        services.AddSingleton<ConnectionHealth>();
        services.AddSingleton<ConnectionPolling>();
        services.AddSingleton(provider => new MessageKeys(data.KeysPath, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Refusals>();
        services.AddSingleton<ObservationIntake>();
        services.AddSingleton<WebhookDoor>();
        services.AddSingleton<ConnectionRounds>();
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionRounds>());
    }

    /// <summary>Whether a path is one that services ask for, under whatever host: what they send is signed.</summary>
    internal static bool IsDoor(PathString path) => path.StartsWithSegments("/webhooks", StringComparison.Ordinal);

    public static void MapConnections(WebApplication app) =>
        app.MapMethods("/webhooks/{kind}/{connection}", [HttpMethods.Get, HttpMethods.Post], (HttpContext http, string kind, string connection, WebhookDoor door) => door.ReceiveAsync(http, kind, connection))
            .DisableAntiforgery().ExcludeFromDescription();
}
