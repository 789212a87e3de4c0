using System.Globalization;
using Murmure.Server.Ingest;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

[WholeServer]
public sealed class DayClosingTests
{
    /// <summary>The site's own midnight, plus two hours; on the nights on which the clock changes too.</summary>
    [Theory]
    [InlineData("UTC", "2026-11-25", "2026-11-26T02:00:00Z")]
    [InlineData("Europe/Paris", "2026-11-25", "2026-11-26T01:00:00Z")]
    [InlineData("Europe/Paris", "2026-03-29", "2026-03-30T00:00:00Z")] // 23 hours long
    [InlineData("Europe/Paris", "2026-10-25", "2026-10-26T01:00:00Z")] // 25 hours long
    [InlineData("Asia/Kolkata", "2026-11-25", "2026-11-25T20:30:00Z")]
    [InlineData("America/Havana", "2026-03-07", "2026-03-08T07:00:00Z")] // midnight itself is skipped that night
    public void A_day_is_due_two_hours_after_its_end(string zone, string day, string due)
    {
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var open = new OpenDay("example.org", date, null, null, 1, 0, date.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc));
        DayClosing.DueAt(open, TimeZoneInfo.FindSystemTimeZoneById(zone))
            .ShouldBe(DateTime.Parse(due, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
    }

    [Fact]
    public void An_imported_day_stays_open_for_26_hours_after_the_last_import()
    {
        var imported = new DateTime(2026, 11, 25, 3, 0, 0, DateTimeKind.Utc);
        DayClosing.DueAt(new OpenDay("example.org", new DateOnly(2026, 11, 20), null, null, 1, 0, imported), TimeZoneInfo.Utc)
            .ShouldBe(new DateTime(2026, 11, 26, 5, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task A_closed_day_has_no_key_no_pseudonym_and_takes_nothing_more()
    {
        await using var host = await LiveHost.StartAsync(new DateTimeOffset(2026, 11, 25, 21, 0, 0, TimeSpan.Zero));
        await host.ViewAsync("/a", id: "1");
        await host.ViewAsync("/b", address: "203.0.113.10");
        var pseudonyms = (await host.EventsAsync()).Select(one => one.Visitor).ToHashSet();
        Keys(host).ShouldContain(file => file.EndsWith(".key", StringComparison.Ordinal));

        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.CloseDaysAsync();
        Keys(host).ShouldBeEmpty();
        (await host.Store.OpenDaysAsync(default)).ShouldBeEmpty();
        (await host.Store.ClosedDaysAsync(LiveHost.Host, default)).ShouldHaveSingleItem().Events.ShouldBe(2);
        var closed = await host.EventsAsync();
        closed.Count.ShouldBe(2);
        closed.ShouldAllBe(one => !pseudonyms.Contains(one.Visitor) && one.Time.Minute == 0 && one.Time.Second == 0);
        (await host.CountAsync(Metric.Visits)).ShouldBe(2);

        // The clock is set back: the day is over all the same, and gets no new key.
        host.Clock.AdjustTime(new DateTimeOffset(2026, 11, 25, 22, 0, 0, TimeSpan.Zero));
        (await host.ViewAsync("/c")).Said.ShouldBe("dropped; reason=closed-day");
        Keys(host).ShouldBeEmpty();
        await host.RestartAsync();
        (await host.ViewAsync("/c")).Said.ShouldBe("dropped; reason=closed-day");
    }

    [Fact]
    public async Task The_same_reader_has_another_pseudonym_on_another_day_and_site()
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(), LiveHost.Rules("example.net", id: 2)]);
        await host.ViewAsync();
        await host.ViewAsync(site: "example.net");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.ViewAsync();
        var visitors = (await host.EventsAsync()).Concat(await host.EventsAsync("example.net")).Select(one => one.Visitor).ToArray();
        visitors.Length.ShouldBe(3);
        visitors.ShouldBeUnique();
    }

    [Fact]
    public async Task Reading_across_midnight_is_one_visit()
    {
        await using var host = await LiveHost.StartAsync(new DateTimeOffset(2026, 11, 25, 23, 55, 0, TimeSpan.Zero));
        await host.ViewAsync("/a", referrer: "https://www.google.com/");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.ViewAsync("/b");
        (await host.CountAsync(Metric.Visits)).ShouldBe(1);
        (await host.CountAsync(Metric.DirectVisits)).ShouldBe(0);
    }

    [Fact]
    public void A_key_is_the_same_until_it_is_destroyed_and_then_another()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-keys-").FullName;
        var (site, day) = (new SiteId(4), new DateOnly(2026, 11, 25));
        var first = new DayKeys(folder).Visitors(site, day).Hash("x"u8);
        var again = new DayKeys(folder);
        again.Visitors(site, day).Hash("x"u8).ShouldBe(first);
        again.Visitors(site, day.AddDays(1)).Hash("x"u8).ShouldNotBe(first);
        again.Days().Count.ShouldBe(2);
        again.Destroy(site, day);
        again.Destroy(site, day);
        again.Visitors(site, day).Hash("x"u8).ShouldNotBe(first);
        Directory.Delete(folder, recursive: true);
    }

    private static string[] Keys(LiveHost host) => Directory.GetFiles(Path.Combine(host.Folder, "keys"));
}
