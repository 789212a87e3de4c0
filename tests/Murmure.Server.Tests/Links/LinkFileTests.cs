using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Links;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class LinkFileTests
{
    private const string Import = "/app/links/import";
    private static readonly string[] Tags = ["a", "b"];

    [Theory]
    [InlineData("url,slug\nhttps://example.com/,a\n")]
    [InlineData("URL;Slug\r\nhttps://example.com/;a\r\n")]
    [InlineData("slug\turl\na\thttps://example.com/")]
    [InlineData("\"url\",\"slug\"\n\n\"https://example.com/\" , \"a\"\n")]
    public void Files_are_read_as_spreadsheets_write_them(string text)
    {
        var (rows, problem, _) = LinkFileReader.Read(text);
        problem.ShouldBeNull();
        var asked = rows.ShouldHaveSingleItem().Asked.ShouldNotBeNull();
        (asked.Url, asked.Slug).ShouldBe(("https://example.com/", "a"));
    }

    [Theory]
    [InlineData("", "Empty")]
    [InlineData("url\n", "Empty")]
    [InlineData("slug\na\n", "NoUrl")]
    [InlineData("url,colour\nhttps://example.com/,red\n", "Column")]
    public void A_file_that_cannot_be_read_says_why(string text, string problem) => LinkFileReader.Read(text).Problem.ToString().ShouldBe(problem);

    [Fact]
    public void A_file_of_an_older_spreadsheet_keeps_its_accents()
    {
        LinkFileReader.Text(Encoding.Latin1.GetBytes("café")).ShouldBe("café");
        LinkFileReader.Text(Encoding.UTF8.GetBytes("café")).ShouldBe("café");
        LinkFileReader.Text([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("café")]).ShouldBe("café");
        LinkFileReader.Text([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("café")]).ShouldBe("café");
    }

    [Fact]
    public async Task A_file_is_shown_first_then_made_whole_or_not_at_all()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        const string bad = "url,slug,domain\nhttps://example.com/1,one,go.mine.example\njavascript:alert(1),two,\nhttps://example.com/3,one,go.mine.example\n";
        var shown = await LookAsync(host, bad);
        shown.ShouldContain("1 row can be made.");
        shown.ShouldContain("2 rows cannot.");
        shown.ShouldContain("slug: another link has it already.");
        shown.ShouldNotContain("Make 1 link");
        (await CountsAsync(host)).ShouldBe((0, 0), "a look makes nothing, no domain either");

        const string good = "url,slug,domain,title,maxClicks\nhttps://example.com/1,one,go.mine.example,\"Un, deux\",10\nhttps://example.com/2,,go.mine.example,,\n";
        (await LookAsync(host, good)).ShouldContain("Make 2 links");
        (await CountsAsync(host)).ShouldBe((0, 0));
        (await MakeAsync(host, good)).ShouldContain("2 links were made.");
        (await CountsAsync(host)).ShouldBe((2, 1));
        (await MakeAsync(host, good)).ShouldContain("another link has it already");
        (await CountsAsync(host)).ShouldBe((2, 1), "the second time one slug is taken, and so nothing is made");
    }

    [Fact]
    public async Task What_goes_out_comes_in_again_and_formulas_are_not_run()
    {
        await using var site = await LinkSite.StartAsync();
        var hostile = new[] { "=HYPERLINK(\"http://evil.example\")", "+1", "-1", "@SUM(A1)" };
        for (var i = 0; i < hostile.Length; i++)
            await site.LinkAsync(new { url = $"https://example.com/{i}", slug = $"s{i}", title = hostile[i], tags = Tags, validUntil = "2026-12-01T00:00:00Z" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/links/export");
        var (status, csv) = await site.TextAsync(request);
        status.ShouldBe(HttpStatusCode.OK);
        csv.Split("\r\n").Length.ShouldBe(hostile.Length + 2);
        foreach (var title in hostile)
            csv.ShouldContain("'" + title[..1]);
        var (rows, problem, _) = LinkFileReader.Read(csv);
        problem.ShouldBeNull();
        rows.Select(row => row.Asked!.Title).Reverse().ShouldBe(hostile);
        rows[0].Asked!.Tags.ShouldBe(Tags);
        rows[0].Asked!.ValidUntil.ShouldBe(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static async Task<string> LookAsync(PagesHost host, string csv)
    {
        using var answer = await PagesHost.SendAsync(host.Client, Import, "read", ("csv", csv));
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> MakeAsync(PagesHost host, string csv)
    {
        using var answer = await PagesHost.SendAsync(host.Client, Import, "read", ("csv", csv), ("sure", "yes"));
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<(int Links, int Domains)> CountsAsync(PagesHost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return (await db.Links.CountAsync(), await db.LinkDomains.CountAsync());
    }
}
