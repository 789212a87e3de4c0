using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Who wrote what lies with a site. PRIVACY: what is kept has the account's number alone, so that no address outlives its account.</summary>
internal sealed class Writers(IDbContextFactory<MurmureDb> metadata)
{
    /// <summary>The addresses of the members of a site's organisation, by account. Who is not among them was one.</summary>
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(SiteId site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await (
            from place in db.Sites
            join membership in db.Memberships on place.OrganisationId equals membership.OrganisationId
            join account in db.Users on membership.AccountId equals account.Id
            where place.Id == site.Value
            select new { account.Id, account.Email })
            .TagWith("Writers.Of").AsNoTracking().ToDictionaryAsync(one => one.Id, one => one.Email ?? "", cancellation);
    }
}
