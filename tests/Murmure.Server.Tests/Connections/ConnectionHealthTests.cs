using System.Net;
using System.Text;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Campaigns;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Exports;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Connections;

/// <summary>What the page of a connection says of how it fares.</summary>
[WholeServer]
public sealed class ConnectionHealthTests
{
    private const string Page = "/app/sites/" + LiveHost.Host + "/connections/1";
    private const string Header = "X-Telegram-Bot-Api-Secret-Token";

    [Fact]
    public async Task Calls_with_a_wrong_signature_are_counted_until_one_is_right()
    {
        await using var telegram = await TelegramServer.OpenAsync();
        await using var site = await StartAsync(telegram);
        using var browser = await Exported.SignedInAsync(site.Host);
        (await ReadAsync(browser, Page)).ShouldNotContain("wrong signature");
        await TellAsync(site, "guess");
        (await ReadAsync(browser, Page)).ShouldContain("1 call with a wrong signature on 25 November 2026, 09:00 UTC: is the secret right?");
        site.Host.Clock.Advance(TimeSpan.FromMinutes(5));
        await TellAsync(site, "canary secret");
        (await ReadAsync(browser, Page)).ShouldContain("2 calls with a wrong signature since 25 November 2026, 09:00 UTC: is the secret right?");
        (await ReadAsync(browser, Page, "fr")).ShouldContain("2 appels mal signés depuis le 25 novembre 2026 à 9\u00A0h\u00A000 UTC\u00A0: le secret est-il le bon\u202F?");
        // What cannot be read is signed all the same.
        (await site.TellAsync("{"u8.ToArray(), (Header, TelegramServer.Secret))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(browser, Page)).ShouldContain("2 calls");
        (await TellAsync(site, TelegramServer.Secret)).ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(browser, Page)).ShouldNotContain("wrong signature");
    }

    [Fact]
    public async Task Saving_connects_and_says_what_the_check_found()
    {
        await using var telegram = await TelegramServer.OpenAsync();
        await using var site = await StartAsync(telegram);
        using var browser = await Exported.SignedInAsync(site.Host);
        var saved = await SaveAsync(browser);
        saved.ShouldContain("What the check found");
        telegram.WebhookUrl.ShouldBe($"https://m.example.org/webhooks/telegram/{site.Kept.Address}");
        telegram.Faults.Enqueue(StandIn.Status(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}"""));
        saved = await SaveAsync(browser);
        saved.ShouldContain("was withdrawn");
        (await site.ReadAsync()).Problem.ShouldBe("credentials 401");
        (await ReadAsync(browser, Page)).ShouldNotContain("What the check found");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_keeps_whoever_saves_waiting_for_some_seconds_only()
    {
        await using var telegram = await TelegramServer.OpenAsync();
        await using var site = await StartAsync(telegram, TimeSpan.FromMinutes(5));
        using var browser = await Exported.SignedInAsync(site.Host);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        telegram.Faults.Enqueue(telegram.Hold(asked, answer.Task));
        var saving = SaveAsync(browser);
        await asked.Task;
        site.Host.Clock.Advance(TimeSpan.FromSeconds(11));
        (await saving).ShouldContain("The service did not answer, or not in time.");
        answer.SetResult();
    }

    [Fact]
    public async Task The_address_that_services_sign_is_not_that_of_whoever_edits_last()
    {
        await using var telegram = await TelegramServer.OpenAsync();
        await using var site = await StartAsync(telegram);
        using var browser = await Exported.SignedInAsync(site.Host);
        await SaveAsync(browser);
        (await site.ReadAsync()).Root.ShouldBe("https://m.example.org");
        foreach (var wrong in new[] { "m.example.org", "ftp://m.example.org", "https://m.example.org/x", "https://a:b@m.example.org" })
        {
            using var refused = await PagesHost.SendAsync(browser, Page + "?lang=en", "keep", ("name", "Nouvelles"), ("chat", "@murmure_news"), ("root", wrong));
            WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain("Enter an address that begins with https://", customMessage: wrong);
        }
        await SaveAsync(browser, ("root", "https://stats.example.org"));
        (await site.ReadAsync()).Root.ShouldBe("https://stats.example.org");
        telegram.WebhookUrl.ShouldStartWith("https://stats.example.org/webhooks/telegram/");
    }

    [Fact]
    public async Task A_number_at_WhatsApp_says_how_many_people_of_its_day_are_used_and_how_good_people_find_it()
    {
        await using var site = await SendSite.StartAsync(tier: "2000");
        using var browser = await Exported.SignedInAsync(site.Host);
        await site.BeginAsync("+33600000001", "+33600000002");
        await site.RoundAsync();
        (await ReadAsync(browser, Page)).ShouldContain("People written to first within the last 24 hours: 2 of 2,000.");
        site.Host.Clock.Advance(TimeSpan.FromHours(26));
        (await ReadAsync(browser, Page, "fr")).ShouldContain("ces dernières 24 heures\u00A0: 0 sur 2\u202F000.");
        using var checkedNow = await PagesHost.SendAsync(browser, Page + "?lang=en", "check");
        WebUtility.HtmlDecode(await checkedNow.Content.ReadAsStringAsync()).ShouldContain("Quality: Good");
    }

    private static async Task<ConnectedSite> StartAsync(TelegramServer telegram, TimeSpan? patience = null)
    {
        var site = await ConnectedSite.StartAsync("telegram", OutboxSite.Values("telegram"), telegram.Options() with { Patience = patience ?? TimeSpan.FromSeconds(5) });
        await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.ReportsRead);
        return site;
    }

    private static async Task<HttpStatusCode> TellAsync(ConnectedSite site, string secret) => (await site.TellAsync(Encoding.UTF8.GetBytes(Update.Forward()), (Header, secret))).Status;

    private static async Task<string> ReadAsync(HttpClient browser, string page, string language = "en") =>
        WebUtility.HtmlDecode(await browser.GetStringAsync(page + (page.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language));

    /// <summary>Saves the settings as they are, but for what is said, and reads the page that follows.</summary>
    private static async Task<string> SaveAsync(HttpClient browser, params (string Name, string Value)[] changes)
    {
        using var answer = await PagesHost.SendAsync(browser, Page + "?lang=en", "keep", [("name", "Nouvelles"), ("chat", "@murmure_news"), .. changes]);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return await ReadAsync(browser, PagesHost.Target(answer).PathAndQuery);
    }
}
