namespace Murmure.Browser.Tests.Tracker;

/// <summary>Pages that follow one another in one document.</summary>
public sealed class NavigationTests(Browser browser)
{
    [Fact]
    public async Task Every_change_of_path_or_query_is_a_view_and_nothing_else_is()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/a", "<title>A</title><link rel=\"canonical\" href=\"/a-canonical\">" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/a"));

        await visitor.DoAsync("""
            () => {
              history.pushState({ x: 1 }, '', '/b');            // another path
              history.pushState({ x: 2 }, '', '/b');            // the same
              history.replaceState({ x: 3 }, '', '/b#part');    // the same page
              history.replaceState({ x: 3 }, '', '/b?q=1');     // another query
              history.pushState({ x: 4 }, '');                  // no address
              location.hash = 'elsewhere';
            }
            """);

        var views = await site.BeaconsAsync(3, visitor.Page);
        views.Select(view => $"{view["t"]} {view["u"]} < {view["r"]}").ShouldBe([
            $"navigate {site.At("/a-canonical")} < ", $"navigate {site.At("/b")} < {site.At("/a")}", $"navigate {site.At("/b?q=1")} < {site.At("/b")}"], ignoreOrder: true);
        views.Single(view => view["u"] == site.At("/b"))["m"].ShouldBeNull(); // the title is still the one of the page before
    }

    [Fact]
    public async Task Going_back_and_forward_are_views()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/a", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/a"));
        await visitor.DoAsync("() => history.pushState(null, '', '/b')");

        await visitor.Page.GoBackAsync();
        await visitor.Page.GoForwardAsync();

        (await site.BeaconsAsync(4, visitor.Page)).Select(view => $"{view["t"]} {view["u"]}").ShouldBe([
            $"navigate {site.At("/a")}", $"navigate {site.At("/b")}", $"back_forward {site.At("/a")}", $"back_forward {site.At("/b")}"], ignoreOrder: true);
    }

    [Fact]
    public async Task In_hash_mode_the_fragment_is_the_page()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/", site.Script("data-profile=\"uk-stats\" data-hash"), "<a id=\"b\" href=\"#/b\">b</a>");
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/#/a"));

        await visitor.Page.ClickAsync("#b");
        await visitor.Page.ClickAsync("#b");
        await visitor.DoAsync("() => history.pushState(null, '', '#/c?q=1')");
        await visitor.Page.GoBackAsync();

        (await site.BeaconsAsync(4, visitor.Page)).Select(view => $"{view["t"]} {view["u"]}").ShouldBe([
            $"navigate {site.At("/#/a")}", $"navigate {site.At("/#/b")}", $"navigate {site.At("/#/c?q=1")}", $"navigate {site.At("/#/b")}"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_pages_own_calls_and_their_faults_stay_its_own()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/a", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/a"));

        var said = await visitor.AskAsync("""
            () => {
              history.pushState({ mine: 7 }, '', '/b');
              let fault = 'none';
              try { history.pushState(null, '', 'https://other.example/'); } catch (e) { fault = e.name; }
              return `${history.state.mine} ${location.pathname} ${fault}`;
            }
            """);

        said.ShouldBe("7 /b SecurityError");
        await site.BeaconsAsync(2, visitor.Page);
    }
}
