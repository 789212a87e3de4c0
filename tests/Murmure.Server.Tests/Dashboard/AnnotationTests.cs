using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Charts;
using Murmure.Server.Reports;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Notes on the time line: on a site's page and by the API.</summary>
[WholeServer]
public sealed class AnnotationTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example";
    private const string Days = "?from=2026-11-01&to=2026-11-03";

    [Fact]
    public async Task An_editor_notes_what_happened_on_a_day_and_takes_it_back()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var editor = await host.JoinAsync("editor@courrier.example", "editor");
        using var made = await PagesHost.SendAsync(editor, Page + Days, "note", ("day", "2026-11-02"), ("text", "  The <b>xylophone</b>\nwent out "));
        PagesHost.Target(made).PathAndQuery.ShouldBe(Page + Days, "the days shown stay");

        var html = await host.Client.GetStringAsync(Page + Days);
        html.ShouldContain("The &lt;b&gt;xylophone&lt;/b&gt; went out");
        html.ShouldContain("editor@courrier.example");
        (await host.Client.GetStringAsync(Page + "?from=2026-11-01&to=2026-11-01")).ShouldNotContain("xylophone", customMessage: "it is of another day");
        using var removed = await PagesHost.SendAsync(editor, Page + Days, "unnote-1");
        (await host.Client.GetStringAsync(Page + Days)).ShouldNotContain("xylophone");
        var log = await host.Client.GetStringAsync("/app/audit");
        log.ShouldContain("Note added");
        log.ShouldContain("Note removed");
        log.ShouldContain("mine.example 2026-11-02");
        log.ShouldNotContain("xylophone", customMessage: "what it said may be why it went");
    }

    [Fact]
    public async Task An_address_does_not_outlive_its_account()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var editor = await host.JoinAsync("editor@courrier.example", "editor");
        using var noted = await PagesHost.SendAsync(editor, Page + Days, "note", ("day", "2026-11-02"), ("text", "The newsletter"));
        using var made = await PagesHost.SendAsync(editor, Page + "/private-links", "make", ("name", "A client"), ("days", "30"));
        (await host.Client.GetStringAsync(Page + Days)).ShouldContain("editor@courrier.example");
        (await host.Client.GetStringAsync(Page + "/private-links")).ShouldContain("by editor@courrier.example");

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var members = scope.ServiceProvider.GetRequiredService<Members>();
            var all = await members.ListAsync(1, default);
            var owner = all.Single(member => member.Email == PagesHost.Owner);
            (await members.RemoveAsync(new Caller(owner.AccountId, owner.Email, 1, "", Role.Owner, []), all.Single(member => member.Email == "editor@courrier.example"), default)).ShouldBeTrue();
        }

        foreach (var (path, kept) in new[] { (Page + Days, "The newsletter"), (Page + "/private-links", "A client") })
        {
            var html = await host.Client.GetStringAsync(path);
            html.ShouldContain(kept);
            html.ShouldContain("a former member");
            html.ShouldNotContain("editor@courrier.example");
        }
    }

    [Fact]
    public async Task A_viewer_reads_notes_and_has_no_form()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var made = await PagesHost.SendAsync(host.Client, Page + Days, "note", ("day", "2026-11-02"), ("text", "The newsletter"));
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        var html = await viewer.GetStringAsync(Page + Days);
        html.ShouldContain("The newsletter");
        html.ShouldNotContain("name=\"text\"");
        using var refused = await viewer.PostAsync(Page, new FormUrlEncodedContent([KeyValuePair.Create("_handler", "note"), KeyValuePair.Create("text", "a")]));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_cannot_be_noted_is_said_beside_its_field()
    {
        await using var host = await PagesHost.StartAsync(Site);
        foreach (var (day, text, said) in new[] { ("yesterday", "a", "Choose a day"), ("1926-11-02", "a", "Choose a day"), ("2026-11-02", " ", "Write 1 to 200"), ("2026-11-02", new string('n', 201), "Write 1 to 200") })
        {
            using var answer = await PagesHost.SendAsync(host.Client, Page + Days, "note", ("day", day), ("text", text));
            (await answer.Content.ReadAsStringAsync()).ShouldContain(said);
        }
    }

    [Fact]
    public async Task Programs_note_read_and_remove()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("admin"));
        using var made = await client.PostAsJsonAsync("/api/v1/annotations", new { site = Site, day = "2026-11-02", text = "Deployed 4.2" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var listed = JsonNode.Parse(await client.GetStringAsync($"/api/v1/annotations?site={Site}&from=2026-11-01&to=2026-11-30"))!["annotations"]!.AsArray();
        var one = listed.ShouldHaveSingleItem()!;
        ((string)one["day"]!, (string)one["kind"]!, (string)one["text"]!, (string)one["by"]!).ShouldBe(("2026-11-02", "note", "Deployed 4.2", "for admin"));
        (await host.Client.GetStringAsync(Page + Days)).ShouldContain("Deployed 4.2");
        using var removed = await client.DeleteAsync("/api/v1/annotations/" + ((long)one["id"]!).ToString(CultureInfo.InvariantCulture));
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public void Marks_stand_on_the_step_that_their_day_lies_in()
    {
        DayRow Row(int day) => new(new DateOnly(2026, 11, day), 1, 0, 0, 0, 0);
        DateOnly[] days = [new(2026, 11, 1), new(2026, 11, 3), new(2026, 11, 10), new(2026, 11, 12), new(2026, 11, 20)];
        DaySteps.Marked([Row(2), Row(9)], StepLength.Week, days).ShouldBe([(0, "2"), (1, "3–4")], "what lies before the first step, or behind the last, stands in the list alone");
        DaySteps.Marked([Row(1), Row(2), Row(3)], StepLength.Day, days).ShouldBe([(0, "1"), (2, "2")]);
        DaySteps.Marked([], StepLength.Day, days).ShouldBeEmpty();
    }
}
