using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Abuse;

/// <summary>How often a link was reported, and for what.</summary>
/// <param name="Last">The day of the last report, UTC.</param>
public sealed record ReportCount(string Reason, long Reports, DateOnly Last);

/// <summary>Reports of links by anybody. PRIVACY: a report is a count under a reason of the list; who sent it is neither asked nor kept.</summary>
internal sealed class LinkReports(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    public static IReadOnlyList<string> Reasons { get; } = ["phishing", "malware", "spam", "illegal", "private", "other"];

    /// <summary>Counts one report.</summary>
    /// <param name="reason">One of <see cref="Reasons"/>.</param>
    public async Task AddAsync(long link, string reason, CancellationToken cancellation)
    {
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            /* LinkReports.Add */ INSERT INTO "link_reports" ("LinkId", "Day", "Reason", "Reports") VALUES ({link}, {day}, {reason}, 1)
            ON CONFLICT ("LinkId", "Day", "Reason") DO UPDATE SET "Reports" = "link_reports"."Reports" + 1
            """,
            cancellation);
    }

    /// <summary>The reports of a link. The caller has made sure that it is its organisation's.</summary>
    public async Task<IReadOnlyList<ReportCount>> OfAsync(long link, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var rows = await db.LinkReports.TagWith("LinkReports.Of").AsNoTracking().Where(row => row.LinkId == link).ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.Reason, StringComparer.Ordinal).Select(group => new ReportCount(group.Key, group.Sum(row => row.Reports), group.Max(row => row.Day)))
            .OrderByDescending(count => count.Reports).ThenBy(count => count.Reason, StringComparer.Ordinal)];
    }
}
