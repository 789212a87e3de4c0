using Microsoft.Extensions.Time.Testing;
using Murmure.Connectors.Discord;

namespace Murmure.Connectors.Tests.Discord;

/// <summary>A connector, and a Discord that it may ask.</summary>
public abstract class DiscordFixture : IAsyncLifetime
{
    private ForeignClient client = null!;

    private protected FakeTimeProvider Clock { get; } = new(DiscordServer.Now) { AutoAdvanceAmount = TimeSpan.Zero };

    private protected DiscordServer Server { get; private set; } = null!;

    private protected DiscordConnector Connector { get; private set; } = null!;

    /// <summary>One connection's settings: limits are learnt for these.</summary>
    private protected ConnectorSettings Mine { get; private set; } = DiscordServer.Settings();

    public async ValueTask InitializeAsync()
    {
        Server = await DiscordServer.OpenAsync();
        Renew();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>As after a restart: no limit is known.</summary>
    private protected void Renew(TimeProvider? clock = null)
    {
        var options = Server.Options(new ConnectorOptions());
        client = new ForeignClient(options, clock ?? Clock);
        Connector = new DiscordConnector(client, options, clock ?? Clock);
        Mine = DiscordServer.Settings();
    }
}
