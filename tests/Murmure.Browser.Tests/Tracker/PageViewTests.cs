using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Tracker;

public sealed class PageViewTests(Browser browser)
{
    [Fact]
    public async Task A_page_is_counted_once_with_everything_that_its_profile_allows()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/article", "<title>Un concert</title>" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/article?utm_source=x&q=a%20b#part"));

        var view = (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem();
        view.ToString().ShouldBe($"{{h:2 m:{{t:Un concert}} n:pageview r: s:news.localhost t:navigate u:{site.At("/article?utm_source=x&q=a%20b")}}}");
        view.Id.ShouldMatch("^[0-9]{20,30}$");
        site.Preflights.ShouldBe(0);
        view.Headers["Content-Type"].ShouldStartWith("text/plain");
    }

    [Fact]
    public async Task The_page_before_and_the_canonical_path_are_told_and_the_query_stays_the_real_one()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/from", "", $"<a href=\"{site.At("/article/7/amp?page=2")}\">read</a>");
        site.Put("/article/7/amp", "<link rel=\"canonical\" href=\"/article/7?x=1#y\">" + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.Elsewhere("/from"));

        await visitor.Page.ClickAsync("a");

        var view = (await site.BeaconsAsync(1)).ShouldHaveSingleItem();
        view["u"].ShouldBe(site.At("/article/7?page=2"));
        view["r"].ShouldBe(site.Elsewhere("/"));
    }

    [Theory]
    [InlineData("defer")]
    [InlineData("async")]
    [InlineData("")]
    public async Task However_the_script_is_loaded_it_waits_for_what_the_head_declares(string load)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script(load: load) + "<title>T</title><link rel=\"canonical\" href=\"/canonical\">");
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/x"));

        var view = (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem();
        view.ToString().ShouldContain("m:{t:T}");
        view["u"].ShouldBe(site.At("/canonical"));
    }

    [Fact]
    public async Task A_tag_manager_may_insert_the_script_later()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", "");
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync($$"""
            () => {
              const s = document.createElement('script');
              s.src = '{{site.Script().Split('"')[1]}}';
              s.dataset.profile = 'uk-stats';
              s.dataset.site = 'www.news.example';
              document.head.append(s);
            }
            """);

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["s"].ShouldBe("www.news.example");
    }

    [Fact]
    public async Task Reloading_and_coming_back_are_told_apart_from_arriving()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser, "addEventListener('unload', () => { })"); // keeps it out of the back-forward cache
        await visitor.GotoAsync(site.At("/x"));
        await visitor.Page.ReloadAsync();
        await visitor.GotoAsync(site.At("/nothing"));
        await visitor.Page.GoBackAsync();

        var views = await site.BeaconsAsync(3, visitor.Page);

        views.Select(view => view["t"]).ShouldBe(["navigate", "reload", "back_forward"], ignoreOrder: true);
        views.Select(view => view.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_page_that_comes_back_as_it_was_left_is_a_view_of_its_own()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script());
        site.Put("/y", "");
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x?mm=w2"));
        await visitor.DoAsync("() => { window.kept = 'kept'; }");
        await visitor.GotoAsync(site.At("/y"));
        await visitor.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        Assert.SkipUnless(await visitor.AskAsync("() => window.kept || ''") == "kept", "This Chromium keeps no page as it was left.");

        var views = await site.BeaconsAsync(2, visitor.Page);

        views.Select(view => $"{view["t"]} {view["u"]}").ShouldBe([$"navigate {site.At("/x?mm=w2")}", $"back_forward {site.At("/x")}"], ignoreOrder: true);
        views[1].Id.ShouldNotBe(views[0].Id);
    }

    [Fact]
    public async Task A_page_that_is_rendered_in_advance_counts_when_it_is_opened_and_not_before()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", """
            <script type="speculationrules">{"prerender":[{"urls":["/ahead"],"eagerness":"immediate"}]}</script>
            <script>fetch('/go').then(() => { location.href = '/ahead'; });</script>
            """);
        site.Put("/ahead", site.Script() + "<script>if (document.prerendering) addEventListener('load', () => fetch('/rendered'));</script>");
        var patience = site.Hold("/go");
        using var undriven = new UndrivenBrowser(site.At("/x"));
        await site.AskedForAsync("/rendered");
        await site.BeaconsAsync(0);

        patience.Dispose();

        (await site.BeaconsAsync(1)).ShouldHaveSingleItem()["t"].ShouldBe("prerender");
    }

    [Fact]
    public async Task Two_scripts_in_a_page_count_once()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script() + site.Script() + site.Script(file: "m-extra.js") + site.Script(load: ""));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => { murmure('Once'); history.pushState(null, '', '/y'); }");

        (await site.BeaconsAsync(3, visitor.Page)).Select(sent => sent.Name).ShouldBe(["pageview", "Once", "pageview"], ignoreOrder: true);
    }

    [Fact]
    public async Task Telegrams_own_browser_and_what_the_proxy_saw_are_handed_on()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script(), timing: "db;dur=3, murmure-fs;desc=\"cross-site\"");
        await using var visitor = await Visitor.OpenAsync(browser, "window.TelegramWebviewProxy = {};");

        await visitor.GotoAsync(site.At("/x"));

        var view = (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem();
        view["a"].ShouldBe("telegram");
        view["f"].ShouldBe("cross-site");
    }

    [Fact]
    public async Task Calls_made_before_the_script_came_are_carried_out()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", """
            <script>
            window.murmure=window.murmure||function(){(murmure.q=murmure.q||[]).push(arguments)};
            murmure('First'); murmure('Second', {n: 2});
            const early = murmure;
            </script>
            """ + site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => { early('Third'); window.murmure('Fourth'); }");

        (await site.BeaconsAsync(5, visitor.Page)).Select(sent => sent.Name).ShouldBe(["pageview", "First", "Second", "Third", "Fourth"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_event_carries_its_properties_and_its_revenue()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", site.Script());
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x?a=1"));

        await visitor.DoAsync("() => murmure('Subscribe', { plan: 'an \"annual\" one', seats: 3, first: true, none: null }, { revenue: { amount: 49.5, currency: 'EUR' } })");

        var sent = (await site.BeaconsAsync(2, visitor.Page))[1];
        sent.ToString().ShouldBe(
            $"{{n:Subscribe p:{{first:true plan:an \"annual\" one seats:3}} s:news.localhost u:{site.At("/x?a=1")} v:{{amount:49.5 currency:EUR}}}}");
    }
}
