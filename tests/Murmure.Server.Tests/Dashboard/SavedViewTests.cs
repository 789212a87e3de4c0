using System.Net;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Saved views of a site's page.</summary>
[WholeServer]
public sealed class SavedViewTests
{
    private const string Page = "/app/sites/mine.example";

    [Fact]
    public async Task A_view_is_a_link_to_what_was_asked_and_nothing_foreign_comes_along()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var made = await PagesHost.SendAsync(
            host.Client, Page + "?filters=channel==whatsapp&period=28d&evil=1&token=abc&compare=nonsense", "keep-view", ("name", " WhatsApp <i>only</i> "));
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect, await made.Content.ReadAsStringAsync());
        PagesHost.Target(made).PathAndQuery.ShouldBe(Page + "?period=28d&filters=channel%3D%3Dwhatsapp");

        var html = await host.Client.GetStringAsync(Page);
        html.ShouldContain("href=\"/app/sites/mine.example?period=28d&amp;filters=channel%3D%3Dwhatsapp\"");
        html.ShouldContain("WhatsApp &lt;i&gt;only&lt;/i&gt;");
        html.ShouldNotContain("evil");
        html.ShouldNotContain("abc");
        (await host.Client.GetStringAsync(Page + "?lang=fr")).ShouldContain("filters=channel%3D%3Dwhatsapp&amp;lang=fr", customMessage: "a link carries the language on, a view has none");
    }

    [Fact]
    public async Task A_personal_view_is_its_owner_s_and_one_of_the_organisation_everybody_s()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        using var mine = await PagesHost.SendAsync(viewer, Page + "?period=7d", "keep-view", ("name", "Xylophone"), ("shared", "yes"));
        using var ours = await PagesHost.SendAsync(host.Client, Page + "?period=month", "keep-view", ("name", "Zeppelin"), ("shared", "yes"));
        (await viewer.GetStringAsync(Page)).ShouldContain("Xylophone");
        var owners = await host.Client.GetStringAsync(Page);
        owners.ShouldContain("Zeppelin");
        owners.ShouldNotContain("Xylophone", customMessage: "a viewer shares nothing, whatever the form says");

        var seen = await viewer.GetStringAsync(Page);
        seen.ShouldContain("Zeppelin");
        seen.ShouldNotContain("drop-view-2", customMessage: "what is everybody's is not a viewer's to remove");
        using var removed = await PagesHost.SendAsync(host.Client, Page, "drop-view-2");
        (await viewer.GetStringAsync(Page)).ShouldNotContain("Zeppelin");
        var log = await host.Client.GetStringAsync("/app/audit");
        log.ShouldContain("View of the organisation saved");
        log.ShouldContain("View of the organisation removed");
        log.ShouldContain("mine.example Zeppelin");
        log.ShouldNotContain("Xylophone", customMessage: "what somebody keeps for themselves is nobody else's to read of");
    }

    [Fact]
    public async Task The_same_name_takes_the_place_of_the_view_and_no_name_is_refused()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        foreach (var period in new[] { "7d", "28d" })
        {
            using var kept = await PagesHost.SendAsync(host.Client, $"{Page}?period={period}", "keep-view", ("name", "Xylophone"));
        }
        var html = await host.Client.GetStringAsync(Page);
        html.Split("Xylophone</bdi></a>").Length.ShouldBe(2, "one link");
        html.ShouldContain("drop-view-1");
        html.ShouldNotContain("drop-view-2");
        using var nameless = await PagesHost.SendAsync(host.Client, Page, "keep-view", ("name", "  "));
        (await nameless.Content.ReadAsStringAsync()).ShouldContain("Give it a name of 1 to 60 characters.");
    }
}
