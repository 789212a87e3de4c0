using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Closed days that were counted before there were links: brought up to date, with and without their events.</summary>
public sealed class UpgradedDaysTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Fact]
    public async Task A_purged_day_answers_what_it_was_counted_for_and_says_since_when_the_rest_can_be_asked()
    {
        await using var store = await Earlier();
        var before = new ReportQuery(Site, DayRange.All, [Metric.Visits, Metric.Visitors, Metric.Clicks, Metric.Goals]) { Dimensions = [Dimension.Channel, Dimension.Day] };
        (await store.Events.ProblemsAsync(before, None)).ShouldBeEmpty();
        (await store.Events.QueryAsync(before, None)).Rows.Where(row => row[Metric.Visits] > 0).Select(row => row.Told()).ShouldBe(
            ["direct|11/23/2026=1|1|0|0", "direct|11/24/2026=1|1|0|0", "signal|11/23/2026=1|1|0|1", "signal|11/24/2026=1|1|0|1"]);

        foreach (var later in new[] { before with { Metrics = [Metric.Clickers] }, before with { Metrics = [Metric.Visits], Dimensions = [Dimension.Link] } })
        {
            (await store.Events.ProblemsAsync(later, None)).ShouldHaveSingleItem().Since.ShouldBe(Tuesday);
            (await store.Events.ProblemsAsync(later with { Range = new DayRange(Tuesday, Tuesday) }, None)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_day_whose_events_are_kept_is_read_for_what_its_counts_lack_and_counted_again()
    {
        await using var store = await Earlier();
        var links = new ReportQuery(Site, DayRange.Of(Tuesday), [Metric.Visits, Metric.Goals]) { Dimensions = [Dimension.Link] };
        (await store.Events.QueryAsync(links, None)).Rows.ShouldHaveSingleItem().Told().ShouldBe("=2|1");
        (await store.Events.RollUpAsync(None)).ShouldBe(1, "the other day has no events to count");
        (await store.Events.PurgeAsync(Site, new PurgeRules(Tuesday.AddDays(1), DateOnly.MinValue), None)).Left.ShouldBe(0);
        (await store.Events.QueryAsync(links, None)).Rows.ShouldHaveSingleItem().Told().ShouldBe("=2|1");
    }

    [Fact]
    public async Task Regions_and_cities_are_kept_from_the_upgrade_on_and_outlive_the_events()
    {
        await using var store = await Earlier();
        var wednesday = Tuesday.AddDays(1);
        await store.AppendAsync("2", View("/a", 0, 9, wednesday) with { Country = "FR", Region = "FR/Normandie", City = "FR/Normandie/Caen" });
        await store.DeriveAsync();
        await store.CloseAsync(wednesday);
        Dimension[] asked = [Dimension.Country, Dimension.Region, Dimension.City];
        var places = new ReportQuery(Site, DayRange.All, [Metric.Visits]) { Dimensions = [Dimension.City] };
        (await store.Events.ProblemsAsync(places, None)).ShouldHaveSingleItem().Since.ShouldBe(Tuesday, "of the purged day nobody counted cities");
        await store.Events.RollUpAsync(None);
        await store.Events.PurgeAsync(Site, new PurgeRules(wednesday.AddDays(1), DateOnly.MinValue), None);
        var days = new DayRange(Tuesday, wednesday);
        (await store.Events.QueryAsync(places with { Range = days, Dimensions = asked, Metrics = [Metric.Visits, Metric.Visitors] }, None)).Rows.Select(row => row.Told())
            .ShouldBe(["||=2|2", "FR|FR/Normandie|FR/Normandie/Caen=1|1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Links_of_a_closed_day_outlive_its_events_with_their_channels_variants_and_goals()
    {
        await using var store = ServerStore.New();
        var click = View("/k", 0).From(Family.Messaging, "signal", Grade.Measured, Sender.Readers).Live(EventKind.Click, new EventDetail { Link = 7, Variant = "signal" }) with { Rule = "link.variant" };
        await store.AppendAsync("1", click, click, View("/a", 1).Live(), View("/a", 2).Live(EventKind.Goal, new EventDetail { Name = "buy" }));
        await store.CloseAsync(Monday, k: 10);
        Dimension[][] asked = [[Dimension.Link], [Dimension.Variant], [Dimension.Link, Dimension.Channel], [Dimension.Link, Dimension.Variant], [Dimension.Generation], [Dimension.Scan]];
        async Task<List<string>> AnswersAsync()
        {
            var answers = new List<string>();
            foreach (var dimensions in asked)
                answers.AddRange((await store.AskAsync(Site, [Metric.Clicks, Metric.Clickers, Metric.Visits, Metric.Goals], dimensions)).Rows.Where(row => row[Metric.Clicks] > 0).Select(row => row.Told()));
            return answers;
        }

        var before = await AnswersAsync();
        await store.Events.PurgeAsync(Site, new PurgeRules(Tuesday, DateOnly.MinValue), None);
        (await AnswersAsync()).ShouldBe(before);
        before.ShouldBe(["7=2|1|1|1", "signal=2|1|1|1", "7|signal=2|1|1|1", "7|signal=2|1|1|1", "=2|1|1|1", "no=2|1|1|1"]);
    }

    [Fact]
    public async Task What_was_set_apart_is_still_told_of_a_day_whose_events_are_gone()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0).Live(), View("/b", 1, 2).Live() with { Suspicion = "burst" }, View("/c", 2, 2) with { Suspicion = "burst" });
        await store.CloseAsync(Monday);
        SuspectCount[] expected = [new(Monday, "burst", 2, 1)];
        (await store.Events.SuspectsAsync(Site, DayRange.All, None)).ShouldBe(expected);
        await store.Events.PurgeAsync(Site, new PurgeRules(Tuesday, DateOnly.MinValue), None);
        (await store.Events.SuspectsAsync(Site, DayRange.All, None)).ShouldBe(expected);
        await store.Events.PurgeAsync(Site, new PurgeRules(Tuesday, Tuesday), None);
        (await store.Events.SuspectsAsync(Site, DayRange.All, None)).ShouldBeEmpty();
    }

    /// <summary>Two days closed by the version before links, the first one purged by it.</summary>
    private static async Task<ServerStore> Earlier()
    {
        var store = ServerStore.New();
        await RollupTests.Fill(store, 2);
        await store.CloseAsync(Monday);
        await store.CloseAsync(Tuesday);
        await store.Events.PurgeAsync(Site, new PurgeRules(Tuesday, DateOnly.MinValue), None);
        await store.ReopenAsync(() => store.Change(TakeLinksAway));
        return store;
    }

    private const string TakeLinksAway = """
        DROP VIEW events; DROP VIEW visits; DROP VIEW appended;
        ALTER TABLE details DROP COLUMN link; ALTER TABLE details DROP COLUMN variant; ALTER TABLE details DROP COLUMN generation;
        ALTER TABLE details DROP COLUMN scan; ALTER TABLE details DROP COLUMN orphan;
        ALTER TABLE agents DROP COLUMN region; ALTER TABLE agents DROP COLUMN city;
        ALTER TABLE visit_rows DROP COLUMN click; ALTER TABLE live_rows DROP COLUMN visit_click; ALTER TABLE continued DROP COLUMN click;
        CREATE VIEW events AS SELECT 1; CREATE VIEW visits AS SELECT 1; CREATE VIEW appended AS SELECT 1;
        ALTER TABLE event_rollups DROP COLUMN clickers; ALTER TABLE event_rollups DROP COLUMN orphans; ALTER TABLE event_rollups DROP COLUMN read_to_end; DROP TABLE suspect_counts;
        DELETE FROM event_rollups WHERE rollup SIMILAR TO '(link|variant|generation|scan|orphan|region|city|country,region).*';
        DELETE FROM visit_rollups WHERE rollup SIMILAR TO '(link|variant|generation|scan|orphan|region|city|country,region).*';
        UPDATE closed_days SET rollups = 1;
        UPDATE meta SET value = '4' WHERE key = 'schema'; UPDATE meta SET value = '2' WHERE key = 'closed';
        """;
}
