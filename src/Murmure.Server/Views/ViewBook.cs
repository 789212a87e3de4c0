using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Views;

internal enum ViewProblem
{
    None,
    Name,
    Many,
}

/// <summary>
/// The saved views of sites: somebody's own, and those of the organisation. Of an address only what <see cref="SiteQuestion"/> knows is kept, in its own
/// spelling, and it is read again before it is used: nothing else that an address said comes back out.
/// </summary>
internal sealed class ViewBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Of one owner on one site: more would be no choice any more.</summary>
    public const int Most = 30;

    /// <summary>What is kept of a question: everything but the language, which is the reader's, and the order of a table, which the site's page has none of.</summary>
    public static string QueryOf(SiteQuestion question) => (question with { Language = null, Sort = null }).Href("");

    /// <summary>The question that was kept.</summary>
    /// <param name="today">The day that it is where the site's readers are.</param>
    public static SiteQuestion Read(string query, DateOnly today) => SiteQuestion.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), today);

    /// <summary>The views that a member sees, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(SiteId site, long account, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return [.. (await db.SavedViews.TagWith("ViewBook.List").AsNoTracking().Where(view => view.SiteId == site.Value && (view.AccountId == null || view.AccountId == account))
            .ToListAsync(cancellation)).OrderBy(view => view.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(view => view.Id)];
    }

    /// <summary>Keeps a question; in the place of the owner's view of that name. What somebody keeps for themselves is nobody else's to read of.</summary>
    /// <param name="shared">Whether it is the organisation's, and not the member's own.</param>
    public async Task<ViewProblem> KeepAsync(SiteRules site, Caller who, bool shared, string name, SiteQuestion question, CancellationToken cancellation)
    {
        long? account = shared ? null : who.AccountId;
        var line = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length is 0 or > SavedView.LongestName)
            return ViewProblem.Name;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var theirs = await db.SavedViews.TagWith("ViewBook.Keep").Where(view => view.SiteId == site.Id.Value && view.AccountId == account).ToListAsync(cancellation);
        if (theirs.Find(view => view.Name == line) is { } known)
            known.Query = QueryOf(question);
        else if (theirs.Count >= Most)
            return ViewProblem.Many;
        else
            db.SavedViews.Add(new SavedView { SiteId = site.Id.Value, AccountId = account, Name = line, Query = QueryOf(question) });
        if (shared)
            new AuditLog(db, clock).Add(who, AuditAction.ViewKept, $"{site.Host} {line}");
        await db.SaveChangesAsync(cancellation);
        return ViewProblem.None;
    }

    /// <summary>Removes a member's own view, or one of the organisation's where the member may.</summary>
    public async Task RemoveAsync(SiteRules site, Caller who, long id, bool ofOrganisation, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.SavedViews.TagWith("ViewBook.Remove")
            .SingleOrDefaultAsync(view => view.Id == id && view.SiteId == site.Id.Value && (view.AccountId == who.AccountId || (ofOrganisation && view.AccountId == null)), cancellation) is not { } found)
            return;
        db.SavedViews.Remove(found);
        if (found.AccountId is null)
            new AuditLog(db, clock).Add(who, AuditAction.ViewRemoved, $"{site.Host} {found.Name}");
        // Asked twice at once, it is gone already.
        await db.IsKeptAsync(cancellation);
    }
}
