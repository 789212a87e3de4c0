using Microsoft.EntityFrameworkCore;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Estimates;

/// <summary>
/// Estimates as they were made, with method, catalogue and program. One that was published stays as it is: when the same period comes out otherwise, a
/// further revision stands beside it, and a change of method or catalogue is noted where it begins.
/// </summary>
internal sealed class EstimateBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Keeps a figure; nothing where the last revision says the same.</summary>
    public async Task KeepAsync(SiteId site, string period, DayRange range, EstimateFigure figure, string catalogue, CancellationToken cancellation)
    {
        var provisional = period == EstimatePeriods.Today;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (provisional)
            await db.Estimates.TagWith("EstimateBook.Keep").Where(row => row.SiteId == site.Value && row.Provisional).ExecuteDeleteAsync(cancellation);
        var last = provisional ? null : await LastAsync(db, site, period, range, cancellation);
        var written = figure.Written();
        if (last is not null && last.Figure == written && last.Method == EstimateRunner.Method && last.Catalogue == catalogue)
            return;
        var now = clock.GetUtcNow().UtcDateTime;
        if (!provisional)
            await AnnotateAsync(db, site, catalogue, now, cancellation);
        db.Estimates.Add(new EstimateRecord
        {
            SiteId = site.Value, Period = period, FirstDay = range.From, LastDay = range.To, Revision = (last?.Revision ?? 0) + 1, Provisional = provisional, Made = now,
            Method = EstimateRunner.Method, Catalogue = catalogue, Version = MurmureServer.Version, Figure = written,
        });
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>The last revision of a period; null before the first.</summary>
    public async Task<EstimateRecord?> LastAsync(SiteId site, string period, DayRange range, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await LastAsync(db, site, period, range, cancellation);
    }

    /// <summary>The last day that an estimate of such a period is of; null before the first.</summary>
    public async Task<DateOnly?> LastDayAsync(SiteId site, string period, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Estimates.TagWith("EstimateBook.LastDay").Where(row => row.SiteId == site.Value && row.Period == period).MaxAsync(row => (DateOnly?)row.LastDay, cancellation);
    }

    /// <summary>Every revision of the periods that end within these days, the last day first, then the highest revision.</summary>
    public async Task<IReadOnlyList<EstimateRecord>> ListAsync(SiteId site, DayRange days, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Estimates.TagWith("EstimateBook.List").AsNoTracking().Where(row => row.SiteId == site.Value && row.LastDay >= days.From && row.LastDay <= days.To)
            .OrderByDescending(row => row.LastDay).ThenBy(row => row.Period).ThenByDescending(row => row.FirstDay).ThenByDescending(row => row.Revision).ToListAsync(cancellation);
    }

    /// <summary>Changes of method and catalogue, the latest first.</summary>
    public async Task<IReadOnlyList<EstimateAnnotation>> AnnotationsAsync(SiteId site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.EstimateAnnotations.TagWith("EstimateBook.Annotations").AsNoTracking().Where(row => row.SiteId == site.Value).OrderByDescending(row => row.Id).ToListAsync(cancellation);
    }

    private static Task<EstimateRecord?> LastAsync(MurmureDb db, SiteId site, string period, DayRange range, CancellationToken cancellation) => db.Estimates
        .TagWith("EstimateBook.Last").AsNoTracking().Where(row => row.SiteId == site.Value && row.Period == period && row.FirstDay == range.From && row.LastDay == range.To)
        .OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellation);

    private static async Task AnnotateAsync(MurmureDb db, SiteId site, string catalogue, DateTime now, CancellationToken cancellation)
    {
        var before = await db.Estimates.TagWith("EstimateBook.Annotate").AsNoTracking().Where(row => row.SiteId == site.Value && !row.Provisional)
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellation);
        if (before is null)
            return;
        foreach (var (kind, was, becomes) in new[] { ("method", before.Method, EstimateRunner.Method), ("catalogue", before.Catalogue, catalogue) })
        {
            if (was != becomes)
                db.EstimateAnnotations.Add(new EstimateAnnotation { SiteId = site.Value, At = now, Kind = kind, Was = was, Is = becomes });
        }
    }
}
