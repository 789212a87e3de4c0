using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Privacy;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Imports.History;

/// <summary>A day as a program counted it.</summary>
internal readonly record struct HistoryDay(string Source, DateOnly Day, long Visits, long Direct);

/// <summary>What a site has of a program.</summary>
internal sealed record HistoryHeld(string Source, DateOnly First, DateOnly Last, int Days, long Visits, long Direct);

/// <summary>What became of rows.</summary>
/// <param name="Days">Days that they are of.</param>
/// <param name="Changed">Of these, those that were not there, or otherwise.</param>
/// <param name="Older">Days that were left out, because counts of that age are not kept.</param>
public sealed record HistoryTaken(string Source, int Days, int Changed, long Visits, DateOnly First, DateOnly Last, int Older);

/// <summary>
/// What other programs counted of a site. A day of a program is one thing: given again it stands in place of what was there, and given again as it is it changes
/// nothing. It is kept apart from what is measured, and nothing here adds the two up.
/// </summary>
internal sealed class HistoryBook(IDbContextFactory<MurmureDb> metadata, RetentionOptions kept, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Puts rows in place of what was known of their days; all of them or none. Null where all of them are older than counts are kept.</summary>
    public async Task<HistoryTaken?> TakeAsync(SiteRules site, HistorySource source, IReadOnlyList<HistoryRow> rows, Maker who, CancellationToken cancellation)
    {
        var oldest = kept.CountsFrom(site.Today(clock));
        var told = rows.Where(row => row.Day >= oldest).GroupBy(row => row.Day).ToDictionary(day => day.Key, Folded);
        var older = rows.Where(row => row.Day < oldest).Select(row => row.Day).Distinct().Count();
        if (told.Count == 0)
            return null;
        var (first, last) = (told.Keys.Min(), told.Keys.Max());
        // The same file twice at once: the second finds what the first put there.
        await turn.WaitAsync(cancellation);
        try
        {
            var changed = await ReplaceAsync(site, source, told, new DayRange(first, last), who, cancellation);
            return new HistoryTaken(source.Slug, told.Count, changed, told.Values.Sum(day => day.Values.Sum()), first, last, older);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What there is of each program.</summary>
    public async Task<IReadOnlyList<HistoryHeld>> HeldAsync(SiteRules site, CancellationToken cancellation) =>
    [
        .. (await DaysAsync(site, DayRange.All, cancellation)).GroupBy(day => day.Source, StringComparer.Ordinal)
            .Select(source => new HistoryHeld(source.Key, source.Min(day => day.Day), source.Max(day => day.Day), source.Count(), source.Sum(day => day.Visits), source.Sum(day => day.Direct))),
    ];

    /// <summary>The days that programs told of, by program and day.</summary>
    public async Task<IReadOnlyList<HistoryDay>> DaysAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var rows = await db.ImportedVisits.TagWith("HistoryBook.Days").Where(row => row.SiteId == site.Id.Value && row.Day >= days.From && row.Day <= days.To)
            .GroupBy(row => new { row.Source, row.Day })
            .Select(day => new { day.Key.Source, day.Key.Day, Visits = day.Sum(row => row.Visits), Direct = day.Sum(row => row.Group == HistoryGroups.Direct ? row.Visits : 0) })
            .OrderBy(day => day.Source).ThenBy(day => day.Day).ToListAsync(cancellation);
        return [.. rows.Select(row => new HistoryDay(row.Source, row.Day, row.Visits, row.Direct))];
    }

    /// <summary>The rows of some days, as they are kept.</summary>
    public async Task<IReadOnlyList<ImportedVisits>> RowsAsync(SiteRules site, string? source, DayRange days, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await Of(db, site, source, days).AsNoTracking().OrderBy(row => row.Source).ThenBy(row => row.Day).ThenBy(row => row.Group).ThenBy(row => row.Channel).ToListAsync(cancellation);
    }

    /// <summary>Removes what a program told of some days; how many days that was.</summary>
    public async Task<int> RemoveAsync(SiteRules site, HistorySource source, DayRange days, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var count = await Of(db, site, source.Slug, days).Select(row => row.Day).Distinct().CountAsync(cancellation);
        if (count == 0)
            return 0;
        await Of(db, site, source.Slug, days).ExecuteDeleteAsync(cancellation);
        who.Note(db, clock, AuditAction.HistoryRemoved, $"{site.Host} · {source.Name}");
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return count;
    }

    public void Dispose() => turn.Dispose();

    private async Task<int> ReplaceAsync(
        SiteRules site, HistorySource source, Dictionary<DateOnly, Dictionary<(string Group, string Channel), long>> told, DayRange days, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var known = (await Of(db, site, source.Slug, days).ToListAsync(cancellation)).GroupBy(row => row.Day).ToDictionary(day => day.Key, day => day.ToList());
        var changed = told.Where(day => !IsSame(day.Value, known.GetValueOrDefault(day.Key, []))).ToList();
        if (changed.Count == 0)
            return 0;
        db.ImportedVisits.RemoveRange(changed.SelectMany(day => known.GetValueOrDefault(day.Key, [])));
        await db.SaveChangesAsync(cancellation);
        // A row that is gone and comes back is another one, and has the same key.
        db.ChangeTracker.Clear();
        db.ImportedVisits.AddRange(changed.SelectMany(day => day.Value.Select(row =>
            new ImportedVisits { SiteId = site.Id.Value, Source = source.Slug, Day = day.Key, Group = row.Key.Group, Channel = row.Key.Channel, Visits = row.Value })));
        who.Note(db, clock, AuditAction.HistoryImported, $"{site.Host} · {source.Name}");
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return changed.Count;
    }

    private static IQueryable<ImportedVisits> Of(MurmureDb db, SiteRules site, string? source, DayRange days) =>
        db.ImportedVisits.TagWith("HistoryBook.Of").Where(row => row.SiteId == site.Id.Value && (source == null || row.Source == source) && row.Day >= days.From && row.Day <= days.To);

    private static Dictionary<(string Group, string Channel), long> Folded(IEnumerable<HistoryRow> rows) =>
        rows.GroupBy(row => (row.Group, row.Channel)).ToDictionary(same => same.Key, same => same.Sum(row => row.Visits));

    private static bool IsSame(Dictionary<(string Group, string Channel), long> told, List<ImportedVisits> known) =>
        told.Count == known.Count && known.TrueForAll(row => told.TryGetValue((row.Group, row.Channel), out var visits) && visits == row.Visits);
}
