using Murmure.Attribution;
using Murmure.Connectors;
using Murmure.Server.Links;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports.History;

/// <summary>What becomes of an import: taken, or one of two reasons why nothing of it is.</summary>
public abstract record HistoryOutcome
{
    private HistoryOutcome()
    {
    }

    public sealed record Done(HistoryTaken Taken) : HistoryOutcome;

    public sealed record Unreadable(HistoryProblem Problem) : HistoryOutcome;

    public sealed record Unanswered(ConnectorProblem Problem) : HistoryOutcome;
}

/// <summary>Takes what other programs counted, from their files or from their APIs.</summary>
internal sealed class HistoryImport(HistoryBook book, GoogleHistory google, MatomoHistory matomo, PlausibleHistory plausible, Classifier classifier, TimeProvider clock)
{
    /// <summary>Days that an API is asked for at once.</summary>
    public const int MostDays = 1830;

    public async Task<HistoryOutcome> FileAsync(SiteRules site, HistorySource source, string name, ReadOnlyMemory<byte> body, Maker who, CancellationToken cancellation)
    {
        var file = new HistoryFile(name, body, site.Today(clock));
        return await TakeAsync(site, source, await Task.Run(() => source.Read(file, classifier.Catalogue), cancellation), who, cancellation);
    }

    public async Task<HistoryOutcome> GoogleAsync(SiteRules site, ServiceAccount account, string property, DayRange days, Maker who, CancellationToken cancellation)
    {
        var (rows, problem) = await google.ReadAsync(account, property, days, cancellation);
        return await AnsweredAsync(site, HistorySource.Google, ReadingOf(rows), problem, who, cancellation);
    }

    /// <param name="address">As <see cref="MatomoHistory.AddressOf"/> has it.</param>
    public async Task<HistoryOutcome> MatomoAsync(SiteRules site, Uri address, int number, string token, DayRange days, Maker who, CancellationToken cancellation)
    {
        var (reading, problem) = await matomo.ReadAsync(address, number, token, days, site.Today(clock), cancellation);
        return await AnsweredAsync(site, HistorySource.Matomo, reading, problem, who, cancellation);
    }

    /// <param name="address">As <see cref="PlausibleHistory.AddressOf"/> has it.</param>
    public async Task<HistoryOutcome> PlausibleAsync(SiteRules site, Uri address, string name, string key, DayRange days, Maker who, CancellationToken cancellation)
    {
        var (rows, problem) = await plausible.ReadAsync(address, name, key, days, cancellation);
        return await AnsweredAsync(site, HistorySource.Plausible, ReadingOf(rows), problem, who, cancellation);
    }

    /// <summary>The days of which an API is asked; null where the texts are none, or too many, or not over.</summary>
    public static DayRange? DaysOf(DateOnly today, string? from, string? to) =>
        ReportRequest.DayOf(from) is { } first && ReportRequest.DayOf(to) is { } last && first <= last && last <= today && last.DayNumber - first.DayNumber < MostDays ? new DayRange(first, last) : null;

    public Uri? MatomoAt(string address) => matomo.AddressOf(address);

    public Uri? PlausibleAt(string address) => plausible.AddressOf(address);

    private static HistoryReading? ReadingOf(IReadOnlyList<HistoryRow>? rows) => rows switch
    {
        null => null,
        [] => new HistoryReading.Refused(new HistoryProblem("", 0, "", "rows")),
        _ => new HistoryReading.Read(rows),
    };

    /// <summary>Takes what an API answered; null is that it did not.</summary>
    private async Task<HistoryOutcome> AnsweredAsync(SiteRules site, HistorySource source, HistoryReading? reading, ConnectorProblem? problem, Maker who, CancellationToken cancellation) =>
        reading is null ? new HistoryOutcome.Unanswered(problem ?? new ConnectorProblem(ProblemReason.Malformed)) : await TakeAsync(site, source, reading, who, cancellation);

    private async Task<HistoryOutcome> TakeAsync(SiteRules site, HistorySource source, HistoryReading reading, Maker who, CancellationToken cancellation) => reading switch
    {
        HistoryReading.Read read => await book.TakeAsync(site, source, read.Rows, who, cancellation) is { } taken
            ? new HistoryOutcome.Done(taken) : new HistoryOutcome.Unreadable(new HistoryProblem("", 0, "", "old")),
        HistoryReading.Refused refused => new HistoryOutcome.Unreadable(refused.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
