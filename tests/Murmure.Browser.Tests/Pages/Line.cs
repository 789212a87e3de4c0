using System.Net;
using System.Net.Sockets;

namespace Murmure.Browser.Tests.Pages;

/// <summary>A line between a browser and a server, on a port of its own, that can be cut and mended: what a restart and a break of the network look like from the browser.</summary>
internal sealed class Line : IDisposable
{
    private readonly Uri server;
    private readonly CancellationTokenSource over = new();
    private readonly Lock turn = new();
    private readonly List<TcpClient> open = [];
    private TcpListener listener;

    public Line(Uri server)
    {
        this.server = server;
        listener = Listen(0);
        Address = new UriBuilder(server) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
    }

    public Uri Address { get; }

    /// <summary>How many connections are open.</summary>
    public int Open
    {
        get
        {
            lock (turn)
                return open.Count;
        }
    }

    /// <summary>Ends every connection; new ones are taken.</summary>
    public void Break()
    {
        List<TcpClient> broken;
        lock (turn)
            broken = [.. open];
        foreach (var client in broken)
            client.Close();
    }

    /// <summary>Ends every connection, and refuses new ones until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        listener.Stop();
        Break();
    }

    public void Mend() => listener = Listen(Address.Port);

    public void Dispose()
    {
        over.Cancel();
        Cut();
        over.Dispose();
    }

    private TcpListener Listen(int port)
    {
        var made = new TcpListener(IPAddress.Loopback, port);
        made.Start();
        _ = TakeAsync(made);
        return made;
    }

    private async Task TakeAsync(TcpListener from)
    {
        try
        {
            while (!over.IsCancellationRequested)
                _ = CarryAsync(await from.AcceptTcpClientAsync(over.Token));
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It was cut.
        }
    }

    private async Task CarryAsync(TcpClient browser)
    {
        using var there = new TcpClient();
        lock (turn)
            open.Add(browser);
        try
        {
            await there.ConnectAsync(server.Host, server.Port, over.Token);
            await Task.WhenAny(browser.GetStream().CopyToAsync(there.GetStream(), over.Token), there.GetStream().CopyToAsync(browser.GetStream(), over.Token));
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Either end went away.
        }
        finally
        {
            browser.Dispose();
            lock (turn)
                open.Remove(browser);
        }
    }
}
