using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Campaigns;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>A newspaper with a channel on Telegram (the first connection), a server on Discord (the second), and a campaign whose link is <c>/enquete</c>.</summary>
internal sealed class ChannelSite : IAsyncDisposable
{
    public const string Page = ReportSite.Pages + "/1";

    public required ReportSite Site { get; init; }

    public required TelegramServer Telegram { get; init; }

    public required DiscordServer Discord { get; init; }

    public PagesHost Host => Site.Host;

    public HastyClock Clock => Site.Clock;

    public static async Task<ChannelSite> StartAsync()
    {
        var (telegram, discord) = (await TelegramServer.OpenAsync(), await DiscordServer.OpenAsync());
        var site = await ReportSite.StartAsync(connectors: new ConnectorOptions { Telegram = telegram.Root, Discord = new Uri(discord.Root, "/api/v10/") });
        var started = new ChannelSite { Site = site, Telegram = telegram, Discord = discord };
        await site.ConnectAsync("telegram", new() { ["token"] = TelegramServer.Token, ["chat"] = "@murmure_news", ["secret"] = TelegramServer.Secret });
        await site.ConnectAsync("discord", new() { ["token"] = DiscordServer.Token, ["channel"] = DiscordServer.Channel, ["guild"] = DiscordServer.Guild });
        await site.CampaignAsync("Grande enquête", ("link", "1"));
        return started;
    }

    /// <summary>Adds a post; its page, or the campaign's where it was not taken.</summary>
    public Task<HttpResponseMessage> PostAsync(string connection, string text, params (string Name, string Value)[] more) =>
        PagesHost.SendAsync(Host.Client, Page + "/posts/new", "keep", [("connection", connection), ("text", text), .. more]);

    /// <summary>Hands over what is due, as each round does.</summary>
    public Task RoundAsync() => Host.Services.GetRequiredService<PostRounds>().RunOnceAsync(default);

    public async Task<Post> ReadAsync(long post)
    {
        await using var db = await Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return await db.Posts.AsNoTracking().SingleAsync(one => one.Id == post);
    }

    public async Task<List<string>> CountsAsync(long post) =>
        [.. (await Host.Services.GetRequiredService<ObservationFile>().OfPostsAsync([post], default)).Select(one => $"{one.Kind} {one.Detail} {one.Amount}")];

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Telegram.DisposeAsync();
        await Discord.DisposeAsync();
    }
}
