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
    public async Task The_stream_ends_while_nobody_looks_at_the_page_and_begins_again_with_what_came_meanwhile()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At($"/app/sites/{Newsroom.Scripted}/live?lang=en"));
        await StreamingAsync(page);
        var ended = new TaskCompletionSource();
        void Note(object? sender, IRequest request)
        {
            if (request.Url.Contains("/live/stream", StringComparison.Ordinal))
                ended.TrySetResult();
        }

        page.RequestFailed += Note;
        page.RequestFinished += Note;
        await LookAsync(page, hidden: true);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(15));
        await page.Locator("[data-refresh]").WaitForAsync();
        await SendAsync("/sport/while-hidden-456");
        await Task.Delay(TimeSpan.FromSeconds(7)); // two ticks of the stream, in real time: the browser has a clock of its own
        (await page.Locator("[data-part=pages]", new() { HasTextString = "while-hidden-456" }).CountAsync()).ShouldBe(0);
        await LookAsync(page, hidden: false);
        await StreamingAsync(page);
        await page.Locator("[data-part=pages]", new() { HasTextString = "while-hidden-456" }).WaitForAsync(new() { Timeout = 15_000 });
        watched.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, "/sport/after-the-break-789")]
    [InlineData(true, "/sport/after-the-restart-012")]
    public async Task After_a_break_and_after_a_restart_of_the_server_the_stream_comes_back_by_itself(bool away, string path)
    {
        using var line = new Line(newsroom.Address);
        await using var window = await newsroom.OpenAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(line.Address, $"/app/sites/{Newsroom.Scripted}/live?lang=en").ToString());
        await StreamingAsync(page);
        if (away)
        {
            line.Cut();
            await page.Locator("[data-refresh]").WaitForAsync(new() { Timeout = 15_000 });
            await Task.Delay(TimeSpan.FromSeconds(5)); // long enough for the browser to ask in vain
            line.Mend();
        }
        else
        {
            line.Break();
        }
        await SendAsync(path);
        await page.Locator("[data-part=pages]", new() { HasTextString = path }).WaitForAsync(new() { Timeout = 40_000 });
        await StreamingAsync(page);
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
        (await page.Locator("#views > summary").InnerTextAsync()).ShouldBe("Saved views");
        await page.Locator("#views > summary").ClickAsync();
        await page.Locator("#views a", new() { HasTextString = "WhatsApp" }).ClickAsync();
        await page.WaitForURLAsync("**filters=channel%3D%3Dwhatsapp**");
        (await page.Locator("#views > summary").Locator("bdi").InnerTextAsync()).ShouldBe("WhatsApp", "the menu says which view is on the screen");
        (await page.Locator("#views a[aria-current]").TextContentAsync()).ShouldBe("WhatsApp");
        watched.Problems.ShouldBeEmpty();
    }

    /// <summary>Waits until the page is told by the stream: the link that loads it again is hidden then.</summary>
    private static Task StreamingAsync(IPage page) => page.Locator("[data-refresh]").WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = 30_000 });

    // A browser without a screen hides no window; so the page is told what a browser would say.
    private static async Task LookAsync(IPage page, bool hidden) => await page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);

    private async Task SendAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = newsroom.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        using var answer = await client.PostAsync("/e", new StringContent($$"""{"n":"pageview","u":"https://{{Newsroom.Scripted}}{{path}}","c":"granted"}""", Encoding.UTF8, "text/plain"));
        answer.Headers.GetValues("X-Murmure").ShouldBe(["accepted"]);
    }
}
