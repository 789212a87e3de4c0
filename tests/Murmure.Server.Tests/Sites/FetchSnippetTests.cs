using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Logs.Follow;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Sites;

/// <summary>What publishers paste into their servers, pasted into servers. Fastly's two are read, not run: there is no Fastly to run them on.</summary>
[WholeServer]
public sealed class FetchSnippetTests
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";
    private static readonly Catalogue Catalogue = Catalogue.Load();

    [Fact]
    public async Task Nginx_tells_of_previews_and_hands_on_where_a_visit_came_from()
    {
        RequireInstalled("nginx", "/usr/sbin/nginx");
        await using var host = await LiveHost.StartAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.FetchesWrite);
        using var folder = new SiteFolder();
        var (server, port) = (host.Client.BaseAddress!.ToString().TrimEnd('/'), FreePort());
        string Part(IReadOnlyList<Snippet> all, int part) => all.Single(one => one.Slug == "nginx").Parts[part].Code.Replace(FetchSnippets.Key, key, StringComparison.Ordinal);
        var (proxy, fetch) = (Snippet.All(server, LiveHost.Rules()), FetchSnippets.All(server, LiveHost.Host, Catalogue));
        folder.Write("nginx.conf", $$"""
            daemon off; pid {{folder.Path}}/pid; error_log {{folder.Path}}/error.log; worker_processes 1;
            events { worker_connections 64; }
            http {
              access_log off; client_body_temp_path {{folder.Path}}/body; proxy_temp_path {{folder.Path}}/proxy; fastcgi_temp_path {{folder.Path}}/f; uwsgi_temp_path {{folder.Path}}/u; scgi_temp_path {{folder.Path}}/s;
              map_hash_bucket_size 512; default_type text/html;
              {{Part(proxy, 0)}}
              {{Part(fetch, 0)}}
              server {
                listen 127.0.0.1:{{port}}; root {{folder.Path}}/www;
                {{Part(proxy, 1)}}
                {{Part(fetch, 1)}}
              }
            }
            """);
        await using var nginx = await Running.StartAsync(port, folder.Path, "nginx", "-c", System.IO.Path.Combine(folder.Path, "nginx.conf"), "-p", folder.Path, "-e", "error.log");

        (await AskAsync(port, "/article.html", WhatsApp)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(port, "/article.html", LiveHost.Firefox, "cross-site")).Timing.ShouldBe("murmure-fs;desc=\"cross-site\"");
        (await AskAsync(port, "/article.html", LiveHost.Firefox, "made up\"")).Timing.ShouldBeNull();
        (await AskAsync(port, "/m.js", LiveHost.Firefox)).Status.ShouldBe(HttpStatusCode.OK, "the script under the site's own address");
        await OnePreviewAsync(host);
    }

    [Fact]
    public async Task Caddys_log_has_no_address_and_its_previews_are_followed()
    {
        RequireInstalled("caddy", "/usr/bin/caddy");
        await using var host = await LiveHost.StartAsync();
        using var folder = new SiteFolder();
        var (port, log) = (FreePort(), System.IO.Path.Combine(folder.Path, "murmure.log"));
        var server = host.Client.BaseAddress!.ToString().TrimEnd('/');
        folder.Write("Caddyfile", $$"""
            { 
              admin off
              auto_https off
            }
            http://127.0.0.1:{{port}}, http://{{LiveHost.Host}}:{{port}} {
              root * {{folder.Path}}/www
              {{FetchSnippets.All(server, LiveHost.Host, Catalogue).Single(one => one.Slug == "caddy").Parts[0].Code.Replace("/var/log/caddy/murmure.log", log, StringComparison.Ordinal)}}
              {{Snippet.All(server, LiveHost.Rules()).Single(one => one.Slug == "caddy").Parts[0].Code}}
              file_server
            }
            """);
        await using var caddy = await Running.StartAsync(port, folder.Path, "caddy", "run", "--config", System.IO.Path.Combine(folder.Path, "Caddyfile"), "--adapter", "caddyfile");

        (await AskAsync(port, "/article.html", WhatsApp)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(port, "/article.html", LiveHost.Firefox, "none")).Timing.ShouldBe("murmure-fs;desc=\"none\"");
        (await AskAsync(port, "/m.js", LiveHost.Firefox)).Status.ShouldBe(HttpStatusCode.OK, "the script under the site's own address");
        // The log is of the real time, and so must the server be.
        host.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        using var ending = new CancellationTokenSource();
        var following = LogFollower.RunAsync(
            new FollowRequest(log, LiveHost.Host, null, "previews", System.IO.Path.Combine(folder.Path, "place.json")),
            AdminConnection.Waiting(host.Folder).ShouldNotBeNull(), host.Clock, _ => { }, ending.Token);
        await OnePreviewAsync(host);
        await ending.CancelAsync();
        (await following).Total.Skipped["person"].ShouldBe(1);
        (await File.ReadAllTextAsync(log)).ShouldNotContain("127.0.0.1:5", customMessage: "no peer's address");
        Regex.IsMatch(await File.ReadAllTextAsync(log), "remote_ip|remote_port|client_ip", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_worker_tells_of_previews_and_hands_on_where_a_visit_came_from()
    {
        RequireInstalled("node", "/usr/bin/node");
        await using var host = await LiveHost.StartAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.FetchesWrite);
        using var folder = new SiteFolder();
        var server = host.Client.BaseAddress!.ToString().TrimEnd('/');
        folder.Write("worker.mjs", FetchSnippets.All(server, LiveHost.Host, Catalogue).Single(one => one.Slug == "cloudflare").Parts[0].Code);
        // What Cloudflare gives a Worker, as far as this one uses it: the origin behind fetch, and waiting for what goes on after the answer.
        folder.Write("run.mjs", """
            import worker from './worker.mjs';
            const real = globalThis.fetch;
            globalThis.fetch = (asked, more) => asked instanceof Request ? Promise.resolve(new Response('<p>article</p>', { headers: { 'Content-Type': 'text/html' } })) : real(asked, more);
            for (const [agent, site] of [['WhatsApp/2.24.20.83 A', ''], [process.argv[2], 'cross-site'], [process.argv[2], 'made up']]) {
              const waiting = [];
              const headers = { 'User-Agent': agent, 'CF-Connecting-IP': '203.0.113.9', ...(site ? { 'Sec-Fetch-Site': site } : {}) };
              const answer = await worker.fetch(new Request('https://example.org/article.html', { headers }), { MURMURE_KEY: process.argv[3] }, { waitUntil: (work) => waiting.push(work) });
              await Promise.all(waiting);
              console.log(answer.status, answer.headers.get('Server-Timing'), waiting.length);
            }
            """);
        using var node = Process.Start(new ProcessStartInfo("node", ["run.mjs", LiveHost.Firefox, key]) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        said.ShouldBe(["200 null 1", "200 murmure-fs;desc=\"cross-site\" 0", "200 null 0"], await node.StandardError.ReadToEndAsync());
        await OnePreviewAsync(host);
    }

    [Fact]
    public void Every_fetcher_of_the_catalogue_is_among_the_agents_and_no_browser_is()
    {
        var agents = new Regex(FetchSnippets.Agents(Catalogue), RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        Catalogue.Fetchers.Where(fetcher => fetcher.Share).ShouldAllBe(fetcher => agents.IsMatch("x " + fetcher.Literal + " y"));
        agents.IsMatch(LiveHost.Firefox).ShouldBeFalse();
        agents.IsMatch("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1").ShouldBeFalse();
    }

    [Fact]
    public async Task Fastlys_endpoint_is_told_that_its_messages_are_wanted()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.Client.GetStringAsync("/.well-known/fastly/logging/challenge")).ShouldBe("*\n");
    }

    private static async Task OnePreviewAsync(LiveHost host)
    {
        for (var round = 0; round < 200 && await host.CountAsync(Metric.Previews) == 0; round++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(20); // other processes send, on no clock of ours
        }
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        (kept.Kind, kept.Page, kept.Platform).ShouldBe((EventKind.Preview, "/article.html", "whatsapp"));
    }

    private static async Task<(HttpStatusCode Status, string? Timing)> AskAsync(int port, string path, string agent, string? site = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{port}{path}"));
        request.Headers.Host = $"{LiveHost.Host}:{port}";
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("Server-Timing", out var timing) ? string.Join(',', timing) : null);
    }

    private static void RequireInstalled(string name, string path)
    {
        if (File.Exists(path))
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"{name} is not installed.");
        Assert.Skip($"SKIPPED: {name} is not installed at {path}; its snippet is not run.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A folder with a page in it, as a site has one.</summary>
    private sealed class SiteFolder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-site-");

        public SiteFolder()
        {
            folder.CreateSubdirectory("www");
            Write("www/article.html", "<!doctype html><title>A</title>");
            // A server that begins as root reads its pages as somebody else.
            if (OperatingSystem.IsWindows())
                return;
            foreach (var place in (string[])[Path, System.IO.Path.Combine(Path, "www"), System.IO.Path.Combine(Path, "www/article.html")])
                File.SetUnixFileMode(place, (UnixFileMode)Convert.ToInt32("755", 8));
        }

        public string Path => folder.FullName;

        public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

        public void Dispose() => folder.Delete(recursive: true);
    }

    /// <summary>A web server as a process of its own, once it answers.</summary>
    private sealed class Running(Process process) : IAsyncDisposable
    {
        public static async Task<Running> StartAsync(int port, string folder, string program, params string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
            (start.Environment["HOME"], start.Environment["XDG_DATA_HOME"], start.Environment["XDG_CONFIG_HOME"]) = (folder, folder, folder);
            var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            for (var tries = 0; tries < 200; tries++)
            {
                if (process.HasExited)
                    Assert.Fail($"{program} ended: {await said}");
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, port);
                    return new Running(process);
                }
                catch (SocketException)
                {
                    await Task.Delay(50);
                }
            }
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} does not answer: {await said}");
            throw new UnreachableException();
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
