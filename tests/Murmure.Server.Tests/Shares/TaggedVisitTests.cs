using Murmure.Attribution;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Links;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Shares;

/// <summary>What a share tag says, from the button to the visit that it brings.</summary>
[WholeServer]
public sealed class TaggedVisitTests
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";

    [Theory]
    [InlineData("w2", "", "whatsapp", 2)]
    [InlineData("W3-k7", "", "whatsapp", 3)]
    [InlineData("c4", "", "copied-link", 4)]
    [InlineData("w2", "https://web.whatsapp.com/", "whatsapp", 2)]
    [InlineData("w2", "https://www.facebook.com/", "facebook", 0)]
    [InlineData("w2", "https://example.org/b", "internal", 0)]
    [InlineData("w7", "", "direct", 0)]
    public async Task A_tagged_visit_has_its_generation_unless_it_comes_from_a_page(string tag, string referrer, string channel, byte generation)
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a?mm=" + tag, referrer: referrer);
        var view = (await host.EventsAsync()).ShouldHaveSingleItem();
        (view.Page, view.Channel, view.Detail!.Generation, view.Detail.Link).ShouldBe(("/a", channel, generation, 0));
    }

    [Theory]
    [InlineData("w2-k7", "k7")]
    [InlineData("w2-A9", "a9")]
    [InlineData("w2-z7", null)]
    [InlineData("w2-k1", null)]
    [InlineData("w2-7", null)]
    public async Task A_cohort_is_one_of_sixty_four_symbols_or_nothing(string tag, string? cohort)
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a?mm=" + tag);
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem().Detail!;
        kept.Generation.ShouldBe((byte)2);
        kept.Properties.Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(cohort is null ? [] : ["share.cohort=" + cohort]);
    }

    [Fact]
    public async Task A_share_counts_for_the_channel_it_went_out_by_and_a_goal_for_the_one_that_brought_its_reader()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a?mm=t1");
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        await host.SendAsync("""{"n":"share","u":"https://example.org/a","p":{"via":"whatsapp","generation":2}}""");
        await host.SendAsync("""{"n":"share","u":"https://example.org/a","p":{"via":"system","generation":2}}""");
        await host.SendAsync("""{"n":"copy","u":"https://example.org/a","p":{"what":"link","generation":2}}""");
        await host.SendAsync("""{"n":"subscribe","u":"https://example.org/a"}""");
        await host.SettleAsync();
        (await CountAsync(host, Metric.Shares, Dimension.Channel, Dimension.Generation)).ShouldBe(["telegram|2=1", "whatsapp|2=1"]);
        (await CountAsync(host, Metric.Copies, Dimension.Channel, Dimension.Generation)).ShouldBe(["telegram|2=1"]);
        (await CountAsync(host, Metric.Goals, Dimension.Channel, Dimension.Generation)).ShouldBe(["telegram|1=1"]);
        (await CountAsync(host, Metric.Visits, Dimension.Channel, Dimension.Generation)).ShouldBe(["telegram|1=1"]);

        host.Clock.Advance(TimeSpan.FromHours(27));
        await host.CloseDaysAsync();
        (await CountAsync(host, Metric.Shares, Dimension.Channel)).ShouldBe(["telegram=1", "whatsapp=1"]);
        (await CountAsync(host, Metric.Visits, Dimension.Generation)).ShouldBe(["1=1"]);
    }

    [Theory]
    [InlineData("reload")]
    [InlineData("back_forward")]
    public async Task A_page_that_is_loaded_again_was_not_shared_again(string navigation)
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a?mm=c2", more: $",\"t\":\"{navigation}\"");
        var view = (await host.EventsAsync()).ShouldHaveSingleItem();
        (view.Channel, view.Detail!.Generation).ShouldBe(("direct", (byte)0));
    }

    [Theory]
    [InlineData("go.example.org", "whatsapp")]
    [InlineData("www.facebook.com", "facebook")]
    public async Task A_page_of_the_links_own_domain_is_not_where_a_visit_came_from(string referrer, string channel)
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.org/a", slug = "a", domain = "go.example.org" });
        await site.FollowAsync("/a~w", "go.example.org");
        await site.Host.ViewAsync("/a", referrer: $"https://{referrer}/a~w");
        (await CountAsync(site.Host, Metric.Visits, Dimension.Channel, Dimension.Variant)).ShouldBe([$"{channel}|whatsapp=1"]);
    }

    [Theory]
    [InlineData(ComplianceProfile.FrExempt, "granted")]
    [InlineData(ComplianceProfile.EuConsent, null)]
    [InlineData(ComplianceProfile.UkStats, "denied")]
    public async Task A_limited_visit_keeps_no_tag_and_sends_no_share(ComplianceProfile profile, string? consent)
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: profile));
        var said = consent is null ? "" : $",\"c\":\"{consent}\"";
        await host.ViewAsync("/a?mm=w2-k7", more: said);
        foreach (var name in (string[])["share", "copy"])
            (await host.SendAsync($$"""{"n":"{{name}}","u":"https://example.org/a","p":{"via":"whatsapp","generation":3}{{said}}}""")).Said.ShouldBe("dropped; reason=consent");
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        (kept.Channel, kept.Detail!.Generation, kept.Detail.Properties.Count).ShouldBe(("direct", (byte)0, 0));
    }

    [Fact]
    public async Task A_preview_keeps_whether_the_address_that_was_fetched_had_a_tag_whichever_of_its_fetches_had_it()
    {
        await using var host = await LiveHost.StartAsync();
        await FetchAsync(host, "/a", "/a?mm=w3", "/a");
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        await FetchAsync(host, "/a");
        (await host.EventsAsync()).Select(one => (one.Kind, one.Channel, one.Detail!.Generation))
            .ShouldBe([(EventKind.Preview, "whatsapp", (byte)3), (EventKind.Preview, "whatsapp", (byte)0)], ignoreOrder: true);
        (await CountAsync(host, Metric.Previews, Dimension.Generation)).ShouldBe(["3=1", "=1"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_profile_without_share_tags_keeps_none_of_a_preview_either()
    {
        await using var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: ComplianceProfile.FrExempt));
        await FetchAsync(host, "/a?mm=w3");
        (await host.EventsAsync()).ShouldHaveSingleItem().Detail!.Generation.ShouldBe((byte)0);
    }

    [Fact]
    public async Task From_the_click_on_a_variant_to_the_goal_a_link_is_one_row_of_the_answer()
    {
        await using var site = await LinkSite.StartAsync();
        var id = (await site.LinkAsync(new { url = "https://example.org/a", slug = "a" })).GetProperty("id").GetInt64();
        await site.FollowAsync("/a~w");
        site.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        await site.Host.ViewAsync("/a");
        await site.Host.SendAsync("""{"n":"subscribe","u":"https://example.org/a","v":{"amount":5,"currency":"EUR"}}""");
        await site.Host.SettleAsync();
        var (_, answer, _) = await site.CallAsync(HttpMethod.Get, "/api/v1/reports?site=example.org&metrics=clicks,visits,goals&dimensions=link,variant,channel,grade,rule&filters=link!=&from=2026-11-25&to=2026-11-25");
        answer.GetProperty("rows").ToString().ShouldBe($"[[\"{id}\",\"whatsapp\",\"whatsapp\",\"measured\",\"link.variant\",1,1,1]]");
        var (_, revenue, _) = await site.CallAsync(HttpMethod.Get, "/api/v1/reports?site=example.org&metrics=revenue&dimensions=link,currency&filters=link!=;currency==EUR&from=2026-11-25&to=2026-11-25");
        revenue.GetProperty("rows").ToString().ShouldBe($"[[\"{id}\",\"EUR\",50000]]");
    }

    private static async Task FetchAsync(LiveHost host, params string[] paths)
    {
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.FetchesWrite);
        var fetches = paths.Select(path => $$"""{"u":"https://example.org{{path}}","ua":"{{WhatsApp}}","ip":"203.0.113.5","status":200}""");
        (await ApiTests.CallAsync(host, key, "/api/v1/fetches", $"[{string.Join(',', fetches)}]")).Body.ShouldContain($"\"accepted\":{paths.Length}");
    }

    private static async Task<List<string>> CountAsync(LiveHost host, Metric metric, params Dimension[] dimensions)
    {
        await host.SettleAsync();
        return [.. (await host.Store.QueryAsync(new ReportQuery(LiveHost.Host, DayRange.All, [metric]) { Dimensions = dimensions }, default)).Rows
            .Where(row => row[metric] > 0).Select(row => $"{string.Join('|', dimensions.Select(row.Text))}={row[metric]}").Order(StringComparer.Ordinal)];
    }
}
