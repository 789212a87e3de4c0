using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Murmure.Drills;

/// <summary>The whole server as a process of its own, and readers who send it numbered beacons until it is ended.</summary>
internal sealed class ServerProcess : IDisposable
{
    public const string LinkHost = "go.drill.example";
    public const string LinkPath = "/drill";

    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly Process process;
    private readonly HttpClient client;
    private readonly ConcurrentBag<long> accepted = [];
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> readers = [];
    private long refusals;

    private ServerProcess(Process process, int port)
    {
        this.process = process;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>Answers of 503 so far: there was no room.</summary>
    public long Refusals => Interlocked.Read(ref refusals);

    public bool HasEnded => process.HasExited;

    public IReadOnlyCollection<long> Accepted => accepted;

    public static ServerProcess Start(string murmure, string data, int port, params string[] more)
    {
        var start = new ProcessStartInfo(murmure) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["serve", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", data, "--network-limit", "0", .. more])
            start.ArgumentList.Add(argument);
        var started = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new(started, port);
    }

    /// <summary>True once it answers; false when it ended before.</summary>
    public async Task<bool> IsUpAsync(CancellationToken cancellation)
    {
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync("/health/live", cancellation);
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, cancellation);
            }
        }
        return false;
    }

    /// <summary>Readers begin to send numbers from here on, each on a connection of its own.</summary>
    public void Send(long from, int connections) => Send(from, connections, TryBeaconAsync);

    /// <summary>The same with clicks on the drill's link; the number is the page that the reader comes from.</summary>
    public void Click(long from, int connections) => Send(from, connections, TryClickAsync);

    private void Send(long from, int connections, Func<long, Task> tryOne)
    {
        var next = from;
        for (var i = 0; i < connections; i++)
            readers.Add(Task.Run(() => SendAsync(() => tryOne(Interlocked.Increment(ref next)))));
    }

    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await EndAsync();
    }

    public async Task<string> AskAsync(string path, CancellationToken cancellation) => await client.GetStringAsync(path, cancellation);

    public void Dispose()
    {
        stop.Cancel();
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
        client.Dispose();
        stop.Dispose();
    }

    private async Task EndAsync()
    {
        await process.WaitForExitAsync();
        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private async Task TryBeaconAsync(long number)
    {
        using var body = new StringContent(
            $$$"""{"n":"pageview","u":"https://drill.example/a-{{{number % 50}}}","id":"{{{number}}}","p":{"number":"{{{number}}}"}}""", Encoding.UTF8, "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/e") { Content = body };
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        using var answer = await client.SendAsync(request, stop.Token);
        if (answer.StatusCode == HttpStatusCode.Accepted && answer.Headers.GetValues("X-Murmure").Single() == "accepted")
        {
            accepted.Add(number);
        }
        else if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Interlocked.Increment(ref refusals);
            await Task.Delay(20, stop.Token);
        }
    }

    private async Task TryClickAsync(long number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, LinkPath);
        request.Headers.Host = LinkHost;
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("Referer", $"https://public.example/{number}");
        using var answer = await client.SendAsync(request, stop.Token);
        if (answer.StatusCode == HttpStatusCode.Found)
            accepted.Add(number);
    }

    private async Task SendAsync(Func<Task> tryNext)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await tryNext();
            }
            catch (Exception ended) when (ended is HttpRequestException or OperationCanceledException)
            {
                // The process was ended, or is about to be: what was not answered may be there or not.
                if (process.HasExited)
                    return;
            }
        }
    }
}
