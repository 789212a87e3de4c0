using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Ingest;

public sealed class BurstsTests
{
    private static readonly SiteId Site = new(1);
    private static readonly DateTime Start = new(2026, 11, 25, 9, 0, 0, DateTimeKind.Utc);

    private readonly Bursts bursts = new();

    [Fact]
    public void Many_pages_without_reading_are_a_burst_until_one_is_read()
    {
        Read(visitor: 2);
        Views(1, Bursts.Most, TimeSpan.FromSeconds(1)).ShouldBe(0);
        View(1, Start.AddMinutes(2)).ShouldBeTrue();
        View(1, Start.AddHours(3)).ShouldBeTrue("a machine that pauses is no reader");
        Read(visitor: 1);
        View(1, Start.AddHours(3)).ShouldBeFalse();
        Views(1, 100, TimeSpan.FromSeconds(1)).ShouldBe(0);
    }

    [Fact]
    public void Who_takes_time_for_each_page_is_no_burst()
    {
        Read(visitor: 2);
        Views(1, 200, TimeSpan.FromSeconds(11)).ShouldBe(0);
    }

    [Fact]
    public void Where_no_page_tells_of_reading_nothing_is_said() => Views(1, 500, TimeSpan.FromSeconds(1)).ShouldBe(0);

    [Fact]
    public void Memory_is_bounded_and_newcomers_are_let_in()
    {
        Read(visitor: 2);
        for (var visitor = 10UL; visitor < 300_010; visitor++)
            View(visitor, Start).ShouldBeFalse();
        Views(1, Bursts.Most + 1, TimeSpan.Zero).ShouldBe(1);
    }

    private void Read(ulong visitor) => bursts.Take(Site, visitor, EventKind.Engagement, Start);

    private bool View(ulong visitor, DateTime time) => bursts.Take(Site, visitor, EventKind.Pageview, time);

    private int Views(ulong visitor, int count, TimeSpan pace) => Enumerable.Range(0, count).Count(i => View(visitor, Start + (i * pace)));
}
