using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Sites;

[WholeServer]
public sealed class SettingsTests
{
    private static readonly (string Name, string Value)[] Everything =
    [
        ("zone", "America/Toronto"), ("language", "fr"), ("profile", "uk-stats"), ("gpc", "yes"), ("cities", "yes"), ("hosts", "m.a.example\nhttps://www.b.example/x\nbücher.example"),
        ("networks", "198.51.100.7\n2001:db8:1::/48"), ("paths", "/preview/*\n*.pdf"), ("countries", "fr, be"), ("query", "id\npage"),
        ("goals", "Subscribed = /thanks/*\nnewsletter"), ("campaigns", "2026-11-02 2026-11-08 Autumn appeal"),
    ];

    private static readonly string[] Entries = ["", ".md", ".html"];

    [Fact]
    public async Task Every_setting_reaches_the_intake_and_the_event_store_and_stays_in_the_form()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        using var saved = await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", Everything);
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect, await saved.Content.ReadAsStringAsync());
        var rules = host.Services.GetRequiredService<SiteDirectory>().Find("b.example").ShouldNotBeNull();
        rules.ShouldSatisfyAllConditions(
            r => r.Host.ShouldBe("a.example"),
            r => r.OtherHosts.Order().ShouldBe(["b.example", "m.a.example", "xn--bcher-kva.example"]),
            r => r.Zone.Id.ShouldBe("America/Toronto"),
            r => r.Language.ShouldBe("fr"),
            r => r.Profile.ShouldBe(ComplianceProfile.UkStats),
            r => r.HonourGpc.ShouldBeTrue(),
            r => r.Cities.ShouldBeTrue(),
            r => r.ExcludedNetworks.Select(n => n.ToString()).ShouldBe(["198.51.100.7/32", "2001:db8:1::/48"]),
            r => r.ExcludedPaths.ShouldBe(["/preview/*", "*.pdf"]),
            r => r.ExcludedCountries.Order().ShouldBe(["BE", "FR"]),
            r => r.AllowedQuery.Order().ShouldBe(["id", "page"]),
            r => r.Goals.ShouldBe([new SiteGoal("Subscribed", "/thanks/*"), new SiteGoal("newsletter", null)]));
        (await host.Store.SitesAsync(default)).Single().Site.ShouldSatisfyAllConditions(s => s.TimeZone.ShouldBe("America/Toronto"), s => s.Language.ShouldBe("fr"));

        var form = WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/sites/a.example/settings?saved=yes"));
        form.ShouldContain("Subscribed = /thanks/*");
        form.ShouldContain("2026-11-02 2026-11-08 Autumn appeal");
        form.ShouldContain("value=\"FR BE\"");
        using var again = await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", [.. Everything.Where(f => f.Name is not ("gpc" or "cities" or "goals")), ("goals", "")]);
        host.Services.GetRequiredService<SiteDirectory>().Find("a.example")!.ShouldSatisfyAllConditions(r => r.HonourGpc.ShouldBeFalse(), r => r.Cities.ShouldBeFalse(), r => r.Goals.ShouldBeEmpty());
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Site settings changed");
    }

    [Fact]
    public async Task That_earlier_days_were_kept_by_other_settings_is_told_to_readers_and_in_the_record()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        string[] told = ["/app/transparency/a.example", "/app/sites/a.example/register", "/app/sites/a.example/register.md"];
        const string before = "other settings applied";
        using (await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "log-only")))
        foreach (var page in told)
            (await host.Client.GetStringAsync(page)).ShouldNotContain(before, Case.Sensitive, page);
        using (await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "log-only"), ("cities", "yes")))
        using (await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "log-only")))
        foreach (var page in told)
            (await host.Client.GetStringAsync(page)).ShouldContain(before, Case.Sensitive, page);
    }

    [Theory]
    [InlineData("networks", "not an address")]
    [InlineData("networks", "198.51.100.7/33")]
    [InlineData("paths", "no slash")]
    [InlineData("countries", "France")]
    [InlineData("query", "id=1")]
    [InlineData("hosts", "two words")]
    [InlineData("goals", "= /thanks")]
    [InlineData("goals", "Subscribed = thanks")]
    [InlineData("campaigns", "2026-11-08 2026-11-02 backwards")]
    [InlineData("campaigns", "next week")]
    [InlineData("zone", "Mars/Olympus")]
    public async Task What_cannot_be_read_changes_nothing(string field, string value)
    {
        await using var host = await PagesHost.StartAsync("a.example");
        using var answer = await PagesHost.SendAsync(
            host.Client, "/app/sites/a.example/settings", "settings", [.. Everything.Select(f => f.Name == field ? (field, value) : f)]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Nothing was saved");
        host.Services.GetRequiredService<SiteDirectory>().Find("a.example")!.OtherHosts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_belongs_to_one_site_of_the_whole_server()
    {
        await using var host = await PagesHost.StartAsync("a.example", "www.log.example");
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        (string, string)[] basics = [("zone", "UTC"), ("language", "en"), ("profile", "eu-consent")];
        foreach (var taken in new[] { "a.example", "WWW.a.example.", "log.example" })
        {
            using var answer = await PagesHost.SendAsync(stranger, "/app/sites/new", "site", [("host", taken), .. basics]);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("has this address already", customMessage: taken);
        }

        using var made = await PagesHost.SendAsync(stranger, "/app/sites/new", "site", [("host", "free.example"), .. basics]);
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var claimed = await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", [.. Everything.Select(f => f.Name == "hosts" ? ("hosts", "free.example") : f)]);
        (await claimed.Content.ReadAsStringAsync()).ShouldContain("has this address already");
    }

    [Fact]
    public async Task A_site_that_a_log_named_is_found_by_its_visitors_host()
    {
        await using var host = await PagesHost.StartAsync("www.log.example");
        host.Services.GetRequiredService<SiteDirectory>().Find("log.example").ShouldNotBeNull().ShouldSatisfyAllConditions(
            r => r.Host.ShouldBe("www.log.example"), r => r.Profile.ShouldBe(ComplianceProfile.LogOnly));
    }

    [Fact]
    public async Task A_site_that_is_measured_by_its_log_is_told_first_how_to_read_it()
    {
        await using var host = await PagesHost.StartAsync("www.log.example");
        var page = await host.Client.GetStringAsync("/app/sites/www.log.example/snippet");
        page.ShouldContain("<code>murmure import --follow /var/log/nginx/access.log --site www.log.example</code>");
        page.ShouldContain("<code>murmure import /var/log/nginx/access.log.1 --site www.log.example</code>");
        page.ShouldContain("data-copy=\"murmure import --follow ");
        page.IndexOf("Read the log", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("Link previews", StringComparison.Ordinal));
        page.ShouldContain("None of them writes an address into a log, and nobody is counted twice.");
        foreach (var scripted in (string[])["--only previews", "People come from the script", "m.js"])
            page.ShouldNotContain(scripted);
    }

    [Fact]
    public async Task The_settings_stand_in_four_groups_and_the_deletion_apart()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        var page = await host.Client.GetStringAsync("/app/sites/a.example/settings");
        string[] order = ["<legend>Basics", "Another time zone counts from", "id=\"zone\"", "id=\"language\"", "<legend>Privacy", "id=\"gpc\"", "<legend>What is left out", "id=\"networks\"", "<legend>Goals and mailings", "id=\"campaigns\"", "class=\"danger\""];
        order.Select(part => page.IndexOf(part, StringComparison.Ordinal)).ShouldBeInOrder();
        order.ShouldAllBe(part => page.Contains(part));
    }

    [Fact]
    public async Task The_register_entry_names_the_kinds_of_places_that_messages_go_to()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        async Task<string[]> EntriesAsync() => [.. await Task.WhenAll(Entries.Select(async end => WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/sites/a.example/register" + end))))];
        (await EntriesAsync()).ShouldAllBe(entry => entry.Contains("Murmure sends nothing anywhere."));
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            var site = await db.Sites.SingleAsync();
            foreach (var kind in (string[])["telegram", "slack", "slack", "webhook"])
                db.NoticeOutlets.Add(new NoticeOutlet { SiteId = site.Id, Kind = kind, Name = "The desk", Sealed = [], Language = "en", Root = "" });
            foreach (var kind in (string[])["whatsapp", "telegram", "manual", "brevo"])
                db.Connections.Add(new Connection { SiteId = site.Id, Kind = kind, Name = "The desk", Address = kind, Channel = "email", Sealed = [], Root = "" });
            db.NoticeSubscriptions.Add(new NoticeSubscription { SiteId = site.Id, AccountId = (await db.Users.SingleAsync()).Id, Kind = "weekly", Language = "en", Root = "" });
            await db.SaveChangesAsync();
        }
        var told = await EntriesAsync();
        told.ShouldAllBe(entry => entry.Contains("Murmure sends readers’ data nowhere; figures or messages go to: members by e-mail, Slack, Telegram, a program of the controller’s, WhatsApp Business."));
        told.ShouldAllBe(entry => !entry.Contains("sends nothing anywhere") && !entry.Contains("The desk"));
    }

    [Fact]
    public async Task The_register_entry_follows_the_settings_and_escapes_foreign_names()
    {
        await using var host = await PagesHost.StartAsync();
        using var owner = await host.JoinAsync("o@x.example", "owner", "<b>Bold</b> & Sons");
        using var made = await PagesHost.SendAsync(owner, "/app/sites/new", "site", ("host", "free.example"), ("zone", "UTC"), ("language", "en"), ("profile", "fr-exempt"));
        var html = await owner.GetStringAsync("/app/sites/free.example/register.html");
        html.ShouldContain("&lt;b&gt;Bold&lt;/b&gt; &amp; Sons");
        html.ShouldContain("Aucun cookie");
        html.ShouldContain("No cookie");
        var markdown = await owner.GetStringAsync("/app/sites/free.example/register.md");
        markdown.ShouldContain("# Audience measurement of free.example");
        markdown.ShouldContain("“Honour Global Privacy Control”: on");
        markdown.ShouldNotContain("<b>");
        using var off = await PagesHost.SendAsync(
            owner, "/app/sites/free.example/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "fr-exempt"), ("query", "id"));
        var changed = await owner.GetStringAsync("/app/sites/free.example/register.md");
        changed.ShouldContain("Not held: the setting “Honour Global Privacy Control” is off.");
        changed.ShouldContain("Check it: the setting “Query parameters");
        foreach (var claim in new[] { "GDPR compliant", "conforme au RGPD", "no consent needed", "approved", "anonym" })
            (html + markdown).ShouldNotContain(claim, Case.Insensitive);
    }

    [Fact]
    public void Snippets_carry_the_line_the_site_and_what_the_proxy_hands_on()
    {
        var all = Snippet.All("https://stats.example.org", new SiteRules { Id = default, Host = "courrier.example", Zone = TimeZoneInfo.Utc, Profile = ComplianceProfile.FrExempt }).ToDictionary(s => s.Slug, s => string.Join("\n", s.Parts.Select(p => p.Code)));
        all.Keys.ShouldBe(["html", "wordpress", "drupal", "ghost", "nextjs", "gtm", "nginx", "caddy"]);
        all["html"].ShouldBe("<script defer src=\"https://stats.example.org/m.js\" data-site=\"courrier.example\" data-profile=\"fr-exempt\"></script>");
        all.Values.ShouldAllBe(code => code.Contains("courrier.example") && code.Contains("fr-exempt"));
        foreach (var proxy in new[] { "nginx", "caddy" })
        {
            all[proxy].ShouldContain("Server-Timing");
            all[proxy].ShouldContain("murmure-fs;desc=");
            all[proxy].ShouldContain("https://stats.example.org");
            all[proxy].ShouldContain("src=\"/m.js\"");
            all[proxy].Replace("\\", "", StringComparison.Ordinal).ShouldContain("m-extra.js");
        }
    }
}
