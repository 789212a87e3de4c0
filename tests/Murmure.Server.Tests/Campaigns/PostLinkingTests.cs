using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Connections;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>A post whose message nobody knows is linked to it by whoever looked, and its reactions are counted from then on.</summary>
[WholeServer]
public sealed class PostLinkingTests
{
    [Fact]
    public async Task What_was_unsure_and_then_called_published_is_linked_to_its_message_and_its_reactions_count()
    {
        await using var site = await ChannelSite.StartAsync();
        using var kept = await site.PostAsync("1", "À lire ce soir");
        site.Telegram.Faults.Enqueue(StandIn.Status(502, "<html>", "text/html"));
        using var now = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, "now-1");
        await site.RoundAsync();
        (await site.ReadAsync(1)).State.ShouldBe(PostState.Unsure);
        (await site.Host.Client.GetStringAsync(ChannelSite.Page)).ShouldNotContain("Link it to its message there", Case.Sensitive, "first it is said whether it is out");
        using var published = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, "published-1");
        (await site.Host.Client.GetStringAsync(ChannelSite.Page)).ShouldContain("Link it to its message there");
        await ReactAsync(site, 1, 77, 3);
        (await site.CountsAsync(1)).ShouldBeEmpty("nobody knows which message it is");

        await LinkAsync(site, 1, "https://t.me/murmure_news/77");
        (await site.ReadAsync(1)).Remote.ShouldBe($"{TelegramServer.Channel}/77");
        await ReactAsync(site, 2, 77, 5);
        (await site.CountsAsync(1)).ShouldBe(["reaction 👍 5"]);
        var page = await site.Host.Client.GetStringAsync(ChannelSite.Page);
        page.ShouldContain("It is linked.");
        page.ShouldNotContain("Change it there", Case.Sensitive, "it may be somebody's own message");
        await LinkAsync(site, 1, "78");
        (await site.ReadAsync(1)).Remote.ShouldBe($"{TelegramServer.Channel}/78");
    }

    [Fact]
    public async Task What_a_person_published_in_a_connected_server_is_linked_once_and_to_no_other_posts_message()
    {
        await using var site = await ChannelSite.StartAsync();
        var theirs = site.Discord.Say(DiscordServer.Channel, reactions: DiscordServer.Reaction("🎉", 4));
        foreach (var post in (int[])[1, 2])
            await site.Site.PublishAsync(1, post, "discord");
        var address = $"https://discord.com/channels/{DiscordServer.Guild}/{DiscordServer.Channel}/{theirs}";
        await LinkAsync(site, 1, address);
        var linked = await site.ReadAsync(1);
        (linked.ConnectionId, linked.Remote).ShouldBe((2, $"{DiscordServer.Channel}/{theirs}"));
        await site.Host.Services.GetRequiredService<ConnectionPolling>().AskAsync(site.Host.Services.GetRequiredService<ConnectionDirectory>().Find(2)!, default);
        (await site.CountsAsync(1)).ShouldBe(["reaction 🎉 4"]);
        (await RefusedAsync(site, 2, address)).ShouldContain("Another post is linked to this message already.");
        (await RefusedAsync(site, 2, "1100000000000000077")).ShouldContain("This is no message of the connected channel.");
        (await RefusedAsync(site, 2, "https://discord.com/channels/1100000000000000098/1100000000000000002/" + theirs)).ShouldContain("This is no message of the connected channel.");
        site.Discord.Faults.Enqueue(StandIn.Status(503));
        (await RefusedAsync(site, 2, theirs)).ShouldContain("The service itself has a fault.");
        (await site.ReadAsync(2)).Remote.ShouldBe("");
    }

    [Fact]
    public async Task What_we_published_ourselves_and_what_has_no_connected_channel_offers_no_linking()
    {
        await using var site = await ChannelSite.StartAsync();
        using var kept = await site.PostAsync("1", "À lire ce soir");
        using var now = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, "now-1");
        await site.RoundAsync();
        (await site.ReadAsync(1)).Remote.ShouldBe($"{TelegramServer.Channel}/41");
        await site.Site.PublishAsync(1, 2, "signal");
        (await site.Host.Client.GetStringAsync(ChannelSite.Page)).ShouldNotContain("Link it to its message there");
        using var viewer = await site.Host.JoinAsync("vera@courrier.example", "viewer");
        (await viewer.GetStringAsync(ChannelSite.Page)).ShouldNotContain("Link it to its message there");
    }

    private static async Task LinkAsync(ChannelSite site, int post, string told)
    {
        using var answer = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, $"find-{post}", ($"message-{post}", told));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> RefusedAsync(ChannelSite site, int post, string told)
    {
        using var answer = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, $"find-{post}", ($"message-{post}", told));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Telegram tells how many reactions a message has.</summary>
    private static async Task ReactAsync(ChannelSite site, int update, int message, int count)
    {
        var body = $$"""{"update_id":{{update}},"message_reaction_count":{"chat":{"id":{{TelegramServer.Channel}},"title":"T","username":"murmure_news","type":"channel"},"message_id":{{message}},"date":{{site.Clock.GetUtcNow().ToUnixTimeSeconds()}},"reactions":[{"type":{"type":"emoji","emoji":"👍"},"total_count":{{count}} }] } }""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/telegram/" + site.Host.Services.GetRequiredService<ConnectionDirectory>().Find(1)!.Address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", TelegramServer.Secret);
        using var answer = await site.Host.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }
}
