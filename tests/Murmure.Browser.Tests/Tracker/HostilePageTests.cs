namespace Murmure.Browser.Tests.Tracker;

/// <summary>What a page does to its own scripts must not change what is told, and what the tracker meets must not reach the page.</summary>
public sealed class HostilePageTests(Browser browser)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "frozen arrays", "Object.freeze(Array.prototype); Object.freeze(Object.prototype);" },
        { "a JSON of its own", "JSON.stringify = () => 'hostile'; JSON.parse = () => { throw new Error('hostile'); };" },
        { "a JSON that fails", "JSON.stringify = () => { throw new Error('hostile'); };" },
        { "a toJSON everywhere", "Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = () => 'hostile';" },
        { "no sendBeacon", "Navigator.prototype.sendBeacon = undefined;" },
        { "events stopped", "for (const name of ['pagehide', 'visibilitychange', 'popstate', 'click']) document.addEventListener(name, e => e.stopImmediatePropagation());" },
        { "no storage", "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });" },
        { "additions to Object", "Object.prototype.extra = () => 'hostile'; Array.prototype.extra = 1;" },
        { "an element called murmure", "addEventListener('DOMContentLoaded', () => { }); document.write('<div id=\"unrelated\" name=\"murmur\"></div>');" },
        { "no performance entries", "Performance.prototype.getEntriesByType = () => [];" },
        { "a fetch of its own", "const native = fetch; window.fetch = (...given) => native(...given);" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_same_is_told_of_a_page_with(string what, string script)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", $"<title>T</title><script>{script}</script>" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x?q=1"));

        await visitor.DoAsync("() => murmure('Subscribe', { plan: 'year' }, { revenue: { amount: 5, currency: 'EUR' } })");
        await site.BeaconsAsync(2, visitor.Page);
        await visitor.DoAsync("() => history.pushState(null, '', '/y')");

        var sent = await site.BeaconsAsync(3, visitor.Page);
        var type = what == "no performance entries" ? "" : "t:navigate ";
        sent[0].ToString().ShouldBe($"{{h:2 m:{{t:T}} n:pageview r: s:news.localhost {type}u:{site.At("/x?q=1")}}}");
        sent[1].ToString().ShouldBe($"{{n:Subscribe p:{{plan:year}} s:news.localhost u:{site.At("/x?q=1")} v:{{amount:5 currency:EUR}}}}");
        sent[2].ToString().ShouldBe($"{{h:3 n:pageview r:{site.At("/x?q=1")} s:news.localhost t:navigate u:{site.At("/y")}}}");
    }

    [Theory]
    [InlineData("window.fetch = () => { throw new Error('hostile'); };")]
    [InlineData("window.fetch = () => undefined;")]
    [InlineData("delete window.fetch;")]
    [InlineData("Crypto.prototype.getRandomValues = () => { throw new Error('hostile'); };")]
    [InlineData("Object.freeze(history);")]
    [InlineData("Object.defineProperty(window, 'murmure', { value: null, writable: false });")]
    [InlineData("window.murmure = Object.freeze(() => { });")]
    [InlineData("document.querySelector = () => { throw new Error('hostile'); };")]
    public async Task Where_the_tracker_cannot_work_the_page_does_not_notice(string script)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", $"<script>{script}</script>" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => { if (typeof murmure == 'function') { murmure('Subscribe'); murmure(); murmure('consent'); } history.pushState(null, '', '/y'); dispatchEvent(new Event('pagehide')); }");

        visitor.Faults.ShouldBeEmpty();
        new Uri(visitor.Page.Url).AbsolutePath.ShouldBe("/y");
    }

    [Fact]
    public async Task A_server_that_is_away_is_nobodys_error()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", "<script>addEventListener('unhandledrejection', e => { window.rejected = 'yes'; });</script>" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.Window.RouteAsync("**/e", route => route.AbortAsync());
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => { murmure('Subscribe'); history.pushState(null, '', '/y'); }");

        await site.BeaconsAsync(0, visitor.Page);
        (await visitor.AskAsync("() => window.rejected || 'no'")).ShouldBe("no");
    }

    [Fact]
    public async Task A_saved_page_tells_nothing_of_its_readers_disk()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        var folder = Directory.CreateTempSubdirectory("murmure-saved-");
        var file = Path.Combine(folder.FullName, "page.html");
        await File.WriteAllTextAsync(file, "<!doctype html>" + site.Script("data-profile=\"uk-stats\" data-site=\"news.example\""));
        try
        {
            await visitor.GotoAsync("file://" + file);
            await visitor.DoAsync("() => murmure('Subscribe')");
            await visitor.GotoAsync(site.At("/nothing"));

            await site.BeaconsAsync(0, visitor.Page);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
