using System.Collections.Concurrent;
using System.Security.Cryptography;
using Murmure.Server.Reports;

namespace Murmure.Server.Reports
{
    /// <summary>Answers the questions of the pages: one site's traffic, and which sites there are.</summary>
    public sealed class ReportRunner(IReadOnlyDictionary<string, TrafficReport> reports)
    {
        /// <summary>A site's report; null when the site is not known. Absent dates mean the whole record.</summary>
        public Task<TrafficReport?> RunAsync(string site, DateOnly? from, DateOnly? to, CancellationToken cancellation) =>
            Task.FromResult(reports.GetValueOrDefault(site));

        /// <summary>Every site, most visits first.</summary>
        public Task<IReadOnlyList<SiteRow>> SitesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SiteRow>>(
        [
            .. reports.Values.OrderByDescending(r => r.Visits).Select(r => new SiteRow(
                r.Site, r.Visits, Day(r.From), Day(r.To), r.Simulated)),
        ]);

        private static DateOnly? Day(DateTimeOffset? time) => time is { } at ? DateOnly.FromDateTime(at.DateTime) : null;
    }

    /// <summary>A site in the list of sites.</summary>
    public sealed record SiteRow(string Host, long Visits, DateOnly? From, DateOnly? To, bool Simulated);
}

namespace Murmure.Server.Logs
{
    /// <summary>Log files that were dropped on the page: read once, kept nowhere until "Keep" is pressed.</summary>
    public sealed class DroppedLogs(Func<string, Stream, CancellationToken, Task<TrafficReport>> analyze, TimeProvider time)
    {
        private readonly ConcurrentDictionary<string, DroppedLog> _logs = new(StringComparer.Ordinal);

        /// <summary>Reads a log as it arrives. A log in which nothing can be read gives <see cref="DroppedLogState.Failed"/>.</summary>
        public async Task<DroppedLog> AcceptAsync(string fileName, Stream content, CancellationToken cancellation)
        {
            var report = await analyze(fileName, content, cancellation);
            var log = new DroppedLog(
                Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), fileName, report.Log?.Read ?? 0,
                report.Log is { Parsed: > 0 } ? DroppedLogState.Ready : DroppedLogState.Failed, report, null, time.GetUtcNow().AddHours(1));
            _logs[log.Id] = log;
            return log;
        }

        /// <summary>A log that has not expired, by its unguessable id.</summary>
        public DroppedLog? Find(string id) => _logs.TryGetValue(id, out var log) && log.Expires > time.GetUtcNow() ? log : null;

        /// <summary>Puts the log's events into the store; the site's host, or null when the log is gone.</summary>
        public Task<string?> KeepAsync(string id, CancellationToken cancellation) => Task.FromResult(_logs.TryRemove(id, out var log) ? log.Report?.Site : null);

        /// <summary>Forgets the log at once.</summary>
        public void Discard(string id) => _logs.TryRemove(id, out _);
    }

    /// <summary>One dropped log.</summary>
    /// <param name="Size">Bytes received.</param>
    /// <param name="Report">Present when <see cref="DroppedLogState.Ready"/>.</param>
    /// <param name="Trouble">Why nothing could be read, in one line; null otherwise.</param>
    /// <param name="Expires">When it is forgotten unless kept.</param>
    public sealed record DroppedLog(
        string Id, string FileName, long Size, DroppedLogState State, TrafficReport? Report, string? Trouble, DateTimeOffset Expires);

    /// <summary>How far a dropped log has come.</summary>
    public enum DroppedLogState
    {
        Reading,
        Ready,
        Failed,
    }
}
