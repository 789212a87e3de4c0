using System.Net;
using Microsoft.AspNetCore.Builder;
using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>The whole server on a free port over a temporary store, and a browser's habits: cookies, no following of redirects.</summary>
internal sealed class PagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PagesHost(WebApplication app, IEventStore store)
    {
        _app = app;
        Store = store;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(MurmureServer.AddressOf(app)),
        };
        Client.DefaultRequestHeaders.Add("Accept-Language", "en");
    }

    public HttpClient Client { get; }

    public IEventStore Store { get; }

    /// <summary>Starts the server; each site named has one visit from WhatsApp.</summary>
    public static async Task<PagesHost> StartAsync(params string[] sites)
    {
        var store = EventStores.OpenTemporary(TimeProvider.System);
        foreach (var site in sites)
        {
            await store.PutSiteAsync(new SiteSettings(site, "Europe/Paris", "fr", false, DateTime.UnixEpoch), default);
            await store.AppendAsync(new EventBatch("seed-" + site, site, new[] { Visit }), default);
            await store.DeriveVisitsAsync(site, DayRange.All, default);
        }
        var app = MurmureServer.Build(new ServeOptions(0, "unused", false), store, new Classifier(Catalogue.Load()), TimeProvider.System);
        await app.StartAsync();
        return new PagesHost(app, store);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static StoredEvent Visit => new()
    {
        Time = new DateTime(2026, 11, 2, 8, 30, 0, DateTimeKind.Utc), Day = new DateOnly(2026, 11, 2), Hour = 9, Kind = EventKind.Pageview,
        Verdict = Verdict.Person, Visitor = 7, Page = "/culture/un-concert-au-port-123", Family = Family.Messaging, Channel = "whatsapp",
        Source = "WhatsApp", Private = true, Grade = Grade.Observed, Sender = Sender.Readers, Rule = "app.mark", Clue = "whatsapp",
    };
}
