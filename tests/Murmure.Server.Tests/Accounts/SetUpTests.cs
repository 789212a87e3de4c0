using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed class SetUpTests
{
    private static readonly (string Name, string Value)[] Answers =
    [
        ("email", "claire@courrier.example"), ("password", "une phrase assez longue"), ("organisation", "Le Courrier"),
        ("host", "https://www.courrier.example/une?x=1"), ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "fr-exempt"),
    ];

    [Fact]
    public async Task Before_set_up_the_demonstration_and_the_drop_page_are_open_and_nothing_else_is()
    {
        await using var host = await PagesHost.StartBareAsync(simulated: true, "demo.example");
        var page = await host.Client.GetStringAsync("/app/sites/demo.example");
        page.ShouldContain("You are looking at a demonstration");
        page.ShouldNotContain("/app/team");
        (await host.Client.GetAsync("/app/logs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/app/team", "/app/keys", "/app/audit", "/app/account", "/app/sites/demo.example/settings", "/app/sites/demo.example/snippet", "/APP/Team" })
        {
            using var answer = await host.Client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            PagesHost.Target(answer).AbsolutePath.ShouldBe("/app/set-up");
        }
    }

    [Fact]
    public async Task Before_set_up_a_real_site_is_shown_to_nobody()
    {
        await using var host = await PagesHost.StartBareAsync(simulated: false, "real.example");
        (await host.Client.GetAsync("/app/sites/real.example")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetStringAsync("/app")).ShouldNotContain("real.example");
    }

    [Fact]
    public async Task The_link_makes_account_organisation_and_site_and_works_once()
    {
        await using var host = await PagesHost.StartBareAsync(simulated: true, "demo.example");
        var link = await LinkAsync(host);
        using var made = await PagesHost.SendAsync(host.Client, link, "setup", Answers);
        PagesHost.Target(made).AbsolutePath.ShouldBe("/app/sites/courrier.example/snippet");
        (await host.Client.GetStringAsync("/app")).ShouldContain("demo.example", customMessage: "the demonstration now belongs to the organisation");
        var site = host.Services.GetRequiredService<SiteDirectory>().Find("WWW.courrier.example:443").ShouldNotBeNull();
        site.ShouldSatisfyAllConditions(
            s => s.Host.ShouldBe("courrier.example"), s => s.Profile.ShouldBe(ComplianceProfile.FrExempt), s => s.Zone.Id.ShouldBe("Europe/Paris"),
            s => s.Language.ShouldBe("fr"), s => s.Organisation.ShouldNotBeNull());
        (await host.Store.SitesAsync(default)).Select(s => s.Site.Host).ShouldBe(["courrier.example", "demo.example"]);

        using var stranger = host.Browser();
        (await stranger.GetStringAsync(link)).ShouldNotContain("<form");
        PagesHost.Target(await stranger.GetAsync("/app/sites/demo.example")).AbsolutePath.ShouldBe("/app/sign-in");
        (await AccountsFeature.SetUpAddressAsync(host.App, "", default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_verb_added_before_is_the_first_account_s_too()
    {
        await using var host = await PagesHost.StartBareAsync(simulated: true);
        await using (var connection = await AdminConnection.OfAsync(host.Folder, default))
        {
            foreach (var site in new[] { "early.example", "courrier.example" })
                (await connection.SendAsync(new AddSiteRequest(site), default)).Done.ShouldBeTrue();
        }

        using var made = await PagesHost.SendAsync(host.Client, await LinkAsync(host), "setup", Answers);
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync("/app")).ShouldContain("early.example");
        (await host.Client.GetStringAsync("/app/team")).ShouldContain("Le Courrier");
        host.Services.GetRequiredService<SiteDirectory>().Find("courrier.example")!.Profile.ShouldBe(ComplianceProfile.FrExempt, "the answers count");
    }

    [Fact]
    public async Task A_newer_link_takes_the_older_one_s_place_and_only_its_hash_is_kept()
    {
        await using var host = await PagesHost.StartBareAsync(simulated: true);
        var (first, second) = (await LinkAsync(host), await LinkAsync(host));
        (await host.Client.GetStringAsync(first)).ShouldNotContain("name=\"password\"");
        (await host.Client.GetStringAsync(second)).ShouldContain("name=\"password\"");
        var secret = second.Split('=')[1];
        foreach (var file in Stored.Files(host.Folder))
            Stored.Text(file).ShouldNotContain(secret, customMessage: file);
    }

    [Theory]
    [InlineData("email", "claire", "This is not an e-mail address.")]
    [InlineData("password", "short", "Choose 12 to 128 characters.")]
    [InlineData("password", "aaaaaaaaaaaaaaaa", "Too few different characters.")]
    [InlineData("password", "claire claire 123", "It must not contain the name in your address")]
    [InlineData("host", "not a host", "This is not the address of a site.")]
    [InlineData("host", "javascript://x", "This is not the address of a site.")]
    [InlineData("zone", "../../etc/passwd", "Choose a zone of the list.")]
    [InlineData("profile", "none", "Choose a profile.")]
    public async Task What_is_wrong_is_said_and_nothing_is_made(string field, string value, string says)
    {
        await using var host = await PagesHost.StartBareAsync(simulated: true);
        var link = await LinkAsync(host);
        var answers = Answers.Select(a => a.Name == field ? (a.Name, value) : a).ToArray();
        using var answer = await PagesHost.SendAsync(host.Client, link, "setup", answers);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain(says);
        host.Services.GetRequiredService<AccountState>().SetUp.ShouldBeFalse();
        (await host.Client.GetStringAsync(link)).ShouldContain("name=\"password\"", customMessage: "the link still works");
    }

    [Fact]
    public async Task Every_profile_says_what_it_hides_before_it_is_chosen()
    {
        await using var host = await PagesHost.StartBareAsync(simulated: true);
        var english = await host.Client.GetStringAsync(await LinkAsync(host));
        english.ShouldContain("whether a visit came from WhatsApp");
        foreach (var profile in Enum.GetValues<ComplianceProfile>())
            ProfileFacts.Hides(profile).ShouldNotBeEmpty();
        foreach (var claim in new[] { "GDPR compliant", "no consent needed", "CNIL approved", "anonymous" })
            english.ShouldNotContain(claim, Case.Insensitive);
    }

    private static async Task<string> LinkAsync(PagesHost host) =>
        (await AccountsFeature.SetUpAddressAsync(host.App, "", default)).ShouldNotBeNull();

}
