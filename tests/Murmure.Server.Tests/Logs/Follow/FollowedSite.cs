using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Imports;
using Murmure.Server.Logs.Follow;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Logs.Follow;

/// <summary>A whole server and a log that a test writes into, with a follower between them on the server's clock.</summary>
internal sealed class FollowedSite : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-follow-");
    private readonly List<string> said = [];
    private CancellationTokenSource? ending;
    private Task<(ImportAnswer Total, string? Problem)>? following;

    private FollowedSite(LiveHost host) => Host = host;

    public LiveHost Host { get; }

    public string Log => Path.Combine(folder.FullName, "access.log");

    public string Checkpoint => Path.Combine(folder.FullName, "checkpoint.json");

    public IReadOnlyList<string> Said
    {
        get
        {
            lock (said)
                return [.. said];
        }
    }

    public static async Task<FollowedSite> StartAsync() => new(await LiveHost.StartAsync());

    /// <summary>A page view of the day as nginx writes it, each by an address of its own.</summary>
    public static string Line(int number, string agent = LiveHost.Firefox, string path = "/p") =>
        $"203.0.113.{number % 250} - - [25/Nov/2026:09:{number / 60 % 60:00}:{number % 60:00} +0000] \"GET {path}{number} HTTP/2.0\" 200 512 \"-\" \"{agent}\"\n";

    public static string Lines(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(number => Line(number)));

    public void Write(string text) => File.AppendAllText(Log, text);

    public void Rename(string to) => File.Move(Log, Path.Combine(folder.FullName, to));

    public void Compress(string name)
    {
        var path = Path.Combine(folder.FullName, name);
        var written = File.GetLastWriteTimeUtc(path);
        using (var packed = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Optimal))
            packed.Write(File.ReadAllBytes(path));
        File.SetLastWriteTimeUtc(path + ".gz", written);
        File.Delete(path);
    }

    public void CopyAndTruncate(string to)
    {
        File.Copy(Log, Path.Combine(folder.FullName, to));
        using var log = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        log.SetLength(0);
    }

    public void Follow(string? only = null)
    {
        ending = new CancellationTokenSource();
        var connection = AdminConnection.Waiting(Host.Folder).ShouldNotBeNull();
        following = LogFollower.RunAsync(new FollowRequest(Log, LiveHost.Host, null, only, Checkpoint), connection, Host.Clock, Say, ending.Token);
    }

    /// <summary>Turns the clock until the server has so many page views, or fails when it has not after so many rounds.</summary>
    public async Task UntilAsync(Func<Task<bool>> reached)
    {
        for (var round = 0; round < 400; round++)
        {
            if (await reached())
                return;
            Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }
        (await reached()).ShouldBeTrue(string.Join('\n', Said));
    }

    public Task UntilViewsAsync(int count) => UntilAsync(async () => await Host.CountAsync(Metric.Hits) >= count);

    /// <summary>The pages counted, each as often as it was.</summary>
    public async Task<IReadOnlyList<string>> PagesAsync() => [.. (await Host.EventsAsync()).Where(kept => kept.Kind == EventKind.Pageview).Select(kept => kept.Page)];

    public async Task<(ImportAnswer Total, string? Problem)> StopAsync()
    {
        await ending!.CancelAsync();
        return await following!.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public Task<(ImportAnswer Total, string? Problem)> EndAsync() => following!.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        if (ending is not null && following is not null)
            await StopAsync();
        ending?.Dispose();
        await Host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private void Say(string line)
    {
        lock (said)
            said.Add(line);
    }
}
