using Microsoft.EntityFrameworkCore;
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

    /// <param name="account">The member who writes it; null for a program.</param>
    /// <param name="key">The name of the program's key; empty for a member.</param>
    public async Task<(Annotation? Made, AnnotationProblem Problem)> AddAsync(SiteRules site, DateOnly day, string text, long? account, string key, CancellationToken cancellation)
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
        var made = new Annotation { SiteId = site.Id.Value, Day = day, Text = line, AccountId = account, Key = key, At = clock.GetUtcNow().UtcDateTime };
        db.Annotations.Add(made);
        await db.SaveChangesAsync(cancellation);
        return (made, AnnotationProblem.None);
    }

    /// <summary>Removes a note of one of these sites; false where it is none of theirs.</summary>
    public async Task<bool> RemoveAsync(IReadOnlyList<SiteRules> sites, long id, CancellationToken cancellation)
    {
        var known = sites.Select(site => site.Id.Value).ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Annotations.TagWith("AnnotationBook.Remove").Where(row => row.Id == id && known.Contains(row.SiteId)).ExecuteDeleteAsync(cancellation) == 1;
    }
}
