using System.Net;
using System.Text.RegularExpressions;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Campaigns;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Links;

/// <summary>What a link's own page and its file say of it, of the days that are asked for.</summary>
[WholeServer]
public sealed partial class LinkReportTests
{
    private const string Page = "/app/links/1";
    private const string Read = "\"n\":\"engagement\",\"e\":60000";
    private const string Bought = "\"n\":\"goal\",\"p\":{\"name\":\"abonnement\"},\"v\":{\"amount\":30,\"currency\":\"EUR\"}";

    private static readonly DateOnly Today = new(2026, 11, 25);

    [Fact]
    public async Task Visits_goals_and_revenue_stand_beside_clicks_by_address_on_the_page_and_in_the_file()
    {
        await using var site = await ReportSite.StartAsync();
        await site.FollowAsync("signal", Read, Bought);
        await site.FollowAsync("signal", Read);
        await site.FollowAsync("telegram", Read);
        await site.SettleAsync();
        var page = await PageAsync(site, Page);
        foreach (var (name, value) in new[] { ("Clicks", "3"), ("Visits", "3"), ("Goals", "1"), ("Revenue", "30.00 EUR") })
            DetailSite.Figure(page, name).ShouldBe(value, name);
        foreach (var (channel, clicks, visits, goals) in new[] { ("Signal", "2", "2", "1"), ("Telegram", "1", "1", "0"), ("WhatsApp", "0", "0", "0") })
        {
            var row = $"<span class=\"name\">{channel}</span>";
            (DetailSite.Cell(page, row, "Clicks"), DetailSite.Cell(page, row, "Visits"), DetailSite.Cell(page, row, "Goals")).ShouldBe((clicks, visits, goals), channel);
        }
        page.ShouldContain("3 clicks along the days, most around 25 November 2026.");
        page.ShouldContain("3 visits along the days, most around 25 November 2026.");
        page.ShouldContain($"href=\"{DetailSite.Page}?from=2026-10-27&to=2026-11-25&filters=link%3D%3D1", Case.Sensitive, "its visitors are the site's page, narrowed to them");
        page.ShouldContain("Countries");

        var lines = (await site.Host.Client.GetStringAsync(Page + "/figures.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("channel,name,address,clicks,clickers,requests,previews,visits,goals,revenue_eur");
        lines.ShouldContain($"signal,,{new Uri(site.Host.Address, "/enquete~s")},2,2,2,0,2,1,30");
        lines[^1].ShouldBe(",total,,3,3,3,0,3,1,30");
    }

    [Fact]
    public async Task The_days_that_are_asked_for_are_those_of_every_figure_and_of_the_file()
    {
        var day = new DateOnly(2026, 11, 4);
        EventDetail detail = new() { Link = 1, Variant = "signal" };
        await using var site = await ReportSite.StartAsync(events:
        [
            (DetailSite.Direct with { Visitor = 11, Kind = EventKind.Click, Detail = detail }).At(day, 9), (DetailSite.Direct with { Visitor = 12, Kind = EventKind.Click, Detail = detail }).At(day.AddDays(-3), 9),
            (DetailSite.Preview with { Platform = "signal", Channel = "signal", Detail = detail }).At(day, 8),
        ]);
        async Task<string> ClicksAsync(string query) => DetailSite.Figure(await PageAsync(site, Page + query), "Clicks");
        (await ClicksAsync("")).ShouldBe("2", "thirty days");
        (await ClicksAsync("?from=2026-11-04&to=2026-11-04")).ShouldBe("1");
        (await ClicksAsync("?period=7d")).ShouldBe("0");
        (await ClicksAsync("?period=all")).ShouldBe("2");
        var one = await PageAsync(site, Page + "?from=2026-11-04&to=2026-11-04&lang=fr");
        one.ShouldContain("Sur toutes les adresses du lien");
        one.ShouldContain("1,0", Case.Sensitive, "one click for one share");
        one.ShouldContain($"href=\"{Page}?period=28d&lang=fr\"");
        one.ShouldContain($"href=\"{Page}/figures.csv?from=2026-11-04&to=2026-11-04\"");
        (await site.Host.Client.GetStringAsync(Page + "/figures.csv?from=2026-11-04&to=2026-11-04")).ShouldContain(",total,,1,1,1,1,");
        (await PageAsync(site, Page + "?from=2026-11-05&to=2026-11-04")).ShouldContain("role=\"alert\"");
        (await PageAsync(site, Page + "?from=2026-09-01&to=2026-09-02")).ShouldContain("Nothing is on record of these days");
    }

    [Theory]
    [InlineData(ComplianceProfile.EuConsent, "nobody can be asked before a redirect")]
    [InlineData(ComplianceProfile.FrExempt, "keeps no channels")]
    public async Task Where_visits_cannot_be_seen_they_are_a_dash_and_not_nought(ComplianceProfile profile, string said)
    {
        await using var site = await ReportSite.StartAsync(profile);
        await site.FollowAsync("signal");
        await site.SettleAsync();
        var page = await PageAsync(site, Page);
        (DetailSite.Figure(page, "Visits"), DetailSite.Figure(page, "Goals")).ShouldBe(("–", "–"));
        page.ShouldContain(said);
        page.ShouldNotContain("visit along the days");
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_has_clicks_and_no_visits()
    {
        await using var site = await ReportSite.StartAsync();
        await site.LinkAsync("ailleurs", "https://elsewhere.example/");
        var page = await PageAsync(site, "/app/links/2");
        DetailSite.Figure(page, "Clicks").ShouldBe("0");
        DetailSite.Figure(page, "Visits").ShouldBe("–");
        page.ShouldContain("The link leads to another site");
    }

    [Fact]
    public async Task A_campaign_has_its_clicks_along_the_days()
    {
        await using var site = await ReportSite.StartAsync();
        await site.CampaignAsync("Enquête", ("link", "1"));
        await site.PublishAsync(1, 1, "signal");
        await site.OutAsync(1, Today.AddDays(-2).ToDateTime(new TimeOnly(8, 0), DateTimeKind.Utc));
        await site.FollowAsync("signal");
        await site.FollowAsync("telegram");
        await site.SettleAsync();
        var page = await site.PageAsync(1);
        page.ShouldContain("1 click along the days, on 25 November 2026 or about then.", Case.Sensitive, "what was clicked at another address is none of the campaign's");
        page.ShouldContain("1 visit along the days");
    }

    /// <summary>A page as a person reads it; sums and their currencies are parted by a plain space.</summary>
    private static async Task<string> PageAsync(ReportSite site, string path) =>
        Spaces().Replace(WebUtility.HtmlDecode(await site.Host.Client.GetStringAsync(path)), " ");

    [GeneratedRegex("[ \\r\\n\u00A0]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
