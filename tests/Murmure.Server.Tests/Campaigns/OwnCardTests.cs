using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>What a service fetches for the card below our own post is nobody's share.</summary>
[WholeServer]
public sealed class OwnCardTests
{
    private const string Telegram = "TelegramBot (like TwitterBot)";
    private const string WhatsApp = "WhatsApp/2.23.20.0 A";

    [Fact]
    public async Task The_first_fetch_of_a_posts_address_by_its_own_service_is_left_out_and_the_next_one_counts()
    {
        await using var site = await ChannelSite.StartAsync();
        await PublishAsync(site, ("preview", "yes"));
        await site.Site.AskAsync("telegram", WhatsApp);
        await site.Site.AskAsync("discord", Telegram);
        await site.Site.AskAsync("telegram", Telegram);
        (await PreviewsAsync(site)).ShouldBe("1", "somebody else's fetcher came first, and ours is not counted");
        await site.Site.AskAsync("telegram", Telegram);
        (await PreviewsAsync(site)).ShouldBe("2", "the next one is somebody's share");
    }

    [Fact]
    public async Task Without_a_card_and_after_some_minutes_every_fetch_counts()
    {
        await using var site = await ChannelSite.StartAsync();
        await PublishAsync(site);
        await site.Site.AskAsync("telegram", Telegram);
        (await PreviewsAsync(site)).ShouldBe("1");
    }

    [Fact]
    public async Task What_comes_later_is_somebodys_and_looking_at_a_post_expects_nothing()
    {
        await using var site = await ChannelSite.StartAsync();
        await PublishAsync(site, ("preview", "yes"));
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await site.Host.Client.GetStringAsync(ChannelSite.Page + "/posts/1");
        await site.Site.AskAsync("telegram", Telegram);
        (await PreviewsAsync(site)).ShouldBe("1");
    }

    private static async Task PublishAsync(ChannelSite site, params (string Name, string Value)[] more)
    {
        using var kept = await site.PostAsync("1", "À lire ce soir", more);
        using var now = await PagesHost.SendAsync(site.Host.Client, ChannelSite.Page, "now-1");
        await site.RoundAsync();
        (await site.ReadAsync(1)).State.ShouldBe(PostState.Published);
    }

    private static async Task<string> PreviewsAsync(ChannelSite site)
    {
        await site.Site.SettleAsync();
        return (await site.Site.FileAsync(1))["telegram"]["previews"];
    }
}
