using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Murmure.Server.Tests.Links;

/// <summary>A server of somebody else's on this machine: counts who connects, keeps what was sent, answers what it is told to.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private int connections;

    public Receiver()
    {
        listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Root => $"http://127.0.0.1:{Port}";

    /// <summary>How often anybody connected.</summary>
    public int Connections => Volatile.Read(ref connections);

    public ConcurrentQueue<(Dictionary<string, string> Headers, string Body)> Requests { get; } = new();

    /// <summary>What was asked for, in the order of <see cref="Requests"/>.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    public string Status { get; set; } = "200 OK";

    /// <summary>What is answered, by path; nothing by default.</summary>
    public Dictionary<string, (string Type, string Body)> Pages { get; } = [];

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException or IOException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var first = await reader.ReadLineAsync() ?? "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture)];
        if (body.Length > 0)
            await reader.ReadBlockAsync(body);
        Paths.Enqueue(first.Split(' ').ElementAtOrDefault(1) ?? "");
        Requests.Enqueue((headers, new string(body)));
        var (type, text) = Pages.GetValueOrDefault(first.Split(' ').ElementAtOrDefault(1) ?? "", ("text/plain", ""));
        var bytes = Encoding.Latin1.GetBytes(text);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Status}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(bytes);
    }
}
