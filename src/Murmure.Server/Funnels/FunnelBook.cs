using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

internal enum FunnelProblem
{
    None,
    Name,
    Steps,
    Goal,
    Many,
    Gone,
}

/// <summary>The funnels that members set up.</summary>
internal sealed class FunnelBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Of one site.</summary>
    public const int Most = 20;

    public const int FewestSteps = 2;

    public const int LongestStep = 200;

    /// <summary>What a line stands for: a page where it begins like a path, else a goal.</summary>
    public static VisitStep StepOf(string line) => new(line is not ['/' or '*', ..], line);

    /// <summary>A site's funnels, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<Funnel>> ListAsync(SiteId site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Funnels.TagWith("FunnelBook.List").AsNoTracking().Where(funnel => funnel.SiteId == site.Value).OrderBy(funnel => funnel.Id).ToListAsync(cancellation);
    }

    /// <summary>A funnel by its number, of one of these sites; null where it is none of theirs.</summary>
    public async Task<Funnel?> FindAsync(IReadOnlyList<SiteRules> sites, long id, CancellationToken cancellation)
    {
        var known = sites.Select(site => site.Id.Value).ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Funnels.TagWith("FunnelBook.Find").AsNoTracking().FirstOrDefaultAsync(funnel => funnel.Id == id && known.Contains(funnel.SiteId), cancellation);
    }

    /// <summary>
    /// Makes one, or changes the one of that number. A goal must be one of the site's settings: a name that nobody declared is folded when the day closes,
    /// where few reached it.
    /// </summary>
    public async Task<(Funnel? Kept, FunnelProblem Problem)> KeepAsync(SiteRules site, Maker who, long? id, string name, IReadOnlyList<string> steps, CancellationToken cancellation)
    {
        var (line, problem) = Read(site, name, steps);
        if (line is null)
            return (null, problem);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var ofSite = db.Funnels.TagWith("FunnelBook.Keep").Where(funnel => funnel.SiteId == site.Id.Value);
        var kept = id is null ? new Funnel { SiteId = site.Id.Value, Name = line } : await ofSite.SingleOrDefaultAsync(funnel => funnel.Id == id, cancellation);
        if (kept is null)
            return (null, FunnelProblem.Gone);
        if (id is null)
        {
            if (await ofSite.CountAsync(cancellation) >= Most)
                return (null, FunnelProblem.Many);
            db.Funnels.Add(kept);
        }

        // A new list: a change is seen by comparing.
        (kept.Name, kept.Steps) = (line, [.. steps]);
        who.Note(db, clock, id is null ? AuditAction.FunnelAdded : AuditAction.FunnelChanged, $"{site.Host} {line}");
        await db.SaveChangesAsync(cancellation);
        return (kept, FunnelProblem.None);
    }

    /// <summary>False where there is none of that number.</summary>
    public async Task<bool> RemoveAsync(SiteRules site, Maker who, long id, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Funnels.TagWith("FunnelBook.Remove").SingleOrDefaultAsync(funnel => funnel.Id == id && funnel.SiteId == site.Id.Value, cancellation) is not { } found)
            return false;
        db.Funnels.Remove(found);
        who.Note(db, clock, AuditAction.FunnelRemoved, $"{site.Host} {found.Name}");
        return await db.IsKeptAsync(cancellation);
    }

    private static (string? Name, FunnelProblem Problem) Read(SiteRules site, string name, IReadOnlyList<string> steps)
    {
        var line = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length is 0 or > Funnel.LongestName)
            return (null, FunnelProblem.Name);
        if (steps.Count is < FewestSteps or > VisitStep.Most || steps.Any(step => step.Length is 0 or > LongestStep || step.Any(char.IsControl)) || steps.Distinct(StringComparer.Ordinal).Count() < steps.Count)
            return (null, FunnelProblem.Steps);
        if (steps.Select(StepOf).Any(step => step.OfGoal && site.Goals.All(goal => goal.Name != step.Value)))
            return (null, FunnelProblem.Goal);
        return (line, FunnelProblem.None);
    }
}
