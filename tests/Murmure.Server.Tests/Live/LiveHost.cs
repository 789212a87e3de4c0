using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Attribution;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Site = Murmure.Storage.Metadata.Site;

namespace Murmure.Server.Tests.Live;

/// <summary>The whole server on a free port over a data folder of its own, with a clock that the test turns. A restart keeps folder and clock.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    public const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    public const string Host = "example.org";

    private static readonly Classifier Classifier = new(Catalogue.Load());

    private readonly ServeOptions options;
    private readonly SiteRules[] sites;
    private bool keepFolder;
    private bool running;
    private WebApplication app = null!;
    private DataFolder data = null!;

    private LiveHost(ServeOptions options, FakeTimeProvider clock, SiteRules[] sites)
    {
        this.options = options;
        this.sites = sites;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public HttpClient Client { get; private set; } = null!;

    public IEventStore Store => data.Store;

    public string Folder => options.DataFolder;

    public IServiceProvider Services => app.Services;

    public static SiteRules Rules(string host = Host, ComplianceProfile profile = ComplianceProfile.UkStats, string zone = "UTC", long id = 1) =>
        new() { Id = new SiteId(id), Host = host, Zone = TimeZoneInfo.FindSystemTimeZoneById(zone), Profile = profile };

    /// <param name="local">Whether it may fetch from this machine.</param>
    /// <param name="trusted">The proxies whose forwarded address is believed; this machine where nobody says otherwise.</param>
    /// <param name="with">Changes the other options.</param>
    public static async Task<LiveHost> StartAsync(
        DateTimeOffset? now = null, IntakeOptions? intake = null, IReadOnlyList<string>? trusted = null, bool local = false, Func<ServeOptions, ServeOptions>? with = null,
        params SiteRules[] sites)
    {
        var chosen = new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-live-").FullName, false)
        {
            Intake = (intake ?? new IntakeOptions()) with { Linger = TimeSpan.Zero }, TrustedProxies = trusted ?? ["127.0.0.1", "::1"], AllowLocalChecks = local,
        };
        var clock = new HastyClock(now ?? new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
        var host = new LiveHost(with?.Invoke(chosen) ?? chosen, clock, sites is [] ? [Rules()] : sites);
        await host.OpenAsync();
        return host;
    }

    /// <summary>Starts over a folder that is there already, and leaves it at the end.</summary>
    public static async Task<LiveHost> OverAsync(ServeOptions options, FakeTimeProvider clock)
    {
        var host = new LiveHost(options with { Intake = options.Intake with { Linger = TimeSpan.Zero } }, clock, []) { keepFolder = true };
        await host.OpenAsync();
        return host;
    }

    /// <summary>Stops and starts again on the same folder, at the same time of the clock.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Stops, until <see cref="StartAgainAsync"/>: the folder is nobody's meanwhile.</summary>
    public Task StopAsync() => CloseAsync();

    public Task StartAgainAsync() => OpenAsync();

    /// <summary>
    /// A server over what a kill at this moment would leave: a copy of the files as they are. (The drills kill real processes.) It is to be asked for
    /// while nothing is sent: the journal is copied first, and what it lets go meanwhile is in the store.
    /// </summary>
    public async Task<LiveHost> AsKilledNowAsync()
    {
        var copy = Directory.CreateTempSubdirectory("murmure-live-").FullName;
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or AdminSocket.Name))
            .OrderByDescending(file => file.EndsWith(".segment", StringComparison.Ordinal)))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            try
            {
                File.Copy(file, to);
            }
            catch (FileNotFoundException)
            {
                // The store is at work: what it removed meanwhile is gone from what a kill leaves too.
            }
        }
        var host = new LiveHost(options with { DataFolder = copy }, Clock, []);
        await host.OpenAsync();
        return host;
    }

    /// <summary>Sends a beacon as a browser behind the trusted proxy does.</summary>
    /// <returns>The status and what <c>X-Murmure</c> says.</returns>
    public async Task<(HttpStatusCode Status, string Said)> SendAsync(
        string body, string address = "203.0.113.9", string agent = Firefox, Action<HttpRequestMessage>? also = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/e") { Content = new StringContent(body, Encoding.UTF8, "text/plain") };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        also?.Invoke(request);
        using var answer = await Client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Murmure", out var said) ? string.Join(',', said) : "");
    }

    /// <summary>A page view.</summary>
    public Task<(HttpStatusCode Status, string Said)> ViewAsync(
        string path = "/a", string? id = null, string? referrer = null, string address = "203.0.113.9", string agent = Firefox, string site = Host, string more = "") =>
        SendAsync(
            $$"""{"n":"pageview","u":"https://{{site}}{{path}}"{{(id is null ? "" : $",\"id\":\"{id}\"")}}{{(referrer is null ? "" : $",\"r\":\"{referrer}\"")}}{{more}}}""",
            address, agent);

    /// <summary>Waits until everything accepted is in the store, and derives today's visits.</summary>
    public async Task SettleAsync()
    {
        await Services.GetRequiredService<JournalDrain>().WaitAsync(default);
        await Services.GetRequiredService<VisitRefresh>().RefreshAsync(default);
    }

    public Task<int> CloseDaysAsync() => Services.GetRequiredService<DayClosing>().CloseDueAsync(default);

    public async Task<List<StoredEvent>> EventsAsync(string site = Host)
    {
        await SettleAsync();
        var events = new List<StoredEvent>();
        await foreach (var batch in Store.ReadAsync(site, DayRange.All, default))
            events.AddRange(batch.Events.Span);
        return events;
    }

    public async Task<long> CountAsync(Metric metric, string site = Host)
    {
        await SettleAsync();
        return (await Store.QueryAsync(new ReportQuery(site, DayRange.All, [metric]), default)).Sum(metric);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (!keepFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var (opened, problem) = await DataFolder.OpenAsync(options, Clock, default);
        data = opened.ShouldNotBeNull(problem);
        app = MurmureServer.Build(options, data, Classifier, Clock);
        await app.StartAsync();
        await KeepSitesAsync();
        Client = new HttpClient { BaseAddress = new Uri(MurmureServer.AddressOf(app)) };
        running = true;
    }

    /// <summary>The first start puts the sites into the metadata; later ones find them there.</summary>
    private async Task KeepSitesAsync()
    {
        await using (var db = await Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            if (await db.Sites.AnyAsync())
                return;
            db.Sites.AddRange(sites.Select(site => new Site
            {
                Id = site.Id.Value, Host = site.Host, OtherHosts = [.. site.OtherHosts], TimeZone = site.Zone.Id, Profile = site.Profile.Slug(), HonourGpc = site.HonourGpc,
                ExcludedNetworks = [.. site.ExcludedNetworks.Select(network => network.ToString())], ExcludedPaths = [.. site.ExcludedPaths],
                ExcludedCountries = [.. site.ExcludedCountries], Cities = site.Cities, Language = site.Language, AllowedQuery = [.. site.AllowedQuery], Created = Clock.GetUtcNow().UtcDateTime,
                Goals = [.. site.Goals.Select(goal => new Goal { Name = goal.Name, Path = goal.Path })],
            }));
            await db.SaveChangesAsync();
        }
        await Services.GetRequiredService<SiteBook>().PublishAsync(default);
    }

    private async Task CloseAsync()
    {
        if (!running)
            return;
        running = false;
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await data.DisposeAsync();
    }
}
