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
/// Webhooks at a steady rate, three in four as WhatsApp tells of a message and one as Telegram tells of a member, whether or not the one before was answered; in
/// the middle the process may be killed. What was not answered with 200 is told again, as services do. In the end every one must have been counted, and none
/// twice. The folder is that of a server a week old: keys of eight days, and what they recognise.
/// </summary>
internal sealed class WebhookDrill(string murmure, string data, int rate, TimeSpan duration, int told, bool kills, CancellationToken cancellation)
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Chat = "-1001234567890";
    private const int KeyDays = 8;
    private const double SlowestWanted = 250;

    private readonly int port = FreePort();
    private readonly ConcurrentBag<double> latencies = [];
    private readonly ConcurrentQueue<int> again = new();
    private int refused;
    private TimeSpan took;

    public async Task<int> RunAsync()
    {
        foreach (var arguments in (string[][])[["site", "add", "drill.example"], ["user", "add", "drill@drill.example", "--role", "owner"]])
            await CommandAsync([.. arguments, "--data", data]);
        var key = (await CommandAsync(["key", "add", "--name", "drill", "--scopes", "admin", "--data", data])).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .First(line => line.StartsWith("mur_", StringComparison.Ordinal));
        await AgeAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
        var server = ServerProcess.Start(murmure, data, port);
        await server.IsUpAsync(cancellation);
        var whatsapp = await ConnectAsync(client, key, "whatsapp", new() { ["phone-number-id"] = "1122334455667", ["business-account-id"] = "5467539754836534", ["access-token"] = new string('A', 60), ["app-secret"] = Secret, ["verify-token"] = "drill-drill" });
        var telegram = await ConnectAsync(client, key, "telegram", new() { ["token"] = "1234567890:" + new string('A', 35), ["chat"] = Chat, ["secret"] = Secret });
        HttpRequestMessage NewRequest(int number) => (number & 3) == 3 ? Joined(telegram, number) : Delivered(whatsapp, number);
        for (var i = 0; i < rate; i++)
            await TellAsync(client, NewRequest(-1 - i), null);
        latencies.Clear();
        var messages = (int)(rate * duration.TotalSeconds);
        var sending = Task.Run(() => SendAsync(client, NewRequest, messages), cancellation);
        if (kills)
        {
            await Task.Delay(duration / 2, cancellation);
            await server.KillAsync();
            server.Dispose();
            server = ServerProcess.Start(murmure, data, port);
            await server.IsUpAsync(cancellation);
        }
        await sending;
        // A service gives up some day, too.
        for (var round = 0; round < 10 && !again.IsEmpty; round++)
        {
            foreach (var message in again.ToList())
            {
                again.TryDequeue(out _);
                await TellAsync(client, NewRequest(message), message);
            }
        }
        await server.StopAsync();
        server.Dispose();
        return await CountAsync(messages);
    }

    /// <summary>A server's folder after a week: a key for each day, and hashes of what was told on it.</summary>
    private async Task AgeAsync()
    {
        var keys = Directory.CreateDirectory(Path.Combine(data, "keys", "messages"));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        await using var file = ObservationFile.Open(data);
        for (var back = 1; back < KeyDays; back++)
        {
            await File.WriteAllBytesAsync(Path.Combine(keys.FullName, $"1_{today.AddDays(-back):yyyyMMdd}.key"), RandomNumberGenerator.GetBytes(32), cancellation);
            foreach (var some in Enumerable.Range(0, told).Chunk(10_000))
            {
                await file.AppendAsync(
                    [.. some.Select(_ => new ObservationCount(1, 0, "read", "", today.AddDays(-back), 1) { Once = [BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8))] })],
                    today.AddDays(-back).DayNumber, cancellation);
            }
        }
    }

    private async Task<int> CountAsync(int messages)
    {
        await using var file = ObservationFile.Open(data);
        var counted = (await file.OfConnectionAsync(1, cancellation)).Concat(await file.OfConnectionAsync(2, cancellation)).Where(one => one.Kind is "delivered" or "joined").Sum(one => one.Amount) - rate;
        var sorted = latencies.Order().ToArray();
        var reached = messages / took.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{messages:N0} messages at {rate:N0} a second ({reached:N0} reached){(kills ? ", killed in the middle" : "")}: median {At(sorted, .5):0.0} ms, p99 {At(sorted, .99):0.0} ms, slowest {At(sorted, 1):0.0} ms; {refused:N0} told again; counted {counted:N0}, {(counted == messages ? "none lost, none twice" : "WRONG")}"));
        // While it is down nothing answers: a drill that kills says what is lost, not how fast it is.
        var isFast = kills || (refused == 0 && At(sorted, .99) < SlowestWanted && reached > .99 * rate);
        if (!isFast)
            Console.WriteLine($"TOO SLOW: 99 in 100 are to be answered within {SlowestWanted} ms, all at the first call, and at the rate.");
        return counted == messages && isFast ? 0 : 1;
    }

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];

    private async Task SendAsync(HttpClient client, Func<int, HttpRequestMessage> newRequest, int messages)
    {
        var began = Stopwatch.GetTimestamp();
        var waiting = new List<Task>(messages);
        for (var i = 0; i < messages; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Stopwatch.GetElapsedTime(began) is var early && early > TimeSpan.FromMilliseconds(2))
                await Task.Delay(early, cancellation);
            waiting.Add(TellAsync(client, newRequest(i), i, began + (long)(due.TotalSeconds * Stopwatch.Frequency)));
        }
        await Task.WhenAll(waiting);
        took = Stopwatch.GetElapsedTime(began);
    }

    /// <param name="number">What is told again where it is refused; null where it is not.</param>
    /// <param name="due">When it was to be told: a sender that comes late makes no answer look fast. Null where nobody measures.</param>
    private async Task TellAsync(HttpClient client, HttpRequestMessage request, int? number, long? due = null)
    {
        using var sent = request;
        try
        {
            using var answer = await client.SendAsync(sent, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                if (due is { } then)
                    latencies.Add(Stopwatch.GetElapsedTime(then).TotalMilliseconds);
                return;
            }
        }
        catch (Exception ended) when (ended is HttpRequestException or OperationCanceledException)
        {
            // The process was ended: whether it was counted, nobody knows, and so it is told again.
        }
        Interlocked.Increment(ref refused);
        again.Enqueue(number ?? throw new InvalidOperationException("The server refuses webhooks before the drill begins."));
    }

    private static HttpRequestMessage Delivered(string path, int number)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"5467539754836534","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000000","phone_number_id":"1122334455667"},"statuses":[{"id":"wamid.{{{number}}}","status":"delivered","timestamp":"{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}}","recipient_id":"33600000000"}]}}]}]}"""));
        return Told(path, body, "X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
    }

    private static HttpRequestMessage Joined(string path, int number)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$$"""{"chat_member":{"chat":{"id":{{{Chat}}},"type":"channel"},"from":{"id":7,"is_bot":false},"old_chat_member":{"status":"left","user":{"id":7,"is_bot":false}},"new_chat_member":{"status":"member","user":{"id":7,"is_bot":false}},"date":{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}} },"update_id":{{{100_000_000 + number}}} }"""));
        return Told(path, body, "X-Telegram-Bot-Api-Secret-Token", Secret);
    }

    private static HttpRequestMessage Told(string path, byte[] body, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(header, value);
        return request;
    }

    private async Task<string> ConnectAsync(HttpClient client, string key, string kind, Dictionary<string, string> settings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/connections")
        {
            Content = JsonContent.Create(new { site = "drill.example", kind, name = kind, settings }),
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
