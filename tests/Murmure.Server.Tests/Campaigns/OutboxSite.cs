using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Campaigns;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Connections;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>A whole server with a connection to a stand-in for Telegram or Discord, a campaign, and posts that it hands over.</summary>
internal sealed class OutboxSite : IAsyncDisposable
{
    public required string Kind { get; init; }

    public required StandIn Service { get; init; }

    public required ConnectedSite Site { get; init; }

    public required Campaign Campaign { get; init; }

    public LiveHost Host => Site.Host;

    /// <summary>How often the service is asked for a message whose answer does not come: Discord knows a message by its number, and is asked again at once.</summary>
    public int AskedOnce => Kind == "discord" ? 2 : 1;

    public static async Task<OutboxSite> StartAsync(string kind, Func<ConnectorOptions, ConnectorOptions>? with = null)
    {
        StandIn service = kind == "discord" ? await DiscordServer.OpenAsync() : await TelegramServer.OpenAsync();
        // A round that a test holds up is not to end by itself.
        var options = service.Options() with { Patience = TimeSpan.FromMinutes(1) };
        var site = await ConnectedSite.StartAsync(kind, Values(kind), with?.Invoke(options) ?? options);
        await using var db = await DbAsync(site.Host);
        var campaign = new Campaign { SiteId = 1, Name = "Printemps", Created = site.Host.Clock.GetUtcNow().UtcDateTime };
        db.Campaigns.Add(campaign);
        await db.SaveChangesAsync();
        return new OutboxSite { Kind = kind, Service = service, Site = site, Campaign = campaign };
    }

    public static Dictionary<string, string> Values(string kind) => kind == "discord"
        ? new() { ["token"] = DiscordServer.Token, ["channel"] = DiscordServer.Channel }
        : new() { ["token"] = TelegramServer.Token, ["chat"] = "@murmure_news", ["secret"] = TelegramServer.Secret };

    /// <summary>Plans a post, as a member does; it is due now where nobody says when.</summary>
    public async Task<long> PlanAsync(string text, TimeSpan due = default, long? connection = null)
    {
        var (kept, field, problem) = await Host.Services.GetRequiredService<PostBook>().KeepAsync(Rules(Host), Campaign, null, Asked(text, due, connection), default);
        return kept.ShouldNotBeNull(field + problem).Id;
    }

    public PostRequest Asked(string text, TimeSpan due = default, long? connection = null) =>
        new(connection ?? Site.Kept.Id, "", "", text, (Host.Clock.GetUtcNow() + due).UtcDateTime, new Dictionary<string, string>());

    public static Task RoundAsync(LiveHost host) => host.Services.GetRequiredService<PostRounds>().RunOnceAsync(default);

    public Task RoundAsync() => RoundAsync(Host);

    public static PostBook Book(LiveHost host) => host.Services.GetRequiredService<PostBook>();

    public static SiteRules Rules(LiveHost host) => host.Services.GetRequiredService<SiteDirectory>().All.Single();

    public async Task<Post> FindAsync(long post, LiveHost? host = null)
    {
        await using var db = await DbAsync(host ?? Host);
        return await db.Posts.AsNoTracking().SingleAsync(one => one.Id == post);
    }

    /// <summary>How a post stands: <c>Failed rights 403</c>.</summary>
    public async Task<string> StateAsync(long post, LiveHost? host = null) => await FindAsync(post, host) is var found ? $"{found.State} {found.Answer}".TrimEnd() : "";

    /// <summary>What the service was asked to publish, in order.</summary>
    public List<string> Handed =>
        [.. Service.Log.Where(asked => asked.Method == "POST" && (asked.Path.EndsWith("/sendMessage", StringComparison.Ordinal) || asked.Path.EndsWith("/messages", StringComparison.Ordinal))).Select(asked => asked.Json.GetProperty(Kind == "discord" ? "content" : "text").GetString()!)];

    public async Task ChangeAsync(Action<Connection> change)
    {
        await using var db = await DbAsync(Host);
        change(await db.Connections.SingleAsync(one => one.Id == Site.Kept.Id));
        await db.SaveChangesAsync();
    }

    /// <summary>Adds another connection of the site's.</summary>
    public async Task<long> ConnectAsync(string kind)
    {
        var (kept, field, problem) = await Host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            Rules(Host), new Maker(1, 1, "member@example.org"), null, new ConnectionRequest(kind, "Autre", kind, Values(kind), "https://m.example.org"), default);
        return kept.ShouldNotBeNull(field + problem).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Service.DisposeAsync();
    }

    internal static Task<MurmureDb> DbAsync(LiveHost host) => host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
}
