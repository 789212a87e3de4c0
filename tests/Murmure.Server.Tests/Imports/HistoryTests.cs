using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Murmure.Storage.Events;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Imports;

/// <summary>What other programs counted: in by the API and by the page, beside what is measured, and out again.</summary>
[WholeServer]
public sealed class HistoryTests
{
    private const string Export = """
        # Start date: 20261110
        Session default channel group,Session source / medium,Date,Sessions
        Direct,(direct) / (none),20261110,60
        Organic Search,google / organic,20261110,40
        Direct,(direct) / (none),20261111,10
        Referral,anne@example.org / referral,20261111,10
        """;

    private static readonly DateOnly Day = new(2026, 11, 10);

    private static IEnumerable<StoredEvent> Events =>
        [.. Enumerable.Repeat(WhatsApp.At(Day, 9), 40), .. Enumerable.Repeat(Direct.At(Day, 9), 30), .. Enumerable.Repeat(FromGoogle.At(Day, 9), 30), .. Enumerable.Repeat(Direct.At(Day.AddDays(2), 9), 5)];

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_another_figure_replaces_its_day()
    {
        await using var host = await StartAsync(Events);
        using var client = await ClientAsync(host);
        var measured = await host.TotalAsync("visits");

        Counts(await SendAsync(client, Export)).ShouldBe((2, 2, 120));
        Counts(await SendAsync(client, Export)).ShouldBe((2, 0, 120));
        Counts(await SendAsync(client, Export.Replace(",10\nRef", ",11\nRef", StringComparison.Ordinal))).ShouldBe((2, 1, 121));

        var rows = (await JsonAsync(client, "/api/v1/history?site=www.example.org&" + Days)).GetProperty("rows").EnumerateArray().Select(row => row.ToString()).ToList();
        rows.ShouldBe(
        [
            """{"source":"google-analytics","day":"2026-11-10","group":"direct","channel":"","visits":60}""", """{"source":"google-analytics","day":"2026-11-10","group":"organicsearch","channel":"google","visits":40}""",
            """{"source":"google-analytics","day":"2026-11-11","group":"direct","channel":"","visits":11}""", """{"source":"google-analytics","day":"2026-11-11","group":"referral","channel":"other","visits":10}""",
        ]);
        (await host.TotalAsync("visits")).ShouldBe(measured, "what is imported is never among what is measured");

        using var removed = await client.DeleteAsync("/api/v1/history?site=www.example.org&source=google-analytics&from=2026-11-11&to=2026-11-11");
        (await removed.Content.ReadAsStringAsync()).ShouldBe("""{"days":1}""");
        using var rest = await client.DeleteAsync("/api/v1/history?site=www.example.org&source=google-analytics");
        (await rest.Content.ReadAsStringAsync()).ShouldBe("""{"days":1}""");
        (await JsonAsync(client, "/api/v1/history?site=www.example.org&" + Days)).GetProperty("rows").GetArrayLength().ShouldBe(0);
        var audit = await host.Client.GetStringAsync("/app/audit");
        audit.ShouldContain("History imported");
        audit.ShouldContain("Imported history removed");
    }

    [Fact]
    public async Task A_file_with_one_bad_line_is_refused_with_that_line_and_nothing_of_it_is_there()
    {
        await using var host = await StartAsync(Events);
        using var client = await ClientAsync(host);

        using var answer = await PostAsync(client, Export.Replace("20261111,10\nRef", "11/11/2026,10\nRef", StringComparison.Ordinal));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        (problem.GetProperty("type").GetString(), problem.GetProperty("file").GetString(), problem.GetProperty("line").GetInt32(), problem.GetProperty("found").GetString(), problem.GetProperty("expected").GetString())
            .ShouldBe(("urn:murmure:history-unreadable", "export.csv", 5, "11/11/2026", "a day written 20260131 or 2026-01-31"));
        (await JsonAsync(client, "/api/v1/history?site=www.example.org&" + Days)).GetProperty("rows").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_that_a_source_is_called_is_written_anywhere()
    {
        await using var host = await StartAsync(Events);
        using var client = await ClientAsync(host);

        Counts(await SendAsync(client, Export)).ShouldBe((2, 2, 120));

        Stored.Holds(host.Folder, "organicsearch").ShouldBeTrue();
        Stored.Holds(host.Folder, "anne@example.org").ShouldBeFalse();
    }

    [Fact]
    public async Task The_Google_Analytics_view_sets_the_imported_Direct_beside_the_same_days_measured()
    {
        await using var host = await StartAsync(Events);
        using var client = await ClientAsync(host);
        (await host.ReadAsync($"/google-analytics?{Days}")).ShouldContain("Import what Google Analytics itself counted");
        await SendAsync(client, Export);

        var page = await host.ReadAsync($"/google-analytics?{Days}");

        page.ShouldContain("What Google Analytics 4 itself counted");
        page.ShouldContain("On the 1 day that both have, Google Analytics 4 filed 60\u202F% of its visits under Direct. By Google’s rules 70\u202F% of the visits measured here would be Direct; 30\u202F% stay so once every mark that is kept has been read.");
        Cell(page, "Direct of Google Analytics 4", "Visits").ShouldBe("60");
        Cell(page, "Direct by Google’s rules, measured here", "Visits").ShouldBe("70");
        Cell(page, "of these, filed here under Messaging", "Visits").ShouldBe("40");
        Cell(page, "of these, filed here under Direct", "Visits").ShouldBe("30");
        page.ShouldContain("1 day of this period has imported visits alone, and is left out.");
        page.ShouldContain("1 day of this period has measured visits alone: nothing of Google Analytics 4 is imported for it.");
        (await host.ReadAsync($"/google-analytics?{Days}&lang=fr")).ShouldContain("Sur le 1 jour commun, Google Analytics 4 a rangé 60\u202F% de ses visites sous Direct.");
        (await host.ReadAsync("/google-analytics?from=2026-11-11&to=2026-11-12")).ShouldContain("No day of this period has both imported and measured visits.");
    }

    [Fact]
    public async Task An_editor_imports_and_removes_on_the_page_and_a_viewer_only_reads()
    {
        await using var host = await StartAsync(Events);
        using var editor = await host.JoinAsync("editor@courrier.example", "editor");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");

        (await UploadAsync(editor, "plausible", Export)).ShouldContain("Expected is a line that names columns: date, visits, and source where it is about sources.");
        var wrong = await UploadAsync(editor, "google-analytics", Export.Replace("Referral", "<b>Ours</b>", StringComparison.Ordinal));
        wrong.ShouldContain("Nothing was imported.");
        wrong.ShouldContain("line 6");
        wrong.ShouldContain("&lt;b&gt;Ours&lt;/b&gt;");
        (await UploadAsync(editor, "google-analytics", Export)).ShouldContain("2 days of Google Analytics 4 were read; 2 of them are new or have changed.");
        (await UploadAsync(editor, "google-analytics", Export)).ShouldContain("All of it was here already: nothing was changed.");

        var seen = await viewer.GetStringAsync(Page + "/history");
        seen.ShouldContain("2 days from 10 November 2026 to 11 November 2026");
        seen.ShouldNotContain("<form class=\"form\"");
        using var removed = await PagesHost.SendAsync(editor, Page + "/history", "remove-google-analytics");
        (await removed.Content.ReadAsStringAsync()).ShouldContain("2 imported days were removed.");
        WebUtility.HtmlDecode(await viewer.GetStringAsync(Page + "/history?lang=fr")).ShouldContain("Rien pour l’instant.");
    }

    internal static async Task<HttpClient> ClientAsync(PagesHost host)
    {
        var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("admin"));
        return client;
    }

    internal static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;

    internal static (int Days, int Changed, long Visits) Counts(JsonElement answer) => (answer.GetProperty("days").GetInt32(), answer.GetProperty("changed").GetInt32(), answer.GetProperty("visits").GetInt64());

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string text) =>
        client.PostAsync("/api/v1/history?site=www.example.org&source=google-analytics&name=export.csv", new ByteArrayContent(Encoding.UTF8.GetBytes(text)));

    private static async Task<JsonElement> SendAsync(HttpClient client, string text)
    {
        using var answer = await PostAsync(client, text);
        var said = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, said);
        return JsonDocument.Parse(said).RootElement;
    }

    private static async Task<string> UploadAsync(HttpClient client, string source, string text)
    {
        var page = await client.GetStringAsync(Page + "/history");
        const string mark = "name=\"__RequestVerificationToken\" value=\"";
        var at = page.IndexOf(mark, page.IndexOf("value=\"file\"", StringComparison.Ordinal), StringComparison.Ordinal);
        if (at < 0)
            at = page.IndexOf(mark, StringComparison.Ordinal);
        at += mark.Length;
        using var form = new MultipartFormDataContent
        {
            { new StringContent("file"), "_handler" }, { new StringContent(page[at..page.IndexOf('"', at)]), "__RequestVerificationToken" }, { new StringContent(source), "source" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "export.csv" },
        };
        using var answer = await client.PostAsync(Page + "/history", form);
        return await answer.Content.ReadAsStringAsync();
    }
}
