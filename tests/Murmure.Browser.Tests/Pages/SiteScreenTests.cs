using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>A site's page as somebody uses it: narrowing by clicks, comparing, reading the trend, with and without a script.</summary>
public sealed class SiteScreenTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    private const string Site = "/app/sites/" + Newsroom.Site;

    /// <summary>What a page may weigh over the wire, in bytes: ECharts, styles and text together.</summary>
    private const long Budget = 300_000;

    private string At(string path) => new Uri(newsroom.Address, path).ToString();

    [Theory]
    [InlineData("en", 1280, "WhatsApp", "match these filters")]
    [InlineData("fr", 390, "WhatsApp", "répondent à ces filtres")]
    public async Task Everything_is_narrowed_by_a_click_and_widened_by_another(string language, int width, string channel, string said)
    {
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At($"{Site}?lang={language}&period=all"));
        var whole = await FigureAsync(page);
        await page.Locator("#sources .value", new() { HasTextString = "Facebook" }).ClickAsync();
        (await page.Locator("h1").InnerTextAsync()).ShouldContain(said);
        (await page.Locator(".filter").CountAsync()).ShouldBe(1);
        var part = await FigureAsync(page);
        part.ShouldBeLessThan(whole);
        await page.Locator(".filter a").First.ClickAsync();
        (await FigureAsync(page)).ShouldBe(whole - part, "the contrary is the rest");
        await page.Locator("#filter summary").ClickAsync();
        await page.SelectOptionAsync("#filter [name=by]", "page");
        await page.SelectOptionAsync("#filter [name=how]", "contains");
        await page.FillAsync("#filter [name=value]", "sport");
        await page.ClickAsync("#filter button");
        (await page.Locator(".filter").CountAsync()).ShouldBe(2);
        (await FigureAsync(page)).ShouldBeLessThan(whole - part);
        await page.Locator(".filter a").Last.ClickAsync();
        await page.Locator(".filter a").Last.ClickAsync();
        (await FigureAsync(page)).ShouldBe(whole);
        (await page.ContentAsync()).ShouldContain(channel);
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_menu_chooses_days_and_what_they_are_compared_with()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At(Site + "?lang=en&from=2026-11-10&to=2026-11-11"));
        await page.Locator("#period summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "With the same weekdays before" }).ClickAsync();
        page.Url.ShouldEndWith("?from=2026-11-10&to=2026-11-11&compare=previous&lang=en");
        (await page.Locator("#period summary").InnerTextAsync()).ShouldContain("and the same weekdays before");
        await page.Locator(".trend-chart canvas").WaitForAsync();
        (await page.Locator(".days .legend").InnerTextAsync()).ShouldContain("Earlier visits");
        await page.Locator("#period summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "28 days" }).ClickAsync();
        page.Url.ShouldContain("period=28d");
        await page.Locator("#period summary").ClickAsync();
        (await page.Locator("#period [aria-current]").First.InnerTextAsync()).ShouldBe("28 days");
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_trend_is_drawn_over_its_table_and_a_click_on_a_day_goes_there()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At(Site + "?lang=en&from=2026-11-09&to=2026-11-11"));
        var chart = page.Locator(".trend-chart");
        await chart.Locator("canvas").WaitForAsync();
        var box = (await chart.BoundingBoxAsync()).ShouldNotBeNull();
        await chart.HoverAsync(new() { Position = new() { X = box.Width / 2, Y = box.Height / 2 } });
        await chart.ClickAsync(new() { Position = new() { X = box.Width * 0.55f, Y = box.Height / 2 } });
        await page.WaitForURLAsync("**from=2026-11-10&to=2026-11-10**");
        watched.Problems.ShouldBeEmpty("the policy allows no inline style, not to a tooltip either");
    }

    [Fact]
    public async Task The_page_is_light_and_nothing_on_it_jumps()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var (page, answers) = (watched.Page, new List<IResponse>());
        page.Response += (_, answer) => answers.Add(answer);
        await page.AddInitScriptAsync("window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) window.shift += one.value; }).observe({ type: 'layout-shift', buffered: true });");
        await page.GotoAsync(At(Site + "?lang=en&period=all"), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.Locator(".trend-chart canvas").WaitForAsync();
        (await page.EvaluateAsync<double>("window.shift")).ShouldBe(0);
        var sizes = new List<(string What, long Bytes)>();
        foreach (var answer in answers.Where(answer => answer.Status == 200))
            sizes.Add((new Uri(answer.Url).AbsolutePath, (await answer.Request.SizesAsync()).ResponseBodySize));
        sizes.ShouldContain(one => one.What.EndsWith("charts.js", StringComparison.Ordinal));
        sizes.Sum(one => one.Bytes).ShouldBeLessThan(Budget, string.Join(", ", sizes));
    }

    [Fact]
    public async Task Without_a_script_the_page_answers_its_questions()
    {
        await using var window = await newsroom.OpenAsync(script: false);
        var page = await window.NewPageAsync();
        await page.GotoAsync(At(Site + "?lang=en"));
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith("Between");
        (await page.Locator(".classic-says").InnerTextAsync()).ShouldContain("Direct");
        (await page.Locator(".parts tbody tr").CountAsync()).ShouldBe(4);
        (await page.Locator("[aria-labelledby=articles] li").CountAsync()).ShouldBe(3);
        (await page.Locator(".advice .first").InnerTextAsync()).ShouldNotBeEmpty();
        (await page.Locator("svg.trend-drawn").BoundingBoxAsync()).ShouldNotBeNull().Height.ShouldBeGreaterThan(100);
        await page.Locator("#filter summary").ClickAsync();
        await page.FillAsync("#filter [name=value]", "whatsapp");
        await page.SelectOptionAsync("#filter [name=by]", "channel");
        await page.ClickAsync("#filter button");
        (await page.Locator("h1").InnerTextAsync()).ShouldContain("match these filters");
    }

    [Theory]
    [InlineData("en", 1280, "Europe/Lisbon")]
    [InlineData("fr", 390, "Europe/Paris")]
    public async Task Settings_are_kept_and_it_is_said(string language, int width, string zone)
    {
        await using var window = await newsroom.OpenAsync(width);
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At($"/app/sites/{Newsroom.Scripted}?lang={language}"));
        await page.Locator(".tabs a[href*='/settings']").ClickAsync();
        await page.SelectOptionAsync("[name=zone]", zone);
        await page.Locator("form:has([name=zone]) button[type=submit]").First.ClickAsync();
        await page.Locator(".notice.good").WaitForAsync();
        await page.ReloadAsync();
        (await page.InputValueAsync("[name=zone]")).ShouldBe(zone);
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_do_what_the_dialog_says_and_can_be_switched_off()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At(Site + "?lang=en&period=all"));
        await page.Keyboard.PressAsync("?");
        (await page.Locator("#keys").IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator("#keys kbd").CountAsync()).ShouldBeGreaterThan(8);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#keys").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.Keyboard.PressAsync("8");
        await page.WaitForURLAsync("**period=28d**");
        await page.Keyboard.PressAsync("f");
        await page.Keyboard.TypeAsync("7");
        page.Url.ShouldContain("28d", Case.Sensitive, "while somebody writes, keys are letters");
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await page.Locator("[data-keys]").ClickAsync();
        await page.CheckAsync("#keys [name=off]");
        await page.ClickAsync("#keys button");
        await page.Locator("#keys").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.Keyboard.PressAsync("7");
        await page.Keyboard.PressAsync("p");
        (await page.Locator("#period[open]").CountAsync()).ShouldBe(0);
        page.Url.ShouldContain("28d");
        watched.Problems.ShouldBeEmpty();
    }

    private static async Task<long> FigureAsync(IPage page) =>
        long.Parse(string.Concat((await page.Locator(".figures.small .figure").First.InnerTextAsync()).Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
}
