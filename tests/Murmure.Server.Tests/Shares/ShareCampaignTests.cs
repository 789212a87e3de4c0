using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Shares;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Shares;

/// <summary>Random tokens of a campaign, and the counts that everybody may see.</summary>
[WholeServer]
public sealed class ShareCampaignTests
{
    private const string Token = "k3q7abcd";

    private static readonly SiteId Site = new(1);

    private static ShareBook Book(LiveHost host) => host.Services.GetRequiredService<ShareBook>();

    private static async Task ShareAsync(LiveHost host, string page, string token, string via = "whatsapp", string more = "", string address = "203.0.113.9") => await host.SendAsync(
        $$"""{"n":"share","u":"https://example.org{{page}}","p":{"via":"{{via}}","generation":2,"token":"{{token}}"}{{more}}}""", address);

    private static async Task<(string Channel, byte Generation)> VisitAsync(LiveHost host, string token, string address)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.ViewAsync("/a?mm=" + token, address: address);
        var view = (await host.EventsAsync()).Where(one => one.Kind == EventKind.Pageview).MaxBy(one => one.Time);
        return (view.Channel, view.Detail!.Generation);
    }

    [Fact]
    public async Task A_token_stands_for_its_channel_and_generation_until_its_campaign_ends_and_leaves_sums_alone()
    {
        await using var host = await LiveHost.StartAsync();
        await Book(host).OpenAsync(Site, "Noël", "/a*", 7, default);
        await ShareAsync(host, "/a", Token);
        (await VisitAsync(host, Token, "203.0.113.1")).ShouldBe(("whatsapp", (byte)2));
        (await VisitAsync(host, Token.ToUpperInvariant(), "203.0.113.2")).ShouldBe(("whatsapp", (byte)2));

        await host.RestartAsync();
        (await VisitAsync(host, Token, "203.0.113.3")).ShouldBe(("whatsapp", (byte)2), "it was written down");
        (await Book(host).CampaignsAsync(Site, default)).Select(one => (one.Name, one.Tokens, one.Visits, one.Squares)).ShouldBe([("Noël", 1, 3, 9)]);
        (await host.EventsAsync()).SelectMany(one => one.Detail?.Properties ?? []).ShouldAllBe(pair => pair.Key == "via");

        host.Clock.Advance(TimeSpan.FromDays(7));
        await Book(host).WriteAsync(default);
        (await VisitAsync(host, Token, "203.0.113.4")).ShouldBe(("copied-link", (byte)0));
        (await Book(host).CampaignsAsync(Site, default)).Select(one => (one.Tokens, one.Visits, one.Squares)).ShouldBe([(1, 3, 9)]);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.ShareTokens.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("/b", Token, "")]
    [InlineData("/a", "k3q7abc", "")]
    [InlineData("/a", "k3q7abc1", "")]
    [InlineData("/a", Token, ",\"c\":\"denied\"")]
    public async Task A_token_counts_only_on_the_campaigns_pages_well_formed_and_with_consent(string page, string token, string more)
    {
        await using var host = await LiveHost.StartAsync();
        await Book(host).OpenAsync(Site, "Noël", "/a", 7, default);
        await ShareAsync(host, page, token, more: more);
        (await Book(host).CampaignsAsync(Site, default)).ShouldHaveSingleItem().Tokens.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_campaign_no_token_is_taken_and_an_ended_one_takes_none()
    {
        await using var host = await LiveHost.StartAsync();
        await ShareAsync(host, "/a", Token);
        await Book(host).OpenAsync(Site, "Noël", "/*", 30, default);
        var campaign = (await Book(host).CampaignsAsync(Site, default)).ShouldHaveSingleItem();
        campaign.Tokens.ShouldBe(0);
        await Book(host).EndAsync(new SiteId(2), campaign.Id, default);
        await ShareAsync(host, "/a", Token);
        (await Book(host).CampaignsAsync(Site, default)).ShouldHaveSingleItem().Tokens.ShouldBe(1, "another site cannot end it");
        await Book(host).EndAsync(Site, campaign.Id, default);
        await ShareAsync(host, "/a", "abcdefgh");
        (await Book(host).CampaignsAsync(Site, default)).ShouldHaveSingleItem().Tokens.ShouldBe(1);
    }

    [Fact]
    public async Task Counts_are_told_where_the_site_says_so_of_past_days_in_tens_and_from_ten_on()
    {
        await using var host = await LiveHost.StartAsync();
        for (var sharer = 0; sharer < 12; sharer++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"203.0.113.{sharer}");
            await host.ViewAsync("/a", address: address);
            await ShareAsync(host, "/a", "", address: address);
            if (sharer < 9)
                await ShareAsync(host, "/a", "", "telegram", address: address);
        }
        const string Asked = "/e/shares?s=example.org&u=https%3A%2F%2Fexample.org%2Fa%2F%3Fx%3D1";
        await host.SettleAsync();
        (await host.Client.GetStringAsync(Asked)).ShouldBe("{}");
        await Book(host).TellAsync(Site, true, default);
        (await host.Client.GetStringAsync(Asked)).ShouldBe("{}", "today is not told");
        host.Clock.Advance(TimeSpan.FromHours(27));
        await host.CloseDaysAsync();
        (await host.Client.GetStringAsync(Asked)).ShouldBe("""{"whatsapp":20}""");
        (await host.Client.GetStringAsync(Asked.Replace("%2Fa%2F", "%2Fb", StringComparison.Ordinal))).ShouldBe("{}");
        await Book(host).TellAsync(Site, false, default);
        (await host.Client.GetStringAsync(Asked)).ShouldBe("{}");
    }

    [Fact]
    public void Dispersion_is_that_of_counts_worked_out_by_hand_and_shown_of_a_crowd_only()
    {
        // Visits 0, 1, 2, 5: mean 2, variance (4+1+0+9)/3 = 4.667, over the mean 2.333.
        new CampaignSums(4, 8, 30).Dispersion!.Value.ShouldBe(2.333333, 1e-6);
        new CampaignSums(1, 8, 64).Dispersion.ShouldBeNull();
        new CampaignSums(4, 0, 0).Dispersion.ShouldBeNull();
        (new CampaignSums(19, 50, 0).IsShown, new CampaignSums(20, 49, 0).IsShown, new CampaignSums(20, 50, 0).IsShown).ShouldBe((false, false, true));
    }
}
