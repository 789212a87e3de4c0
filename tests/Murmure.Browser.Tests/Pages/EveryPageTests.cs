using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>Every page, in both languages, light and dark, on a telephone and on a desk.</summary>
public sealed class EveryPageTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    private const string Site = "/app/sites/" + Newsroom.Site;

    /// <summary>With a folder here, every page is pictured for somebody to look at, and not examined.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    private static readonly int[] Widths = Pictures is { Length: > 0 } ? [390, 1440] : [390, 1280];

    /// <summary>Each language and each width is examined once: the other two pairs show nothing to axe that these do not, and it takes a second for each.</summary>
    private static readonly (string Language, int Width)[] Examined = [("en", 390), ("fr", 1280)];

    public static readonly TheoryData<string> Members =
    [
        "/app", "/app/dark-social", Site, Site + "?from=2026-11-12&to=2026-11-10", Site + "?from=2026-11-10&to=2026-11-11&compare=previous", Site + "?period=today", Site + "?filters=channel==whatsapp;device!=desktop&step=week&compare=year", Site + "?tables=exit_page,os", Site + "/by/channel", Site + "/by/page?filters=family==messaging", Site + "/by/country",
        "/app/sites/" + Newsroom.Scripted, Site + "/settings", Site + "/snippet", Site + "/register", Site + "/shares", "/app/sites/" + Newsroom.Scripted + "/shares", Site + "/estimate", "/app/sites/" + Newsroom.Scripted + "/estimate",
        Site + "/live", "/app/sites/" + Newsroom.Scripted + "/live", Site + "/private-links", Site + "/funnels", Site + "/funnels/1?period=all", Site + "?period=all&step=hour",
        "/app/sites/" + Newsroom.Scripted + "/snippet?for=nginx&previews=cloudflare", "/app/sites/" + Newsroom.Scripted + "/register",
        Site + "/quarantine?from=2026-11-01&to=2026-11-30", Site + "/quarantine?from=2026-12-01&to=2026-11-30", "/app/sites/new",
        Site + "/page?period=all&path=%2F", Site + "/page?path=%2Fnever", Site + "/channel/whatsapp?period=all", Site + "/channel/direct?period=all", Site + "/sections?period=all", Site + "/section/actualite?period=all",
        Site + "/author?name=nobody", Site + "/google-analytics?period=all", Site + "/history", Site + "/orphans?period=all", Site + "/advice?period=all", "/app/sites/" + Newsroom.Scripted + "/advice?period=all",
        "/app/logs", "/app/logs?error=large", "{dropped}", "{nameless}", "{unreadable}", "/app/account", "/app/team", "/app/keys", "/app/audit",
        "/app/links/switch", "/app/links/1/standing", "/app/links/2/standing",
        "/app/links/try", "{trial}", "/app/links/preview", "/app/links/import", "/app/links/feeds", "/app/links/webhooks",
    ];

    public static readonly TheoryData<string> OfLinks =
    [
        "/app/links", "/app/links?search=nothing", "/app/links/new", "/app/links/1", "/app/links/2", "/app/links/1/settings", "/app/links/1/rules", "/app/links/1/card", "/app/links/1/utm",
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

    public static readonly TheoryData<string> Missing = ["/app/sites/nobodys.example", Site + "/page", Site + "/channel/pigeon", "/app/logs/0123456789abcdef", "/app/links/999", "/app/links/999/standing", "/app/links/try/none"];

    public static readonly TheoryData<string> Strangers = ["/app/sign-in", "/app/reset", "/app/transparency/" + Newsroom.Site, "/app/transparency/" + Newsroom.Scripted, "/-/report", "/-/report?said=unknown&link=https://go.example.org/a", "/-/report?said=sent", "{landing}", "{shared}", "{guarded}", "/app/notices/stop?token=none"];

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

    private async Task<List<string>> ProblemsAsync(string path, int status, bool signedIn)
    {
        path = path switch { "{dropped}" => newsroom.Dropped, "{nameless}" => newsroom.Nameless, "{unreadable}" => newsroom.Unreadable, "{trial}" => newsroom.Trial, "{shared}" => newsroom.Shared, "{guarded}" => newsroom.Guarded, "{landing}" => (await newsroom.TryAsync()).Replace("/app/links", "/-", StringComparison.Ordinal), _ => path };
        var problems = new List<string>();
        foreach (var width in Widths)
        {
            await using var window = await newsroom.OpenAsync(width);
            if (!signedIn)
                await window.ClearCookiesAsync();
            var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
            foreach (var language in (string[])["en", "fr"])
            {
                await watched.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
                var answer = await watched.Page.GotoAsync(new Uri(newsroom.Address, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language).ToString());
                var here = $"{language}, {width} px";
                answer.ShouldNotBeNull().Status.ShouldBe(status, here);
                (await watched.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
                (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1, here);
                if (await watched.OverflowAsync() is > 0 and var pixels)
                    problems.Add($"{here}: {pixels} px wider than the window");
                foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
                {
                    await watched.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                    if (Pictures is { Length: > 0 })
                        await PictureAsync(watched.Page, $"{path}-{language}-{width}-{scheme}");
                    else if (Examined.Contains((language, width)))
                        problems.AddRange((await AxeAsync(watched.Page, scheme)).Select(violation => $"{here}, {scheme}: {violation}"));
                }
                // A page that is not there is said to be an error by the browser as well.
                problems.AddRange(watched.Problems.Where(problem => status == 200 || !problem.Contains("404", StringComparison.Ordinal)).Select(problem => $"{here}: {problem}"));
            }
        }
        return problems;
    }

    private static Task<byte[]> PictureAsync(IPage page, string name) => page.ScreenshotAsync(
        new() { Path = Path.Combine(Pictures!, string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_')) + ".png"), FullPage = true });

    /// <summary>Everything that axe finds, whatever it thinks of its weight.</summary>
    private static async Task<List<string>> AxeAsync(IPage page, ColorScheme scheme)
    {
        // The dark page is the same page in other colours.
        var rules = scheme == ColorScheme.Dark ? new AxeRunOptions { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } } : new AxeRunOptions();
        return [.. (await page.RunAxe(rules)).Violations.Select(violation => $"{violation.Impact} {violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")];
    }
}
