using System.Net;
using System.Text;
using System.Text.Json;

namespace Murmure.Tests;

/// <summary>What leaves a running server beside its answers: its log and its traces.</summary>
public sealed class OperationsTests
{
    private const string Canary = "kanarienvogel";

    [Fact]
    public async Task Neither_the_log_nor_a_trace_holds_an_address_an_agent_or_a_query()
    {
        using var murmure = new Executable();
        using var collector = new Collector();
        (await murmure.RunAsync("site", "add", "courrier.example", "--profile", "uk-stats")).Exit.ShouldBe(0);
        var key = (await murmure.RunAsync("key", "add", "--name", "t", "--scopes", "admin")).Output.Trim();
        using var server = murmure.Start(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            },
            "serve", "--port", "0", "--log-format", "json");
        var log = server.StandardError.ReadToEndAsync();
        try
        {
            var address = (await server.StandardOutput.ReadLineAsync()).ShouldNotBeNull()["Murmure: ".Length..].Replace("/app", "", StringComparison.Ordinal);
            await AskAsync(address, key);
            (await collector.HoldsAsync("/api/v1/reports")).ShouldBeTrue("the trace itself arrives");
            collector.Holds(Canary).ShouldBeFalse();
            collector.Holds("198.51.100.173").ShouldBeFalse();
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        var lines = (await log).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain(line => line.Contains("not trusted forwards", StringComparison.Ordinal), "something is logged, and it is this");
        foreach (var line in lines)
        {
            using var parsed = JsonDocument.Parse(line);
            parsed.RootElement.TryGetProperty("Category", out _).ShouldBeTrue();
            line.ShouldNotContain(Canary);
            line.ShouldNotContain("198.51.100.173");
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_settings_is_said_at_once()
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(
            "serve", "--port", "99999", "--listen", "everywhere", "--host", "https://x", "--trusted-proxy", "friend", "--journal-megabytes", "1", "--site-limit=-1", "--smtp", "mail");
        outcome.Exit.ShouldBe(1);
        outcome.ErrorLines.Select(line => line.Split(' ', ':')[2]).ShouldBe(["--port", "--listen", "--host", "--trusted-proxy", "--journal-megabytes", "--site-limit", "--smtp"]);
    }

    [Fact]
    public async Task A_doctor_looks_at_a_stopped_folder_and_at_a_running_server_and_ends_with_1_when_something_is_broken()
    {
        using var murmure = new Executable();
        var absent = await murmure.RunAsync("doctor", "--data", "nowhere");
        absent.Exit.ShouldBe(1);
        absent.Output.ShouldContain("nowhere does not exist.");
        (await murmure.RunAsync("doctor", "--ready")).Exit.ShouldBe(1);
        (await murmure.RunAsync("site", "add", "courrier.example")).Exit.ShouldBe(0);
        var stopped = await murmure.RunAsync("doctor");
        stopped.Exit.ShouldBe(0, stopped.Output + stopped.Error);
        stopped.Output.ShouldContain("no server runs on it");
        var misspelt = await murmure.RunAsync(new Dictionary<string, string> { ["MURMURE_HOSTS"] = "stats.example.org" }, "doctor", "--json");
        misspelt.Exit.ShouldBe(1);
        using (var findings = JsonDocument.Parse(misspelt.Output))
            findings.RootElement[0].GetProperty("check").GetString().ShouldBe("configuration");
        using var server = murmure.Start("serve", "--port", "0");
        try
        {
            (await server.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
            (await murmure.RunAsync("doctor", "--ready")).Exit.ShouldBe(0);
            var running = await murmure.RunAsync("doctor");
            running.Exit.ShouldBe(0, running.Output + running.Error);
            running.Output.ShouldContain("through the running server");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    /// <summary>Whatever a visitor or member can send, with a canary in each place.</summary>
    private static async Task AskAsync(string address, string key)
    {
        using var client = new HttpClient();
        foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
        {
            (HttpMethod.Post, "/e", $$"""{"n":"pageview","u":"https://courrier.example/{{Canary}}?q={{Canary}}"}"""), (HttpMethod.Post, "/e", $"not json {Canary}"),
            (HttpMethod.Get, $"/e.gif?s=courrier.example&u=https://courrier.example/{Canary}", null), (HttpMethod.Get, $"/{Canary}?q={Canary}", null), (HttpMethod.Get, $"/app?q={Canary}", null),
            (HttpMethod.Get, $"/api/v1/reports?site=courrier.example&filters=page=={Canary}", null), (HttpMethod.Get, $"/api/v1/reports?site={Canary}", null),
            (HttpMethod.Post, "/api/v1/events", $"[{{\"u\":\"{Canary}\"}}]"), (HttpMethod.Get, "/m.js?" + Canary, null),
        })
        {
            using var request = new HttpRequestMessage(method, address + path);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("User-Agent", Canary);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.173");
            request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            request.Headers.TryAddWithoutValidation("tracestate", $"a={Canary}");
            request.Headers.TryAddWithoutValidation("baggage", $"a={Canary}");
            request.Headers.TryAddWithoutValidation("Referer", $"https://x.example/?{Canary}");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
            using var _ = await client.SendAsync(request);
        }
    }

    /// <summary>Takes what is exported by OTLP over HTTP and keeps the bytes.</summary>
    private sealed class Collector : IDisposable
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

        private readonly HttpListener listener = new();
        private readonly MemoryStream received = new();

        public Collector()
        {
            // A free port: the listener cannot choose one itself.
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }

            listener.Prefixes.Add(Address + "/");
            listener.Start();
            _ = TakeAsync();
        }

        public string Address { get; }

        public bool Holds(string text)
        {
            lock (received)
                return received.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        }

        /// <summary>Waits for it to arrive.</summary>
        public async Task<bool> HoldsAsync(string text)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (!Holds(text))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Deadline)
                    return false;
                await Task.Delay(50);
            }

            return true;
        }

        public void Dispose() => listener.Close();

        private async Task TakeAsync()
        {
            try
            {
                while (true)
                {
                    var call = await listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await call.Request.InputStream.CopyToAsync(body);
                    lock (received)
                        body.WriteTo(received);
                    call.Response.StatusCode = 200;
                    call.Response.Close();
                }
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                // The end of the test.
            }
        }
    }
}
