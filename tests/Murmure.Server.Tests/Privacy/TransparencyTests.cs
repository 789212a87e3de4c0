using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Privacy;

/// <summary>The page that says to everybody how a site is measured.</summary>
[WholeServer]
public sealed class TransparencyTests
{
    [Fact]
    public async Task It_says_when_each_day_s_key_was_destroyed_and_whose_key_exists_now()
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(zone: "Europe/Paris")]);
        await host.ViewAsync();
        (await ReadAsync(host.Client)).ShouldContain("Days whose key exists now: 25 November 2026.");
        await host.SettleAsync();
        // Two hours after the end of the site's own day.
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 1, 3, 0, TimeSpan.Zero));
        await host.CloseDaysAsync();
        await host.CloseDaysAsync();
        var after = await ReadAsync(host.Client);
        after.ShouldContain("25 November 2026</th><td>26 November 2026 at 02:03 (Europe/Paris)");
        after.ShouldNotContain("Days whose key exists now");
        (await ReadAsync(host.Client, "?lang=fr")).ShouldContain("25 novembre 2026</th><td>le 26 novembre 2026 à 2\u00A0h\u00A003 (Europe/Paris)");
        await host.RestartAsync();
        (await ReadAsync(host.Client)).ShouldContain("26 November 2026 at 02:03", customMessage: "the log outlives the process");
    }

    [Fact]
    public async Task It_says_how_long_things_are_kept_and_what_was_deleted()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync();
        (await ReadAsync(host.Client)).ShouldContain("Single events are deleted after 90 days, the daily counts made of them after 25 months.");
        (await ReadAsync(host.Client)).ShouldContain("Nothing has reached that age yet.");
        await host.SettleAsync();
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
        await host.CloseDaysAsync();
        host.Clock.SetUtcNow(new DateTimeOffset(2027, 4, 1, 3, 0, 0, TimeSpan.Zero));
        await host.Services.GetRequiredService<Retention>().PurgeDueAsync(default);
        // The service's own round is due at the same moment: where that one deletes, it may still be at it.
        const string deleted = "1 April 2027 at 03:00 (UTC)</th><td>1 January 2027</td><td>1 March 2025</td><td class=\"n\">0</td>";
        var page = await ReadAsync(host.Client);
        for (var tries = 0; tries < 100 && !page.Contains(deleted, StringComparison.Ordinal); tries++)
        {
            await Task.Delay(100);
            page = await ReadAsync(host.Client);
        }
        page.ShouldContain(deleted);
    }

    [Theory]
    [InlineData(ComplianceProfile.FrExempt, "by the day; no two days can be joined", "Global Privacy Control is honoured")]
    [InlineData(ComplianceProfile.EuConsent, "If you agree, we measure", "without it, only the page, the day, the referring site, the kind of device, and how long and how far the page was read.", "use the button on the privacy page of example.org")]
    [InlineData(ComplianceProfile.UkStats, "by the hour, rare values left out", "use the button on the privacy page of example.org")]
    [InlineData(ComplianceProfile.LogOnly, "No script and no cookie is used for it", "This site carries no measuring script")]
    public async Task It_says_what_the_site_s_profile_keeps_and_how_to_object(ComplianceProfile profile, params string[] says)
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(profile: profile)]);
        var page = await ReadAsync(host.Client);
        foreach (var line in says)
            page.ShouldContain(line);
        page.ShouldContain("What example.org measures");
        page.ShouldContain("ip-location-db");
    }

    [Fact]
    public async Task Anybody_may_read_it_in_either_language_and_a_search_engine_when_the_publisher_says_so()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        using var anybody = new HttpClient { BaseAddress = host.Address };
        var page = await anybody.GetStringAsync("/app/transparency/www.A.example");
        page.ShouldContain("What a.example measures");
        page.ShouldContain("noindex");
        page.ShouldNotContain(PagesHost.Owner);
        page.ShouldNotContain("/app/sign-in");
        using var french = new HttpRequestMessage(HttpMethod.Get, "/app/transparency/a.example");
        french.Headers.AcceptLanguage.ParseAdd("fr-CA, en;q=0.5");
        using var answer = await anybody.SendAsync(french);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Ce que a.example mesure");

        using var saved = await PagesHost.SendAsync(
            host.Client, "/app/sites/a.example/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"), ("indexed", "yes"));
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var indexed = await anybody.GetStringAsync("/app/transparency/a.example");
        indexed.ShouldNotContain("noindex");
        WebUtility.HtmlDecode(indexed).ShouldContain("The publisher has set Global Privacy Control aside.");
        (await anybody.GetAsync("/app/sites/a.example")).RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/app/sign-in");
    }

    [Theory]
    [InlineData("nobody.example")]
    [InlineData("..%2F..%2Fapp")]
    public async Task A_site_that_is_not_measured_has_none(string host)
    {
        await using var pages = await PagesHost.StartAsync("a.example");
        using var answer = await pages.Client.GetAsync("/app/transparency/" + host);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("No such site is measured here");
    }

    [Fact]
    public async Task The_register_entry_and_the_installation_page_link_to_it()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        var address = $"http://{host.Address.Authority}/app/transparency/a.example";
        (await host.Client.GetStringAsync("/app/sites/a.example/register.md")).ShouldContain(address);
        using var saved = await PagesHost.SendAsync(host.Client, "/app/sites/a.example/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"));
        var install = WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/sites/a.example/snippet"));
        install.ShouldContain(address);
        install.ShouldContain("Do not count my visits");
        install.ShouldContain("Ne pas compter mes visites");
    }

    private static async Task<string> ReadAsync(HttpClient client, string query = "") =>
        WebUtility.HtmlDecode(await client.GetStringAsync("/app/transparency/example.org" + query));
}
