using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>The close of a day: what moves, what is refused afterwards, and what a kill leaves.</summary>
public sealed class ClosedDaysTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Fact]
    public async Task A_closed_day_answers_as_it_did_and_its_open_file_is_gone()
    {
        await using var store = await Filled();
        var before = await Answers(store);
        var (events, visits) = (before["hits"], before["visits"]);

        var result = await store.CloseAsync(Monday);

        result.ShouldSatisfyAllConditions(
            done => done.Outcome.ShouldBe(CloseOutcome.Closed),
            done => done.Folded.ShouldBeEmpty("K is 1"),
            done => done.Visitors.ShouldBe(3),
            done => done.Events.ShouldBe(8),
            done => done.Visits.ShouldBe(4));
        (await Answers(store)).ShouldBe(before);
        store.OpenFiles().ShouldAllBe(name => name.StartsWith("2026-11-24", StringComparison.Ordinal));
        await store.ReopenAsync();
        (await Answers(store)).ShouldBe(before);
        (await store.CloseAsync(Tuesday)).Outcome.ShouldBe(CloseOutcome.Closed);
        (await Answers(store)).ShouldBe(before);
        store.OpenFiles().ShouldBeEmpty();
        events.ShouldContain("|page");
        visits.ShouldContain("signal");
    }

    [Fact]
    public async Task What_is_set_apart_stays_so_in_a_closed_day_and_can_be_counted_and_taken_back_there()
    {
        await using var store = ServerStore.New();
        StoredEvent Doubted(int minute, ulong visitor, DateOnly day) => View("/b", minute, visitor, day).Live() with { Suspicion = "burst" };
        await store.AppendAsync("1", View("/a", 0).Live(), Doubted(1, 2, Monday), Doubted(2, 2, Monday), Doubted(1, 3, Tuesday));
        await store.DeriveAsync();
        (await store.CloseAsync(Monday, exempt: true)).Visits.ShouldBe(1);
        async Task<IReadOnlyList<long>> CountsAsync() => (await store.AskAsync(Site, [Metric.Pageviews, Metric.Visits])).Rows.ShouldHaveSingleItem().Counts;
        (await CountsAsync()).ShouldBe([1L, 1L]);
        await store.Events.CountAsPeopleAsync(Site, ["burst"], None);
        await store.ReopenAsync();
        (await CountsAsync()).ShouldBe([4L, 3L]);
        (await store.Events.RollUpAsync(None)).ShouldBe(1, "the closed day's counts are made again");
        (await CountsAsync()).ShouldBe([4L, 3L]);
        await store.Events.CountAsPeopleAsync(Site, ["burst"], None);
        (await store.Events.RollUpAsync(None)).ShouldBe(0, "nothing changed");
        await store.AppendAsync("2", Doubted(0, 1, Tuesday.AddDays(1)));
        (await store.AskAsync(Site, [Metric.Pageviews])).Rows.ShouldHaveSingleItem().Counts.ShouldBe([5L], "a day's file begins with its site's list");
        await store.Events.CountAsPeopleAsync(Site, [], None);
        (await CountsAsync()).ShouldBe([1L, 1L]);
        (await store.Events.SuspectsAsync(Site, DayRange.Of(Monday), None)).ShouldBe([new SuspectCount(Monday, "burst", 2, 1)]);
    }

    [Fact]
    public async Task A_closed_day_takes_nothing_more_and_says_how_much_it_refused()
    {
        await using var store = await Filled();
        await store.Events.AppendAsync(Batch("j/9", View("/j", 3).Live(detail: new EventDetail { Key = 4 })) with { Position = 90 }, None);
        await store.CloseAsync(Monday);
        await store.CloseAsync(Tuesday);

        var late = await store.Events.AppendAsync(
            Batch("late", View("/late", 5), View("/new", 0, day: Monday.AddDays(5))) with { Machines = [new(Monday, "crawler", "", 6, 6)] }, None);
        late.ShouldBe(new AppendResult(1, 0, 1) { ClosedMachineHits = 6 });
        (await store.Events.AppendAsync(Batch("j/other", View("/j", 3)) with { Position = 90 }, None))
            .ShouldBe(new AppendResult(0, 1, 0) { Known = true }, "what the journal replays was taken before the close");
        (await store.Events.AppendAsync(Batch("j/10", View("/j", 3)) with { Position = 91 }, None)).ClosedEvents.ShouldBe(1);

        (await store.Events.ClosedDaysAsync(Site, None)).Select(day => (day.Day, day.Events, day.Visits, day.Catalogue))
            .ShouldBe([(Monday, 9L, 5L, "test-catalogue"), (Tuesday, 1L, 1L, "test-catalogue")]);
        (await store.Events.OpenDaysAsync(None)).Select(day => day.Day).ShouldBe([Monday.AddDays(5)]);
        (await store.Events.EventKeysAsync(Site, Monday, None).ToListAsync()).ShouldBeEmpty();
        (await store.CloseAsync(Monday)).Outcome.ShouldBe(CloseOutcome.ClosedBefore);
        (await store.CloseAsync(Monday.AddDays(-9))).Outcome.ShouldBe(CloseOutcome.Unknown);
    }

    [Fact]
    public async Task Killed_at_any_step_the_close_is_finished_or_done_again_and_nothing_is_lost_or_doubled()
    {
        await using var store = await Filled();
        var before = await Answers(store);
        var killed = new List<(string Step, ServerStore Store)>();
        store.AtEachStep(step => killed.Add((step, store.AsKilledNow())));
        await store.CloseAsync(Monday);

        killed.Select(one => one.Step).ShouldBe(["derived", "written", "committed", "left", "detached", "removed"]);
        foreach (var (step, copy) in killed)
        {
            await using var _ = copy;
            (await Answers(copy)).ShouldBe(before, step);
            var expected = step is "derived" or "written" ? CloseOutcome.Closed : CloseOutcome.ClosedBefore;
            (await copy.CloseAsync(Monday)).Outcome.ShouldBe(expected, step);
            (await Answers(copy)).ShouldBe(before, step);
            copy.OpenFiles().ShouldAllBe(name => name.StartsWith("2026-11-24", StringComparison.Ordinal), step);
            copy.Events.SetAside.ShouldBeEmpty(step);
        }
    }

    [Theory]
    [InlineData("derived")]
    [InlineData("written")]
    [InlineData("committed")]
    [InlineData("left")]
    public async Task A_close_that_fails_at_any_step_can_be_called_again(string at)
    {
        await using var store = await Filled();
        var before = await Answers(store);
        store.AtEachStep(step =>
        {
            if (step == at)
                throw new IOException("The disk is full.");
        });
        await Should.ThrowAsync<IOException>(() => store.CloseAsync(Monday));
        (await Answers(store)).ShouldBe(before);
        (await store.Events.AppendAsync(Batch("meanwhile", View("/m", 1, day: Monday)), None)).Added.ShouldBe(at is "derived" or "written" ? 1 : 0);

        store.AtEachStep(null);
        await store.CloseAsync(Monday);
        (await store.Events.ClosedDaysAsync(Site, None)).ShouldHaveSingleItem().Events.ShouldBe(at is "derived" or "written" ? 9 : 8);
        store.OpenFiles().ShouldAllBe(name => name.StartsWith("2026-11-24", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Questions_asked_while_a_day_closes_see_it_once()
    {
        await using var store = await Filled();
        var close = store.CloseAsync(Monday);
        var counts = new List<long>();
        do
        {
            counts.Add((await store.AskAsync(Site, [Metric.Hits]))[0][Metric.Hits]);
        }
        while (!close.IsCompleted);
        await close;
        counts.Distinct().ShouldBe([9L]);
    }

    [Fact]
    public async Task Goals_of_a_closed_day_stay_with_the_channel_of_their_visit()
    {
        await using var store = await Filled();
        await store.CloseAsync(Monday);
        (await store.AskAsync(Site, [Metric.Goals, Metric.Revenue], Dimension.Channel, Dimension.Currency)).Rows.Where(row => row[Metric.Goals] > 0)
            .Select(row => row.Told()).ShouldBe(["signal|EUR=1|99000"]);
    }

    [Fact]
    public async Task When_yesterday_closes_today_still_knows_who_was_going_on()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 16 * 60 - 3).Live().From(Family.Messaging, "signal", Grade.Observed, Sender.Readers));
        await store.AppendAsync("2", View("/b", 4 - 480, 77, Tuesday).Live(detail: new EventDetail { VisitorYesterday = 1 }));
        var killed = new List<ServerStore>();
        store.AtEachStep(_ => killed.Add(store.AsKilledNow()));
        await store.CloseAsync(Monday);
        await store.AppendAsync("3", View("/c", 10 - 480, 77, Tuesday).Live(detail: new EventDetail { VisitorYesterday = 1 }));
        killed.Add(store.AsKilledNow());
        foreach (var (index, copy) in killed.Index())
        {
            await using var _ = copy;
            await copy.CloseAsync(Monday);
            await copy.DeriveAsync();
            (await copy.AskAsync(Site, [Metric.Visits, Metric.VisitViews], Dimension.Day, Dimension.Page, Dimension.ExitPage)).Rows.Select(row => row.Told())
                .ShouldBe(["11/23/2026|/a|/b=1|2"], $"{index}");
        }
    }

    internal static async Task<ServerStore> Filled()
    {
        var store = ServerStore.New();
        await store.Events.AppendAsync(Batch("1",
            View("/page", 0, 11),
            View("/page/2", 5, 11).From(Family.Internal, "internal", Grade.Observed, Sender.Unknown, Site),
            View("/", 90, 11).From(Family.Search, "google", Grade.Observed, Sender.Unknown, "www.google.com"),
            View("/page", 1, 12).Live().From(Family.Messaging, "signal", Grade.Measured, Sender.Readers),
            View("/page", 3, 12).Live(EventKind.Engagement, new EventDetail { EngagedMilliseconds = 4_000, ScrollPercent = 60 }),
            View("/page", 4, 12).Live(EventKind.Goal, new EventDetail { Name = "buy", Revenue = 9.9m, Currency = "EUR", Properties = [new("plan", "year")] }),
            View("/page", 2, 13) with { UtmSource = "lettre", UtmCampaign = "noël", Browser = "Firefox", BrowserMajor = 140, Os = "Linux", Country = "FR", Device = "desktop" },
            Preview("/page", "signal", 0),
            View("/autre", 0, 21, Tuesday)) with { Machines = [new(Monday, "crawler", "google", 5, 2), new(Monday, "crawler", "google", 1, 1)] }, None);
        await store.DeriveAsync();
        return store;
    }

    /// <summary>Every figure by every dimension, as text.</summary>
    internal static async Task<Dictionary<string, string>> Answers(ServerStore store)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in Enum.GetValues<ReportSource>())
        {
            Dimension[] dimensions = [.. Dimension.All.Where(dimension => dimension.In(source))];
            Metric[] metrics = [.. Metric.All.Where(metric => metric.Source == source)];
            var table = await store.AskAsync(Site, metrics, dimensions);
            answers[metrics[0].Name == "pageviews" ? "hits" : metrics[0].Name] = string.Join('\n', table.Rows.Select(row => row.Told()));
        }

        return answers;
    }
}
