using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Connectors;
using Murmure.Connectors.WhatsApp;
using Murmure.Connectors.Email;
using Murmure.Connectors.Sms;
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
        services.AddSingleton<IConnector, WhatsAppConnector>();
        services.AddSingleton<IConnector, SmsConnector>();
        services.AddSingleton<IConnector, BrevoConnector>();
        services.AddSingleton<IConnector, MailchimpConnector>();
        services.AddSingleton<IConnector, MailjetConnector>();
        services.AddSingleton<IConnector, TelegramConnector>();
        services.AddSingleton<IConnector, DiscordConnector>();
        services.AddSingleton<ConnectorSet>();
        services.AddSingleton<ConnectionDirectory>();
        services.AddSingleton<ConnectionBook>();
        services.AddSingleton<ConnectionHealth>();
        services.AddSingleton<ConnectionPolling>();
        services.AddSingleton<ConnectionCheck>();
        services.AddSingleton(provider => new MessageKeys(data.KeysPath, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Refusals>();
        services.AddSingleton<ObservationIntake>();
        services.AddSingleton<WebhookDoor>();
        services.AddSingleton<ConversationEndpoints>();
        services.AddSingleton<TemplateShelf>();
        services.AddSingleton<ConnectionRounds>();
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionRounds>());
    }

    /// <summary>Whether a path is one that services ask for, under whatever host: what they send is signed.</summary>
    internal static bool IsDoor(PathString path) => path.StartsWithSegments("/webhooks", StringComparison.Ordinal);

    public static void MapConnections(WebApplication app)
    {
        ConnectionEndpoints.Map(app);
        ConversationEndpoints.Map(app);
        TotalsEndpoint.Map(app);
        app.MapMethods("/webhooks/{kind}/{connection}", [HttpMethods.Get, HttpMethods.Post], (HttpContext http, string kind, string connection, WebhookDoor door) => door.ReceiveAsync(http, kind, connection))
            .DisableAntiforgery().ExcludeFromDescription();
    }
}
