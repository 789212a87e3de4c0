using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Murmure.Server.Analysis;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Tests.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Analysis;

/// <summary>What a dropped log gave is on this machine's disk until it is kept or forgotten.</summary>
public sealed class DroppedLogsSweepTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("murmure-sweep-");
    private readonly FakeTimeProvider clock = new(Analysed.Now);

    private string Stores => Path.Combine(home.FullName, "dropped");

    [Fact]
    public async Task An_expired_log_is_forgotten_though_no_other_one_comes()
    {
        await using var kept = EventStores.OpenTemporary(clock);
        await using var logs = new DroppedLogs(kept, Doors.Classifier, clock, Stores);
        using var sweep = new DroppedLogsSweep(logs, clock, NullLogger<DroppedLogsSweep>.Instance);
        await sweep.StartAsync(default);
        var log = await DropAsync(logs);
        Waiting.ShouldBe(1);
        clock.Advance(TimeSpan.FromMinutes(59));
        logs.Find(log.Id).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromMinutes(2));
        for (var deadline = Environment.TickCount64 + 20_000; Waiting > 0 && Environment.TickCount64 < deadline;)
            await Task.Yield();
        Waiting.ShouldBe(0);
        await sweep.StopAsync(default);
    }

    [Fact]
    public async Task What_a_killed_process_left_goes_at_the_start_and_what_waits_goes_at_the_end()
    {
        Directory.CreateDirectory(Path.Combine(Stores, "left"));
        await File.WriteAllTextAsync(Path.Combine(Stores, "left", "events.duckdb"), "somebody's visits");
        await using var kept = EventStores.OpenTemporary(clock);
        await using var logs = new DroppedLogs(kept, Doors.Classifier, clock, Stores);
        using var sweep = new DroppedLogsSweep(logs, clock, NullLogger<DroppedLogsSweep>.Instance);
        await sweep.StartAsync(default);
        Waiting.ShouldBe(0);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Stores).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await DropAsync(logs);
        await DropAsync(logs);
        Waiting.ShouldBe(2);
        await sweep.StopAsync(default);
        Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task The_oldest_makes_room()
    {
        await using var kept = EventStores.OpenTemporary(clock);
        await using var logs = new DroppedLogs(kept, Doors.Classifier, clock, Stores);
        logs.Prepare();
        var first = await DropAsync(logs);
        for (var i = 0; i < 8; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await DropAsync(logs);
        }
        Waiting.ShouldBe(8);
        logs.Find(first.Id).ShouldBeNull();
    }

    public void Dispose() => home.Delete(recursive: true);

    private int Waiting => Directory.EnumerateFileSystemEntries(Stores).Count();

    private static async Task<DroppedLog> DropAsync(DroppedLogs logs)
    {
        using var content = new MemoryStream(Encoding.ASCII.GetBytes(
            $"192.0.2.7 - - [02/Nov/2026:08:00:00 +0000] \"GET /a HTTP/1.1\" 200 512 \"-\" \"{Asked.Firefox}\"\n"));
        return await logs.AcceptAsync("access.log", content, Language.English, null, null, default);
    }
}
