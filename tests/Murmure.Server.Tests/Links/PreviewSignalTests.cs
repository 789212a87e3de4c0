using System.Globalization;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Links;

/// <summary>What a preview of a short link leaves in the figures.</summary>
[WholeServer]
public sealed class PreviewSignalTests
{
    private static readonly Catalogue Catalogue = Catalogue.Load();

    public static TheoryData<string, string, string> Agents => new()
    {
        { "WhatsApp/2.24.20.83 A", "whatsapp", "device" },
        { "WhatsApp/2", "signal", "device" },
        { "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0", "imessage", "device" },
        { "TelegramBot (like TwitterBot)", "telegram", "server" },
        { "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "discord", "server" },
        { "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "slack", "server" },
        { "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebook", "server" },
        { "Viber", "viber", "device" },
        { "GoogleMessages", "google-messages", "server" },
    };

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_fetcher_s_preview_counts_for_its_link_and_variant_and_is_no_click(string agent, string platform, string by)
    {
        await using var site = await LinkSite.StartAsync();
        var link = await MakeAsync(site);
        await site.FollowAsync("/a~supporters", agent: agent);
        await site.Host.SettleAsync();
        var table = await site.Host.Store.QueryAsync(
            new ReportQuery("example.org", DayRange.All, [Metric.Previews, Metric.Clicks]) { Dimensions = [Dimension.Link, Dimension.Variant, Dimension.Platform, Dimension.FetchedBy] }, default);
        var row = table.Rows.ShouldHaveSingleItem();
        row.Keys.ShouldBe([link, "WhatsApp: supporters", platform, by]);
        (row[Metric.Previews], row[Metric.Clicks]).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Fetches_of_one_share_are_one_preview_and_keep_the_link_when_the_next_day_s_close_has_passed()
    {
        await using var site = await LinkSite.StartAsync();
        var link = await MakeAsync(site);
        for (var i = 0; i < 3; i++)
            await site.FollowAsync("/a~supporters", agent: "WhatsApp/2.24.20.83 A");
        await site.Host.SettleAsync();
        site.Host.Clock.Advance(TimeSpan.FromDays(2));
        await site.Host.CloseDaysAsync();
        var table = await site.Host.Store.QueryAsync(new ReportQuery("example.org", DayRange.All, [Metric.Previews]) { Dimensions = [Dimension.Link, Dimension.Variant] }, default);
        var row = table.Rows.ShouldHaveSingleItem();
        (row.Text(Dimension.Link), row.Text(Dimension.Variant), row[Metric.Previews]).ShouldBe((link, "WhatsApp: supporters", 1L));
    }

    [Fact]
    public async Task An_address_that_is_typed_letter_by_letter_is_one_preview_of_what_it_became_and_another_address_is_another_share()
    {
        await using var site = await LinkSite.StartAsync();
        await MakeAsync(site);
        foreach (var typed in (string[])["/a", "/a~", "/a~w", "/a~w", "/a~supporters"])
        {
            await site.FollowAsync(typed, agent: "WhatsApp/2.24.20.83 A");
            // A preview that takes another's place is found by its time and page: two of one second cannot be told apart.
            site.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        await site.Host.SettleAsync();
        var table = await site.Host.Store.QueryAsync(new ReportQuery("example.org", DayRange.All, [Metric.Previews]) { Dimensions = [Dimension.Variant] }, default);
        table.Rows.Select(row => (row.Text(Dimension.Variant), row[Metric.Previews])).Order().ShouldBe([("whatsapp", 1L), ("WhatsApp: supporters", 1L)]);
    }

    [Fact]
    public async Task Previews_clicks_and_shares_stand_side_by_side_for_each_link_and_channel()
    {
        await using var site = await LinkSite.StartAsync();
        var link = await MakeAsync(site);
        for (var i = 0; i < 2; i++)
            await site.GetAsync("/a~w", agent: "WhatsApp/2.24.20.83 A", address: $"203.0.113.{i + 1}");
        for (var i = 0; i < 6; i++)
            await site.GetAsync("/a~w", address: $"203.0.113.{i + 1}");
        await site.Host.SettleAsync();
        var table = await site.Host.Store.QueryAsync(
            new ReportQuery("example.org", DayRange.All, [Metric.Previews, Metric.Clicks, Metric.Shares]) { Dimensions = [Dimension.Link, Dimension.Channel] }, default);
        var row = table.Rows.ShouldHaveSingleItem();
        (row.Text(Dimension.Link), row.Text(Dimension.Channel), Ratio.ClicksPerPreview.In(row)).ShouldBe((link, "whatsapp", 3.0));
        var (status, body, _) = await site.CallAsync(HttpMethod.Get, "/api/v1/reports?site=example.org&metrics=previews,clicks,shares&dimensions=link,channel&from=2026-11-25&to=2026-11-25");
        (status, body.GetProperty("rows").GetRawText()).ShouldBe((200, $"[[\"{link}\",\"whatsapp\",2,6,0]]"));
    }

    [Fact]
    public void Fetchers_on_the_sender_s_device_are_those_of_the_catalogue() =>
        Catalogue.Channels.Where(channel => channel.Fetchers.Any(fetcher => fetcher is { By: FetchedBy.Device, Share: true })).Select(channel => channel.Slug).Order(StringComparer.Ordinal)
            .ShouldBe(Dimension.FetchedOnDevices);

    private static async Task<string> MakeAsync(LinkSite site) =>
        (await site.LinkAsync(new { url = "https://example.org/story", slug = "a", placements = new[] { new { key = "supporters", channel = "whatsapp", name = "WhatsApp: supporters" } } }))
        .GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
}
