using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;
using Murmure.Server.Accounts;

namespace Murmure.Server.Tests.Notices;

/// <summary>A mail server that speaks as much SMTP (RFC 5321) as it takes to take messages, or to refuse them.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public MailServer()
    {
        listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public MailOptions Options => MailOptions.Parse($"smtp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "murmure@courrier.example", out _).ShouldNotBeNull();

    /// <summary>Every message taken, with whom the envelope was for.</summary>
    public ConcurrentQueue<(string To, MimeMessage Message)> Taken { get; } = new();

    /// <summary>Whether messages are refused for now.</summary>
    public bool Refuses { get; set; }

    public IReadOnlyList<MimeMessage> Messages => [.. Taken.Select(one => one.Message)];

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = Task.Run(() => TalkAsync(client));
            }
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var held = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        Task Say(string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();
        await Say("220 mail.example ready");
        var to = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "RCPT":
                    to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.LastIndexOf('>')];
                    await Say(Refuses ? "451 later" : "250 ok");
                    break;
                case "DATA":
                    await Say("354 go on");
                    Taken.Enqueue((to, await ReadAsync(reader)));
                    await Say("250 taken");
                    break;
                case "QUIT":
                    await Say("221 bye");
                    return;
                default:
                    await Say("250 ok");
                    break;
            }
        }
    }

    private static async Task<MimeMessage> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        // RFC 5321, 4.5.2: a line that begins with a full stop was sent with one more.
        while (await reader.ReadLineAsync() is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())));
    }
}
