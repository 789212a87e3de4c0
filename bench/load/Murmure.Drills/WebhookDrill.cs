using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Murmure.Storage.Observations;

namespace Murmure.Drills;

/// <summary>
/// Webhooks at a steady rate, each told as WhatsApp tells it, whether or not the one before was answered; in the middle the process is killed. What was not
/// answered with 200 is told again, as services do. In the end every message must have been counted, and none twice.
/// </summary>
internal sealed class WebhookDrill(string murmure, string data, int rate, TimeSpan duration, bool kills, CancellationToken cancellation)
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly int port = FreePort();
    private readonly ConcurrentBag<double> latencies = [];
    private readonly ConcurrentQueue<int> again = new();
    private int refused;

    public async Task<int> RunAsync()
    {
        foreach (var arguments in (string[][])[["site", "add", "drill.example"], ["user", "add", "drill@drill.example", "--role", "owner"]])
            await CommandAsync([.. arguments, "--data", data]);
        var key = (await CommandAsync(["key", "add", "--name", "drill", "--scopes", "admin", "--data", data])).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .First(line => line.StartsWith("mur_", StringComparison.Ordinal));
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
        var server = ServerProcess.Start(murmure, data, port);
        await server.IsUpAsync(cancellation);
        var path = await ConnectAsync(client, key);
        var messages = (int)(rate * duration.TotalSeconds);
        var sending = Task.Run(() => SendAsync(client, path, messages), cancellation);
        if (kills)
        {
            await Task.Delay(duration / 2, cancellation);
            await server.KillAsync();
            server.Dispose();
            server = ServerProcess.Start(murmure, data, port);
            await server.IsUpAsync(cancellation);
        }
        await sending;
        while (again.TryDequeue(out var message))
            await TellAsync(client, path, message, measured: false);
        await server.StopAsync();
        server.Dispose();
        return await CountAsync(messages);
    }

    private async Task<int> CountAsync(int messages)
    {
        await using var file = ObservationFile.Open(data);
        var counted = (await file.OfConnectionAsync(1, cancellation)).Where(one => one.Kind == "delivered").Sum(one => one.Amount);
        var sorted = latencies.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{messages:N0} messages at {rate:N0} a second{(kills ? ", killed in the middle" : "")}: median {At(sorted, .5):0.0} ms, p99 {At(sorted, .99):0.0} ms, slowest {At(sorted, 1):0.0} ms; {refused:N0} told again; counted {counted:N0}, {(counted == messages ? "none lost, none twice" : "WRONG")}"));
        return counted == messages ? 0 : 1;
    }

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];

    private async Task SendAsync(HttpClient client, string path, int messages)
    {
        var began = Stopwatch.GetTimestamp();
        var waiting = new List<Task>(messages);
        for (var i = 0; i < messages; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Stopwatch.GetElapsedTime(began) is var early && early > TimeSpan.FromMilliseconds(2))
                await Task.Delay(early, cancellation);
            waiting.Add(TellAsync(client, path, i, measured: true));
        }
        await Task.WhenAll(waiting);
    }

    private async Task TellAsync(HttpClient client, string path, int number, bool measured)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"5467539754836534","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000000","phone_number_id":"1122334455667"},"statuses":[{"id":"wamid.{{{number}}}","status":"delivered","timestamp":"{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}}","recipient_id":"33600000000"}]}}]}]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                if (measured)
                    latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                return;
            }
        }
        catch (Exception ended) when (ended is HttpRequestException or OperationCanceledException)
        {
            // The process was ended: whether it was counted, nobody knows, and so it is told again.
        }
        Interlocked.Increment(ref refused);
        again.Enqueue(number);
    }

    private async Task<string> ConnectAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/connections")
        {
            Content = JsonContent.Create(new
            {
                site = "drill.example", kind = "whatsapp", name = "Drill",
                settings = new Dictionary<string, string> { ["phone-number-id"] = "1122334455667", ["business-account-id"] = "5467539754836534", ["access-token"] = new string('A', 60), ["app-secret"] = Secret, ["verify-token"] = "drill-drill" },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode ? new Uri((string)JsonNode.Parse(text)!["webhook"]!).AbsolutePath : throw new InvalidOperationException(text);
    }

    private async Task<string> CommandAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(murmure, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"'{arguments[0]} {arguments[1]}' failed.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
