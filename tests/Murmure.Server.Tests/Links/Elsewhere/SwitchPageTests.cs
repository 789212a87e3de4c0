using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Links.Elsewhere;

[WholeServer]
public sealed class SwitchPageTests
{
    [Fact]
    public async Task An_editor_tries_an_export_and_takes_it_over()
    {
        await using var host = await PagesHost.StartAsync("courrier.example");
        var dry = await SendAsync(host.Client, "dry", "dub", Encoding.UTF8.GetBytes(Exports.Dub));
        dry.ShouldContain("Dry run: nothing was changed");
        dry.ShouldContain("Dub: 17 clicks would be imported, counted by Dub, not sorted.");
        dry.ShouldContain("The destination is refused");
        var taken = await SendAsync(host.Client, "take", "dub", Encoding.UTF8.GetBytes(Exports.Dub));
        taken.ShouldContain("Rows read: 3. New links: 2; here already: 0; not taken: 1.");
        (await SendAsync(host.Client, "take", "dub", Encoding.UTF8.GetBytes(Exports.Dub))).ShouldContain("New links: 0; here already: 2");
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Links imported");
        (await host.Client.GetStringAsync("/app/links/1/standing")).ShouldContain("Dub: 17 clicks imported, counted by Dub, not sorted.");
    }

    [Fact]
    public async Task What_is_missing_or_unreadable_is_said_beside_its_field_and_no_token_comes_back()
    {
        await using var host = await PagesHost.StartAsync("courrier.example");
        (await SendAsync(host.Client, "dry", "dub", [])).ShouldContain("Choose a file, or give an address");
        (await SendAsync(host.Client, "dry", "shlink", "{"u8.ToArray())).ShouldContain("This is no export that can be read");
        var remote = await SendAsync(host.Client, "dry", "shlink", [], ("address", "https://127.0.0.1/"), ("token", "tok-canary"));
        remote.ShouldContain("Nobody answers there, or the address leads into a private network.");
        remote.ShouldNotContain("tok-canary");
        (await SendAsync(host.Client, "dry", "owly", [], ("address", "https://ow.ly/"), ("token", "t"))).ShouldContain("read from its files alone");
    }

    [Fact]
    public async Task A_link_goes_out_of_service_and_back_by_its_page_and_a_reader_may_only_look()
    {
        await using var host = await PagesHost.StartAsync("courrier.example");
        using var reader = await host.JoinAsync("paul@courrier.example", "viewer");
        await SendAsync(host.Client, "take", "dub", Encoding.UTF8.GetBytes(Exports.Dub));
        (await PagesHost.SendAsync(host.Client, "/app/links/1/standing", "link-disable", ("reason", ""))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PagesHost.SendAsync(host.Client, "/app/links/1/standing", "link-disable", ("reason", "Wrong campaign"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var shown = WebUtility.HtmlDecode(await reader.GetStringAsync("/app/links/1/standing"));
        shown.ShouldContain("Out of service (“Wrong campaign”). Visitors see a page that says so.");
        shown.ShouldNotContain("link-enable");
        shown.ShouldContain("<a href=\"/app/links/1\">Addresses</a>", customMessage: "the link's other pages");
        var own = WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/links/1"));
        own.ShouldContain("(“Wrong campaign”). Visitors see a page that says so. <a href=\"/app/links/1/standing\">Put back into service</a>");
        own.ShouldNotContain("All of these work already.");
        (await PagesHost.SendAsync(host.Client, "/app/links/1/standing", "link-enable")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync("/app/links/1/standing")).ShouldContain("The link works.");
        (await host.Client.GetStringAsync("/app/links/1")).ShouldContain("All of these work already.");
        using var missing = await host.Client.GetAsync("/app/links/999/standing");
        (missing.StatusCode, (await missing.Content.ReadAsStringAsync()).Contains("There is no such link", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.NotFound, true));
        using var refused = await reader.GetAsync("/app/links/switch");
        refused.StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    private static async Task<string> SendAsync(HttpClient client, string act, string from, byte[] file, params (string Name, string Value)[] more)
    {
        var token = await PagesTests.TokenAsync(client, "/app/links/switch");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("switch"), "_handler" }, { new StringContent(token), "__RequestVerificationToken" }, { new StringContent(from), "from" }, { new StringContent(act), "act" },
            { new StringContent("go.courrier.example"), "domain" },
        };
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        if (file.Length > 0)
            form.Add(content, "file", "export.csv");
        foreach (var (name, value) in more)
            form.Add(new StringContent(value), name);
        using var answer = await client.PostAsync("/app/links/switch", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }
}
