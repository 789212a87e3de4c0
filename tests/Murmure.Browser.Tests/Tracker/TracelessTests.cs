using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Tracker;

public sealed class TracelessTests(Browser browser)
{
    [Theory]
    [InlineData("m.js")]
    [InlineData("m-extra.js")]
    public async Task Nothing_is_left_in_the_browser_and_nothing_of_it_is_taken_along(string file)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", "<title>T</title>" + site.Script(file: file), "<form><button>go</button></form>");
        await using var visitor = await Visitor.OpenAsync(browser, attentive: true);
        await visitor.Window.AddCookiesAsync([new Cookie { Name = "session", Value = "secret", Url = site.Script().Split('"')[1] }]);

        await visitor.GotoAsync(site.At("/x?mm=w2&q=1"));
        await visitor.DoAsync("() => { murmure('Subscribe'); murmure('consent', 'granted'); history.pushState(null, '', '/y?secret=1'); }");
        await visitor.GotoAsync(site.At("/x"));
        var left = await visitor.AskAsync("""
            async () => JSON.stringify([document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
              (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, window.name, history.state])
            """);
        left.ShouldBe("[\"\",0,0,0,0,0,\"\",null]");
        (await visitor.Window.CookiesAsync()).ShouldHaveSingleItem().Name.ShouldBe("session");
        site.SoFar().Count.ShouldBeGreaterThan(3);
        foreach (var beacon in site.SoFar())
        {
            beacon.Headers.ContainsKey("Cookie").ShouldBeFalse();
            // At most the site; never the page with its query.
            beacon.Headers.GetValueOrDefault("Referer", "").ShouldBe(site.At("/"));
            beacon.Headers["Origin"].ShouldBe(site.At(""));
        }
        site.Preflights.ShouldBe(0);
    }

    [Fact]
    public async Task Under_a_path_of_the_sites_own_neither_cookies_nor_the_query_travel_either()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", "<script defer src=\"/stats/m.js?v=1\"></script>");
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.Window.AddCookiesAsync([new Cookie { Name = "session", Value = "secret", Url = site.At("/") }]);

        await visitor.GotoAsync(site.At("/x?token=secret"));

        var view = (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem();
        view.Headers["Referer"].ShouldBe(site.At("/"));
        view.Headers.ContainsKey("Cookie").ShouldBeFalse();
        view["u"].ShouldBe(site.At("/x"));
    }
}
