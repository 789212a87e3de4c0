using System.Net;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Shares;

[WholeServer]
public sealed class SharesPageTests
{
    private const string Page = "/app/sites/www.example.org/shares";

    private static async Task<string> PostAsync(HttpClient browser, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(browser, Page, form, fields);
        return answer.StatusCode == HttpStatusCode.Redirect ? "done" : WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_campaign_is_opened_and_ended_and_counts_are_made_public_and_not()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await PostAsync(host.Client, "campaign", ("name", "Noël <b>"), ("path", "/articles/*"), ("days", "7"))).ShouldBe("done");
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page));
        page.ShouldContain("Noël <b>");
        page.ShouldContain("value=\"end-1\"");
        (await PostAsync(host.Client, "end-1")).ShouldBe("done");
        (await host.Client.GetStringAsync(Page)).ShouldNotContain("value=\"end-1\"");

        (await host.Client.GetStringAsync(Page)).ShouldContain("Counts are told to nobody.");
        (await PostAsync(host.Client, "tell")).ShouldBe("done");
        (await host.Client.GetStringAsync(Page)).ShouldContain("Counts are public.");
    }

    [Theory]
    [InlineData("", "/a", "7")]
    [InlineData("x", "a", "7")]
    [InlineData("x", "/a", "31")]
    [InlineData("x", "/a", "0")]
    [InlineData("x", "/a", "a week")]
    public async Task What_is_no_campaign_is_said_to_be_none(string name, string path, string days)
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await PostAsync(host.Client, "campaign", ("name", name), ("path", path), ("days", days))).ShouldContain("A campaign has a name, a path that begins with a slash, and 1 to 30 days.");
        (await host.Client.GetStringAsync(Page)).ShouldNotContain("value=\"end-1\"");
    }

    [Fact]
    public async Task A_viewer_reads_and_changes_nothing()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await PostAsync(host.Client, "campaign", ("name", "Noël"), ("path", "/*"), ("days", "7"))).ShouldBe("done");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        var page = WebUtility.HtmlDecode(await viewer.GetStringAsync(Page));
        page.ShouldContain("Noël");
        foreach (var form in (string[])["campaign", "end-1", "tell"])
            page.ShouldNotContain($"value=\"{form}\"");
    }
}
