using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>
/// Log files dropped on the page: read once as they arrive, never written to disk as they are, and what came out of them kept in a store of
/// their own that goes when they expire, are discarded, or are kept (which copies their events into the site's store).
/// </summary>
public sealed class DroppedLogs(IEventStore kept, Classifier classifier, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Each waiting log holds a temporary store; the oldest makes room, so that a visitor of the page cannot fill the disk.</summary>
    private const int MostWaiting = 8;

    private readonly ConcurrentDictionary<string, (DroppedLog Log, string Digest, IEventStore Events)> waiting = new(StringComparer.Ordinal);

    /// <summary>Sites of logs that were kept, so that a second press of the button leads to the same page.</summary>
    private readonly ConcurrentDictionary<string, string> keptSites = new(StringComparer.Ordinal);

    // A few at a time: each takes memory, and one sent slowly must not keep the others waiting.
    private readonly SemaphoreSlim turn = new(4, 4);

    /// <summary>Reads a log as it arrives. A log in which nothing can be read gives <see cref="DroppedLogState.Failed"/>.</summary>
    /// <param name="zone">The time zone of the site's days; null means UTC.</param>
    /// <param name="organisation">Whose member dropped it; null before there are accounts.</param>
    public async Task<DroppedLog> AcceptAsync(string fileName, Stream content, Language language, TimeZoneInfo? zone, long? organisation, CancellationToken cancellation)
    {
        await SweepAsync();
        await turn.WaitAsync(cancellation);
        var events = EventStores.OpenTemporary(clock);
        try
        {
            var (read, digest) = await ReadAsync(fileName, content, events, new LogAnalysisOptions(Zone: zone, Language: language), cancellation);
            var log = read with { Organisation = organisation };
            waiting[log.Id] = (log, digest, events);
            return log;
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A log that has not expired, by its unguessable id.</summary>
    public DroppedLog? Find(string id) =>
        waiting.TryGetValue(id, out var found) && found.Log.Expires > clock.GetUtcNow() ? found.Log : null;

    /// <summary>Copies the log's events into the site's store; the site's host, or null when the log is gone or holds nothing.</summary>
    public async Task<string?> KeepAsync(string id, CancellationToken cancellation)
    {
        if (keptSites.TryGetValue(id, out var known))
            return known;
        if (Find(id) is not { Report: { } report } || !waiting.TryGetValue(id, out var found))
            return null;
        if ((await kept.SitesAsync(cancellation)).All(site => site.Site.Host != report.Site))
            await kept.PutSiteAsync(new SiteSettings(report.Site, report.TimeZone, "en", false, clock.GetUtcNow().UtcDateTime), cancellation);
        // Batches are named after the file's content: the same log kept twice, even after a restart or a failed try, adds nothing.
        var number = 0;
        await foreach (var batch in found.Events.ReadAsync(report.Site, DayRange.All, cancellation))
            await kept.AppendAsync(batch with { Id = $"dropped-{found.Digest}-{number++}" }, cancellation);
        await kept.DeriveVisitsAsync(report.Site, DayRange.All, cancellation);
        keptSites[id] = report.Site;
        await DiscardAsync(id);
        return report.Site;
    }

    /// <summary>Forgets the log at once.</summary>
    public async Task DiscardAsync(string id)
    {
        if (waiting.TryRemove(id, out var found))
            await found.Events.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in waiting.Keys)
            await DiscardAsync(id);
        turn.Dispose();
    }

    private async Task<(DroppedLog Log, string Digest)> ReadAsync(string fileName, Stream content, IEventStore events, LogAnalysisOptions options, CancellationToken cancellation)
    {
        // The reader is synchronous, a request's body is not: a pipe of bounded size stands between them.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20));
        using var counted = new ByteCount();
        var copying = CopyAsync(content, pipe.Writer, counted, cancellation);
        TrafficReport? report = null;
        LogProblem? problem;
        await using (var input = pipe.Reader.AsStream())
        {
            (var reader, problem) = await Task.Run(
                () => LogReader.TryOpen(input, fileName, null, null, out var opened, out var trouble) ? (opened, null) : ((LogReader?)null, (LogProblem?)trouble), cancellation);
            if (reader is not null)
            {
                using (reader)
                    report = await new LogAnalysis(events, classifier, clock).RunAsync([reader], options, null, null, cancellation);
                problem = reader.Trouble;
            }
        }
        await pipe.Reader.CompleteAsync();
        await copying;
        var readable = report?.Log is { Parsed: > 0 };
        var log = new DroppedLog(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), fileName, counted.Value,
            readable ? DroppedLogState.Ready : DroppedLogState.Failed, readable ? report : null, problem?.Say(options.Language.Code()), clock.GetUtcNow() + Life);
        return (log, counted.Digest());
    }

    private static async Task CopyAsync(Stream content, PipeWriter writer, ByteCount counted, CancellationToken cancellation)
    {
        Exception? fault = null;
        try
        {
            while (true)
            {
                var room = writer.GetMemory(1 << 16);
                var read = await content.ReadAsync(room, cancellation);
                counted.Add(room.Span[..read]);
                writer.Advance(read);
                // A reader that gave up (an unknown format) completes its side; the rest is read and dropped, so that the answer can be sent.
                if (read == 0)
                    break;
                await writer.FlushAsync(cancellation);
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            fault = broken;
        }
        await writer.CompleteAsync(fault);
        if (fault is OperationCanceledException)
            cancellation.ThrowIfCancellationRequested();
    }

    private async Task SweepAsync()
    {
        var now = clock.GetUtcNow();
        var gone = waiting.Where(pair => pair.Value.Log.Expires <= now).Select(pair => pair.Key)
            .Concat(waiting.OrderByDescending(pair => pair.Value.Log.Expires).Skip(MostWaiting - 1).Select(pair => pair.Key)).Distinct().ToList();
        foreach (var id in gone)
            await DiscardAsync(id);
    }

    private sealed class ByteCount : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Value { get; private set; }

        public void Add(ReadOnlySpan<byte> read)
        {
            Value += read.Length;
            hash.AppendData(read);
        }

        public string Digest() => Convert.ToHexStringLower(hash.GetHashAndReset());

        public void Dispose() => hash.Dispose();
    }
}

/// <summary>One dropped log.</summary>
/// <param name="Size">Bytes received.</param>
/// <param name="Report">Present when <see cref="DroppedLogState.Ready"/>.</param>
/// <param name="Trouble">What was wrong with the file, in one line; null when nothing was.</param>
/// <param name="Expires">When it is forgotten unless kept.</param>
public sealed record DroppedLog(
    string Id, string FileName, long Size, DroppedLogState State, TrafficReport? Report, string? Trouble, DateTimeOffset Expires)
{
    /// <summary>Whose member dropped it: nobody else finds it. Null before there are accounts.</summary>
    public long? Organisation { get; init; }
}

/// <summary>Whether a dropped log could be read.</summary>
public enum DroppedLogState
{
    Ready,
    Failed,
}
