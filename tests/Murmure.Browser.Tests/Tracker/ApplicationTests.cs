using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>An application made with Vite, Vue and its router, whose script comes through a path of its own site.</summary>
public sealed class ApplicationTests(Browser browser)
{
    private static async Task FollowAsync(Visitor visitor, string link, string heading)
    {
        await visitor.Page.ClickAsync("#" + link);
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
    }

    [Fact]
    public async Task Its_routes_and_goals_arrive_exactly_once()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/spa/"));
        await FollowAsync(visitor, "first", "Article");
        await FollowAsync(visitor, "first", "Article");
        await FollowAsync(visitor, "part", "Article");
        await FollowAsync(visitor, "second", "Article");
        await FollowAsync(visitor, "search", "Search");
        await FollowAsync(visitor, "redirected", "Article");
        await site.BeaconsAsync(5, visitor.Page);
        await visitor.Page.ClickAsync("#buy");
        await site.BeaconsAsync(6, visitor.Page);
        await visitor.Page.GoBackAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Search" }).WaitForAsync();

        var sent = await site.BeaconsAsync(7, visitor.Page);

        string View(string path, string type = "navigate") => $"pageview {type} {site.At("/spa" + path)}";
        sent.Where(one => one.Name == "pageview").Select(one => $"{one.Name} {one["t"]} {one["u"]}").ShouldBe([
            View("/"), View("/articles/1"), View("/articles/2"), View("/search?q=x"), View("/articles/9"), View("/search?q=x", "back_forward")], ignoreOrder: true);
        sent[5].ToString().ShouldBe($"{{n:Subscribe p:{{plan:year}} s:news.localhost u:{site.At("/spa/articles/9")} v:{{amount:49.5 currency:EUR}}}}");
        sent.Select(one => one.Id).Distinct().Count().ShouldBe(7);
        (await visitor.AskAsync("() => JSON.stringify([document.cookie, localStorage.length, sessionStorage.length])")).ShouldBe("[\"\",0,0]");
    }

    [Fact]
    public async Task A_share_tag_is_taken_off_without_leading_its_router_astray()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/spa/articles/1?mm=w2"));
        await visitor.Page.WaitForURLAsync(site.At("/spa/articles/1"));
        await FollowAsync(visitor, "search", "Search");

        await visitor.Page.GoBackAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Article" }).WaitForAsync();

        visitor.Page.Url.ShouldBe(site.At("/spa/articles/1"));
        (await site.BeaconsAsync(3, visitor.Page)).Select(view => $"{view["t"]} {view["u"]}").ShouldBe([
            // Its canonical address is one for all routes, but for the page that was asked for it counts, as the site said.
            $"navigate {site.At("/spa/?mm=w2")}", $"navigate {site.At("/spa/search?q=x")}", $"back_forward {site.At("/spa/articles/1")}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Objection_and_global_privacy_control_hold_across_its_routes()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser, "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });");
        await visitor.GotoAsync(site.At("/spa/"));
        await FollowAsync(visitor, "search", "Search");
        await visitor.Page.ClickAsync("#buy");
        (await site.BeaconsAsync(2, visitor.Page)).Select(view => view.ToString()).ShouldBe([
            $"{{m:{{t:Start}} n:pageview r: s:news.localhost u:{site.At("/spa/")}}}",
            $"{{n:pageview r:{site.At("")} s:news.localhost u:{site.At("/spa/search")}}}"], ignoreOrder: true);

        await visitor.DoAsync("() => murmure('optout')");
        await FollowAsync(visitor, "first", "Article");
        await visitor.GotoAsync(site.At("/spa/"));
        await FollowAsync(visitor, "second", "Article");

        await site.BeaconsAsync(2, visitor.Page);
    }
}
