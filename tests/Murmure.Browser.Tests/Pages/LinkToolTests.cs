using System.Net.Http.Headers;
using System.Net.Http.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>The tools for links, as a person uses them: what only shows after a form is sent, in both languages and on a telephone too.</summary>
public sealed class LinkToolTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    public static readonly TheoryData<string, int> Windows = new() { { "en", 1280 }, { "fr", 1280 }, { "fr", 390 } };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task A_trial_shows_what_happens_while_it_happens(string language, int width)
    {
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At("/app/links/try?lang=" + language));
        await page.ClickAsync("main form button[type=submit]");
        await page.WaitForURLAsync("**/app/links/try/*");
        var address = await page.Locator(".copy .short").InnerTextAsync();
        using var telephone = new HttpClient();
        telephone.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "WhatsApp/2.24.20.83 A");
        (await telephone.GetStringAsync(new Uri(address))).ShouldContain("og:title");
        // Nobody reloads the page: the server says that there is news.
        await page.Locator(".steps li").First.WaitForAsync();
        (await page.Locator(".steps li").First.InnerTextAsync()).ShouldContain(language == "fr" ? "Aperçu demandé par WhatsApp" : "Preview asked for by WhatsApp");
        await page.ClickAsync("main form button[type=submit]");
        await page.Locator(".steps li").Nth(1).WaitForAsync();
        (await page.Locator(".steps li").Last.InnerTextAsync()).ShouldContain(language == "fr" ? "preuve\u00a0: navigateur intégré de WhatsApp" : "proof: WhatsApp’s own browser");
        (await page.Locator(".steps li").Last.InnerTextAsync()).ShouldContain(language == "fr" ? "ailleurs\u00a0: Direct" : "elsewhere: Direct");
        await LookAsync(watched, $"trial-{language}-{width}");
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Seven_messengers_draw_a_link(string language, int width)
    {
        var slug = $"card-{language}-{width}";
        await MakeAsync(new
        {
            url = "https://www.courrier-du-littoral.fr/port", slug, domain = "go.courrier-du-littoral.fr",
            preview = new { title = "Le port rouvre samedi, après trois mois de travaux", description = "Les bateaux de pêche rentrent, les terrasses aussi : ce qui change pour vous.", image = "", channels = new Dictionary<string, object> { ["signal"] = new { title = "Le port rouvre samedi" } } },
        });
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        await watched.Page.GotoAsync(At("/app/links/preview?lang=" + language));
        await watched.Page.FillAsync("[name=url]", "https://go.courrier-du-littoral.fr/" + slug);
        await watched.Page.ClickAsync("main form button[type=submit]");
        await watched.Page.Locator(".card-grid").WaitForAsync();
        (await watched.Page.Locator(".messenger").CountAsync()).ShouldBeGreaterThanOrEqualTo(7);
        (await watched.Page.Locator(".bubble.signal .title").InnerTextAsync()).ShouldBe("Le port rouvre samedi");
        await LookAsync(watched, $"cards-{language}-{width}");
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task What_is_typed_into_a_link_s_forms_is_drawn_beside_them_without_being_saved(string language, int width)
    {
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At("/app/links/2/card?lang=" + language));
        await page.Locator("[name=title-0]").PressSequentiallyAsync("La criée rouvre");
        await page.Locator(".bubble.whatsapp .title").Filter(new() { HasText = "La criée rouvre" }).WaitForAsync();
        (await page.Locator("[name=title-0]").InputValueAsync()).ShouldEndWith("La criée rouvre");
        await LookAsync(watched, $"editor-card-{language}-{width}");
        await page.GotoAsync(At("/app/links/2/rules?lang=" + language));
        await page.ClickAsync("button[value=add]");
        await page.FillAsync("[name=if-0-0-value]", "ios");
        await page.FillAsync("[name=to-0]", "https://www.courrier-du-littoral.fr/iphone");
        await page.SelectOptionAsync("[name=who-device]", "iphone");
        await page.Locator("#goes bdi").Filter(new() { HasText = "https://www.courrier-du-littoral.fr/iphone" }).WaitForAsync();
        await LookAsync(watched, $"editor-rules-{language}-{width}");
        await page.GotoAsync(At("/app/links/2/rules?lang=" + language));
        (await page.Locator("[name=to-0]").CountAsync()).ShouldBe(0, "typing saves nothing");
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task A_file_with_a_mistake_says_where_and_a_good_one_is_made(string language, int width)
    {
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        await watched.Page.GotoAsync(At("/app/links/import?lang=" + language));
        await watched.Page.FillAsync("[name=csv]", $"url;slug;title\nhttps://www.courrier-du-littoral.fr/a;file-a-{language}-{width};Le port\njavascript:alert(1);b;\n");
        await watched.Page.ClickAsync("form[enctype] button[type=submit]");
        await watched.Page.Locator("table .wrong").WaitForAsync();
        await LookAsync(watched, $"import-{language}-{width}");
        var file = newsroom.Write($"links-{language}-{width}.csv", $"url,slug\nhttps://www.courrier-du-littoral.fr/a,file-a-{language}-{width}\nhttps://www.courrier-du-littoral.fr/b,\n");
        await watched.Page.SetInputFilesAsync("#file", file);
        await watched.Page.ClickAsync("form[enctype] button[type=submit]");
        await watched.Page.ClickAsync("form:has(input[type=hidden][name=csv]) button[type=submit]");
        await watched.Page.Locator(".notice.good").WaitForAsync();
        await LookAsync(watched, $"imported-{language}-{width}");
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Webhooks_and_feeds_tell_what_became_of_them(string language, int width)
    {
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        foreach (var (path, told) in ((string, string)[])[("webhooks", "hooks.invalid"), ("feeds", "no-such-name")])
        {
            await watched.Page.GotoAsync(At($"/app/links/{path}?lang={language}"));
            (await watched.Page.Locator("main").InnerTextAsync()).ShouldContain(told);
            await LookAsync(watched, $"{path}-{language}-{width}");
        }
    }

    private async Task MakeAsync(object link)
    {
        using var client = new HttpClient { BaseAddress = newsroom.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await newsroom.Host.KeyAsync("links:write"));
        using var answer = await client.PostAsync("/api/v1/links", JsonContent.Create(link));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task LookAsync(WatchedPage watched, string name)
    {
        watched.Problems.ShouldBeEmpty(name);
        (await watched.OverflowAsync()).ShouldBe(0, name);
        if (Pictures is { Length: > 0 })
            await watched.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"tool-{name}.png"), FullPage = true });
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await watched.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            (await watched.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}").ShouldBeEmpty($"{name}, {scheme}");
        }
        await watched.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private string At(string path) => new Uri(newsroom.Address, path).ToString();
}
