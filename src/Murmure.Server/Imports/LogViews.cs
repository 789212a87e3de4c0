using Microsoft.EntityFrameworkCore;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Imports;

/// <summary>What a site's log says of its people on days on which the script counted them.</summary>
public sealed class LogViews(IDbContextFactory<MurmureDb> metadata, IEventStore events)
{
    /// <summary>Adds page views that an import left to the script. A kill after their lines are known and before this leaves out those of one call.</summary>
    public async Task AddAsync(SiteId site, IReadOnlyDictionary<DateOnly, long> views, CancellationToken cancellation)
    {
        if (views.Count == 0)
            return;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        foreach (var (day, count) in views)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                /* LogViews.Add */ INSERT INTO log_days ("SiteId", "Day", "Views") VALUES ({site.Value}, {day}, {count})
                ON CONFLICT ("SiteId", "Day") DO UPDATE SET "Views" = "Views" + excluded."Views"
                """,
                cancellation);
        }
    }

    /// <summary>Whether a script alone tells of the site: it reports how pages are read, and neither a log nor a proxy ever told what it cannot see.</summary>
    public async Task<bool> AreMissingAsync(SiteRules site, CancellationToken cancellation)
    {
        // First what costs little: this is asked while a page is drawn.
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.LogDays.TagWith("LogViews.AreMissing").AnyAsync(day => day.SiteId == site.Id.Value, cancellation))
            return false;
        var query = new ReportQuery(site.Host, DayRange.All, [Metric.Previews, Metric.EngagedTime, Metric.ScrollReports]) { Caller = "LogViews.AreMissing" };
        var told = await events.QueryAsync(query, cancellation);
        return told.Sum(Metric.Previews) == 0 && told.Sum(Metric.EngagedTime) + told.Sum(Metric.ScrollReports) > 0;
    }

    /// <summary>The days of this range on which both are known, oldest first.</summary>
    public async Task<IReadOnlyList<SeenDay>> CompareAsync(SiteRules site, DayRange range, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var logged = await db.LogDays.TagWith("LogViews.Compare").AsNoTracking()
            .Where(day => day.SiteId == site.Id.Value && day.Day >= range.From && day.Day <= range.To).OrderBy(day => day.Day).ToListAsync(cancellation);
        if (logged.Count == 0)
            return [];
        var query = new ReportQuery(site.Host, new DayRange(logged[0].Day, logged[^1].Day), [Metric.Pageviews, Metric.UnknownViews])
        {
            Dimensions = [Dimension.Day], Caller = "LogViews.Compare",
        };
        var told = (await events.QueryAsync(query, cancellation)).Rows.ToDictionary(row => row.Day, row => row[Metric.Pageviews] + row[Metric.UnknownViews]);
        return [.. logged.Where(day => told.GetValueOrDefault(day.Day) > 0).Select(day => new SeenDay(day.Day, day.Views, told[day.Day]))];
    }
}
