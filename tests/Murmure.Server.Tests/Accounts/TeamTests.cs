using System.Net;
using System.Text.RegularExpressions;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed partial class TeamTests
{
    [Fact]
    public async Task An_invitation_is_a_link_for_one_address_that_works_once()
    {
        await using var host = await PagesHost.StartAsync("a.example");
        var link = await InviteAsync(host, "paul@courrier.example", "Viewer");
        using var paul = host.Browser();
        (await paul.GetStringAsync(link)).ShouldContain("paul@courrier.example");
        using var joined = await PagesHost.SendAsync(paul, link, "make", ("email", "somebody@else.example"), ("password", PagesHost.Password));
        joined.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await paul.GetStringAsync("/app/account")).ShouldContain("paul@courrier.example");
        using var other = host.Browser();
        (await other.GetStringAsync(link)).ShouldContain("does not work any more");
        (await host.Client.GetStringAsync("/app/team")).ShouldContain("paul@courrier.example");
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Member joined");
    }

    [Fact]
    public async Task An_invitation_for_an_account_that_exists_asks_it_to_sign_in()
    {
        await using var host = await PagesHost.StartAsync();
        await host.AddAsync("paul@gazette.example", "owner", "La Gazette");
        var link = await InviteAsync(host, "paul@gazette.example", "Editor");
        using var paul = host.Browser();
        (await paul.GetStringAsync(link)).ShouldNotContain("name=\"password\"");
        await PagesHost.SignInAsync(paul, "paul@gazette.example");
        using var joined = await PagesHost.SendAsync(paul, link, "join");
        joined.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await paul.GetStringAsync("/app/account");
        page.ShouldContain("La Gazette", customMessage: "in the menu of organisations");
        page.ShouldContain("courrier.example");
    }

    [Fact]
    public async Task An_invitation_taken_back_does_not_work()
    {
        await using var host = await PagesHost.StartAsync();
        var link = await InviteAsync(host, "paul@courrier.example", "Viewer");
        var form = Revoke().Match(await host.Client.GetStringAsync("/app/team")).Groups["form"].Value;
        using var revoked = await PagesHost.SendAsync(host.Client, "/app/team", form);
        using var paul = host.Browser();
        (await paul.GetStringAsync(link)).ShouldNotContain("<form");
    }

    [Fact]
    public async Task The_last_owner_stays_one()
    {
        await using var host = await PagesHost.StartAsync();
        var page = await host.Client.GetStringAsync("/app/team");
        var (role, remove) = (RoleForm().Match(page).Groups["form"].Value, Remove().Match(page).Groups["form"].Value);
        using var changed = await PagesHost.SendAsync(host.Client, "/app/team", role, ("role", "Viewer"));
        (await changed.Content.ReadAsStringAsync()).ShouldContain("needs an owner");
        using var removed = await PagesHost.SendAsync(host.Client, "/app/team", remove);
        (await removed.Content.ReadAsStringAsync()).ShouldContain("needs an owner");
        (await host.Client.GetAsync("/app/team")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_member_who_is_removed_is_out_at_once()
    {
        await using var host = await PagesHost.StartAsync();
        using var paul = await host.JoinAsync("paul@courrier.example", "viewer");
        (await paul.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var remove = Remove().Matches(await host.Client.GetStringAsync("/app/team"))[^1].Groups["form"].Value;
        using var removed = await PagesHost.SendAsync(host.Client, "/app/team", remove);
        removed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await paul.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("viewer", 403, 403, 403)]
    [InlineData("editor", 200, 200, 403)]
    [InlineData("owner", 200, 200, 200)]
    public async Task Each_role_may_what_it_says(string role, int settings, int add, int team)
    {
        await using var host = await PagesHost.StartAsync("a.example");
        using var member = await host.JoinAsync("member@courrier.example", role);
        ((int)(await member.GetAsync("/app/sites/a.example")).StatusCode).ShouldBe(200);
        ((int)(await member.GetAsync("/app/sites/a.example/settings")).StatusCode).ShouldBe(settings);
        ((int)(await member.GetAsync("/app/sites/new")).StatusCode).ShouldBe(add);
        foreach (var path in new[] { "/app/team", "/app/keys", "/app/audit" })
            ((int)(await member.GetAsync(path)).StatusCode).ShouldBe(team, path);
        var html = await member.GetStringAsync("/app/sites/a.example");
        html.Contains("/app/keys", StringComparison.Ordinal).ShouldBe(team == 200);
        html.Contains("/settings", StringComparison.Ordinal).ShouldBe(settings == 200);
    }

    private static async Task<string> InviteAsync(PagesHost host, string email, string role)
    {
        using var invited = await PagesHost.SendAsync(host.Client, "/app/team", "invite", ("email", email), ("role", role));
        var link = Invitation().Match(await invited.Content.ReadAsStringAsync()).Groups["link"].Value;
        Stored.All(host.Folder).ShouldNotContain(link.Split('=')[1]);
        return link;
    }

    [GeneratedRegex("value=\"http://[^/\"]+(?<link>/app/invitation\\?token=[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Invitation();

    [GeneratedRegex("value=\"(?<form>revoke-\\d+)\"", RegexOptions.None, 1000)]
    private static partial Regex Revoke();

    [GeneratedRegex("value=\"(?<form>role-\\d+)\"", RegexOptions.None, 1000)]
    private static partial Regex RoleForm();

    [GeneratedRegex("value=\"(?<form>remove-\\d+)\"", RegexOptions.None, 1000)]
    private static partial Regex Remove();
}
