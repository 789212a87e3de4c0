using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>What a source counted of a link.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Undated">Clicks of which the source tells no day.</param>
public sealed record ImportedCount(string Source, long Clicks, long Undated, DateOnly? First, DateOnly? Last);

/// <summary>Clicks that other services counted, apart from ours in a table of their own: no report adds the two up.</summary>
internal sealed class ImportedClicksBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>A source asked so recently is not asked again for the same link: a run that was cut off goes on with the others.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>Puts what a source tells of links in place of what it told before.</summary>
    public async Task KeepAsync(LinkSource source, IReadOnlyList<(long Link, ForeignLink Told)> links, CancellationToken cancellation)
    {
        var told = links.Where(one => one.Told.Clicks is not null || one.Told.ClicksByDay is not null).DistinctBy(one => one.Link).ToList();
        if (told.Count == 0)
            return;
        var (ids, now) = (told.Select(one => one.Link).ToList(), clock.GetUtcNow().UtcDateTime);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.ImportedClicks.TagWith("ImportedClicksBook.Keep").Where(row => row.Source == source.Slug && ids.Contains(row.LinkId)).ExecuteDeleteAsync(cancellation);
        foreach (var (link, foreign) in told)
        {
            db.ImportedClicks.AddRange(Days(foreign).Select(day => new ImportedClicks { LinkId = link, Source = source.Slug, Day = day.Key, Clicks = day.Value, Asked = now }));
        }
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Which of the links the source told of lately.</summary>
    public async Task<HashSet<long>> FreshAsync(LinkSource source, IReadOnlyList<long> links, CancellationToken cancellation)
    {
        var since = clock.GetUtcNow().UtcDateTime - Fresh;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.ImportedClicks.TagWith("ImportedClicksBook.Fresh").Where(row => row.Source == source.Slug && links.Contains(row.LinkId) && row.Asked > since)
            .Select(row => row.LinkId).ToHashSetAsync(cancellation);
    }

    /// <summary>What each source counted of a link. The caller has made sure that the link is its organisation's.</summary>
    public async Task<IReadOnlyList<ImportedCount>> OfAsync(long link, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var rows = await db.ImportedClicks.TagWith("ImportedClicksBook.Of").AsNoTracking().Where(row => row.LinkId == link).ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.Source, StringComparer.Ordinal).Select(group =>
        {
            var dated = group.Where(row => row.Day != ImportedClicks.Undated).ToList();
            return new ImportedCount(
                LinkSource.Find(group.Key)?.Name ?? group.Key, group.Sum(row => row.Clicks), group.Where(row => row.Day == ImportedClicks.Undated).Sum(row => row.Clicks),
                dated.Count == 0 ? null : dated.Min(row => row.Day), dated.Count == 0 ? null : dated.Max(row => row.Day));
        }).OrderBy(count => count.Source, StringComparer.Ordinal)];
    }

    /// <summary>The clicks by day, and what the total has beyond them. A link without any keeps a nought, so that it is known to have been asked for.</summary>
    public static IReadOnlyDictionary<DateOnly, long> Days(ForeignLink link)
    {
        var days = new Dictionary<DateOnly, long>(link.ClicksByDay ?? new Dictionary<DateOnly, long>());
        var undated = Math.Max(0, (link.Clicks ?? 0) - days.Values.Sum());
        if (undated > 0 || days.Count == 0)
            days[ImportedClicks.Undated] = undated;
        return days;
    }
}
