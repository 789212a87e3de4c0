using Microsoft.EntityFrameworkCore;
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
}

/// <summary>The funnels that members set up.</summary>
internal sealed class FunnelBook(IDbContextFactory<MurmureDb> metadata)
{
    /// <summary>Of one site.</summary>
    public const int Most = 20;

    public const int FewestSteps = 2;

    private const int LongestStep = 200;

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

    /// <summary>Makes one. A goal must be one of the site's settings: a name that nobody declared is folded when the day closes, where few reached it.</summary>
    public async Task<(Funnel? Made, FunnelProblem Problem)> AddAsync(SiteRules site, string name, IReadOnlyList<string> steps, CancellationToken cancellation)
    {
        var line = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length is 0 or > Funnel.LongestName)
            return (null, FunnelProblem.Name);
        if (steps.Count is < FewestSteps or > VisitStep.Most || steps.Any(step => step.Length is 0 or > LongestStep))
            return (null, FunnelProblem.Steps);
        if (steps.Select(StepOf).Any(step => step.OfGoal && site.Goals.All(goal => goal.Name != step.Value)))
            return (null, FunnelProblem.Goal);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Funnels.TagWith("FunnelBook.Add").CountAsync(funnel => funnel.SiteId == site.Id.Value, cancellation) >= Most)
            return (null, FunnelProblem.Many);
        var made = new Funnel { SiteId = site.Id.Value, Name = line, Steps = [.. steps] };
        db.Funnels.Add(made);
        await db.SaveChangesAsync(cancellation);
        return (made, FunnelProblem.None);
    }

    public async Task RemoveAsync(SiteId site, long id, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.Funnels.TagWith("FunnelBook.Remove").Where(funnel => funnel.Id == id && funnel.SiteId == site.Value).ExecuteDeleteAsync(cancellation);
    }
}
