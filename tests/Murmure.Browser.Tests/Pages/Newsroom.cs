using Microsoft.Playwright;
using Murmure.Attribution;
using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Dashboard;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events;

namespace Murmure.Browser.Tests.Pages;

/// <summary>A server with three sites, three simulated days on one of them and a dropped log, and an owner who is signed in.</summary>
public sealed class Newsroom(Browser browser) : IAsyncLifetime
{
    internal const string Site = "www.courrier-du-littoral.fr";

    /// <summary>A site with a script; the other one measures from its logs.</summary>
    internal const string Scripted = "www.example.org";

    /// <summary>A site that waits for its first visit.</summary>
    internal const string Fresh = "www.gazette-de-demain.fr";

    private PagesHost? host;
    private GraphServer? graph;
    private DiscordServer? discord;
    private string signedIn = "";

    /// <summary>Three simulated days as the web server wrote them.</summary>
    public string Log { get; } = Path.Combine(Directory.CreateTempSubdirectory("murmure-browser-").FullName, "access.log");

    /// <summary>A log in which nothing names its site.</summary>
    public string NamelessLog => Write("nameless.log", "192.0.2.1 - - [02/Nov/2026:08:00:00 +0000] \"GET /a HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"\n");

    /// <summary>The address of a dropped log's report.</summary>
    public string Dropped { get; private set; } = "";

    /// <summary>The address of the report of a log that names no site.</summary>
    public string Nameless { get; private set; } = "";

    /// <summary>The address that says that a dropped file could not be read.</summary>
    public string Unreadable { get; private set; } = "";

    /// <summary>The address of a trial with a replayed chain.</summary>
    public string Trial { get; private set; } = "";

    /// <summary>A private link to the site's page, and one behind a password.</summary>
    public string Shared { get; private set; } = "";

    public string Guarded { get; private set; } = "";

    /// <summary>The secrets of those who are on their way in.</summary>
    internal NewsroomPeople People { get; private set; } = new("", "", "", "");

    internal PagesHost Host => host ?? throw new InvalidOperationException("The newsroom has not opened.");

    public Uri Address => Host.Address;

    public async ValueTask InitializeAsync()
    {
        if (Browser.Find() is null)
            return; // each test says so
        var scenario = Scenario.Find("base")! with { Days = 3, Site = new SiteShape(Sections: 4, Articles: 30) };
        await SimulationWriter.WriteAsync(scenario, 5, new DateOnly(2026, 11, 9), Path.GetDirectoryName(Log)!);
        graph = await GraphServer.StartAsync();
        NewsroomCampaigns.Fill(graph);
        discord = await DiscordServer.OpenAsync();
        NewsroomCampaigns.Fill(discord);
        host = await PagesHost.StartAsync(options => options with { Connectors = graph.Options() with { Discord = new Uri(discord.Root, "/api/v10/") } }, Site, Scripted);
        using var saved = await PagesHost.SendAsync(
            host.Client, "/app/sites/" + Scripted + "/settings", "settings", ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "eu-consent"), ("gpc", "yes"));
        using var begun = await PagesHost.SendAsync(host.Client, "/app/sites/new", "site", ("host", Fresh), ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "eu-consent"));
        LogReader.TryOpen(Log, null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
        {
            var options = new LogAnalysisOptions(Site, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
            await new LogAnalysis(host.Store, new Classifier(Catalogue.Load()), TimeProvider.System).RunAsync([reader!], options, null, null, default);
        }
        await DoubtAsync(host.Store);
        await NewsroomLinks.MakeAsync(host, Site);
        await NewsroomCampaigns.MakeAsync(host, Site);
        await NewsroomArticle.MakeAsync(host.Store, Site);
        await NewsroomEstimates.MakeAsync(host);
        await LinkAsync(host);
        await ToolAsync(host);
        await ViewsAsync(host);
        using var funnel = await PagesHost.SendAsync(host.Client, "/app/sites/" + Site + "/funnels", "make", ("name", "De l’article à la une"), ("steps", "/*/*\n/"));
        await TellAsync(host);
        People = await NewsroomPeople.MakeAsync(host);
        await using var window = await browser.OpenAsync();
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(Address, "/app/sign-in").ToString());
        await page.FillAsync("[name=email]", PagesHost.Owner);
        await page.FillAsync("[name=password]", PagesHost.Password);
        await page.ClickAsync("form:has([name=password]) button[type=submit]");
        await page.WaitForURLAsync("**/app");
        signedIn = await window.StorageStateAsync();
        Dropped = await DropAsync(page, Log);
        Nameless = await DropAsync(page, NamelessLog);
        Unreadable = await DropAsync(page, Write("notes-of-a-long-meeting-about-the-autumn-programme.log", "Nothing that a web server writes.\n"));
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        if (graph is not null)
            await graph.DisposeAsync();
        if (discord is not null)
            await discord.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(Log)!, recursive: true);
    }

    /// <summary>A window in which the owner is signed in.</summary>
    public Task<IBrowserContext> OpenAsync(int width = 1280, bool script = true) => browser.OpenAsync(
        new() { StorageState = signedIn.Length > 0 ? signedIn : null, ViewportSize = new() { Width = width, Height = 900 }, Locale = "en-GB", JavaScriptEnabled = script });

    /// <summary>A window in which nobody is signed in.</summary>
    public Task<IBrowserContext> OpenAsStrangerAsync(int width = 1280) => browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, Locale = "en-GB" });

    /// <summary>The address of a new trial: they last a quarter of an hour.</summary>
    public async Task<string> TryAsync()
    {
        using var tried = await PagesHost.SendAsync(Host.Client, "/app/links/try", "make");
        return PagesHost.Target(tried).AbsolutePath;
    }

    /// <summary>A file of one's own.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Path.GetDirectoryName(Log)!, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A trial, a webhook with a message that is not taken, and a feed that nobody answers for.</summary>
    private async Task ToolAsync(PagesHost host)
    {
        Trial = await TryAsync();
        using var replayed = await PagesHost.SendAsync(host.Client, Trial, "replay");
        using var hooked = await PagesHost.SendAsync(host.Client, "/app/links/webhooks", "add", ("url", "https://hooks.invalid/clicks"));
        using var pinged = await PagesHost.SendAsync(host.Client, "/app/links/webhooks", "ping-1");
        using var fed = await PagesHost.SendAsync(host.Client, "/app/links/feeds", "add", ("url", $"https://{Site.Replace("www", "no-such-name", StringComparison.Ordinal)}/feed"), ("site", Site["www.".Length..]));
    }

    /// <summary>Somebody who is told of the site, a room that does not answer, and a program that was never told anything.</summary>
    private static async Task TellAsync(PagesHost host)
    {
        const string Notices = "/app/sites/" + Site + "/notices";
        using var chosen = await PagesHost.SendAsync(host.Client, Notices, "mine", ("kind", "weekly"), ("kind", "surge"), ("language", "fr"));
        using var room = await PagesHost.SendAsync(
            host.Client, Notices + "?add=slack", "add", ("name", "Rédaction du Courrier, la grande salle"), ("address", "https://hooks.invalid/x"), ("tells", "surge"), ("outlet-language", "fr"));
        using var program = await PagesHost.SendAsync(host.Client, Notices + "?add=webhook", "add", ("name", "Tableau de bord"), ("address", "https://hooks.invalid/y"), ("outlet-language", "en"));
        using var tried = await PagesHost.SendAsync(host.Client, Notices, "test-1");
    }

    /// <summary>Something in each part of the quarantine.</summary>
    private static async Task DoubtAsync(IEventStore store)
    {
        var first = new DateOnly(2026, 11, 9);
        StoredEvent[] doubted =
        [
            .. Enumerable.Range(0, 1_240).Select(i => PagesHost.Visit with
            {
                Time = PagesHost.Visit.Time.AddDays(7 + (i % 3)).AddSeconds(i), Day = first.AddDays(i % 3), Visitor = (ulong)(1_000 + i),
                Suspicion = i % 9 == 0 ? "impossible-version" : i % 200 == 1 ? "contradicting-headers" : "hosting-network", Detail = new EventDetail(),
            }),
        ];
        await store.AppendAsync(new EventBatch("doubted", Site, doubted), default);
        await store.DeriveVisitsAsync(Site, DayRange.All, default);
        foreach (var reason in (string[])["blocked", "duplicate", "limit", "consent", "closed-day", "machine"])
            await store.AddRefusedAsync(Site, [new(first, reason, 17 * reason.Length), new(first.AddDays(1), reason, 1_234)], default);
    }

    /// <summary>A note, a saved view, and private links.</summary>
    private async Task ViewsAsync(PagesHost open)
    {
        var page = "/app/sites/" + Site;
        using var note = await PagesHost.SendAsync(open.Client, page + "?from=2026-11-09&to=2026-11-11", "note", ("day", "2026-11-10"), ("text", "The newsletter went out twice"));
        using var view = await PagesHost.SendAsync(open.Client, page + "?filters=channel==whatsapp&period=all", "keep-view", ("name", "WhatsApp"), ("shared", "yes"));
        (Shared, Guarded) = (await SharedAsync(""), await SharedAsync("rhubarb!"));

        async Task<string> SharedAsync(string password)
        {
            using var made = await PagesHost.SendAsync(open.Client, page + "/private-links", "make", ("name", "A client"), ("days", "30"), ("period", "yes"), ("password", password));
            var html = await made.Content.ReadAsStringAsync();
            var at = html.IndexOf("/-/shared/", StringComparison.Ordinal);
            return html[at..html.IndexOf('"', at)];
        }
    }

    /// <summary>Two links that came from elsewhere, of which one was reported and is out of service.</summary>
    private static async Task LinkAsync(PagesHost host)
    {
        const string Export = "Short link,Destination URL,Clicks\nhttps://go.example.org/concert,https://www.example.org/concert,1240\nhttps://go.example.org/port,https://www.example.org/port,7\n";
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await host.KeyAsync("links:write"));
        foreach (var (path, body, type) in new[]
                 {
                     ("/api/v1/links/imports?from=dub&domain=go.example.org", Export, "application/octet-stream"),
                     ("/api/v1/links/1/disable", "{\"reason\":\"Wrong campaign\"}", "application/json"),
                     ("/-/report/send", "link=go.example.org%2Fconcert&reason=phishing", "application/x-www-form-urlencoded"),
                     ("/-/report/send", "link=go.example.org%2Fconcert&reason=spam", "application/x-www-form-urlencoded"),
                 })
        {
            using var answer = await client.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, type));
            answer.IsSuccessStatusCode.ShouldBeTrue(path);
        }
    }

    /// <summary>Drops a log and waits for its report.</summary>
    internal async Task<string> DropAsync(IPage page, string file)
    {
        await page.GotoAsync(new Uri(Address, "/app/logs").ToString());
        await page.SetInputFilesAsync("#file", file);
        await page.ClickAsync("form.drop button[type=submit]");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath.StartsWith("/app/logs/", StringComparison.Ordinal));
        return new Uri(page.Url).AbsolutePath;
    }
}
