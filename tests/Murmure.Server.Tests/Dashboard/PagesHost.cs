using System.Net;
using Microsoft.AspNetCore.Builder;
using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>The whole server on a free port over a temporary store, and a browser's habits: cookies, no following of redirects.</summary>
internal sealed class PagesHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DataFolder data;

    private PagesHost(WebApplication app, DataFolder data)
    {
        this.app = app;
        this.data = data;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(MurmureServer.AddressOf(app)),
        };
        Client.DefaultRequestHeaders.Add("Accept-Language", "en");
    }

    public HttpClient Client { get; }

    public IEventStore Store => data.Store;

    /// <summary>Starts the server; each site named has one visit from WhatsApp.</summary>
    public static async Task<PagesHost> StartAsync(params string[] sites)
    {
        var options = new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-pages-").FullName, false);
        var (opened, problem) = await DataFolder.OpenAsync(options, TimeProvider.System, default);
        var store = opened.ShouldNotBeNull(problem).Store;
        foreach (var site in sites)
        {
            await store.PutSiteAsync(new SiteSettings(site, "Europe/Paris", "fr", false, DateTime.UnixEpoch), default);
            await store.AppendAsync(new EventBatch("seed-" + site, site, new[] { Visit }), default);
            await store.DeriveVisitsAsync(site, DayRange.All, default);
        }
        var started = MurmureServer.Build(options, opened, new Classifier(Catalogue.Load()), TimeProvider.System);
        await started.StartAsync();
        return new PagesHost(started, opened);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await data.DisposeAsync();
        Directory.Delete(data.Path, recursive: true);
    }

    private static StoredEvent Visit => new()
    {
        Time = new DateTime(2026, 11, 2, 8, 30, 0, DateTimeKind.Utc), Day = new DateOnly(2026, 11, 2), Hour = 9, Kind = EventKind.Pageview,
        Verdict = Verdict.Person, Visitor = 7, Page = "/culture/un-concert-au-port-123", Family = Family.Messaging, Channel = "whatsapp",
        Source = "WhatsApp", Private = true, Grade = Grade.Observed, Sender = Sender.Readers, Rule = "app.mark", Clue = "whatsapp",
    };
}
