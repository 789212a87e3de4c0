using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Surveys;

/// <summary>Which sites ask, in memory: no visitor's request asks a database.</summary>
internal sealed class SurveyBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock) : IHostedService
{
    private volatile FrozenDictionary<long, SurveyRules> asking = FrozenDictionary<long, SurveyRules>.Empty;

    /// <summary>Whom the site asks; null where it asks nobody. Which channel brought a visit is outside of the exemption, and a log has nobody to ask.</summary>
    public SurveyRules? Of(SiteRules site) => Allows(site) ? asking.GetValueOrDefault(site.Id.Value) : null;

    /// <summary>Whether the site's profile lets anybody be asked.</summary>
    public static bool Allows(SiteRules site) => site.Profile is ComplianceProfile.EuConsent or ComplianceProfile.UkStats;

    public Task StartAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The settings; those of a site that has never asked where it has none.</summary>
    public async Task<SurveySetting> LoadAsync(SiteId site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Surveys.TagWith("SurveyBook.Load").AsNoTracking().SingleOrDefaultAsync(row => row.SiteId == site.Value, cancellation)
            ?? new SurveySetting { SiteId = site.Value, Direct = 100, Tagged = 1_000, Public = 20, Languages = ["en", "fr"] };
    }

    public async Task KeepAsync(SiteRules site, SurveySetting setting, long? account, string who, CancellationToken cancellation)
    {
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
        {
            setting.SiteId = site.Id.Value;
            if (await db.Surveys.TagWith("SurveyBook.Keep").AnyAsync(row => row.SiteId == site.Id.Value, cancellation))
                db.Surveys.Update(setting);
            else
                db.Surveys.Add(setting);
            new AuditLog(db, clock).Add(site.Organisation, account, who, AuditAction.SurveyChanged, site.Host);
            await db.SaveChangesAsync(cancellation);
        }
        await ReadAsync(cancellation);
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        asking = (await db.Surveys.TagWith("SurveyBook.Read").AsNoTracking().ToListAsync(cancellation))
            .Select(row => (row.SiteId, Rules: SurveyRules.Of(row))).Where(row => row.Rules is not null).ToFrozenDictionary(row => row.SiteId, row => row.Rules!);
    }
}
