using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>Every page, in both languages, light and dark, on a telephone and on a desk.</summary>
public sealed class EveryPageTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    private const string Site = "/app/sites/" + Newsroom.Site;

    public static readonly TheoryData<string> Members =
    [
        "/app", "/app/dark-social", Site, Site + "?from=2026-11-12&to=2026-11-10", Site + "?from=2026-11-10&to=2026-11-11&compare=previous", Site + "?period=today", Site + "?filters=channel==whatsapp;device!=desktop&step=week&compare=year", Site + "?tables=exit_page,os", Site + "/by/channel", Site + "/by/page?filters=family==messaging", Site + "/by/country",
        "/app/sites/" + Newsroom.Scripted, "/app/sites/" + Newsroom.Fresh, "/app/sites/" + Newsroom.Fresh + "/live", Site + "/settings", Site + "/snippet", Site + "/register", Site + "/shares", "/app/sites/" + Newsroom.Scripted + "/shares", Site + "/estimate", "/app/sites/" + Newsroom.Scripted + "/estimate",
        Site + "/live", "/app/sites/" + Newsroom.Scripted + "/live", Site + "/private-links", Site + "/funnels", Site + "/funnels/1?period=all", Site + "?period=all&step=hour",
        "/app/sites/" + Newsroom.Scripted + "/snippet?for=nginx&previews=cloudflare", "/app/sites/" + Newsroom.Scripted + "/register",
        Site + "/quarantine?from=2026-11-01&to=2026-11-30", Site + "/quarantine?from=2026-12-01&to=2026-11-30", "/app/sites/new",
        Site + "/page?period=all&path=%2F", Site + "/page?path=%2Fnever", Site + "/page?period=all&path=" + NewsroomArticle.Page, Site + "/channel/whatsapp?period=all", Site + "/channel/direct?period=all", Site + "/sections?period=all", Site + "/section/actualite?period=all", Site + "/section/" + NewsroomArticle.Section + "?period=all",
        Site + "/author?name=nobody", Site + "/author?period=all&name=" + NewsroomArticle.Author, Site + "/delete", "/app/invitation?token={invitation-of-member}", Site + "/google-analytics?period=all", Site + "/history", Site + "/orphans?period=all", Site + "/advice?period=all", "/app/sites/" + Newsroom.Scripted + "/advice?period=all",
        "/app/logs", "/app/logs?error=large", "/app/logs/{dropped}", "/app/logs/{nameless}", "/app/logs/{unreadable}", "/app/account", "/app/account/two-factor", "/app/team", "/app/keys", "/app/audit",
        "/app/links/switch", "/app/links/1/standing", "/app/links/2/standing",
        "/app/links/try", "/app/links/try/{trial}", "/app/links/preview", "/app/links/import", "/app/links/feeds", "/app/links/webhooks",
    ];

    public static readonly TheoryData<string> OfLinks =
    [
        "/app/links", "/app/links?search=nothing", "/app/links/new", "/app/links/1", "/app/links/1?period=all", "/app/links/2", "/app/links/1/settings", "/app/links/1/rules", "/app/links/1/card", "/app/links/1/utm",
        "/app/links/1/qr?key=w&dark=%230d6b5e&mm=12", "/app/links/1/qr?dark=%23ffff00", "/app/links/1/delete", "/app/links/domains", "/app/links/domains/1",
    ];

    public static readonly TheoryData<string> OfNotices =
    [
        Site + "/notices", Site + "/notices?add=telegram", Site + "/notices?add=webhook", Site + "/notices/preview?kind=weekly", Site + "/notices/preview?kind=monthly",
    ];

    public static readonly TheoryData<string> OfCampaigns =
    [
        Site + "/campaigns/1/posts/1", Site + "/campaigns/3/posts/10", Site + "/connections/5/conversation?campaign=2", Site + "/connections/6", Site + "/connections/6/rooms",
        Site + "/campaigns", "/app/sites/" + Newsroom.Scripted + "/campaigns", Site + "/campaigns/1", Site + "/campaigns/2", Site + "/campaigns/new", Site + "/campaigns/2/edit", Site + "/campaigns/2/posts/new", Site + "/campaigns/2/posts/6",
        Site + "/connections", "/app/sites/" + Newsroom.Scripted + "/connections", Site + "/connections/new?kind=manual", Site + "/connections/2", Site + "/connections/1/told", Site + "/connections/2/told", Site + "/connections/3/told", Site + "/connections/3", Site + "/connections/3/templates", Site + "/connections/3/templates?template=594425479261596", Site + "/connections/3/conversation?campaign=2&text=Bonjour%2C%20je%20voudrais%20lire%20le%20guide.", Site + "/connections/4", Site + "/campaigns/3", Site + "/campaigns/3/posts/9", Site + "/campaigns/3/posts/9/send", Site + "/connections/new?kind=whatsapp", Site + "/connections/new?kind=discord",
    ];

    public static readonly TheoryData<string> Missing = ["/app/nowhere", "/app/sites/nobodys.example", Site + "/page", Site + "/channel/pigeon", "/app/logs/0123456789abcdef", "/app/links/999", "/app/links/999/standing", "/app/links/try/none"];

    public static readonly TheoryData<string> Strangers =
    [
        "/app/sign-in", "/app/sign-in?changed=yes", "/app/reset", "/app/reset?token=none", "/app/reset?token={reset}", "/app/set-up", "/app/invitation", "/app/invitation?token={invitation}", "/app/invitation?token={invitation-of-member}", "/app/transparency/" + Newsroom.Site, "/app/transparency/" + Newsroom.Scripted, "/-/report", "/-/report?said=unknown&link=https://go.example.org/a", "/-/report?said=sent", "/-/try/{landing}", "/-/shared/{shared}", "/-/shared/{guarded}", "/app/notices/stop?token=none", "/app/notices/stop?token={stop}",
        PageAddress.OnLinks + "/", PageAddress.OnLinks + "/cahier", PageAddress.OnLinks + "/concert+", PageAddress.OnLinks + "/cahier+",
    ];

    /// <summary>What strangers see where something was, or never was.</summary>
    public static readonly TheoryData<string, int> Gone = new()
    {
        { PageAddress.OnLinks + "/never", 404 }, { PageAddress.OnLinks + "/dossier", 404 }, { PageAddress.OnLinks + "/municipales", 410 }, { "/-/link", 404 }, { "/-/try/none", 404 }, { "/-/shared/none", 404 },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task A_page_for_members_is_sound(string path) => (await ProblemsAsync(path, 200, signedIn: true)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(OfLinks))]
    public async Task A_page_of_links_is_sound(string path) => (await ProblemsAsync(path, 200, signedIn: true)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(OfNotices))]
    public async Task A_page_of_notices_is_sound(string path) => (await ProblemsAsync(path, 200, signedIn: true)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(OfCampaigns))]
    public async Task A_page_of_campaigns_is_sound(string path) => (await ProblemsAsync(path, 200, signedIn: true)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task A_page_that_is_not_there_is_sound(string path) => (await ProblemsAsync(path, 404, signedIn: true)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_page_for_strangers_is_sound(string path) => (await ProblemsAsync(path, 200, signedIn: false)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Gone))]
    public async Task What_is_not_there_for_strangers_is_sound(string path, int status) => (await ProblemsAsync(path, status, signedIn: false)).ShouldBeEmpty();

    [Fact]
    public async Task The_page_between_password_and_code_is_sound() => (await PageExamination.ProblemsAsync(HalfwayAsync, new Uri(newsroom.Address, "/app/sign-in/code"), "/app/sign-in/code", 200)).ShouldBeEmpty();

    [Fact]
    public async Task Texts_that_run_together_are_found_and_those_that_are_set_apart_are_not()
    {
        await using var window = await newsroom.OpenAsStrangerAsync();
        var page = await window.NewPageAsync();
        await page.SetContentAsync("""
            <p>waiting<b>here</b></p><p>one.<!--!--><a href="#">Two</a></p><p>three <b>four</b> <i>five</i>, six</p><p>7<b style="margin-left: 1em">8</b></p><p style="display: flex">9<b>10</b></p>
            <ul><li>a</li><li>b</li></ul><p>(<b>c</b>)</p>
            """);
        (await PageExamination.GluedAsync(page)).ShouldBe(["waiting|here", "one.|Two"]);
    }

    [Fact]
    public void No_page_is_forgotten()
    {
        string[] opened = [.. Data(Members, OfLinks, OfNotices, OfCampaigns, Strangers), "/app/sign-in/code", .. Data(FirstPagesTests.Pages)];
        opened.Where(path => PageAddress.RouteOf(path) is null).ShouldBe([Site + "/notices/preview?kind=weekly", Site + "/notices/preview?kind=monthly"], "a letter is drawn without a page; whatever else is opened here has one");
        PageAddress.Routes.Except(opened.Select(PageAddress.RouteOf).OfType<string>()).ShouldBeEmpty("pages that nobody opens");
        PageAddress.Routes.Count.ShouldBeGreaterThan(60, "pages are found at all");
    }

    private static IEnumerable<string> Data(params TheoryData<string>[] all) => all.SelectMany(data => data).Select(row => row.Data);

    private async Task<List<string>> ProblemsAsync(string path, int status, bool signedIn) =>
        await PageExamination.ProblemsAsync(width => signedIn ? newsroom.OpenAsync(width) : newsroom.OpenAsStrangerAsync(width), await PageAddress.FindAsync(newsroom, path), path, status);

    private async Task<IBrowserContext> HalfwayAsync(int width)
    {
        var window = await newsroom.OpenAsStrangerAsync(width);
        await NewsroomPeople.SignInHalfwayAsync(await window.NewPageAsync(), newsroom.Address);
        return window;
    }
}
