using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Murmure.Connectors;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;

namespace Murmure.Browser.Tests.Campaigns;

/// <summary>
/// A campaign from the first connection to its report, in a browser: written, planned, handed over to three services an hour later, previewed, clicked,
/// reacted to. Every figure of the report must be right to the unit.
/// </summary>
public sealed class CampaignJourneyTests(Browser browser)
{
    private const string Site = "www.example.org";
    private const string Home = "/app/sites/" + Site;
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static int people;

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    [Fact]
    public async Task What_three_services_are_handed_and_what_comes_of_it_is_in_the_report_to_the_unit()
    {
        await using var telegram = await TelegramServer.OpenAsync();
        await using var discord = await DiscordServer.OpenAsync();
        await using var graph = await GraphServer.StartAsync();
        graph.Templates.Add(GraphServer.Template("594425479261596", "evening_letter", $"https://{Site}/{{{{1}}}}"));
        var clock = new HastyClock(TimeProvider.System.GetUtcNow());
        await using var host = await PagesHost.StartAtAsync(clock, Site, [], options => options with
        {
            Connectors = new ConnectorOptions { Telegram = telegram.Root, Discord = new Uri(discord.Root, "/api/v10/"), WhatsApp = graph.Root, Patience = TimeSpan.FromMinutes(1) },
        });
        await using var window = await browser.OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 1000 }, Locale = "en-GB" });
        var watched = await WatchedPage.OpenAsync(window, host.Address);
        var page = watched.Page;
        await SignInAsync(page, host.Address);
        using var settings = await PagesHost.SendAsync(
            host.Client, Home + "/settings", "settings", ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "uk-stats"), ("gpc", "yes"), ("goals", "abonnement"));
        ((int)settings.StatusCode).ShouldBe(302);
        var whatsApp = await ConnectAsync(page, host, "whatsapp", ("phone-number-id", "1122334455667"), ("business-account-id", "5467539754836534"), ("access-token", GraphServer.Token), ("app-secret", Secret), ("verify-token", "only-we-know-this"));
        var channel = await ConnectAsync(page, host, "telegram", ("token", TelegramServer.Token), ("chat", "@murmure_news"), ("secret", TelegramServer.Secret));
        await ConnectAsync(page, host, "discord", ("token", DiscordServer.Token), ("channel", DiscordServer.Channel), ("guild", DiscordServer.Guild));

        await page.GotoAsync(Of(host, "/app/links/new"));
        await page.FillAsync("[name=url]", $"https://{Site}/enquete");
        await page.FillAsync("[name=slug]", "enquete");
        await page.ClickAsync("form:has([name=url]) button[type=submit]");
        await page.WaitForURLAsync("**/app/links/1*");
        await page.GotoAsync(Of(host, Home + "/campaigns/new"));
        await page.FillAsync("[name=name]", "La grande enquête");
        await page.SelectOptionAsync("[name=link]", "1");
        await page.SelectOptionAsync("[name=goal]", "abonnement");
        await page.FillAsync("[name=budget]", "200");
        await page.ClickAsync("form:has([name=name]) button[type=submit]");
        await page.WaitForURLAsync("**/campaigns/1*");
        var due = TimeZoneInfo.ConvertTime(clock.GetUtcNow().AddHours(1), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        await PostAsync(page, host, "1", "evening_letter", due, "80");
        await PostAsync(page, host, "2", "", due, "40");
        await PostAsync(page, host, "3", "", due, "20");
        await HandInAsync(page, host);
        (telegram.Calls("sendMessage").Count, discord.Messages.Count, SentBy(graph)).ShouldBe((0, 0, 0), "it is not time yet");

        await UntilAsync(clock, TimeSpan.FromSeconds(30), () => telegram.Calls("sendMessage").Count > 0 && discord.Messages.Count > 0 && SentBy(graph) == 3);
        var sent = telegram.Calls("sendMessage").ShouldHaveSingleItem()["text"]!.ToString();
        sent.ShouldContain("/enquete~");
        discord.Messages.Values.ShouldHaveSingleItem()["content"]!.ToString().ShouldContain("/enquete~");
        await UntilAsync(clock, TimeSpan.FromSeconds(10), async () => (await host.Client.GetStringAsync(Home + "/campaigns/1")).Split("Published on").Length > 3);

        await page.GotoAsync(Of(host, Home + "/campaigns/1"));
        await page.ClickAsync("form:has(input[value=invite-2]) button[type=submit]");
        await page.WaitForURLAsync("**saved=yes*");
        (await page.Locator("section:has(#invitations) li").CountAsync()).ShouldBe(1);
        await page.ClickAsync("#post-2 details summary >> nth=0");
        await page.FillAsync("[name=text-2]", "Notre enquête, corrigée.");
        await page.ClickAsync("form:has([name=text-2]) button[type=submit]");
        await page.WaitForURLAsync("**saved=yes*");
        telegram.Calls("editMessageText").ShouldHaveSingleItem()["text"]!.ToString().ShouldStartWith("Notre enquête, corrigée.");
        // Who clicks, and what they then do on the site: some go no further, some read for a minute, some subscribe.
        await ClickAsync(host, await AddressAsync(host, 2), previews: 1, [], [Read], [Read, Subscribes("30")], [Subscribes("12.5")], null);
        await ClickAsync(host, await AddressAsync(host, 3), previews: 0, [Read, Subscribes("30")], [], null);
        await ClickAsync(host, await AddressAsync(host, 1), previews: 2, [], null);
        using var scanner = Follower(host, "Mozilla/5.0 (compatible; Barracuda Sentinel)");
        using var scanned = await scanner.GetAsync(await AddressAsync(host, 3));
        await TellAsync(host, whatsApp, channel, clock.GetUtcNow());
        discord.Messages.Values.Single()["reactions"] = JsonNode.Parse($"[{DiscordServer.Reaction("🎉", 4)}]");
        string[] expected =
        [
            "discord,discord,1,,,,,4,,,,,,,,,,0,3,3,1,2,60000,1,30,20,20,",
            "telegram,telegram,1,,,,,9,,,,,1,,,,,1,5,5,0,4,120000,2,42.5,40,20,",
            "whatsapp,whatsapp,1,3,2,1,,1,,,,,,,,,,2,2,2,0,1,,0,,80,,",
        ];
        var found = Array.Empty<string>();
        await UntilAsync(clock, TimeSpan.FromMinutes(1), async () =>
        {
            found = [.. (await host.Client.GetStringAsync(Home + "/campaigns/1.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).SkipLast(1).Order(StringComparer.Ordinal)];
            return found.Length == 3 && found.Zip(expected).All(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal));
        }, () => string.Join('\n', found));
        (telegram.Calls("sendMessage").Count, discord.Calls("POST", "/messages").Count, SentBy(graph)).ShouldBe((1, 1, 3), "nothing went out twice");
        foreach (var language in (string[])["en", "fr"])
        {
            await page.GotoAsync(Of(host, $"{Home}/campaigns/1?lang={language}"));
            (await page.Locator("h1").InnerTextAsync()).ShouldBe("La grande enquête");
            (await page.Locator("table.report").First.Locator("tbody tr").CountAsync()).ShouldBe(3);
            var figures = (await page.Locator("dl.figures > div").AllInnerTextsAsync()).Select(text => text.Replace('\u00A0', ' ').Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(lines => $"{lines[0]}: {lines[1]}");
            figures.ShouldBe(language == "en"
                ? ["Previews: 3", "Clicks: 10", "Visits: 7", "Goals: 3", "Revenue: 72.50 EUR", "Spent: 140.00 EUR", "Cost of a goal: 46.67 EUR"]
                : ["Aperçus: 3", "Clics: 10", "Visites: 7", "Objectifs: 3", "Revenus: 72,50 EUR", "Dépensé: 140,00 EUR", "Coût d’un objectif: 46,67 EUR"]);
            var rows = (await page.Locator("table.report").First.Locator("tbody tr").AllInnerTextsAsync()).Select(text => text.Replace('\u00A0', ' ')).ToList();
            foreach (var (name, cells) in Cells(language))
                rows.Single(row => row.StartsWith(name, StringComparison.Ordinal)).Split(['\t', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Where(cell => cells.Contains(cell)).Distinct().ShouldBe(cells, ignoreOrder: true, customMessage: name);
            (await page.Locator("#post-3").InnerTextAsync()).ShouldContain(language == "en" ? "Published on" : "Publié le");
            if (Pictures is { Length: > 0 })
                await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"campaign-journey-{language}.png"), FullPage = true });
        }
        watched.Problems.ShouldBeEmpty();
    }

    /// <summary>What each channel's row must have among its cells.</summary>
    private static IEnumerable<(string Channel, string[] Cells)> Cells(string language) => language == "en"
        ? [("Telegram", ["42.50 EUR", "40.00 EUR", "20.00 EUR", "30 s"]), ("Discord", ["30.00 EUR", "20.00 EUR", "30 s", "1 more by a machine, not counted"]), ("WhatsApp", ["80.00 EUR", "–"])]
        : [("Telegram", ["42,50 EUR", "40,00 EUR", "20,00 EUR", "30 s"]), ("Discord", ["30,00 EUR", "20,00 EUR", "30 s", "1 de plus par une machine, non compté"]), ("WhatsApp", ["80,00 EUR", "–"])];

    private static string Of(PagesHost host, string path) => new Uri(host.Address, path).ToString();

    private static int SentBy(GraphServer graph) => graph.Log.Count(asked => asked.Method == "POST" && asked.Path.EndsWith("/messages", StringComparison.Ordinal));

    private static async Task SignInAsync(IPage page, Uri server)
    {
        await page.GotoAsync(new Uri(server, "/app/sign-in").ToString());
        await page.FillAsync("[name=email]", PagesHost.Owner);
        await page.FillAsync("[name=password]", PagesHost.Password);
        await page.ClickAsync("form:has([name=password]) button[type=submit]");
        await page.WaitForURLAsync("**/app/sites/**");
    }

    /// <summary>The webhook's address.</summary>
    private static async Task<string> ConnectAsync(IPage page, PagesHost host, string kind, params (string Name, string Value)[] fields)
    {
        await page.GotoAsync(Of(host, $"{Home}/connections/new?kind={kind}"));
        await page.FillAsync("[name=name]", "Ours on " + kind);
        foreach (var (name, value) in fields)
            await page.FillAsync($"[name={name}]", value);
        await page.ClickAsync("form:has([name=name]) button[type=submit]");
        await page.WaitForURLAsync("**/connections/*saved=yes*");
        await page.ClickAsync("form:has(input[value=check]) button[type=submit]");
        await page.Locator("#found").WaitForAsync();
        (await page.Locator("section:has(#found) .wrong").CountAsync()).ShouldBe(0, $"{kind}: {await page.Locator("section:has(#found)").InnerTextAsync()}");
        return new Uri(await page.Locator("[data-copy]").First.GetAttributeAsync("data-copy") ?? "").AbsolutePath;
    }

    private static async Task PostAsync(IPage page, PagesHost host, string connection, string template, string due, string cost)
    {
        await page.GotoAsync(Of(host, Home + "/campaigns/1/posts/new"));
        await page.SelectOptionAsync("[name=connection]", connection);
        await page.FillAsync("[name=text]", "Notre enquête est en ligne.");
        await page.FillAsync("[name=due]", due);
        await page.FillAsync("[name=cost]", cost);
        if (template.Length > 0)
            await page.SelectOptionAsync("[name=template]", template + " fr");
        await page.ClickAsync("form:has([name=text]) button[type=submit]");
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
    }

    /// <summary>Three people who agreed, of whom one stands there twice.</summary>
    private static async Task HandInAsync(IPage page, PagesHost host)
    {
        await page.GotoAsync(Of(host, Home + "/campaigns/1/posts/1/send"));
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("name;phone\nA;+33612345671\nB;+33612345672\nC;+33612345673\nA;+33612345671\n") });
        await page.CheckAsync("[name=opt-in]");
        await page.ClickAsync("form:has(#file) button[type=submit]");
        await page.WaitForURLAsync("**/send?taken=3*");
        await page.ClickAsync("form:has(input[value=start]) button[type=submit]");
        await page.WaitForLoadStateAsync();
    }

    /// <summary>A post's own address, as its page shows it.</summary>
    private static async Task<string> AddressAsync(PagesHost host, int post)
    {
        var html = await host.Client.GetStringAsync($"{Home}/campaigns/1/posts/{post}");
        var at = html.IndexOf("/enquete~", StringComparison.Ordinal);
        return html[at..html.IndexOfAny(['"', '<', '&'], at)];
    }

    private const string Read = "\"n\":\"engagement\",\"e\":60000";

    private static string Subscribes(string amount) => $$"""
        "n":"goal","p":{"name":"abonnement"},"v":{"amount":{{amount}},"currency":"EUR"}
        """.Trim();

    /// <summary>Fetches for previews, and readers, each with what they tell the page that they come to; null is somebody who goes no further.</summary>
    private static async Task ClickAsync(PagesHost host, string path, int previews, params string[]?[] readers)
    {
        // Each preview from another sender's telephone: one would be folded into the other.
        for (var i = 0; i < previews; i++)
        {
            using var sender = Follower(host, $"WhatsApp/2.23.2{i}.0 A");
            using var fetched = await sender.GetAsync(path);
            ((int)fetched.StatusCode).ShouldBeLessThan(400, path);
        }
        foreach (var told in readers)
        {
            var version = 130 + Interlocked.Increment(ref people);
            using var client = Follower(host, $"Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0");
            using var answer = await client.GetAsync(path);
            ((int)answer.StatusCode).ShouldBe(302, path);
            foreach (var one in told is null ? [] : told.Prepend("\"n\":\"pageview\""))
            {
                using var beacon = await client.PostAsync("/e", new StringContent($"{{{one},\"u\":\"https://{Site}/enquete\"}}"));
                beacon.IsSuccessStatusCode.ShouldBeTrue($"{one}: {await beacon.Content.ReadAsStringAsync()}");
            }
        }
    }

    private static HttpClient Follower(PagesHost host, string agent)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "fr");
        return client;
    }

    /// <summary>What services tell: three messages taken, two delivered, one read, one reaction; nine reactions in the channel. Everything twice, as services do.</summary>
    private static async Task TellAsync(PagesHost host, string whatsApp, string telegram, DateTimeOffset now)
    {
        string Status(int number, string status) => $$"""{"id":"wamid.STANDIN{{number}}=","status":"{{status}}","timestamp":"{{now.ToUnixTimeSeconds()}}","recipient_id":"3361234567{{number}}"}""";
        string Value(string what) => $$"""{"object":"whatsapp_business_account","entry":[{"id":"5467539754836534","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"1122334455667"},{{what}} } } ] } ] }""";
        var bodies = new List<string>
        {
            Value($"\"statuses\":[{Status(1, "delivered")}]"), Value($"\"statuses\":[{Status(2, "delivered")}]"), Value($"\"statuses\":[{Status(2, "read")}]"),
            Value($$"""
                "contacts":[{"profile":{"name":"Canary"},"wa_id":"33612345671"}],"messages":[{"from":"33612345671","id":"wamid.R1","timestamp":"{{now.ToUnixTimeSeconds()}}","type":"reaction","reaction":{"message_id":"wamid.STANDIN1=","emoji":"👍"} }]
                """.Trim()),
        };
        using var client = new HttpClient { BaseAddress = host.Address };
        foreach (var body in bodies.Concat(bodies))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, whatsApp) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body))));
            using var answer = await client.SendAsync(request);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }
        var person = """{"id":7700112233,"is_bot":false,"first_name":"Canary"}""";
        var chat = $$"""{"id":{{TelegramServer.Channel}},"title":"T","username":"murmure_news","type":"channel"}""";
        string[] updates =
        [
            $$"""{"update_id":1,"message_reaction_count":{"chat":{{chat}},"message_id":41,"date":{{now.ToUnixTimeSeconds()}},"reactions":[{"type":{"type":"emoji","emoji":"👍"},"total_count":7},{"type":{"type":"emoji","emoji":"❤"},"total_count":2}]} }""",
            $$"""
            {"update_id":2,"chat_member":{"chat":{{chat}},"from":{{person}},"date":{{now.ToUnixTimeSeconds()}},"old_chat_member":{"user":{{person}},"status":"left"},"new_chat_member":{"user":{{person}},"status":"member"},
             "invite_link":{"invite_link":"https://t.me/+AbCdEf","creator":{"id":{{TelegramServer.Bot}},"is_bot":true,"first_name":"Murmure"},"name":"campaign-1-1","creates_join_request":false,"is_primary":false,"is_revoked":false} } }
            """,
        ];
        foreach (var update in updates.Concat(updates))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, telegram) { Content = new StringContent(update, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", TelegramServer.Secret);
            using var answer = await client.SendAsync(request);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }
    }

    private static Task UntilAsync(HastyClock clock, TimeSpan step, Func<bool> isSo) => UntilAsync(clock, step, () => Task.FromResult(isSo()));

    /// <summary>Lets the server's clock go on until something is so; at most for two hours of it.</summary>
    private static async Task UntilAsync(HastyClock clock, TimeSpan step, Func<Task<bool>> isSo, Func<string>? otherwise = null)
    {
        for (var gone = TimeSpan.Zero; gone < TimeSpan.FromHours(2); gone += step)
        {
            if (await isSo())
                return;
            clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
        throw new InvalidOperationException("It never came to that. " + otherwise?.Invoke());
    }
}
