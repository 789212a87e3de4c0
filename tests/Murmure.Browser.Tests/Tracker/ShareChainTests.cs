using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>From a share to the goal of whoever it brought: two telephones, a fetcher and a whole server.</summary>
public sealed class ShareChainTests(Browser browser)
{
    private const string Preview = "WhatsApp/2.25.31.76 A";

    // Two telephones: nobody is told from another by anything but address and agent.
    private const string First = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36 WA4A/2.25.31.76";
    private const string Second = "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 WA4A/2.25.30.10";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_share_its_preview_the_visit_it_brings_and_the_goal_are_one_row_of_the_report()
    {
        Browser.Executable();
        await using var host = await PagesHost.StartAsync(TestSite.Host);
        using (await PagesHost.SendAsync(host.Client, $"/app/sites/{TestSite.Host}/settings", "settings", ("zone", "UTC"), ("language", "fr"), ("profile", "eu-consent"), ("gpc", "yes")))
        {
        }
        await using var site = await TestSite.StartAsync();
        var root = host.Address.ToString().TrimEnd('/');
        site.Put("/article", $"<title>À la une</title><script defer src=\"{root}/m.js\" data-site=\"{TestSite.Host}\"></script><script defer src=\"{root}/share.js\"></script>",
            "<murmure-share channels=\"whatsapp\"></murmure-share>");

        var shared = await ShareAsync(site);
        shared.ShouldBe(site.At("/article?mm=w1"));
        (await CallAsync(host, HttpMethod.Post, "/api/v1/fetches", "fetches:write", $$"""[{"s":"{{TestSite.Host}}","u":"{{shared}}","ua":"{{Preview}}","ip":"203.0.113.5","status":200}]""")).GetProperty("accepted").GetInt32().ShouldBe(1);
        await SubscribeAsync(shared);

        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await RowAsync(host, $"/api/v1/reports?site={TestSite.Host}&metrics=shares,previews,visits,goals&dimensions=channel,generation&filters=generation!=&from={today}&to={today}"))
            .ShouldBe("[[\"whatsapp\",\"1\",1,1,1,1]]");
    }

    private async Task<string> ShareAsync(TestSite site)
    {
        await using var window = await browser.OpenAsync(new() { UserAgent = First });
        await window.AddInitScriptAsync("window.open = to => { window.opened = to; };");
        var page = await ConsentAsync(window, site.At("/article"));
        await ToldAsync(page, () => page.Locator("murmure-share button").ClickAsync());
        return Uri.UnescapeDataString(await page.EvaluateAsync<string>("() => opened")).Split(' ')[^1];
    }

    private async Task SubscribeAsync(string shared)
    {
        await using var window = await browser.OpenAsync(new() { UserAgent = Second });
        var page = await ConsentAsync(window, shared);
        page.Url.ShouldEndWith("/article");
        await ToldAsync(page, () => page.EvaluateAsync("() => murmure('subscribe')"));
    }

    /// <summary>Does something that the page tells the server, which must take it.</summary>
    private static async Task ToldAsync(IPage page, Func<Task> act)
    {
        var answer = await page.RunAndWaitForResponseAsync(act, response => response.Url.EndsWith("/e", StringComparison.Ordinal));
        (await answer.HeaderValueAsync("x-murmure")).ShouldBe("accepted");
    }

    /// <summary>Opens a page whose reader says yes: the view is told once before and once after.</summary>
    private static async Task<IPage> ConsentAsync(IBrowserContext window, string address)
    {
        var page = await window.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await ToldAsync(page, () => page.GotoAsync(address));
        await ToldAsync(page, () => page.EvaluateAsync("() => murmure('consent', 'granted')"));
        return page;
    }

    /// <summary>The rows, once the server has put them together: it does so in the background, every few seconds.</summary>
    private static async Task<string> RowAsync(PagesHost host, string question)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var rounds = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var key = await host.KeyAsync("reports:read");
        var rows = "";
        while (!deadline.IsCancellationRequested)
        {
            rows = (await CallAsync(host, HttpMethod.Get, question, "", null, key)).GetProperty("rows").ToString();
            if (rows.Contains(",1,1,1,1]", StringComparison.Ordinal))
                break;
            await rounds.WaitForNextTickAsync();
        }
        return rows;
    }

    private static async Task<JsonElement> CallAsync(PagesHost host, HttpMethod method, string path, string scope, string? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? await host.KeyAsync(scope));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var client = host.Browser();
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement;
    }
}
