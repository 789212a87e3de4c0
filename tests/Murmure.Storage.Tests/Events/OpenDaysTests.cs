using CsCheck;
using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Open days: files, restarts, and what visits make of both.</summary>
public sealed class OpenDaysTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Fact]
    public async Task Each_open_day_has_a_file_of_its_own_that_only_its_owner_can_read()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0), View("/b", 0, day: Tuesday));
        await store.Events.AppendAsync(new EventBatch("2", "[2001:db8::1]:8080", new[] { View("/c", 0) }), None);

        var databases = store.OpenFiles().Where(name => name.EndsWith(".duckdb", StringComparison.Ordinal)).ToList();
        databases.Select(name => name[..10]).ShouldBe(["2026-11-23", "2026-11-23", "2026-11-24"]);
        if (OperatingSystem.IsWindows())
            return;
        File.GetUnixFileMode(store.OpenFolder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.EnumerateFiles(store.OpenFolder).Append(store.File))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public async Task After_a_restart_open_days_are_as_they_were()
    {
        await using var store = ServerStore.New();
        await store.Events.AppendAsync(Batch("j/1", View("/a", 0).Live(detail: new EventDetail { Key = 5 }), View("/b", 0, day: Tuesday)) with { Position = 70 }, None);
        await store.DeriveAsync();
        var (days, table) = (await store.Events.OpenDaysAsync(None), await store.AskAsync(Site, [Metric.Visits, Metric.Hits], Dimension.Day, Dimension.Page));

        await store.ReopenAsync();

        (await store.Events.OpenDaysAsync(None)).ShouldBe(days);
        (await store.AskAsync(Site, [Metric.Visits, Metric.Hits], Dimension.Day, Dimension.Page)).Rows.Select(row => row.Told()).ShouldBe(table.Rows.Select(row => row.Told()));
        (await store.Events.PositionsAsync(None)).ShouldBe([new DayPosition(Site, Monday, 70), new DayPosition(Site, Tuesday, 70)]);
        (await store.Events.EventKeysAsync(Site, Monday, None).ToListAsync()).ShouldBe([5UL]);
        (await store.Events.AppendAsync(Batch("j/1", View("/a", 0)), None)).Known.ShouldBeTrue("batches are still known");
        store.Events.SetAside.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_day_that_is_sound_but_cannot_be_opened_just_now_fails_the_start_and_is_there_when_it_can()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link to nowhere takes rights that tests do not have there.");
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0));
        await store.ReopenAsync(() =>
        {
            var file = Directory.EnumerateFiles(store.OpenFolder, "*.duckdb").Single();
            File.Move(file, store.File + ".kept");
            // As a disk that is not mounted: a file is named there, and there is nothing to read.
            File.CreateSymbolicLink(file, Path.Combine(store.Folder, "away", "day.duckdb"));
            var said = Should.Throw<OpenDayException>(() => EventStores.Open($"duckdb:{store.File}", store.Clock)).Message;
            said.ShouldContain(Path.GetFileName(file));
            said.ShouldNotContain("\n");
            EventStores.ExamineAsync($"duckdb:{store.File}", None).GetAwaiter().GetResult().Problems.ShouldHaveSingleItem().ShouldContain("nor will the next start");
            File.Delete(file);
            File.Move(store.File + ".kept", file);
        });
        store.Events.SetAside.ShouldBeEmpty();
        (await store.AskAsync(Site, [Metric.Hits], Dimension.Page)).Rows.Select(row => row.Told()).ShouldBe(["/a=1"]);
    }

    [Fact]
    public async Task A_batch_that_failed_half_way_is_sent_again_and_only_the_missing_day_takes_it()
    {
        await using var store = ServerStore.New();
        // What a kill between the two days' commits leaves.
        await store.AppendAsync("1", View("/a", 0));
        (await store.Events.AppendAsync(Batch("1", View("/a", 0), View("/b", 0, day: Tuesday)), None))
            .ShouldBe(new AppendResult(1, 1, 0) { Known = true });
        (await store.AskAsync(Site, [Metric.Hits], Dimension.Page)).Rows.Select(row => row.Told()).ShouldBe(["/a=1", "/b=1"]);
    }

    [Fact]
    public async Task A_damaged_day_is_set_aside_and_the_others_are_there()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0), View("/b", 0, day: Tuesday));
        await store.ReopenAsync(() =>
        {
            var file = Directory.EnumerateFiles(store.OpenFolder, "2026-11-23*.duckdb").Single();
            using (var torn = File.OpenWrite(file))
                torn.SetLength(torn.Length / 2);
            File.WriteAllText(Path.Combine(store.OpenFolder, "2026-11-25_half-made.duckdb"), "");
            File.WriteAllText(Path.Combine(store.OpenFolder, "2026-11-26_no-store.duckdb"), "no database at all");
            using (var made = new DuckDB.NET.Data.DuckDBConnection($"DataSource={Path.Combine(store.OpenFolder, "2026-11-27_no-tables.duckdb")}"))
                made.Open();
            File.WriteAllText(Path.Combine(store.OpenFolder, "blank.duckdb"), "the file of which days are copied, half made");
        });

        (await store.AskAsync(Site, [Metric.Hits], Dimension.Page)).Rows.Select(row => row.Told()).ShouldBe(["/b=1"]);
        store.Events.SetAside.Select(Path.GetFileName).Select(name => name![..10]).ShouldBe(["2026-11-23", "2026-11-25", "2026-11-26", "2026-11-27"]);
        await store.AppendAsync("2", View("/again", 0));
        (await store.Events.OpenDaysAsync(None)).Select(day => (day.Day, day.Events)).ShouldBe([(Monday, 1L), (Tuesday, 1L)]);
        await store.ReopenAsync();
        store.Events.SetAside.Count.ShouldBe(4, "what was set aside stays until a person has looked");
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_visit_makes_no_visit_of_its_own()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0).Live().From(Family.Messaging, "whatsapp", Grade.Observed, Sender.Readers));
        await store.DeriveAsync();
        await store.ReopenAsync();
        await store.AppendAsync("2", View("/b", 10).Live());
        await store.DeriveAsync();

        (await store.AskAsync(Site, [Metric.Visits, Metric.VisitViews, Metric.DirectVisits], Dimension.Channel)).Rows.Select(row => row.Told()).ShouldBe(["whatsapp=1|2|0"]);
    }

    [Fact]
    public async Task A_visit_across_midnight_belongs_to_the_day_on_which_it_began()
    {
        await using var store = ServerStore.New();
        var night = (24 - 8) * 60; // minutes after View's eight o'clock
        StoredEvent After(string page, int minute, ulong yesterday, EventKind kind = EventKind.Pageview, string name = "") =>
            View(page, minute - 480, 77, Tuesday).Live(kind, new EventDetail { VisitorYesterday = yesterday, Name = name, EngagedMilliseconds = 500 });

        await store.AppendAsync("1",
            View("/a", night - 300).Live(),
            View("/b", night - 2).Live().From(Family.Messaging, "signal", Grade.Observed, Sender.Readers));
        await store.DeriveAsync();
        await store.AppendAsync("2", After("/c", 5, 1), After("/c", 12, 1, EventKind.Goal, "subscribe"));
        await store.AppendAsync("3", After("/d", 40, 0), After("/e", 75, 0).From(Family.Search, "google", Grade.Observed, Sender.Unknown));
        await store.DeriveAsync();

        var expected = new[]
        {
            "11/23/2026|direct|/a|/a=1|1", "11/23/2026|signal|/b|/d=1|3", "11/24/2026|google|/e|/e=1|1",
        };
        async Task<IEnumerable<string>> Visits() => (await store.AskAsync(
            Site, [Metric.Visits, Metric.VisitViews], Dimension.Day, Dimension.Channel, Dimension.Page, Dimension.ExitPage)).Rows.Select(row => row.Told());
        (await Visits()).ShouldBe(expected);
        (await store.AskAsync(Site, [Metric.Goals], Dimension.Day, Dimension.Channel)).Rows.Where(row => row.Counts[0] > 0).Select(row => row.Told())
            .ShouldBe(["11/24/2026|signal=1"], "the goal is counted on its own day, for the channel of its visit");

        await store.DeriveAsync();
        (await Visits()).ShouldBe(expected, "deriving again lengthens nothing twice");
        await store.ReopenAsync();
        await store.DeriveAsync();
        (await Visits()).ShouldBe(expected, "and deriving everything gives the same");
    }

    [Fact]
    public async Task A_goal_after_midnight_is_counted_for_the_link_that_its_visit_came_by()
    {
        await using var store = ServerStore.New();
        var click = View("/k", 955).From(Family.Messaging, "signal", Grade.Measured, Sender.Readers).Live(EventKind.Click, new EventDetail { Link = 7, Variant = "signal" });
        await store.AppendAsync("1", click, View("/a", 956).Live());
        await store.AppendAsync("2", View("/b", 5 - 480, 77, Tuesday).Live(EventKind.Goal, new EventDetail { Name = "buy", VisitorYesterday = 1 }));
        for (var again = 0; again < 2; again++)
        {
            await store.DeriveAsync();
            (await store.AskAsync(Site, [Metric.Goals, Metric.Visits], Dimension.Day, Dimension.Link, Dimension.Channel)).Rows.Where(row => row.Counts.Any(count => count > 0))
                .Select(row => row.Told()).ShouldBe(["11/23/2026|7|signal=0|1", "11/24/2026|7|signal=1|0"]);
        }

        await store.CloseAsync(Monday);
        await store.CloseAsync(Tuesday);
        (await store.AskAsync(Site, [Metric.Goals], Dimension.Link)).Rows.Where(row => row[Metric.Goals] > 0).Select(row => row.Told()).ShouldBe(["7=1"]);
    }

    [Fact]
    public async Task After_half_an_hour_of_silence_over_midnight_the_new_day_has_a_visit_of_its_own()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 16 * 60 - 20).Live());
        await store.AppendAsync("2", View("/b", 11 - 480, 77, Tuesday).Live(detail: new EventDetail { VisitorYesterday = 1 }));
        await store.DeriveAsync();
        (await store.AskAsync(Site, [Metric.Visits], Dimension.Day, Dimension.Page)).Rows.Select(row => row.Told()).ShouldBe(["11/23/2026|/a=1", "11/24/2026|/b=1"]);
    }

    [Fact]
    public async Task What_a_reader_does_belongs_to_the_visit_it_was_done_in()
    {
        await using var store = ServerStore.New();
        var shop = new EventDetail { Name = "buy", Revenue = 12.34m, Currency = "EUR", Properties = [new("plan", "year")], Target = "shop.example/pay" };
        await store.AppendAsync("1",
            View("/a", 0).Live().From(Family.Messaging, "whatsapp", Grade.Observed, Sender.Readers),
            View("/a", 25).Live(EventKind.Engagement, new EventDetail { EngagedMilliseconds = 90_000, ScrollPercent = 80 }),
            View("/a", 50).Live(EventKind.Goal, shop).From(Family.Internal, "internal", Grade.Observed, Sender.Unknown),
            View("/z", 200).Live(),
            View("/z", 201).Live(EventKind.Goal, shop with { Revenue = 1m, Currency = "CHF", Properties = [] }));
        await store.DeriveAsync();

        (await store.AskAsync(Site, [Metric.Visits, Metric.Goals, Metric.EngagedTime, Metric.Bounces, Metric.VisitTime], Dimension.Channel)).Rows.Select(row => row.Told())
            .ShouldBe(["direct=1|1|0|0|60", "whatsapp=1|1|90000|0|3000"]);
        var money = await store.AskAsync(Site, [Metric.Revenue, Metric.Goals], Dimension.Currency, Dimension.Channel, Dimension.EventName, Dimension.Target);
        money.Rows.Where(row => row[Metric.Revenue] > 0).Select(row => $"{string.Join('|', row.Keys)}={row.Revenue:0.00}").Order(StringComparer.Ordinal)
            .ShouldBe(["CHF|direct|buy|shop.example/pay=1.00", "EUR|whatsapp|buy|shop.example/pay=12.34"]);
        (await store.AskAsync(Site, [Metric.Goals, Metric.ScrollReports], Dimension.Property("plan"))).Rows.Select(row => row.Told()).ShouldBe(["year=1|0"]);
        var mean = (await store.AskAsync(Site, [Metric.Visits, Metric.VisitTime, Metric.ScrollReports, Metric.ScrollTotal]))[0];
        Ratio.VisitDuration.In(mean).ShouldBe(1530);
        Ratio.ScrollDepth.In(mean).ShouldBe(80);
        Ratio.BounceRate.ShouldSatisfyAllConditions(ratio => Should.Throw<ArgumentException>(() => ratio.In(mean)));
    }

    [Fact]
    public async Task Deriving_a_little_at_a_time_gives_what_deriving_at_once_gives()
    {
        await using var store = ServerStore.New();
        var number = 0;
        await Gen.Select(SomeEvents.Any.Array[1, 60], Gen.Int[1, 25]).SampleAsync(async (events, size) =>
        {
            var (little, once) = ($"little-{number}.example", $"once-{number++}.example");
            foreach (var (index, chunk) in events.Chunk(size).Index())
            {
                await store.Events.AppendAsync(new EventBatch($"{index}", little, chunk), None);
                await store.Events.DeriveVisitsAsync(little, DayRange.All, None);
            }

            await store.Events.AppendAsync(new EventBatch("all", once, events), None);
            await store.ReopenAsync();
            await store.Events.DeriveVisitsAsync(once, DayRange.All, None);

            Dimension[] dimensions = [.. Dimension.All.Where(dimension => dimension.In(ReportSource.Visits))];
            Metric[] metrics = [.. Metric.All.Where(metric => metric.Source == ReportSource.Visits)];
            (await store.AskAsync(little, metrics, dimensions)).Rows.Select(row => row.Told()).ShouldBe((await store.AskAsync(once, metrics, dimensions)).Rows.Select(row => row.Told()));
            Dimension[] acts = [Dimension.Day, Dimension.Kind, Dimension.Channel, Dimension.Source, Dimension.Grade];
            (await store.AskAsync(little, [Metric.Hits, Metric.EngagedTime], acts)).Rows.Select(row => row.Told())
                .ShouldBe((await store.AskAsync(once, [Metric.Hits, Metric.EngagedTime], acts)).Rows.Select(row => row.Told()));
        }, iter: 5, threads: 1);
    }
}
