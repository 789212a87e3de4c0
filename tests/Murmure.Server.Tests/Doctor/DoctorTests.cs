using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Doctor;
using Murmure.Server.Hosting;
using Murmure.Server.Tests.Live;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using static Murmure.Server.Tests.Live.ApiTests;

namespace Murmure.Server.Tests.Doctor;

[WholeServer]
public sealed class DoctorTests
{
    private static readonly DateTime Now = new(2026, 11, 25, 9, 0, 0, DateTimeKind.Utc);
    private static readonly StoreExamination Empty = new(new StoreCounts(0, 0, 0, 0, 0), 0, 0, [], [], []);
    private static readonly Facts Sound = new()
    {
        Folder = "data", Now = Now, Store = Empty, Sites = [new KnownSite(1, "example.org", "Europe/Paris")], Journal = new JournalRecovery(0, 0, 0, 0, 0, 0),
    };

    [Fact]
    public void Where_nothing_is_wrong_every_finding_is_sound()
    {
        DoctorFeature.Judge(Sound).ShouldAllBe(finding => finding.Severity == Severity.Sound);
        DoctorFeature.Judge(Sound with { Running = true, Options = new ServeOptions(8080, "data", false), JournalNow = new JournalFigures(0, 0, 0, 0, 0, 0, 0, true, null) })
            .ShouldAllBe(finding => finding.Severity == Severity.Sound);
    }

    public static TheoryData<string, string, string> Wrongs => new()
    {
        { "absent", "data-folder", "Broken" }, { "open", "data-folder", "Warning" }, { "newer", "version", "Broken" }, { "older", "version", "Notice" },
        { "store-fault", "store", "Broken" }, { "store-problem", "store", "Broken" }, { "aside", "set-aside", "Warning" }, { "metadata-fault", "metadata", "Broken" },
        { "metadata-problem", "metadata", "Broken" }, { "journal-lost", "journal", "Broken" }, { "journal-torn", "journal", "Notice" }, { "journal-waits", "journal", "Notice" },
        { "journal-full", "journal", "Broken" }, { "journal-stuck", "journal", "Warning" }, { "disk-full", "disk", "Broken" }, { "disk-week", "disk", "Broken" },
        { "disk-month", "disk", "Warning" }, { "zone", "time-zone", "Broken" }, { "clock", "clock", "Broken" }, { "overdue", "closing", "Warning" },
        { "overdue-running", "closing", "Broken" }, { "key", "keys", "Warning" }, { "distrusted", "proxy", "Broken" }, { "clear", "address", "Warning" }, { "nameless", "address", "Warning" },
        { "certificate", "address", "Warning" }, { "places-old", "places", "Warning" }, { "places-broken", "places", "Warning" }, { "places-none", "places", "Warning" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void What_is_wrong_is_found_said_and_explained(string what, string check, string severity)
    {
        var wrong = DoctorFeature.Judge(With(what)).Where(finding => finding.Severity != Severity.Sound).ShouldHaveSingleItem();
        (wrong.Check, wrong.Severity.ToString()).ShouldBe((check, severity));
        wrong.Why.ShouldNotBeEmpty();
        if (wrong.Severity >= Severity.Warning)
            wrong.Advice.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_forecast_is_the_room_over_what_a_day_takes()
    {
        // 1 GB over 100 bytes an event and 100,000 events a day.
        var facts = Sound with { FreeBytes = 1_000_000_000, Store = Empty with { Counts = new StoreCounts(1, 10, 1_000_000, 0, 0), Bytes = 100_000_000, EventsPerDay = 100_000 } };
        DoctorFeature.Judge(facts).Single(finding => finding.Check == "disk").What.ShouldContain("100 days at 100,000 events a day and 100 bytes an event; for 80 days more the store grows");
    }

    [Fact]
    public void A_disk_that_lasts_until_old_events_go_lasts_for_ever()
    {
        // Thirty days of room; of the ninety that are kept eighty-five are there.
        var full = Filling with { Counts = new StoreCounts(1, 85, 8_500_000, 0, 0), Bytes = 850_000_000 };
        DoctorFeature.Judge(Sound with { FreeBytes = 300_000_000, Store = full }).Single(finding => finding.Check == "disk").Severity.ShouldBe(Severity.Sound);
        DoctorFeature.Judge(Sound with { FreeBytes = 30_000_000, Store = full }).Single(finding => finding.Check == "disk").Severity.ShouldBe(Severity.Broken);
    }

    [Fact]
    public async Task A_running_server_is_looked_at_by_its_socket_and_by_a_key_that_sees_its_own_sites_alone()
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(), LiveHost.Rules("other.example", id: 2)]);
        var key = await KeyAsync(host, 1, [1], Scopes.Admin);
        var reader = await KeyAsync(host, 2, [2], Scopes.ReportsRead);
        await host.ViewAsync("/a");
        await host.ViewAsync("/b", site: "other.example");
        await host.SettleAsync();
        await using var socket = await AdminConnection.OfRunningAsync(host.Folder, default);
        using var all = await socket.ShouldNotBeNull().GetAsync("doctor", default);
        var findings = JsonSerializer.Deserialize(await all.Content.ReadAsStringAsync(), FindingJson.Default.IReadOnlyListFinding)!;
        findings.Select(finding => finding.Check).ShouldBe(["data-folder", "disk", "store", "metadata", "journal", "clock", "closing", "keys", "proxy", "address"], ignoreOrder: true);
        findings.Where(finding => finding.Severity == Severity.Broken).ShouldBeEmpty();
        (await AskAsync(host, key)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(host, reader)).ShouldBe(HttpStatusCode.Forbidden);
        (await host.Client.GetAsync("/admin/doctor")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stopped_folder_is_looked_at_and_left_as_it_is()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a");
        await host.StopAsync();
        var before = Files(host.Folder);
        var findings = await DoctorFeature.OfFolderAsync(host.Folder, host.Clock, default);
        findings.ShouldAllBe(finding => finding.Severity == Severity.Sound);
        Files(host.Folder).ShouldBe(before);
        foreach (var beside in new[] { "-wal", "-shm" })
            File.Delete(Path.Combine(host.Folder, "metadata.sqlite" + beside));
        File.WriteAllText(Path.Combine(host.Folder, "metadata.sqlite"), "no database");
        (await DoctorFeature.OfFolderAsync(host.Folder, host.Clock, default)).ShouldContain(finding => finding.Check == "metadata" && finding.Severity == Severity.Broken);
    }

    private static Facts With(string what) => what switch
    {
        "absent" => Sound with { Exists = false, Store = null, Journal = null, Sites = [] },
        "open" => Sound with { OpenToOthers = true },
        "places-old" => Sound with { Places = new PlaceFacts("city.mmdb", "GeoLite2-City", Now.AddDays(-91), "") },
        "places-broken" => Sound with { Places = new PlaceFacts("city.mmdb", "GeoLite2-City", Now.AddDays(-2), "no such file.") },
        "places-none" => Sound with { Places = new PlaceFacts("city.mmdb", null, default, "no such file.") },
        "newer" => Sound with { Versions = [new SchemaVersion("events", 3, 99, 3)] },
        "older" => Sound with { Versions = [new SchemaVersion("metadata", 0, 0, 1)] },
        "store-fault" => Sound with { Store = null, Faults = Fault("events") },
        "store-problem" => Sound with { Store = Empty with { Problems = ["closed days: the table event_rows cannot be read"] } },
        "aside" => Sound with { Store = Empty with { SetAside = ["x"] } },
        "metadata-fault" => Sound with { Faults = Fault("metadata") },
        "metadata-problem" => Sound with { MetadataProblems = ["metadata: 1 page is damaged"] },
        "journal-lost" => Sound with { Journal = new JournalRecovery(0, 0, 5, 1, 9, 9) },
        "journal-torn" => Sound with { Journal = new JournalRecovery(0, 5, 0, 0, 9, 9) },
        "journal-waits" => Sound with { Journal = new JournalRecovery(7, 0, 0, 0, 9, 0) },
        "journal-full" => Running() with { JournalNow = new JournalFigures(0, 1, 0, 0, 0, 0, 0, false, null) },
        "journal-stuck" => Running() with { Writer = new EventWriterFigures(0, 0, 0, 0, 0, 0, 0, 3, 10) },
        "disk-full" => Sound with { FreeBytes = 10, JournalBytes = 20 },
        "disk-week" => Sound with { FreeBytes = 1_000_000, Store = Filling },
        "disk-month" => Sound with { FreeBytes = 300_000_000, Store = Filling },
        "zone" => Sound with { Sites = [new KnownSite(1, "example.org", "Mars/Olympus")] },
        "clock" => Sound with { Store = Empty with { OpenDays = [Day(0, Now.AddHours(1))] } },
        "overdue" => Sound with { Store = Empty with { OpenDays = [Day(-2, Now.AddDays(-2))] } },
        "overdue-running" => Running() with { Store = Empty with { OpenDays = [Day(-2, Now.AddDays(-2))] } },
        "key" => Sound with { Keys = [(1, DateOnly.FromDateTime(Now).AddDays(-3), Now.AddDays(-3))] },
        "distrusted" => Running() with { Distrusted = true },
        "clear" => Running(new ServeOptions(8080, "data", false) { Listen = "0.0.0.0", Hosts = ["stats"] }),
        "nameless" => Running(new ServeOptions(8080, "data", false) { TrustedProxies = ["10.0.0.0/8"] }),
        "certificate" => Running() with { Public = [("stats.example.org", "its certificate is not valid for that name")] },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static StoreExamination Filling => Empty with { Counts = new StoreCounts(1, 10, 1_000_000, 0, 0), Bytes = 100_000_000, EventsPerDay = 100_000 };

    private static Facts Running(ServeOptions? options = null) =>
        Sound with { Running = true, Options = options ?? new ServeOptions(8080, "data", false), JournalNow = new JournalFigures(0, 0, 0, 0, 0, 0, 0, true, null) };

    private static OpenDay Day(int days, DateTime appended) => new("example.org", DateOnly.FromDateTime(Now).AddDays(days), appended, appended, 1, 0, appended);

    private static Dictionary<string, string> Fault(string part) => new(StringComparer.Ordinal) { [part] = "it cannot be read" };

    private static List<string> Files(string folder) => [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static async Task<HttpStatusCode> AskAsync(LiveHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/doctor");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await host.Client.SendAsync(request);
        if (answer.IsSuccessStatusCode)
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("other.example");
        return answer.StatusCode;
    }
}
