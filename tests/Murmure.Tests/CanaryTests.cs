using System.Text;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Dashboard.Text;
using Murmure.Storage.Events;

namespace Murmure.Tests;

/// <summary>Plants data of people in a log and looks for it in every byte that was written. A control shows that the search can find something.</summary>
public sealed class CanaryTests
{
    private const string Control = "un-concert-qui-se-garde";

    private static readonly string[] Canaries =
    [
        "198.51.100.77", "2001:db8:cafe:1234::77", "CanaryBrowser", "canary.reader@mail.example", "canary-secret-token", "+33612345678", "canary-search-words",
    ];

    private static string Log => string.Concat(
        Of("198.51.100.77", "/" + Control + "-1?utm_source=canary.reader@mail.example&session=canary-secret-token", "https://www.google.com/search?q=canary-search-words", "CanaryBrowser/9.1"),
        Of("2001:db8:cafe:1234::77", "/" + Control + "-2?utm_campaign=%2B33612345678", "-", "CanaryBrowser/9.2 WA4A/2.26.32.83"),
        $"198.51.100.77 - - [02/Nov/2026:08:05:00 +0000] \"GET /{Control}-1 HTTP/1.1\" 200 512 \"-\" \"WhatsApp/2.24.20.83 A\"\n",
        "198.51.100.77 - - [02/Nov/2026:08:06:00 +0000] \"GET / HTTP/1.1\" 200 512 \"-\" \"CanaryBrowser-crawler/1.0 (+mailto:canary.reader@mail.example)\"\n",
        "198.51.100.77 - - [02/Nov/2026:08:07:00 +0000] \"GET /broken CanaryBrowser\n");

    [Fact]
    public async Task Analyze_writes_no_address_no_agent_and_no_personal_tag()
    {
        using var murmure = new Executable();
        var outputs = new DirectoryInfo(Path.Combine(murmure.Folder, "out"));
        outputs.Create();
        var run = await murmure.RunAsync(
            Encoding.ASCII.GetBytes(Log), "analyze", "-", "--site", "journal.example", "--json", "--events", "out/events.jsonl", "--html", "out/report.html");
        run.Exit.ShouldBe(0, run.Error);
        murmure.Write("out/stdout.txt", run.Output);
        murmure.Write("out/stderr.txt", run.Error);
        var written = Files(murmure.Folder);
        written.Count(file => Holds(file, Control)).ShouldBeGreaterThanOrEqualTo(3, "the control must be found in events, page and JSON");
        Leaks(written).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(murmure.Folder, "tmp"), "murmure-*").ShouldBeEmpty("the temporary store goes with the run");
    }

    [Fact]
    public async Task A_kept_log_leaves_none_in_the_store()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-canary-");
        try
        {
            await using (var store = EventStores.Open("duckdb:" + Path.Combine(folder.FullName, "events.duckdb"), TimeProvider.System))
            await using (var dropped = new DroppedLogs(store, new Classifier(Catalogue.Load()), TimeProvider.System))
            {
                // The site's own pages show in the referrer of a style sheet, so that the site is found.
                var own = $"198.51.100.77 - - [02/Nov/2026:08:00:01 +0000] \"GET /a.css HTTP/1.1\" 200 5 \"https://journal.example/{Control}-1\" \"CanaryBrowser/9.1\"\n";
                using var content = new MemoryStream(Encoding.ASCII.GetBytes(own + Log));
                var log = await dropped.AcceptAsync("access.log", content, Language.English, null, null, default);
                (await dropped.KeepAsync(log.Id, "journal.example", default)).ShouldBe("journal.example");
            }
            var written = Files(folder.FullName);
            written.ShouldContain(file => Holds(file, Control));
            Leaks(written).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Of(string address, string target, string referrer, string agent) =>
        $"{address} - - [02/Nov/2026:08:00:00 +0000] \"GET {target} HTTP/1.1\" 200 512 \"{referrer}\" \"Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Mobile Safari/537.36 {agent}\"\n";

    private static List<string> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)];

    private static List<string> Leaks(IEnumerable<string> files) =>
        [.. from file in files from canary in Canaries where Holds(file, canary) select $"{Path.GetFileName(file)}: {canary}"];

    private static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
