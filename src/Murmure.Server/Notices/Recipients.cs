using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>Who is told of one thing of one site.</summary>
internal sealed record SiteRecipients(IReadOnlyList<NoticeSubscription> Members, IReadOnlyList<NoticeOutlet> Outlets)
{
    public bool IsEmpty => Members.Count == 0 && Outlets.Count == 0;

    /// <summary>Those who were there at that time: who comes later is not told of what was due before.</summary>
    public SiteRecipients At(DateTime time) => new([.. Members.Where(one => one.Created <= time)], [.. Outlets.Where(one => one.Created <= time)]);
}

/// <summary>Finds who is told what. Members alone: whoever left the organisation hears no more, whatever they had subscribed to.</summary>
internal sealed class Recipients(IDbContextFactory<MurmureDb> metadata)
{
    public async Task<SiteRecipients> OfAsync(SiteRules site, string kind, CancellationToken cancellation)
    {
        if (site.Organisation is not { } organisation)
            return new([], []);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var members = await db.NoticeSubscriptions.TagWith("Recipients.Members").AsNoTracking()
            .Where(one => one.SiteId == site.Id.Value && one.Kind == kind && db.Memberships.Any(member => member.OrganisationId == organisation && member.AccountId == one.AccountId))
            .OrderBy(one => one.Id).ToListAsync(cancellation);
        var outlets = await db.NoticeOutlets.TagWith("Recipients.Outlets").AsNoTracking().Where(one => one.SiteId == site.Id.Value).OrderBy(one => one.Id).ToListAsync(cancellation);
        return new(members, [.. outlets.Where(one => one.Tells.Contains(kind, StringComparer.Ordinal))]);
    }
}
