using System.Net;
using System.Text;
using DuckDB.NET.Data;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>What "Keep" asks for and answers.</summary>
[WholeServer]
public sealed class KeepingTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    /// <summary>Nothing in it names its site: no virtual host, and no part of a page with the page as referrer. Two pages were led to by one.</summary>
    private static readonly byte[] Nameless = Encoding.ASCII.GetBytes(
        Line(1, "/a", "-") + Line(1, "/b", "https://www.blog.example/a") + Line(2, "/c", "https://blog.example/") + Line(3, "/d", "https://elsewhere.example/"));

    [Fact]
    public async Task A_log_that_names_no_site_is_kept_under_the_address_that_is_given()
    {
        await using var host = await PagesHost.StartAsync();
        var location = await DropAsync(host, Nameless);
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(location));
        page.ShouldContain("<input id=\"host\" name=\"host\"");
        page.ShouldContain("your site");
        page.ShouldNotContain("unknown-site");
        foreach (var nothing in (string[])["", "not an address", "-", "ftp://blog.example/", "<b>blog.example</b>"])
        {
            using var refused = await KeepAsync(host, location, nothing);
            var again = refused.Headers.Location.ShouldNotBeNull().ToString();
            again.ShouldBe(location + "?problem=host", nothing);
            (await host.Client.GetStringAsync(again)).ShouldContain("This is not the address of a site.");
        }
        (await host.Store.SitesAsync(default)).ShouldBeEmpty();

        using var kept = await KeepAsync(host, location, "https://WWW.Blog.example/about");
        kept.Headers.Location?.ToString().ShouldBe("/app/sites/blog.example");
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Site.Host.ShouldBe("blog.example");
        var families = new List<Family>();
        await foreach (var batch in host.Store.ReadAsync("blog.example", DayRange.All, default))
            families.AddRange(batch.Events.ToArray().Select(one => one.Family));
        families.Order().ShouldBe(new[] { Family.Direct, Family.Internal, Family.Internal, Family.Referral }.Order());
    }

    [Fact]
    public async Task The_address_of_a_site_that_is_there_leads_to_that_site()
    {
        await using var host = await PagesHost.StartAsync("www.blog.example");
        var location = await DropAsync(host, Nameless);
        using var kept = await KeepAsync(host, location, "blog.example");
        kept.Headers.Location?.ToString().ShouldBe("/app/sites/www.blog.example");
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Events.ShouldBe(5);
    }

    [Fact]
    public async Task The_site_of_another_organisation_takes_no_log()
    {
        await using var host = await PagesHost.StartAsync("www.blog.example");
        using var stranger = await host.JoinAsync("editor@elsewhere.example", "owner", "Elsewhere");
        var location = await DropAsync(host, Nameless, stranger);
        using var refused = await KeepAsync(host, location, "blog.example", stranger);
        refused.Headers.Location?.ToString().ShouldBe(location + "?problem=taken");
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Events.ShouldBe(1);
    }

    [Fact]
    public async Task A_damaged_store_is_said_in_a_line_and_the_log_can_be_kept_when_it_is_mended()
    {
        await using var host = await PagesHost.StartAsync();
        var location = await DropAsync(host, Nameless);
        await AlterAsync(host, "ALTER TABLE sites RENAME TO lost");
        using var failed = await KeepAsync(host, location, "blog.example");
        failed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(failed.Headers.Location));
        page.ShouldContain("The log could not be kept");
        page.ShouldContain(">Keep</button>");
        await AlterAsync(host, "ALTER TABLE lost RENAME TO sites");
        using var kept = await KeepAsync(host, location, "blog.example");
        kept.Headers.Location?.ToString().ShouldBe("/app/sites/blog.example");
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Events.ShouldBe(4);
    }

    private static string Line(int visitor, string target, string referrer) =>
        $"192.0.2.{visitor} - - [02/Nov/2026:08:00:0{visitor} +0000] \"GET {target} HTTP/1.1\" 200 512 \"{referrer}\" \"{Firefox}\"\n";

    /// <summary>On a connection of the test's own: within one process DuckDB shares the open file.</summary>
    private static async Task AlterAsync(PagesHost host, string sql)
    {
        await using var connection = new DuckDBConnection("Data Source=" + Path.Combine(host.Folder, "events.duckdb"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> DropAsync(PagesHost host, byte[] log, HttpClient? browser = null)
    {
        browser ??= host.Client;
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(await PagesTests.TokenAsync(browser, "/app/logs")), "__RequestVerificationToken");
        form.Add(new ByteArrayContent(log), "file", "access.log");
        using var sent = await browser.PostAsync("/app/logs/upload", form);
        return sent.Headers.Location.ShouldNotBeNull().ToString();
    }

    private static async Task<HttpResponseMessage> KeepAsync(PagesHost host, string location, string address, HttpClient? browser = null)
    {
        browser ??= host.Client;
        return await browser.PostAsync(location + "/keep", new FormUrlEncodedContent(
            [new("__RequestVerificationToken", await PagesTests.TokenAsync(browser, location)), new("host", address)]));
    }
}
