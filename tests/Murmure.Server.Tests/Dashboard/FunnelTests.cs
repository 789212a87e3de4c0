using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Funnels: set up by editors, counted within one visit, the same before and after the day closes.</summary>
[WholeServer]
public sealed class FunnelTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example/funnels";
    private const string Day = "from=2026-11-02&to=2026-11-02";

    private static readonly DateOnly Today = new(2026, 11, 2);

    [Fact]
    public async Task A_visit_counts_at_a_step_when_it_did_all_steps_so_far_and_the_close_changes_nothing()
    {
        await using var host = await StartAsync(
        [
            .. Visit(1, Family.Messaging, "whatsapp", (8, "/article/a"), (8, "/offer"), (8, "!Sign-up")),
            .. Visit(2, Family.Messaging, "whatsapp", (8, "/article/b"), (8, "/offer")),
            .. Visit(3, Family.Direct, "", (9, "/article/a")),
            .. Visit(4, Family.Direct, "", (10, "/offer"), (10, "/article/a")), // the order is not asked
            .. Visit(5, Family.Direct, "", (8, "/article/a"), (14, "/offer")), // two visits
            .. Visit(6, Family.Direct, "", (9, "/article/a"), (9, "!Sign-up")), // without the second step
            .. Visit(7, Family.Search, "google", (11, "/art_cle/a")),
        ]);
        var id = await MakeAsync(host, "From the article", "/article/*\n/offer\nSign-up");
        var key = await host.KeyAsync("reports:read");
        const string Counted = "8 | 6 direct=4 messaging=2 | 3 direct=1 messaging=2 | 1 messaging=1";
        (await FiguresAsync(host, key, id, Day)).ShouldBe(Counted);
        (await FiguresAsync(host, key, id, Day + "&filters=channel==whatsapp")).ShouldBe("2 | 2 messaging=2 | 2 messaging=2 | 1 messaging=1");

        await host.Store.CloseDayAsync(Site, Today, new CloseRules("2026-11-23") { DeclaredNames = ["Sign-up"] }, default);
        (await FiguresAsync(host, key, id, Day)).ShouldBe(Counted, "a closed day tells the same");
        var html = await host.Client.GetStringAsync($"{Page}/{id}?{Day}&lang=en");
        html.ShouldContain("1 visit of the 6 that began came to the end");
        (await host.Client.GetStringAsync($"/app/sites/{Site}?{Day}&lang=en")).ShouldContain("From the article");
        var compared = await host.Client.GetStringAsync($"{Page}/{id}?{Day}&lang=en&compare=previous");
        compared.ShouldNotContain("same weekdays before", Case.Sensitive, "a funnel stands beside no earlier days");
        compared.ShouldContain("compare=previous", Case.Sensitive, "the site's page, which it leads back to, does");
        (await host.Client.GetStringAsync($"{Page}/{id}.csv?{Day}")).ReplaceLineEndings("\n").ShouldStartWith(
            "step,kind,value,family,visits\n1,page,/article/*,,6\n2,page,/offer,,3\n3,goal,Sign-up,,1\n1,page,/article/*,direct,4\n2,page,/offer,direct,1\n3,goal,Sign-up,direct,0\n");

        await host.Store.PurgeAsync(Site, new PurgeRules(Today.AddDays(1), Today.AddYears(-2)), default);
        using var gone = await AskAsync(host, key, $"/api/v1/funnels/{id}?{Day}");
        gone.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string?)JsonNode.Parse(await gone.Content.ReadAsStringAsync())!["type"]).ShouldBe("urn:murmure:range-needs-events");
        (await host.Client.GetStringAsync($"{Page}/{id}?{Day}&lang=en")).ShouldContain("those before 3 November 2026 are deleted");
    }

    [Fact]
    public async Task A_funnel_that_nobody_entered_has_no_share()
    {
        await using var host = await StartAsync([.. Visit(1, Family.Direct, "", (8, "/else"))]);
        var id = await MakeAsync(host, "From the article", "/article/*\n/offer");
        (await host.Client.GetStringAsync($"{Page}/{id}?{Day}&lang=en")).ShouldNotContain("that began came to the end");
        var card = WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/app/sites/{Site}?{Day}&lang=en")).Split("funnels-title", 3)[^1].Split("</section>")[0];
        card.ShouldContain("<td class=\"n\">–</td>");
        card.ShouldNotContain("0 of 0");
    }

    [Fact]
    public async Task What_was_erased_is_gone_from_figures_that_were_kept_in_memory()
    {
        await using var host = await StartAsync([.. Visit(1, Family.Direct, "", (8, "/article/a"), (9, "/article/a")), .. Visit(2, Family.Direct, "", (8, "/article/a"))]);
        await MakeAsync(host, "From the article", "/article/*\n/offer");
        async Task<string> CardAsync() =>
            WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/app/sites/{Site}?{Day}&lang=en")).Split("funnels-title", 3)[^1].Split("</section>")[0];
        (await CardAsync()).ShouldContain("0 of 3");
        using var erased = await AskAsync(host, await host.KeyAsync("admin"), $"/api/v1/sites/{Site}/events?{Day}", HttpMethod.Delete);
        erased.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CardAsync()).ShouldNotContain("0 of 3");
    }

    [Fact]
    public async Task What_few_readers_of_a_kind_left_out_is_kept_back()
    {
        await using var host = await StartAsync(
        [
            .. Enumerable.Range(1, 30).SelectMany(reader => Visit((ulong)reader, Family.Direct, "", reader <= 12 ? "mobile" : "desktop",
                [(8, "/a"), .. reader is 12 or > 28 ? Array.Empty<(int, string)>() : [(8, "/b")]])),
        ]);
        var id = await MakeAsync(host, "A way", "/a\n/b");
        var key = await host.KeyAsync("reports:read");
        (await FiguresAsync(host, key, id, Day)).ShouldBe("30 | 30 direct=30 | 27 direct=27");
        // What tells readers apart is told of days that are over.
        ((FakeTimeProvider)host.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromHours(8));
        (await FiguresAsync(host, key, id, Day + "&filters=device==mobile")).ShouldBe("12 | 12 direct=12 | . direct=.", "one of the twelve stopped");
        (await host.Client.GetStringAsync($"{Page}/{id}?{Day}&filters=device==mobile&lang=en")).ShouldContain("Fewer than 10 readers: details are hidden to protect them");
    }

    [Fact]
    public async Task An_editor_sets_funnels_up_and_removes_them_and_a_viewer_reads()
    {
        await using var host = await StartAsync([]);
        using var editor = await host.JoinAsync("editor@courrier.example", "editor");
        foreach (var (name, steps, said) in new[]
        {
            ("", "/a\n/b", "1 to 60"), ("A way", "/a", "two to six"), ("A way", "/a\n/b\n/c\n/d\n/e\n/f\n/g", "two to six"), ("A way", "/a\n/a", "two to six"),
            ("A way", "/a\n/" + new string('n', 200), "two to six"), ("A way", "/a\nNo such goal", "not a goal"),
        })
        {
            using var refused = await PagesHost.SendAsync(editor, Page, "make", ("name", name), ("steps", steps));
            (await refused.Content.ReadAsStringAsync()).ShouldContain(said);
        }

        using var made = await PagesHost.SendAsync(editor, Page, "make", ("name", " The <b>way</b> "), ("steps", "/a\n*\nSign-up"));
        PagesHost.Target(made).AbsolutePath.ShouldBe(Page + "/1");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        var html = await viewer.GetStringAsync(Page);
        html.ShouldContain("The &lt;b&gt;way&lt;/b&gt;");
        html.ShouldNotContain("name=\"steps\"");
        (await viewer.GetStringAsync(Page + "/1")).ShouldContain("The &lt;b&gt;way&lt;/b&gt;");
        using var removed = await PagesHost.SendAsync(editor, Page, "remove-1");
        using var missing = await viewer.GetAsync(Page + "/1");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_editor_changes_a_funnel_under_the_days_that_are_shown_and_a_viewer_cannot()
    {
        await using var host = await StartAsync([.. Visit(1, Family.Direct, "", (8, "/a"), (8, "/b")), .. Visit(2, Family.Direct, "", (8, "/a"))]);
        var id = await MakeAsync(host, "A way", "/a\n/c");
        using var editor = await host.JoinAsync("editor@courrier.example", "editor");
        var page = $"{Page}/{id}?{Day}&lang=en";
        WebUtility.HtmlDecode(await editor.GetStringAsync(page)).ShouldContain("/a\n/c</textarea>");
        foreach (var (name, steps, said) in new[] { ("", "/a\n/b", "1 to 60"), ("A way", "/a", "two to six"), ("A way", "/a\nNo such goal", "not a goal") })
        {
            using var refused = await PagesHost.SendAsync(editor, page, "change", ("name", name), ("steps", steps));
            (await refused.Content.ReadAsStringAsync()).ShouldContain(said);
        }

        using var changed = await PagesHost.SendAsync(editor, page, "change", ("name", "Another way"), ("steps", "/a\n/b"));
        PagesHost.Target(changed).PathAndQuery.ShouldBe(page);
        var html = await editor.GetStringAsync(page);
        html.ShouldContain("Another way");
        html.ShouldContain("1 visit of the 2 that began came to the end");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        (await viewer.GetStringAsync(page)).ShouldNotContain("name=\"steps\"");
        var audit = await host.Client.GetStringAsync("/app/audit?lang=en");
        foreach (var entry in new[] { "Funnel set up", "Funnel changed", "mine.example Another way" })
            audit.ShouldContain(entry);
    }

    [Fact]
    public async Task A_key_makes_changes_and_removes_funnels_once_each()
    {
        await using var host = await StartAsync([.. Visit(1, Family.Direct, "", (8, "/a"), (8, "!Sign-up"))]);
        var (key, writing) = (await host.KeyAsync("reports:read"), await host.KeyAsync("admin"));
        async Task<(HttpStatusCode Status, string Body, string Location)> SendAsync(HttpMethod method, string path, string? body, string? once = null)
        {
            using var client = new HttpClient { BaseAddress = host.Address };
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", method == HttpMethod.Get ? key : writing);
            if (once is not null)
                request.Headers.Add("Idempotency-Key", once);
            using var answer = await client.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.ToString() ?? "");
        }

        const string Steps = "[{\"kind\":\"page\",\"value\":\"/a\"},{\"kind\":\"goal\",\"value\":\"Sign-up\"}]";
        var made = await SendAsync(HttpMethod.Post, "/api/v1/funnels", $$"""{"site":"{{Site}}","name":" To  the letter ","steps":{{Steps}}}""", "once");
        made.ShouldBe((HttpStatusCode.Created, $$"""{"id":1,"name":"To the letter","steps":{{Steps}}}""", "/api/v1/funnels/1"));
        (await SendAsync(HttpMethod.Post, "/api/v1/funnels", $$"""{"site":"{{Site}}","name":" To  the letter ","steps":{{Steps}}}""", "once")).Body.ShouldBe(made.Body, "sent again it makes no second");
        (await SendAsync(HttpMethod.Get, "/api/v1/funnels?site=" + Site, null)).Body.ShouldBe($$"""{"site":"{{Site}}","funnels":[{{made.Body}}]}""");
        (await FiguresAsync(host, key, 1, Day)).ShouldBe("1 | 1 direct=1 | 1 direct=1");
        (await SendAsync(HttpMethod.Put, "/api/v1/funnels/1", """{"name":"To b","steps":[{"kind":"page","value":"/a"},{"kind":"page","value":"/b"}]}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await FiguresAsync(host, key, 1, Day)).ShouldBe("1 | 1 direct=1 | 0");
        (await SendAsync(HttpMethod.Delete, "/api/v1/funnels/1", null)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Delete, "/api/v1/funnels/1", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        var audit = await host.Client.GetStringAsync("/app/audit?lang=en");
        foreach (var entry in new[] { "Funnel set up", "Funnel changed", "Funnel removed" })
            audit.ShouldContain(entry);
    }

    [Fact]
    public async Task A_site_of_the_exempt_profile_has_none()
    {
        await using var host = await StartAsync([], "fr-exempt");
        var html = await host.Client.GetStringAsync(Page);
        html.ShouldContain("nothing links what one visit did");
        html.ShouldNotContain("name=\"steps\"");
    }

    internal static async Task<PagesHost> StartAsync(IReadOnlyList<StoredEvent> events, string profile = "eu-consent")
    {
        var host = await PagesHost.StartAtAsync(new FakeTimeProvider(new DateTimeOffset(2026, 11, 2, 20, 0, 0, TimeSpan.Zero)), Site, events);
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            var site = await db.Sites.Include(one => one.Goals).SingleAsync(one => one.Host == Site);
            (site.Profile, site.Goals) = (profile, [new Goal { Name = "Sign-up" }]);
            await db.SaveChangesAsync();
        }

        await host.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        return host;
    }

    private static async Task<long> MakeAsync(PagesHost host, string name, string steps)
    {
        using var made = await PagesHost.SendAsync(host.Client, Page, "make", ("name", name), ("steps", steps));
        return long.Parse(PagesHost.Target(made).Segments[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>All visits, then each step with its families; a dot for what is kept back.</summary>
    private static async Task<string> FiguresAsync(PagesHost host, string key, long id, string question)
    {
        using var answer = await AskAsync(host, key, $"/api/v1/funnels/{id}?{question}");
        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, told.ToJsonString());
        string Written(JsonNode? count) => count?.ToJsonString() ?? ".";
        return string.Join(" | ", told["steps"]!.AsArray().Select(step => string.Join(' ', step!["families"]!.AsObject().OrderBy(one => one.Key, StringComparer.Ordinal)
            .Where(one => one.Value?.ToJsonString() != "0").Select(one => $"{one.Key}={Written(one.Value)}").Prepend(Written(step["visits"])))).Prepend(Written(told["visits"])));
    }

    private static async Task<HttpResponseMessage> AskAsync(PagesHost host, string key, string path, HttpMethod? method = null)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        return await client.SendAsync(request);
    }

    internal static IEnumerable<StoredEvent> Visit(ulong reader, Family family, string channel, params (int Hour, string What)[] steps) => Visit(reader, family, channel, "desktop", steps);

    /// <summary>Pages opened one minute after another in those hours; what begins with an exclamation mark is a goal.</summary>
    internal static IEnumerable<StoredEvent> Visit(ulong reader, Family family, string channel, string device, (int Hour, string What)[] steps) => steps.Select((step, minute) => PagesHost.Visit with
    {
        Time = new DateTime(2026, 11, 2, step.Hour - 1, minute, 0, DateTimeKind.Utc), Day = Today, Hour = (byte)step.Hour, Visitor = reader, Device = device,
        Kind = step.What[0] == '!' ? EventKind.Goal : EventKind.Pageview, Page = step.What[0] == '!' ? "/" : step.What,
        Family = family, Channel = channel, Source = channel, Private = family == Family.Messaging, Rule = "", Clue = "",
        Grade = Grade.Observed, Sender = Sender.Unknown, Detail = step.What[0] == '!' ? new EventDetail { Name = step.What[1..] } : null,
    });
}
