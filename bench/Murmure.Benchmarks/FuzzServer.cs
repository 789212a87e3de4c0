using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Benchmarks;

/// <summary>The whole server with one site, asked over sockets by requests written byte by byte.</summary>
internal sealed class FuzzServer : IAsyncDisposable
{
    private const string Host = "example.org";

    private readonly DataFolder data;
    private readonly WebApplication app;

    private FuzzServer(DataFolder data, WebApplication app)
    {
        this.data = data;
        this.app = app;
    }

    /// <summary>How requests were answered.</summary>
    /// <param name="Statuses">Answers by status.</param>
    /// <param name="Closed">Broken heads after which the server hung up, as it may after what is no HTTP.</param>
    /// <param name="Unanswered">Whole heads without an answer, and anything that hung for ten seconds.</param>
    public sealed record Answers(SortedDictionary<int, int> Statuses, int Closed, int Unanswered)
    {
        // 505 is what a head is answered whose HTTP version was broken.
        public bool Failed => Unanswered > 0 || Statuses.Keys.Any(status => status is >= 500 and not 505);

        public override string ToString() =>
            $"answers {string.Join(", ", Statuses.Select(pair => $"{pair.Key}: {pair.Value}"))}; closed after a broken head: {Closed}; unanswered: {Unanswered}";
    }

    public static async Task<FuzzServer> StartAsync()
    {
        var options = new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-fuzz-").FullName, false)
        {
            Intake = new IntakeOptions { NetworkLimit = 0 }, TrustedProxies = ["127.0.0.1"],
        };
        var (data, problem) = await DataFolder.OpenAsync(options, TimeProvider.System, default);
        if (data is null)
            throw new InvalidOperationException(problem);
        var server = MurmureServer.Build(options, data, new Classifier(Catalogue.Load()), TimeProvider.System);
        await server.StartAsync();
        await using (var db = await server.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            db.Sites.Add(new Site { Host = Host, TimeZone = "UTC", Profile = ComplianceProfile.UkStats.Slug(), Created = TimeProvider.System.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync();
        }
        await server.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        return new FuzzServer(data, server);
    }

    public async Task<Answers> AskAsync(int requests, int seed)
    {
        var port = new Uri(MurmureServer.AddressOf(app)).Port;
        var statuses = new SortedDictionary<int, int>();
        var random = new Random(seed);
        int closed = 0, unanswered = 0;
        for (var i = 0; i < requests; i++)
        {
            // Headers are broken in every third request; a broken one is mostly Kestrel's to refuse.
            var whole = random.Next(3) != 0;
            var answer = await AskAsync(port, Request(random, whole));
            if (answer > 0)
                statuses[answer] = statuses.GetValueOrDefault(answer) + 1;
            else if (whole || answer < 0)
                unanswered++;
            else
                closed++;
        }
        return new Answers(statuses, closed, unanswered);
    }

    public async Task<long> StoredAsync()
    {
        await app.Services.GetRequiredService<JournalDrain>().WaitAsync(default);
        return (await data.Store.QueryAsync(new ReportQuery(Host, DayRange.All, [Metric.Hits]), default)).Sum(Metric.Hits);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        var folder = data.Path;
        await data.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] Request(Random random, bool whole)
    {
        var target = random.Next(6) switch
        {
            0 => "/e.gif?s=example.org&u=https%3A%2F%2Fexample.org%2Fa",
            1 => "/api/v1/reports?" + Fuzz.Texts[6],
            2 => "/m.js?v=1",
            _ => "/e",
        };
        var broken = new byte[4096];
        var length = Fuzz.Broken(random, Encoding.UTF8.GetBytes(Fuzz.Bodies[random.Next(Fuzz.Bodies.Length)]), broken);
        var post = target == "/e";
        var head = $"{(post ? "POST" : "GET")} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: {Text(random)}\r\n"
            + $"X-Forwarded-For: {Text(random)}\r\nX-Forwarded-Proto: {Text(random)}\r\nReferer: {Text(random)}\r\nAccept-Language: {Text(random)}\r\n"
            + $"Sec-Fetch-Site: {Text(random)}\r\n" + (post ? $"Content-Length: {length}\r\n" : "");
        var lines = new byte[4096];
        var headLength = Encoding.UTF8.GetBytes(head, lines);
        if (!whole)
            lines[random.Next(headLength)] = (byte)random.Next(256);
        return [.. lines.AsSpan(0, headLength), .. "\r\n"u8, .. post ? broken.AsSpan(0, length) : default];
    }

    private static string Text(Random random) => Fuzz.Texts[random.Next(Fuzz.Texts.Length)];

    /// <returns>The status; 0 when the server closed without one; -1 when it did neither in time.</returns>
    private static async Task<int> AskAsync(int port, byte[] request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            await socket.SendAsync(request);
            if (await StatusAsync(socket, TimeSpan.FromSeconds(1)) is { } status)
                return status;
            // A broken length leaves the server waiting for more: it must mind the end as well.
            socket.Shutdown(SocketShutdown.Send);
            return await StatusAsync(socket, TimeSpan.FromSeconds(10)) ?? -1;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task<int?> StatusAsync(Socket socket, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var answer = new byte[64];
        try
        {
            var read = await socket.ReceiveAsync(answer, limit.Token);
            return read >= 12 && int.TryParse(Encoding.ASCII.GetString(answer, 9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
