using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>What a member is told of a site by e-mail: each decides for themselves.</summary>
internal sealed class Subscriptions(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    public async Task<IReadOnlyList<NoticeSubscription>> OfAsync(SiteRules site, Caller caller, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await Mine(db, site, caller).AsNoTracking().ToListAsync(cancellation);
    }

    /// <summary>Keeps exactly these kinds, in that language; one that was there already stays what it was.</summary>
    public async Task KeepAsync(SiteRules site, Caller caller, IReadOnlyCollection<string> kinds, string language, string root, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var kept = await Mine(db, site, caller).ToListAsync(cancellation);
        db.NoticeSubscriptions.RemoveRange(kept.Where(one => !kinds.Contains(one.Kind)));
        foreach (var kind in kinds)
        {
            if (kept.Find(one => one.Kind == kind) is { } there)
            {
                (there.Language, there.Root) = (language, root);
                continue;
            }
            db.NoticeSubscriptions.Add(new NoticeSubscription
            {
                SiteId = site.Id.Value, AccountId = caller.AccountId, Kind = kind, Language = language, Root = root, Created = clock.GetUtcNow().UtcDateTime,
            });
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>The last message of each kind to that member that was tried.</summary>
    public async Task<IReadOnlyDictionary<string, NoticeDelivery>> LastAsync(SiteRules site, Caller caller, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var told = await (from delivery in db.NoticeDeliveries
                          join subscription in Mine(db, site, caller) on delivery.SubscriptionId equals subscription.Id
                          orderby delivery.Id
                          select new { subscription.Kind, Delivery = delivery }).TagWith("Subscriptions.Last").AsNoTracking().ToListAsync(cancellation);
        return told.GroupBy(one => one.Kind, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => kind.Last().Delivery, StringComparer.Ordinal);
    }

    private static IQueryable<NoticeSubscription> Mine(MurmureDb db, SiteRules site, Caller caller) =>
        db.NoticeSubscriptions.TagWith("Subscriptions.Mine").Where(one => one.SiteId == site.Id.Value && one.AccountId == caller.AccountId);
}
