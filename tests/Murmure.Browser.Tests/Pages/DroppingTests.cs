using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Pages;

/// <summary>A file dropped on the page, as a person does it.</summary>
public sealed class DroppingTests(Newsroom newsroom) : IClassFixture<Newsroom>
{
    [Fact]
    public async Task A_sent_file_shows_its_progress_then_its_report()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At("/app/logs?lang=en"));
        (await page.Locator("progress").IsVisibleAsync()).ShouldBeFalse();
        await page.SetInputFilesAsync("#file", newsroom.Log);
        (await page.Locator("[data-chosen]").InnerTextAsync()).ShouldBe("access.log");

        // A slow line, until progress has been seen.
        var wire = await window.NewCDPSessionAsync(page);
        await wire.SendAsync("Network.enable");
        await ThrottleAsync(wire, new FileInfo(newsroom.Log).Length / 4);
        await page.ClickAsync("form.drop button[type=submit]");
        await page.WaitForFunctionAsync("() => { const bar = document.querySelector('progress'); return !bar.hidden && bar.value > 0 && bar.value < 100; }");
        (await page.Locator("[role=status]").InnerTextAsync()).ShouldContain("%");
        (await page.Locator("form.drop button[type=submit]").IsDisabledAsync()).ShouldBeTrue();
        await ThrottleAsync(wire, -1);

        await page.WaitForURLAsync("**/app/logs/*lang=en");
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith("Between ");
        (await page.Locator(".actions").InnerTextAsync()).ShouldContain("access.log");
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_let_fall_on_the_form_is_sent_and_the_first_of_several()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        await watched.Page.GotoAsync(At("/app/logs?lang=fr"));
        await watched.Page.EvaluateAsync(
            """
            text => {
              const several = new DataTransfer();
              several.items.add(new File([text], "premier.log"));
              several.items.add(new File([text], "second.log"));
              document.querySelector("form[data-upload]").dispatchEvent(new DragEvent("drop", { dataTransfer: several, bubbles: true, cancelable: true }));
            }
            """,
            await File.ReadAllTextAsync(newsroom.NamelessLog));
        await watched.Page.WaitForURLAsync("**/app/logs/*lang=fr");
        (await watched.Page.Locator(".actions").InnerTextAsync()).ShouldContain("premier.log");
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_is_discarded_and_another_kept_under_the_address_that_is_given()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        var gone = await newsroom.DropAsync(page, newsroom.NamelessLog);
        await page.ClickAsync("form[action*='/discard'] button");
        await page.WaitForURLAsync("**/app/logs");
        (await page.GotoAsync(At(gone)))!.Status.ShouldBe(404);
        watched.Problems.ShouldAllBe(problem => problem.Contains("404", StringComparison.Ordinal));

        await newsroom.DropAsync(page, newsroom.NamelessLog);
        await page.ClickAsync("form[action*='/keep'] button");
        (await page.EvaluateAsync<bool>("document.querySelector('[name=host]').validity.valueMissing")).ShouldBeTrue("the browser itself asks for the address");
        await page.FillAsync("[name=host]", "not an address");
        await page.ClickAsync("form[action*='/keep'] button");
        await page.WaitForURLAsync("**problem=host");
        (await page.Locator("[name=host]").GetAttributeAsync("aria-invalid")).ShouldBe("true");
        await page.FillAsync("[name=host]", "gazette.example");
        await page.ClickAsync("form[action*='/keep'] button");
        await page.WaitForURLAsync("**/app/sites/gazette.example");
        (await page.Locator(".over").InnerTextAsync()).ShouldContain("gazette.example");
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_sent_is_said_and_leaves_the_form_ready()
    {
        await using var window = await newsroom.OpenAsync();
        var watched = await WatchedPage.OpenAsync(window, newsroom.Address);
        var page = watched.Page;
        await page.GotoAsync(At("/app/logs?lang=en"));
        await page.ClickAsync("form.drop button[type=submit]");
        (await page.EvaluateAsync<bool>("document.querySelector('#file').validity.valueMissing")).ShouldBeTrue();

        var huge = newsroom.Write("huge.log", "");
        await using (var sparse = new FileStream(huge, FileMode.Open))
            sparse.SetLength((2L << 30) + 1);
        await page.SetInputFilesAsync("#file", huge);
        await page.ClickAsync("form.drop button[type=submit]");
        (await StatusAsync(page)).ShouldContain("2 GB");

        await page.RouteAsync("**/upload*", route => route.AbortAsync());
        await page.SetInputFilesAsync("#file", newsroom.NamelessLog);
        await page.ClickAsync("form.drop button[type=submit]");
        await page.WaitForFunctionAsync("() => !document.querySelector('form.drop button').disabled && !document.querySelector('[role=status]').textContent.includes('2 GB')");
        (await StatusAsync(page)).ShouldNotBeEmpty();
        await page.UnrouteAsync("**/upload*");
        watched.Problems.ShouldAllBe(problem => problem.Contains("ERR_FAILED", StringComparison.Ordinal));

        await newsroom.DropAsync(page, newsroom.Write("diary.txt", "Dear diary\n"));
        (await page.Locator(".problem").InnerTextAsync()).ShouldContain("could be read as an access log");
        watched.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_script_the_form_works_the_same()
    {
        await using var window = await newsroom.OpenAsync(script: false);
        var page = await window.NewPageAsync();
        await newsroom.DropAsync(page, newsroom.Log);
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith("Between ");
    }

    private string At(string path) => new Uri(newsroom.Address, path).ToString();

    private static Task<string> StatusAsync(IPage page) => page.Locator("form.drop [role=status]").InnerTextAsync();

    private static async Task ThrottleAsync(ICDPSession wire, long bytesPerSecond) => await wire.SendAsync(
        "Network.emulateNetworkConditions",
        new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
}
