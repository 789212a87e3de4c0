using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Campaigns;
using Murmure.Server.Connections;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Links;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>Campaigns through their pages, from the first word to the report.</summary>
[WholeServer]
public sealed class CampaignPagesTests
{
    private const string Site = "www.example.org";
    private const string Pages = "/app/sites/" + Site + "/campaigns";

    [Fact]
    public async Task A_campaign_by_hand_goes_from_a_name_to_a_report_that_says_what_the_channel_told_and_what_the_site_counted()
    {
        await using var host = await PagesHost.StartAsync(Site);
        var link = await LinkAsync(host);
        using var made = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", "Grande enquête"), ("brief", "Pour les fidèles"), ("link", link), ("budget", "250,50"), ("currency", "eur"));
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect, await made.Content.ReadAsStringAsync());
        using var post = await PagesHost.SendAsync(host.Client, Pages + "/1/posts/new", "keep", ("connection", "by-hand:signal"), ("text", "À lire <b>ce soir</b>"), ("cost", "100"));
        post.StatusCode.ShouldBe(HttpStatusCode.Redirect, await post.Content.ReadAsStringAsync());
        var preview = await host.Client.GetStringAsync(Pages + "/1/posts/1");
        preview.ShouldContain("/enquete~" + host.Services.GetRequiredService<Murmure.Attribution.Catalogue>().BySlug["signal"].Tag);
        preview.ShouldNotContain("<b>ce soir");
        using var published = await PagesHost.SendAsync(host.Client, Pages + "/1", "published-1");
        using var undeclared = await PagesHost.SendAsync(host.Client, Pages + "/1", "declare-1", ("cost-1", "beaucoup"));
        (await undeclared.Content.ReadAsStringAsync()).ShouldContain("An amount such as");
        using var declared = await PagesHost.SendAsync(host.Client, Pages + "/1", "declare-1", ("audience-1", "420"), ("reactions-1", "17"));
        await host.Services.GetRequiredService<ObservationFile>().AppendAsync([new ObservationCount(1, 1, "delivered", "", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), 40)], 1, default);
        var page = await host.Client.GetStringAsync(Pages + "/1");
        page.ShouldContain("declared: 420 could see it, 17 reactions");
        page.ShouldContain(">Delivered<");
        page.ShouldContain("Published on");
        var file = await host.Client.GetStringAsync(Pages + "/1.csv");
        file.Split('\n')[1].ShouldStartWith("signal,signal,1,,40,,,,,,,,,,,420,17,");
        (await host.Client.GetStringAsync(Pages + "/1.svg")).ShouldContain("Grande enquête");
        (await host.Client.GetStringAsync(Pages)).ShouldContain(">Grande ");
    }

    [Fact]
    public async Task What_is_published_is_known_to_the_estimate_as_a_day_of_the_site_s_own()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var made = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", "Lettre"));
        using var post = await PagesHost.SendAsync(host.Client, Pages + "/1/posts/new", "keep", ("connection", "by-hand:email"), ("text", "La lettre"));
        using var published = await PagesHost.SendAsync(host.Client, Pages + "/1", "published-1");
        var (site, calendar) = (host.Services.GetRequiredService<SiteDirectory>().Find(Site)!, host.Services.GetRequiredService<CampaignCalendar>());
        var days = new DayRange(site.Today(TimeProvider.System).AddDays(-7), site.Today(TimeProvider.System));
        (await calendar.OfAsync(site, days, default)).ShouldBeNull("nobody has said that the list is complete");
        await calendar.ConfirmAsync(site, days, null, "test", default);
        (await calendar.OfAsync(site, days, default)).ShouldHaveSingleItem().Name.ShouldBe("Lettre");
    }

    [Theory]
    [InlineData("", "", "", "Give it a name")]
    [InlineData("x", "999999", "", "Choose a link")]
    [InlineData("x", "", "beaucoup", "An amount such as")]
    [InlineData("x", "", "-5", "An amount such as")]
    public async Task A_field_that_will_not_do_is_said_at_its_place(string name, string link, string budget, string said)
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var made = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", name), ("link", link), ("budget", budget), ("currency", "EUR"));
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await made.Content.ReadAsStringAsync()).ShouldContain(said);
        (await host.Client.GetStringAsync(Pages)).ShouldContain("No campaign yet.");
    }

    [Fact]
    public async Task A_campaign_that_went_out_stays_and_one_that_did_not_can_be_removed()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var first = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", "Une"));
        using var second = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", "Deux"));
        using var post = await PagesHost.SendAsync(host.Client, Pages + "/1/posts/new", "keep", ("connection", "by-hand:signal"), ("text", "x"));
        using var published = await PagesHost.SendAsync(host.Client, Pages + "/1", "published-1");
        using var kept = await PagesHost.SendAsync(host.Client, Pages + "/1/edit", "remove");
        (await kept.Content.ReadAsStringAsync()).ShouldContain("Something of it went out");
        using var removed = await PagesHost.SendAsync(host.Client, Pages + "/2/edit", "remove");
        removed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var list = await host.Client.GetStringAsync(Pages);
        (list.Contains("Une"), list.Contains("Deux")).ShouldBe((true, false));
    }

    [Fact]
    public async Task Only_editors_change_and_members_read()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var made = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", "Une"));
        using var viewer = await host.JoinAsync("vera@courrier.example", "viewer");
        (await viewer.GetStringAsync(Pages + "/1")).ShouldContain("Une");
        using var refused = await viewer.GetAsync(new Uri(Pages + "/1/edit", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Posts_at_one_place_are_one_row_and_a_place_that_the_link_has_not_is_refused()
    {
        await using var host = await PagesHost.StartAsync(Site);
        var link = await LinkAsync(host);
        using var placed = await PagesHost.SendAsync(host.Client, "/app/links/1", "place", ("channel", "signal"), ("name", "Spring"), ("key", "spring"));
        using var made = await PagesHost.SendAsync(host.Client, Pages + "/new", "keep", ("name", "Une"), ("link", link));
        foreach (var channel in (string[])["signal", "telegram"])
        {
            using var post = await PagesHost.SendAsync(host.Client, Pages + "/1/posts/new", "keep", ("connection", "by-hand:" + channel), ("place", "Spring"), ("text", "x"));
            post.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
        (await host.Client.GetStringAsync(Pages + "/1.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2, "what is not out brought nothing: the names of the columns, and all of it");
        foreach (var post in (int[])[1, 2])
        {
            using var published = await PagesHost.SendAsync(host.Client, Pages + "/1", $"published-{post}");
        }
        (await host.Client.GetStringAsync(Pages + "/1.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        using var elsewhere = await PagesHost.SendAsync(host.Client, Pages + "/1/posts/new", "keep", ("connection", "by-hand:signal"), ("place", "Autumn"), ("text", "x"));
        (await elsewhere.Content.ReadAsStringAsync()).ShouldContain("Choose an address from the list.");
    }

    [Theory]
    [InlineData("1,000", false, 0)]
    [InlineData("1.000", false, 0)]
    [InlineData("1000", true, 10_000_000)]
    [InlineData("99,90", true, 999_000)]
    [InlineData("99.90", true, 999_000)]
    [InlineData("", true, 0)]
    [InlineData("-1", false, 0)]
    public void A_sum_is_read_in_both_languages_or_not_at_all(string text, bool read, long amount)
    {
        Amounts.TryRead(text, System.Globalization.CultureInfo.GetCultureInfo("fr-FR"), out var kept).ShouldBe(read);
        kept.ShouldBe(amount);
    }

    [Theory]
    [InlineData(22, 7, 23, true)]
    [InlineData(22, 7, 6, true)]
    [InlineData(22, 7, 7, false)]
    [InlineData(8, 10, 9, true)]
    [InlineData(8, 10, 10, false)]
    [InlineData(5, 5, 5, false)]
    public void Quiet_hours_go_over_midnight_on_the_site_s_clock(int from, int to, int hour, bool quiet)
    {
        var site = new SiteRules { Id = new SiteId(1), Host = Site, Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris") };
        var connection = new Connection { Kind = "telegram", Name = "", Address = "", Channel = "telegram", Sealed = [], Root = "", QuietFrom = from, QuietTo = to };
        QuietHours.Has(connection, site, new DateTimeOffset(2026, 11, 25, hour, 30, 0, TimeSpan.FromHours(1)).ToUniversalTime()).ShouldBe(quiet);
    }

    [Fact]
    public async Task Members_see_what_is_connected_and_what_is_not_and_add_a_place_where_people_publish()
    {
        await using var host = await PagesHost.StartAsync(Site);
        const string Connections = "/app/sites/" + Site + "/connections";
        (await host.Client.GetStringAsync(Connections)).ShouldContain("Nothing is connected yet.");
        using var added = await PagesHost.SendAsync(host.Client, Connections + "/new?kind=manual", "keep", ("name", "Groupe des lecteurs"), ("channel", "signal"), ("quiet-from", "22"), ("quiet-to", "7"));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        (await host.Client.GetStringAsync(Connections)).ShouldContain("Groupe des lecteurs");
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Connection added");
        using var half = await PagesHost.SendAsync(host.Client, Connections + "/1", "keep", ("name", "Groupe"), ("channel", "signal"), ("quiet-from", "22"));
        (await half.Content.ReadAsStringAsync()).ShouldContain("Choose both hours, or neither.");
        using var slip = await PagesHost.SendAsync(host.Client, Connections + "/1", "remove");
        (await slip.Content.ReadAsStringAsync()).ShouldContain("Nothing was removed.");
        (await host.Client.GetStringAsync(Connections)).ShouldContain("Groupe des lecteurs");
        using var removed = await PagesHost.SendAsync(host.Client, Connections + "/1", "remove", ("sure", "yes"));
        (await host.Client.GetStringAsync(Connections)).ShouldContain("Nothing is connected yet.");
    }

    private static async Task<string> LinkAsync(PagesHost host)
    {
        using var made = await PagesHost.SendAsync(host.Client, "/app/links/new", "link", ("url", "https://" + Site + "/enquete"), ("slug", "enquete"));
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect, await made.Content.ReadAsStringAsync());
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return (await db.Links.SingleAsync()).Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
