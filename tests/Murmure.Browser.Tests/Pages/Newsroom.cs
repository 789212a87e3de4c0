using Microsoft.Playwright;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Dashboard;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events;

namespace Murmure.Browser.Tests.Pages;

/// <summary>A server with two sites, three simulated days on one of them and a dropped log, and an owner who is signed in.</summary>
public sealed class Newsroom(Browser browser) : IAsyncLifetime
{
    internal const string Site = "www.courrier-du-littoral.fr";

    /// <summary>A site with a script; the other one measures from its logs.</summary>
    internal const string Scripted = "www.example.org";

    private PagesHost? host;
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

    internal PagesHost Host => host ?? throw new InvalidOperationException("The newsroom has not opened.");

    public Uri Address => Host.Address;

    public async ValueTask InitializeAsync()
    {
        if (Browser.Find() is null)
            return; // each test says so
        var scenario = Scenario.Find("base")! with { Days = 3, Site = new SiteShape(Sections: 4, Articles: 30) };
        await SimulationWriter.WriteAsync(scenario, 5, new DateOnly(2026, 11, 9), Path.GetDirectoryName(Log)!);
        host = await PagesHost.StartAsync(Site, Scripted);
        using var saved = await PagesHost.SendAsync(
            host.Client, "/app/sites/" + Scripted + "/settings", "settings", ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "eu-consent"), ("gpc", "yes"));
        LogReader.TryOpen(Log, null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
        {
            var options = new LogAnalysisOptions(Site, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
            await new LogAnalysis(host.Store, new Classifier(Catalogue.Load()), TimeProvider.System).RunAsync([reader!], options, null, null, default);
        }
        await DoubtAsync(host.Store);
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
        Directory.Delete(Path.GetDirectoryName(Log)!, recursive: true);
    }

    /// <summary>A window in which the owner is signed in.</summary>
    public Task<IBrowserContext> OpenAsync(int width = 1280, bool script = true) => browser.OpenAsync(
        new() { StorageState = signedIn.Length > 0 ? signedIn : null, ViewportSize = new() { Width = width, Height = 900 }, Locale = "en-GB", JavaScriptEnabled = script });

    /// <summary>A file of one's own.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Path.GetDirectoryName(Log)!, name);
        File.WriteAllText(path, content);
        return path;
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
