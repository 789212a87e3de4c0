using System.Collections.Concurrent;
using System.Security.Cryptography;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>
/// Log files dropped on the page: read once as they arrive, never written to disk as they are, and what came out of them kept in a store of
/// their own that goes when they expire, are discarded, or are kept (which copies their events into the site's store).
/// </summary>
/// <param name="folder">Where those stores lie; null for the system's folder of temporary files.</param>
public sealed class DroppedLogs(IEventStore kept, Classifier classifier, TimeProvider clock, string? folder = null) : IAsyncDisposable
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
        await turn.WaitAsync(cancellation);
        var events = EventStores.OpenTemporary(clock, folder);
        try
        {
            var (read, digest) = await ReadAsync(fileName, content, events, new LogAnalysisOptions(Zone: zone, Language: language), cancellation);
            var log = read with { Organisation = organisation };
            waiting[log.Id] = (log, digest, events);
            await SweepAsync();
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

    /// <summary>The site into whose store the log was copied; null when it was not.</summary>
    public string? KeptAs(string id) => keptSites.GetValueOrDefault(id);

    /// <summary>Copies the log's events into the site's store; the site's host, or null when the log is gone or holds nothing.</summary>
    /// <param name="host">The site's host, spelt as the store knows it or is to know it.</param>
    /// <exception cref="System.Data.Common.DbException">A store cannot be read or written. The log stays, and may be kept again.</exception>
    public async Task<string?> KeepAsync(string id, string host, CancellationToken cancellation)
    {
        if (KeptAs(id) is { } known)
            return known;
        if (Find(id) is not { Report: { } report } || !waiting.TryGetValue(id, out var found))
            return null;
        if ((await kept.SitesAsync(cancellation)).All(site => site.Site.Host != host))
            await kept.PutSiteAsync(new SiteSettings(host, report.TimeZone, "en", false, clock.GetUtcNow().UtcDateTime), cancellation);
        // Batches are named after the file's content: the same log kept twice, even after a restart or a failed try, adds nothing.
        var number = 0;
        await foreach (var batch in found.Events.ReadAsync(report.Site, DayRange.All, cancellation))
        {
            var named = report.SiteFrom == SiteSource.Unknown ? Named(batch, host) : batch;
            await kept.AppendAsync(named with { Id = $"dropped-{found.Digest}-{number++}", Site = host }, cancellation);
        }
        await kept.DeriveVisitsAsync(host, DayRange.All, cancellation);
        keptSites[id] = host;
        await DiscardAsync(id);
        return host;
    }

    /// <summary>The events of a log whose site nobody knew while it was read: what came from the site's own pages is seen only now.</summary>
    private static EventBatch Named(EventBatch batch, string host)
    {
        var (own, within) = (SiteHosts.Normalise(host), Classifier.Internal);
        var events = batch.Events.ToArray();
        foreach (ref var kept in events.AsSpan())
        {
            if (kept.Kind == EventKind.Pageview && kept.ReferrerHost.Length > 0 && SiteHosts.Normalise(kept.ReferrerHost) == own)
            {
                kept = kept with
                {
                    Family = within.Family, Channel = within.Channel, Source = "", Paid = within.Paid, Grade = within.Grade, Sender = within.Sender,
                    Private = false, Rule = within.Evidence.Rule, Clue = "",
                };
            }
        }
        return batch with { Events = events };
    }

    /// <summary>Forgets the log at once.</summary>
    public async Task DiscardAsync(string id)
    {
        if (waiting.TryRemove(id, out var found))
            await found.Events.DisposeAsync();
    }

    /// <summary>Removes what a process that was killed left lying, and makes room for this one.</summary>
    public void Prepare()
    {
        if (folder is null)
            return;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        PrivateFolder.Make(folder);
    }

    /// <summary>Forgets what has expired, and the oldest when there are too many.</summary>
    public async Task SweepAsync()
    {
        var now = clock.GetUtcNow();
        var gone = waiting.Where(pair => pair.Value.Log.Expires <= now).Select(pair => pair.Key)
            .Concat(waiting.OrderByDescending(pair => pair.Value.Log.Expires).Skip(MostWaiting).Select(pair => pair.Key)).Distinct().ToList();
        foreach (var id in gone)
            await DiscardAsync(id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in waiting.Keys)
            await DiscardAsync(id);
        turn.Dispose();
    }

    private async Task<(DroppedLog Log, string Digest)> ReadAsync(string fileName, Stream content, IEventStore events, LogAnalysisOptions options, CancellationToken cancellation)
    {
        using var counted = new ByteCount();
        TrafficReport? report = null;
        LogProblem? problem;
        await using (var input = new StreamPipe(content, counted.Add, cancellation))
        {
            (var reader, problem) = await Task.Run(
                () => LogReader.TryOpen(input.Reading, fileName, null, null, out var opened, out var trouble) ? (opened, null) : ((LogReader?)null, (LogProblem?)trouble), cancellation);
            if (reader is not null)
            {
                using (reader)
                    report = await new LogAnalysis(events, classifier, clock).RunAsync([reader], options, null, null, cancellation);
                problem = reader.Trouble;
            }
        }
        var readable = report?.Log is { Parsed: > 0 };
        var log = new DroppedLog(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), fileName, counted.Value,
            readable ? DroppedLogState.Ready : DroppedLogState.Failed, readable ? report : null, Said(problem, options.Language), clock.GetUtcNow() + Life);
        return (log, counted.Digest());
    }

    /// <summary>The names of all formats are of use where one can be asked for, which the page cannot: it says the rest itself.</summary>
    private static string? Said(LogProblem? problem, Language language) =>
        problem is null or { Kind: LogProblemKind.UnknownFormat } ? null : problem.Say(language.Code());

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
