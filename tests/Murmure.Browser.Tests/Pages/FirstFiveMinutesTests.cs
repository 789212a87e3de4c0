using System.Diagnostics;
using Microsoft.Playwright;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Dashboard;
using Murmure.Statistics.Simulation;

namespace Murmure.Browser.Tests.Pages;

/// <summary>
/// What somebody does who has just started Murmure: sees the demonstration, reads a log of their own, sets up, makes a link, tries it on themselves.
/// A person takes longer to read and type than this browser; each step's budget is what is left to a person, who is given the rest.
/// </summary>
public sealed class FirstFiveMinutesTests(Browser browser, ITestOutputHelper output)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    /// <summary>What WhatsApp's fetcher calls itself, from the sender's telephone.</summary>
    private const string WhatsApp = "WhatsApp/2.23.20.0 A";

    [Fact]
    public async Task A_log_is_read_by_minute_two_a_link_made_by_four_and_a_trial_seen_by_five()
    {
        await using var host = await PagesHost.StartDemonstrationAsync();
        await using var window = await browser.OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 1000 }, Locale = "en-GB" });
        var watched = await WatchedPage.OpenAsync(window, host.Address);
        var (page, clock) = (watched.Page, Stopwatch.StartNew());
        using var log = new WrittenLog();

        await page.GotoAsync(host.Address.ToString());
        (await page.Locator("h1").InnerTextAsync()).ShouldContain("private sharing");
        (await page.Locator(".banner").InnerTextAsync()).ShouldContain("simulated", Case.Insensitive);
        if (Pictures is { Length: > 0 })
            await PictureAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Access log" }).First.ClickAsync();
        await page.SetInputFilesAsync("#file", log.Path);
        await page.ClickAsync("form.drop button[type=submit]");
        await page.WaitForURLAsync("**/app/logs/*");
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith("Between ");
        Within(clock, 2, "the log was read");

        await page.GotoAsync((await host.SetUpAsync()).ToString());
        await page.FillAsync("[name=email]", PagesHost.Owner);
        await page.FillAsync("[name=password]", PagesHost.Password);
        await page.FillAsync("[name=organisation]", "La Gazette");
        await page.FillAsync("[name=host]", "gazette.example");
        await page.CheckAsync("[name=profile] >> nth=0");
        await page.ClickAsync("form:has([name=password]) button[type=submit]");
        await page.WaitForURLAsync("**/snippet");
        await page.GetByRole(AriaRole.Link, new() { Name = "Links", Exact = true }).First.ClickAsync();
        await page.FillAsync("form.quick [name=url]", "https://gazette.example/culture/le-phare");
        await page.ClickAsync("form.quick button[type=submit]");
        await page.WaitForURLAsync("**/app/links/*made=yes*");
        Within(clock, 4, "the first link was made");

        await page.GotoAsync(new Uri(host.Address, "/app/links/try").ToString());
        await page.ClickAsync("main form button[type=submit]");
        await page.WaitForURLAsync("**/app/links/try/*");
        await OpenedAsync(page, host.Address);
        await page.Locator(".steps li").First.WaitForAsync();
        await page.WaitForFunctionAsync("() => document.querySelectorAll('.steps li').length >= 2");
        Within(clock, 5, "the trial was seen");
        watched.Problems.ShouldBeEmpty();
    }

    /// <summary>Somebody sends the trial's address to themselves: the messenger fetches it, then they open it.</summary>
    private async Task OpenedAsync(IPage page, Uri server)
    {
        var address = new Uri(server, new Uri(await page.Locator(".copy .short").InnerTextAsync()).PathAndQuery);
        using var messenger = new HttpClient();
        messenger.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", WhatsApp);
        using var fetched = await messenger.GetAsync(address);
        await using var telephone = await browser.OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await (await telephone.NewPageAsync()).GotoAsync(address.ToString());
    }

    private void Within(Stopwatch clock, int minutes, string what)
    {
        output.WriteLine($"{what}: {clock.Elapsed.TotalSeconds:F1} s");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(minutes), what);
    }

    /// <summary>The pictures of the README, once the estimate is there.</summary>
    private static async Task PictureAsync(IPage page)
    {
        while (await page.Locator(".stands-on").CountAsync() == 0)
            await page.ReloadAsync();
        var address = page.Url;
        foreach (var (name, query, width, scheme, below) in ((string, string, int, ColorScheme, string?)[])
            [("answer-en", "?lang=en", 1440, ColorScheme.Light, null), ("answer-fr", "?lang=fr", 1440, ColorScheme.Dark, null), ("phone-fr", "?lang=fr", 390, ColorScheme.Light, null), ("trend-en", "?lang=en", 1440, ColorScheme.Light, "[data-trend]")])
        {
            await page.SetViewportSizeAsync(width, 1000);
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.GotoAsync(address + query, new() { WaitUntil = WaitUntilState.NetworkIdle });
            if (below is not null)
                await page.Locator(below).EvaluateAsync("one => one.scrollIntoView()");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures!, $"readme-{name}.png") });
        }
        await page.SetViewportSizeAsync(1440, 1000);
        await page.GotoAsync(address);
    }

    /// <summary>Three days as a web server writes them.</summary>
    private sealed class WrittenLog : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-first-");

        public WrittenLog() => SimulationWriter.WriteAsync(
            Scenario.Find("base")! with { Days = 3, Site = new SiteShape(Sections: 4, Articles: 30) }, 11, new DateOnly(2026, 11, 9), folder.FullName).GetAwaiter().GetResult();

        public string Path => System.IO.Path.Combine(folder.FullName, "access.log");

        public void Dispose() => folder.Delete(recursive: true);
    }
}
