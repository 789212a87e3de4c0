using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>What is left of pages on paper: figures and tables, and nothing that can only be pressed.</summary>
public sealed class PaperTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    [Theory]
    [InlineData("?from=2026-11-09&to=2026-11-11")]
    [InlineData("/by/channel?period=all")]
    [InlineData("/campaigns/2")]
    [InlineData("/settings")]
    public async Task Nothing_that_is_pressed_or_chosen_is_printed(string below)
    {
        await using var window = await newsroom.OpenAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(newsroom.Address, "/app/sites/" + Newsroom.Site + below).ToString());
        var pressed = page.Locator(":is(form, button, nav.tabs, summary, a.button, .question, [download]):visible");
        (await pressed.CountAsync()).ShouldBeGreaterThan(0, "on the screen");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.Locator("h1").First.IsVisibleAsync()).ShouldBeTrue();
        (await pressed.AllInnerTextsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_days_of_the_trend_are_printed_as_a_table()
    {
        await using var window = await newsroom.OpenAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(newsroom.Address, "/app/sites/" + Newsroom.Site + "?from=2026-11-09&to=2026-11-11").ToString());
        var rows = page.Locator("[data-trend] tbody tr");
        (await rows.First.IsVisibleAsync()).ShouldBeFalse("on the screen it is folded");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await rows.CountAsync()).ShouldBe(3);
        (await rows.Last.BoundingBoxAsync()).ShouldNotBeNull().Height.ShouldBeGreaterThan(8);
    }
}
