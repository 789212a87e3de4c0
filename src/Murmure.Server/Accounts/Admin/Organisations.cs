using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Admin;

/// <summary>Which organisation a verb means.</summary>
public sealed class Organisations(MurmureDb db, TimeProvider clock)
{
    /// <summary>The organisation meant: the key's own; the one named, made when absent; or the only one there is.</summary>
    /// <param name="first">What the very first is called, where a script sets a server up: after the first account's domain, site or key.</param>
    /// <param name="mayMake">Whether a further organisation may be made by naming it.</param>
    public async Task<(Organisation? Organisation, string Problem)> MeantAsync(string? name, long? within, string first, bool mayMake, CancellationToken cancellation)
    {
        var all = await db.Organisations.TagWith("Organisations.Meant").OrderBy(o => o.Id).ToListAsync(cancellation);
        if (within is { } own)
            return (all.Find(o => o.Id == own), "The key's organisation is gone.");
        if (name is null && all.Count > 1)
            return (null, $"--organisation: name one of {string.Join(", ", all.Select(o => o.Name))}.");
        if (name is null && all is [var only])
            return (only, "");
        if (name is not null && all.Find(o => o.Name == name) is { } named)
            return (named, "");
        if (name is not null && all.Count > 0 && !mayMake)
            return (null, $"--organisation {name}: no such organisation.");
        var made = name ?? first;
        if (made.Length is 0 or > 80)
            return (null, $"--organisation {made}: a name has 1 to 80 characters.");
        var organisation = new Organisation { Name = made, Created = clock.GetUtcNow().UtcDateTime };
        db.Organisations.Add(organisation);
        await db.SaveChangesAsync(cancellation);
        if (all.Count == 0)
        {
            await db.Sites.TagWith("Organisations.Meant").Where(site => site.OrganisationId == null)
                .ExecuteUpdateAsync(row => row.SetProperty(site => site.OrganisationId, organisation.Id), cancellation);
        }

        return (organisation, "");
    }
}
