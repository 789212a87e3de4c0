using System.Net;
using System.Text.RegularExpressions;

namespace Murmure.Server.Tests.Dashboard;

[WholeServer]
public sealed partial class PagesTests
{
    private const string Rich = "www.courrier-du-littoral.fr";
    private const string Hostile = "<b>evil</b>.example";
    private const string Site = "/app/sites/" + Rich;

    /// <summary>Twenty readers, four of them out of WhatsApp's own browser; the site shows itself in the referrer of its style sheet.</summary>
    private static readonly byte[] Log = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $"""
        192.0.2.{i} - - [02/Nov/2026:08:{i:00}:00 +0000] "GET /culture/un-concert-au-port-123 HTTP/1.1" 200 512 "-" "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Mobile Safari/537.36{(i < 4 ? " WA4A/2.26.32.83" : "")}"
        192.0.2.{i} - - [02/Nov/2026:08:{i:00}:01 +0000] "GET /site.css HTTP/1.1" 200 512 "https://{Rich}/culture/un-concert-au-port-123" "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Mobile Safari/537.36"

        """)));

    [Fact]
    public async Task The_only_site_is_shown_straight_away()
    {
        await using var host = await PagesHost.StartAsync(Rich);
        using var answer = await host.Client.GetAsync("/app?lang=fr");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location?.ToString().ShouldEndWith(Site + "?lang=fr");
    }

    [Fact]
    public async Task Several_sites_are_listed_and_none_leads_to_the_drop_page()
    {
        await using var several = await PagesHost.StartAsync(Rich, Hostile);
        var list = await several.Client.GetStringAsync("/app");
        list.ShouldContain("Your sites");
        list.ShouldContain("href=\"" + Site);
        list.ShouldContain("&lt;b&gt;evil&lt;/b&gt;.example");
        await using var none = await PagesHost.StartAsync();
        (await none.Client.GetStringAsync("/app")).ShouldContain("href=\"/app/logs\"");
    }

    [Fact]
    public async Task Nothing_on_a_page_needs_what_its_policy_forbids()
    {
        await using var host = await PagesHost.StartAsync(Rich, Hostile);
        foreach (var path in new[] { "/app", Site, "/app/sites/" + Uri.EscapeDataString(Hostile), "/app/logs", "/app/logs/none" })
        {
            using var answer = await host.Client.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldNotContain("unsafe");
            policy.ShouldContain("default-src 'none'");
            var html = await answer.Content.ReadAsStringAsync();
            html.ShouldNotContain("<style");
            Inline().Matches(html).ShouldBeEmpty(path);
            html.ShouldContain("<html lang=\"en\">");
            html.ShouldContain("href=\"#content\"");
            Title().IsMatch(html).ShouldBeTrue(path);
            foreach (Match file in File().Matches(html))
            {
                using var loaded = await host.Client.GetAsync(WebUtility.HtmlDecode(file.Groups["path"].Value));
                loaded.StatusCode.ShouldBe(HttpStatusCode.OK);
                loaded.Headers.CacheControl?.ToString().ShouldContain("immutable");
            }
        }
    }

    [Theory]
    [InlineData("", "fr-FR,fr;q=0.9,en;q=0.5", "fr")]
    [InlineData("", "de,en;q=0.3,fr;q=0.7", "fr")]
    [InlineData("", "de", "en")]
    [InlineData("?lang=en", "fr", "en")]
    [InlineData("?lang=fr", "en", "fr")]
    public async Task The_language_is_the_one_asked_for(string query, string accept, string language)
    {
        await using var host = await PagesHost.StartAsync(Rich);
        host.Client.DefaultRequestHeaders.Remove("Accept-Language");
        host.Client.DefaultRequestHeaders.Add("Accept-Language", accept);
        (await host.Client.GetStringAsync(Site + query)).ShouldContain($"<html lang=\"{language}\">");
    }

    [Fact]
    public async Task The_language_switch_keeps_the_page_and_its_period()
    {
        await using var host = await PagesHost.StartAsync(Rich);
        var html = await host.Client.GetStringAsync(Site + "?from=2026-11-01&to=2026-11-30&other=x");
        html.ShouldContain($"href=\"{Site}?from=2026-11-01&amp;to=2026-11-30&amp;lang=fr\"");
    }

    [Theory]
    [InlineData("/app/sites/unknown.example")]
    [InlineData("/app/logs/0123456789abcdef")]
    public async Task What_is_not_there_is_a_404_that_helps(string path)
    {
        await using var host = await PagesHost.StartAsync(Rich);
        using var answer = await host.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("<h1>");
    }

    [Fact]
    public async Task A_dropped_log_is_read_shown_downloaded_and_kept()
    {
        await using var host = await PagesHost.StartAsync();
        using var sent = await SendAsync(host, await TokenAsync(host, "/app/logs"));
        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var location = sent.Headers.Location?.ToString() ?? "";
        var page = await host.Client.GetStringAsync(location);
        page.ShouldContain(">Keep</button>");
        page.ShouldContain(">Discard</button>");
        (await host.Client.GetStringAsync(location + "/report.html?lang=fr")).ShouldContain("Encore trop peu de visites");
        using var forged = await host.Client.PostAsync(location + "/keep", new FormUrlEncodedContent([]));
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var kept = await PressAsync(host, location, "keep");
        kept.Headers.Location?.ToString().ShouldBe(Site);
        var site = (await host.Store.SitesAsync(default)).ShouldHaveSingleItem();
        site.ShouldSatisfyAllConditions(s => s.Site.Host.ShouldBe(Rich), s => s.Events.ShouldBe(20), s => s.Visits.ShouldBe(20));
        (await host.Client.GetStringAsync(Site)).ShouldContain("Too few visits yet");
    }

    [Theory]
    [InlineData("Pacific/Auckland", "from\" value=\"2026-11-02\"", "2 November 2026, Pacific/Auckland")]
    [InlineData("../passwd", "from\" value=\"2026-11-02\"", "2 November 2026, UTC")]
    public async Task A_dropped_log_is_counted_in_the_zone_chosen(string zone, string first, string period)
    {
        await using var host = await PagesHost.StartAsync();
        using var sent = await SendAsync(host, await TokenAsync(host, "/app/logs"), zone);
        var location = sent.Headers.Location?.ToString() ?? "";
        (await host.Client.GetStringAsync(location)).ShouldContain(period);
        using var kept = await PressAsync(host, location, "keep");
        (await host.Client.GetStringAsync(Site)).ShouldContain(first);
    }

    [Fact]
    public async Task A_site_s_form_holds_the_days_that_its_report_covers()
    {
        await using var host = await PagesHost.StartAsync(Rich);
        var html = await host.Client.GetStringAsync(Site);
        html.ShouldContain("name=\"from\" value=\"2026-11-02\"");
        html.ShouldContain("name=\"to\" value=\"2026-11-02\"");
    }

    [Fact]
    public async Task A_log_cut_short_says_so_in_the_language_of_the_page()
    {
        await using var host = await PagesHost.StartAsync();
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(await TokenAsync(host, "/app/logs")), "__RequestVerificationToken");
        form.Add(new ByteArrayContent(CutShort()), "file", "access.log.gz");
        using var sent = await host.Client.PostAsync("/app/logs/upload?lang=fr", form);
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(sent.Headers.Location?.ToString()));
        page.ShouldContain(new Murmure.Server.Logs.LogProblem(Murmure.Server.Logs.LogProblemKind.Truncated, "access.log.gz", "gzip").Say("fr"));
    }

    [Fact]
    public async Task A_discarded_log_is_gone()
    {
        await using var host = await PagesHost.StartAsync();
        using var sent = await SendAsync(host, await TokenAsync(host, "/app/logs"));
        var location = sent.Headers.Location?.ToString() ?? "";
        using var pressed = await PressAsync(host, location, "discard");
        pressed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var after = await host.Client.GetAsync(location);
        after.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("forged")]
    public async Task A_log_sent_by_another_page_is_not_read(string? token)
    {
        await using var host = await PagesHost.StartAsync();
        using var sent = await SendAsync(host, token);
        sent.Headers.Location?.ToString().ShouldBe("/app/logs?error=token");
        (await host.Store.SitesAsync(default)).ShouldBeEmpty();
        (await host.Client.GetStringAsync("/app/logs?error=token")).ShouldContain("role=\"alert\"");
        (await host.Client.GetStringAsync("/app/logs?error=%3Cscript%3E")).ShouldNotContain("role=\"alert\"");
    }

    [Fact]
    public async Task A_file_that_is_no_log_is_answered_with_what_is_wrong()
    {
        await using var host = await PagesHost.StartAsync();
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(await TokenAsync(host, "/app/logs")), "__RequestVerificationToken");
        form.Add(new ByteArrayContent("Dear diary\n"u8.ToArray()), "file", "diary.txt");
        using var sent = await host.Client.PostAsync("/app/logs/upload", form);
        var page = await host.Client.GetStringAsync(sent.Headers.Location?.ToString());
        page.ShouldContain("diary.txt");
        page.ShouldContain("class=\"problem\"");
        page.ShouldNotContain(">Keep</button>");
    }

    [Fact]
    public async Task Another_host_name_is_refused()
    {
        await using var host = await PagesHost.StartAsync(Rich);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app") { Headers = { Host = "rebound.example" } };
        using var answer = await host.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static byte[] CutShort()
    {
        using var whole = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(whole, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Log);
        return whole.ToArray()[..^12];
    }

    internal static Task<HttpResponseMessage> SendAsync(PagesHost host, string? token, string? zone = null) => SendAsync(host.Client, token, zone);

    /// <summary>Drops the log above on the page.</summary>
    internal static Task<HttpResponseMessage> SendAsync(HttpClient client, string? token, string? zone = null)
    {
        var form = new MultipartFormDataContent();
        if (token is not null)
            form.Add(new StringContent(token), "__RequestVerificationToken");
        if (zone is not null)
            form.Add(new StringContent(zone), "zone");
        form.Add(new ByteArrayContent(Log), "file", "access.log");
        return client.PostAsync("/app/logs/upload", form);
    }

    private static async Task<HttpResponseMessage> PressAsync(PagesHost host, string location, string button)
    {
        var token = KeyValuePair.Create("__RequestVerificationToken", await TokenAsync(host, location));
        return await host.Client.PostAsync($"{location}/{button}", new FormUrlEncodedContent([token]));
    }

    private static Task<string> TokenAsync(PagesHost host, string path) => TokenAsync(host.Client, path);

    /// <summary>The anti-forgery token of a page's last form; any token of a browser fits all of its forms.</summary>
    internal static async Task<string> TokenAsync(HttpClient client, string path) =>
        Token().Matches(await client.GetStringAsync(path))[^1].Groups["token"].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("<[^>]*\\s(style|on[a-z]+)=|<script(?![^>]*src=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex("<title>[^<]+Murmure</title>", RegexOptions.None, 1000)]
    private static partial Regex Title();

    [GeneratedRegex("(href|src)=\"(?<path>/app/[a-z]+\\.(css|js)\\?v=[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex File();
}
