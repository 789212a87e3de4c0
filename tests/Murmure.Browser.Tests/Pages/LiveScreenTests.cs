using System.Text;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>The live page as it moves, and what stands on a site's page since there are notes and views.</summary>
public sealed class LiveScreenTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    private const string Site = "/app/sites/" + Newsroom.Site;

    private string At(string path) => new Uri(newsroom.Address, path).ToString();

    [Fact]
    public async Task A_visit_comes_onto_the_page_by_itself()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At($"/app/sites/{Newsroom.Scripted}/live?lang=en"));
        await page.Locator("[data-refresh]").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await SendAsync("/sport/un-match-123");
        await page.Locator("[data-part=pages]", new() { HasTextString = "/sport/un-match-123" }).WaitForAsync(new() { Timeout = 15_000 });
        (await page.Locator("[data-headline]").InnerTextAsync()).ShouldContain("visitor");
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_note_has_its_number_in_the_trend_and_a_view_is_a_link()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At(Site + "?lang=en&from=2026-11-09&to=2026-11-11"));
        (await page.Locator(".marks li").First.InnerTextAsync()).ShouldContain("The newsletter went out twice");
        (await page.Locator(".trend-drawn .mark-number").First.TextContentAsync()).ShouldBe("1");
        (await page.Locator("th[data-mark='1']").CountAsync()).ShouldBe(1, "the drawing over the table has it from there");
        await page.Locator(".views a", new() { HasTextString = "WhatsApp" }).ClickAsync();
        page.Url.ShouldContain("filters=channel%3D%3Dwhatsapp");
        (await page.Locator(".views a[aria-current]").InnerTextAsync()).ShouldBe("WhatsApp");
        watched.Problems.ShouldBeEmpty();
    }

    private async Task SendAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = newsroom.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        using var answer = await client.PostAsync("/e", new StringContent($$"""{"n":"pageview","u":"https://{{Newsroom.Scripted}}{{path}}","c":"granted"}""", Encoding.UTF8, "text/plain"));
        answer.Headers.GetValues("X-Murmure").ShouldBe(["accepted"]);
    }
}
