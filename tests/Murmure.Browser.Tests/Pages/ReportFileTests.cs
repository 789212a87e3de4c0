using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>The report as one file: opened from the disk, without a script, and on paper.</summary>
public sealed class ReportFileTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    [Theory]
    [InlineData("en", 390)]
    [InlineData("en", 1280)]
    [InlineData("fr", 390)]
    [InlineData("fr", 1280)]
    public async Task It_is_sound_and_asks_for_nothing(string language, int width)
    {
        await using var window = await newsroom.OpenAsync(width);
        var file = await DownloadAsync(window, language);
        var watched = await WatchedPage.OpenAsync(window, file);
        await watched.Page.GotoAsync(file.AbsoluteUri);
        (await watched.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
        (await watched.OverflowAsync()).ShouldBe(0);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await watched.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            (await watched.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}").ShouldBeEmpty();
        }
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_scripts_everything_is_there()
    {
        await using var window = await newsroom.OpenAsync(script: false);
        var file = await DownloadAsync(window, "en");
        var watched = await WatchedPage.OpenAsync(window, file);
        await watched.Page.GotoAsync(file.AbsoluteUri);
        (await watched.Page.Locator("h1").InnerTextAsync()).ShouldStartWith("Between ");
        (await watched.Page.Locator("svg").CountAsync()).ShouldBeGreaterThan(5);
        (await watched.Page.Locator("script").CountAsync()).ShouldBe(0);
        await watched.Page.ClickAsync("details summary");
        (await watched.Page.Locator("details table").First.IsVisibleAsync()).ShouldBeTrue();
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task On_paper_it_is_black_on_white_and_fits_the_sheet()
    {
        await using var window = await newsroom.OpenAsync(width: 680); // A4 between its margins
        var file = await DownloadAsync(window, "fr");
        var watched = await WatchedPage.OpenAsync(window, file);
        await watched.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        await watched.Page.GotoAsync(file.AbsoluteUri);
        (await ColorAsync(watched.Page, "background-color")).ShouldBe("rgb(255, 255, 255)");
        (await ColorAsync(watched.Page, "color")).ShouldBe("rgb(0, 0, 0)");
        (await watched.Page.Locator("[data-trend] > details table").IsVisibleAsync()).ShouldBeTrue("on paper nobody can open it");
        (await watched.Page.Locator("details:visible").CountAsync()).ShouldBe(1);
        (await watched.OverflowAsync()).ShouldBe(0);
        var paper = await watched.Page.PdfAsync(new() { PreferCSSPageSize = true });
        paper[..5].ShouldBe("%PDF-"u8.ToArray());
        watched.Problems.ShouldBeEmpty();
    }

    private async Task<Uri> DownloadAsync(IBrowserContext window, string language)
    {
        var answer = await window.APIRequest.GetAsync(new Uri(newsroom.Address, $"{newsroom.Dropped}/report.html?lang={language}").ToString());
        return new Uri(newsroom.Write(Path.GetRandomFileName() + ".html", await answer.TextAsync()));
    }

    private static Task<string> ColorAsync(IPage page, string property) =>
        page.EvaluateAsync<string>("property => getComputedStyle(document.body).getPropertyValue(property)", property);
}
