using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Annotations;

internal enum AnnotationProblem
{
    None,
    Text,
    Day,
    Many,
}

/// <summary>Members' notes.</summary>
internal sealed class AnnotationBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Of one site: a note a day for more than a year.</summary>
    public const int Most = 500;

    /// <summary>The notes of these days, oldest first.</summary>
    public async Task<IReadOnlyList<Annotation>> ListAsync(SiteId site, DayRange days, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Annotations.TagWith("AnnotationBook.List").AsNoTracking().Where(row => row.SiteId == site.Value && row.Day >= days.From && row.Day <= days.To)
            .OrderBy(row => row.Day).ThenBy(row => row.Id).ToListAsync(cancellation);
    }

    /// <param name="key">The name of the key of a program that writes it; empty for a member.</param>
    public async Task<(Annotation? Made, AnnotationProblem Problem)> AddAsync(SiteRules site, Maker who, DateOnly day, string text, string key, CancellationToken cancellation)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length is 0 or > Annotation.Longest)
            return (null, AnnotationProblem.Text);
        var today = site.Today(clock);
        if (day < today.AddYears(-10) || day > today.AddYears(1))
            return (null, AnnotationProblem.Day);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Annotations.TagWith("AnnotationBook.Add").CountAsync(row => row.SiteId == site.Id.Value, cancellation) >= Most)
            return (null, AnnotationProblem.Many);
        var made = new Annotation { SiteId = site.Id.Value, Day = day, Text = line, AccountId = who.Account, Key = key, At = clock.GetUtcNow().UtcDateTime };
        db.Annotations.Add(made);
        who.Note(db, clock, AuditAction.NoteAdded, Subject(site, day));
        await db.SaveChangesAsync(cancellation);
        return (made, AnnotationProblem.None);
    }

    /// <summary>Removes a note of one of these sites; false where it is none of theirs.</summary>
    public async Task<bool> RemoveAsync(IReadOnlyList<SiteRules> sites, Maker who, long id, CancellationToken cancellation)
    {
        var known = sites.ToDictionary(site => site.Id.Value);
        var ids = known.Keys.ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Annotations.TagWith("AnnotationBook.Remove").SingleOrDefaultAsync(row => row.Id == id && ids.Contains(row.SiteId), cancellation) is not { } found)
            return false;
        db.Annotations.Remove(found);
        who.Note(db, clock, AuditAction.NoteRemoved, Subject(known[found.SiteId], found.Day));
        return await db.IsKeptAsync(cancellation);
    }

    // What a note said may be why it was removed.
    private static string Subject(SiteRules site, DateOnly day) => $"{site.Host} {ReportRequest.Written(day)}";
}
