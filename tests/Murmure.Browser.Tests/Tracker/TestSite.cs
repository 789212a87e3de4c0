using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Murmure.Server.Tracker;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>
/// A site with a few pages (news.localhost), and beside it the server that its script comes from (stats.localhost), which writes down every
/// beacon. Names under localhost are this machine to Chromium, and secure.
/// </summary>
internal sealed class TestSite : IAsyncDisposable
{
    public const string Host = "news.localhost";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly WebApplication server;
    private readonly ConcurrentDictionary<string, (string Html, string? Timing)> pages = new(StringComparer.Ordinal);
    private readonly List<Beacon> beacons = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> held = new(StringComparer.Ordinal);
    private TaskCompletionSource arrived = NewSource();

    private TestSite(WebApplication server) => this.server = server;

    /// <summary>Questions that a browser asked before a beacon; there must be none.</summary>
    public int Preflights { get; private set; }

    private int Port { get; init; }

    /// <summary>The address of a page as its reader sees it.</summary>
    public string At(string path) => $"http://{Host}:{Port}{path}";

    /// <summary>The same page under another site's name.</summary>
    public string Elsewhere(string path) => $"http://other.localhost:{Port}{path}";

    /// <summary>The element that a site puts into its pages.</summary>
    public string Script(string attributes = "data-profile=\"uk-stats\"", string file = "m.js", string load = "defer") =>
        $"<script {load} src=\"http://stats.localhost:{Port}/{file}\" {attributes}></script>";

    public static async Task<TestSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        TrackerFeature.AddTracker(builder);
        var app = builder.Build();
        TestSite? site = null;
        // A site's own proxy may put the server's files under a path of its own.
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/stats", StringComparison.Ordinal, out var rest))
                http.Request.Path = rest;
            return next(http);
        });
        app.UseRouting();
        TrackerFeature.MapTracker(app);
        app.Map("/e", (HttpContext http) => site!.ReceiveAsync(http));
        app.MapGet("/tarteaucitron/{**path}", (string path) => SendFile("tarteaucitron", path));
        app.MapGet("/spa/{**path}", (string? path) => SendFile("spa", path is { } file && Path.HasExtension(file) ? file : "index.html"));
        app.MapFallback(http => site!.SendPageAsync(http));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return site = new TestSite(app) { Port = new Uri(address).Port };
    }

    /// <summary>Puts a page under a path. Its script stands in the head unless the page has no place for it.</summary>
    public void Put(string path, string head, string body = "", string? timing = null) =>
        pages[path] = ($"<!doctype html><html><head><meta charset=\"utf-8\">{head}</head><body>{body}</body></html>", timing);

    /// <summary>
    /// The beacons there are, once there are that many. To tell a beacon too many, the page is then asked to fetch something: what it had sent
    /// before is on its way before that, and here before the answer.
    /// </summary>
    public async Task<IReadOnlyList<Beacon>> BeaconsAsync(int count, IPage? page = null)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next;
            lock (beacons)
            {
                if (beacons.Count >= count)
                    break;
                next = arrived.Task;
            }
            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        if (page is not null)
            await page.EvaluateAsync("async () => { for (let i = 0; i < 3; i++) await (await fetch('/nothing', { cache: 'no-store' })).text(); }");
        lock (beacons)
        {
            beacons.Count.ShouldBe(count, string.Join('\n', beacons));
            return [.. beacons];
        }
    }

    /// <summary>What has arrived, however much it is.</summary>
    public IReadOnlyList<Beacon> SoFar()
    {
        lock (beacons)
            return [.. beacons];
    }

    /// <summary>Waits until a page has asked for something.</summary>
    public Task AskedForAsync(string path) => asked.GetOrAdd(path, _ => NewSource()).Task.WaitAsync(Patience);

    /// <summary>Keeps whoever asks for a path waiting until the result is disposed of.</summary>
    public IDisposable Hold(string path)
    {
        var gate = NewSource();
        held[path] = gate.Task;
        return new Gate(gate);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private sealed class Gate(TaskCompletionSource source) : IDisposable
    {
        public void Dispose() => source.TrySetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static IResult SendFile(string folder, string path)
    {
        var file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, folder, path));
        var type = Path.GetExtension(file) switch { ".js" => "text/javascript", ".css" => "text/css", ".html" => "text/html", _ => "application/octet-stream" };
        return File.Exists(file) ? TypedResults.PhysicalFile(file, type) : TypedResults.NotFound();
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            Preflights++;
            return;
        }
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        lock (beacons)
        {
            beacons.Add(new Beacon(JsonSerializer.Deserialize<JsonElement>(text), headers));
            arrived.TrySetResult();
            arrived = NewSource();
        }
    }

    private async Task SendPageAsync(HttpContext http)
    {
        asked.GetOrAdd(http.Request.Path.Value!, _ => NewSource()).TrySetResult();
        if (held.TryGetValue(http.Request.Path.Value!, out var gate))
            await gate;
        var found = pages.TryGetValue(http.Request.Path.Value!, out var page);
        http.Response.StatusCode = found ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/html; charset=utf-8";
        if (page.Timing is not null)
            http.Response.Headers["Server-Timing"] = page.Timing;
        await http.Response.WriteAsync(found ? page.Html : pages.TryGetValue("404", out var missing) ? missing.Html : "<!doctype html>nothing here");
    }
}
