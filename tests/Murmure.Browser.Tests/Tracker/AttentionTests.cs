using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>Engaged time and depth, under a clock that only the test turns.</summary>
public sealed class AttentionTests(Browser browser)
{
    private const string Tall = "<div style=\"height: 4000px\"></div>";

    private static async Task<Visitor> ReadAsync(Browser browser, TestSite site, string body = Tall, string attributes = "data-profile=\"uk-stats\"")
    {
        site.Put("/x", site.Script(attributes), body);
        site.Put("/y", "");
        var visitor = await Visitor.OpenAsync(browser, attentive: true);
        var start = new DateTime(2026, 11, 2, 8, 0, 0, DateTimeKind.Utc);
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = start });
        await visitor.Page.Clock.PauseAtAsync(start.AddSeconds(1));
        await visitor.GotoAsync(site.At("/x"));
        await site.BeaconsAsync(1);
        return visitor;
    }

    private static Task PassAsync(Visitor visitor, int milliseconds) => visitor.Page.Clock.RunForAsync(milliseconds);

    [Fact]
    public async Task Time_counts_while_the_page_is_seen_and_has_the_focus_and_is_told_once_when_it_is_left()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site);

        await PassAsync(visitor, 12_000);           // reads
        await visitor.DoAsync("() => see(false)");  // another tab
        await PassAsync(visitor, 60_000);
        await visitor.DoAsync("() => see(true)");
        await PassAsync(visitor, 3_000);            // reads
        await visitor.DoAsync("() => focusOn(false)"); // another window beside it
        await PassAsync(visitor, 60_000);
        await visitor.DoAsync("() => focusOn(true)");
        await PassAsync(visitor, 1_500);            // reads
        await visitor.GotoAsync(site.At("/y"));     // pagehide and visibilitychange both come

        var sent = await site.BeaconsAsync(3, visitor.Page);
        sent.Skip(1).Select(attention => $"{attention.Name} {attention.Number("e")} {attention["u"]}").ShouldBe(
            [$"engagement 12000 {site.At("/x")}", $"engagement 4500 {site.At("/x")}"]);
        sent.Select(one => one.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Hiding_twice_tells_nothing_twice_and_a_page_nobody_looked_at_tells_nothing()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site);
        await PassAsync(visitor, 1_000);

        await visitor.DoAsync("() => { see(false); dispatchEvent(new Event('pagehide')); see(true); see(false); }");
        await PassAsync(visitor, 30_000);
        await visitor.GotoAsync(site.At("/y"));

        (await site.BeaconsAsync(2, visitor.Page))[1].Number("e").ShouldBe(1_000);
    }

    [Fact]
    public async Task A_machine_that_slept_did_not_read()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site);

        await visitor.Page.Clock.FastForwardAsync(8 * 3_600_000);
        await visitor.DoAsync("() => see(false)");

        (await site.BeaconsAsync(2, visitor.Page))[1].Number("e").ShouldBeLessThanOrEqualTo(9_000);
    }

    [Fact]
    public async Task The_depth_is_how_far_down_the_window_came()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site, "<style>html,body{margin:0}</style>" + Tall);
        await PassAsync(visitor, 100);
        await visitor.DoAsync("() => see(false)");
        var first = (await site.BeaconsAsync(2, visitor.Page))[1];
        await visitor.DoAsync("() => see(true)");

        await visitor.DoAsync("() => new Promise(done => { addEventListener('scroll', done, { once: true }); scrollTo(0, 2280); })"); // 2280 + 720 of 4000
        await visitor.DoAsync("() => new Promise(done => { addEventListener('scroll', done, { once: true }); scrollTo(0, 0); })");
        await PassAsync(visitor, 100);
        await visitor.DoAsync("() => see(false)");

        var second = (await site.BeaconsAsync(3, visitor.Page))[2];
        first.Number("d").ShouldBe(18);
        second.Number("d").ShouldBe(75);
    }

    [Fact]
    public async Task A_short_page_was_seen_whole()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site, "<p>short</p>");
        await PassAsync(visitor, 100);

        await visitor.GotoAsync(site.At("/y"));

        (await site.BeaconsAsync(2, visitor.Page))[1].Number("d").ShouldBe(100);
    }

    [Fact]
    public async Task Pages_of_one_document_have_their_own_time_and_depth()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site);
        await PassAsync(visitor, 7_000);
        await visitor.DoAsync("() => { document.body.innerHTML = 'short'; history.pushState(null, '', '/z'); }");
        await site.BeaconsAsync(3, visitor.Page);
        await PassAsync(visitor, 2_000);

        await visitor.DoAsync("() => see(false)");

        var sent = await site.BeaconsAsync(4, visitor.Page);
        sent.Where(one => one.Name == "engagement").Select(one => $"{one["u"]} {one["e"]} {one["d"]}").ShouldBe(
            [$"{site.At("/x")} 7000 18", $"{site.At("/z")} 2000 100"]);
    }

    [Fact]
    public async Task Time_and_depth_belong_to_the_exempt_part()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await ReadAsync(browser, site, attributes: "data-profile=\"fr-exempt\"");
        await PassAsync(visitor, 2_000);

        await visitor.DoAsync("() => see(false)");

        (await site.BeaconsAsync(2, visitor.Page))[1].ToString().ShouldBe($"{{d:18 e:2000 n:engagement s:news.localhost u:{site.At("/x")}}}");
    }
}
