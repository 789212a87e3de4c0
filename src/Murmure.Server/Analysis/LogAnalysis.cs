using Murmure.Attribution;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>How to read the logs.</summary>
/// <param name="SiteHost">The site's host as the user named it, or null: it is then found in the log.</param>
/// <param name="Zone">The site's time zone, also that of lines without one; null means UTC.</param>
/// <param name="Simulated">Whether the log is a demonstration.</param>
/// <param name="Language">The language of what is said of a file's trouble.</param>
public sealed record LogAnalysisOptions(string? SiteHost = null, TimeZoneInfo? Zone = null, bool Simulated = false, Language Language = Language.English)
{
    /// <summary>A database of regions and cities in MaxMind's format; null for countries only.</summary>
    public string? Places { get; init; }

    /// <summary>Why the database that was named cannot be used; empty where it can, or none was.</summary>
    public string PlacesProblem() => Places is null ? "" : PlaceFile.ProblemOf(Places);
}

/// <summary>How far the reading is, for a progress bar. <c>Length</c> is null where the size cannot be known.</summary>
public readonly record struct LogProgress(long BytesRead, long? Length, long Lines);

/// <summary>
/// Reads logs into a store and reports what they show. Chunks are parsed and classified on every core; what comes out is folded and stored
/// in the log's order by one consumer, so that the result does not depend on the number of cores.
/// </summary>
/// <param name="clock">What is more than a day ahead of it did not happen.</param>
public sealed class LogAnalysis(IEventStore store, Classifier classifier, TimeProvider clock)
{
    /// <summary>How much of the log is looked at to find whose it is, in chunks of about a megabyte.</summary>
    private const int SampleChunks = 6;

    /// <summary>Two machines' clocks and time zones may differ by as much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private readonly ReportRunner reports = new(store, classifier.Catalogue, together: 1);

    /// <summary>Reads all inputs to their end. The readers are the caller's to dispose of.</summary>
    public async Task<TrafficReport> RunAsync(
        IReadOnlyList<LogReader> inputs, LogAnalysisOptions options, Action<StoredEvent>? onEvent, IProgress<LogProgress>? progress, CancellationToken cancellation)
    {
        var chunks = inputs.SelectMany(input => input.Chunks()).GetEnumerator();
        var sample = TakeSample(chunks);
        var (site, siteFrom) = options.SiteHost is { } given ? (given, SiteSource.Given) : SiteGuess.From(sample);
        var zone = options.Zone ?? TimeZoneInfo.Utc;
        await store.PutSiteAsync(new SiteSettings(site, zone.Id, "en", options.Simulated, DateTime.UnixEpoch), cancellation);

        using var pseudonyms = new Pseudonyms(site);
        using var place = Place.With(options.Places is { } file ? PlaceFile.Open(file).File : null);
        // A log is read for its owner alone, without a script on anybody's device: nothing is masked, and nothing outlives the analysis.
        var rules = new SiteRules { Id = default, Host = siteFrom == SiteSource.Unknown ? "" : site, Zone = zone, Profile = ComplianceProfile.LogOnly, Language = options.Language.Code(), Cities = place.Own is not null };
        var latest = clock.GetUtcNow().UtcDateTime + Ahead;
        var workers = new LogWorkers(() => new LogWorker(new IngestPipeline(classifier, pseudonyms, place.NewMemory(), rules, new ReadingCache(classifier)), latest));
        var gatherer = new LogGatherer(store, site, onEvent);
        await workers.ReadAsync(sample.Concat(Rest(chunks)), yield => gatherer.TakeAsync(yield, cancellation), Tell, cancellation);
        await gatherer.FinishAsync(cancellation);
        Tell();
        var report = await ReportAsync(site, siteFrom, zone, gatherer, inputs, options.Language, cancellation);
        return rules.Cities ? await reports.WithAreasAsync(report, cancellation) : report;

        void Tell() => progress?.Report(new LogProgress(inputs.Sum(input => input.BytesRead), Total(inputs), gatherer.Lines));
    }

    private async Task<TrafficReport> ReportAsync(
        string site, SiteSource siteFrom, TimeZoneInfo zone, LogGatherer gatherer, IReadOnlyList<LogReader> inputs, Language language, CancellationToken cancellation)
    {
        await store.DeriveVisitsAsync(site, DayRange.All, cancellation);
        var report = await reports.RunAsync(site, null, null, cancellation)
            ?? throw new InvalidOperationException("The store lost the site that was just put into it.");
        return report with
        {
            SiteFrom = siteFrom,
            TimeZone = zone.Id,
            From = gatherer.First is { } first ? TimeZoneInfo.ConvertTime(new DateTimeOffset(first, TimeSpan.Zero), zone) : null,
            To = gatherer.Last is { } last ? TimeZoneInfo.ConvertTime(new DateTimeOffset(last, TimeSpan.Zero), zone) : null,
            Log = gatherer.Tally([.. inputs.Select(input => new LogFile(input.Name, input.Format.Name, input.Trouble?.Say(language.Code()))
            {
                Changes = [.. input.Changes.Select(change => new LogFormatPart(change.Line, change.Format.Name))],
            })]),
        };
    }

    private static List<LogChunk> TakeSample(IEnumerator<LogChunk> chunks)
    {
        var sample = new List<LogChunk>();
        while (sample.Count < SampleChunks && chunks.MoveNext())
            sample.Add(chunks.Current);
        return sample;
    }

    private static IEnumerable<LogChunk> Rest(IEnumerator<LogChunk> chunks)
    {
        while (chunks.MoveNext())
            yield return chunks.Current;
    }

    private static long? Total(IReadOnlyList<LogReader> inputs) => inputs.Any(input => input.Length is null) ? null : inputs.Sum(input => input.Length);
}
