using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>The first account, organisation and site, made at once or not at all.</summary>
public sealed class SetUp(
    MurmureDb db, UserManager<Account> accounts, OneTimeLinks links, AuditLog audit, AccountState state, SiteBook sites, TimeProvider clock)
{
    /// <summary>The secret of a new set-up link, in place of earlier ones; null once there is an account.</summary>
    public async Task<string?> LinkAsync(CancellationToken cancellation)
    {
        if (await db.Users.AnyAsync(cancellation))
            return null;
        await links.RevokeAsync(LinkPurpose.SetUp, null, cancellation);
        var secret = links.Add(new OneTimeLink { Purpose = LinkPurpose.SetUp, Hash = [] }, OneTimeLinks.SetUpLife);
        await db.SaveChangesAsync(cancellation);
        return secret;
    }

    /// <summary>Uses the link up and makes everything; null when the link was used meanwhile, or the account cannot be made.</summary>
    public async Task<Account?> RunAsync(OneTimeLink link, string email, string password, string organisationName, Site site, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await links.UseAsync(link, cancellation) || await db.Users.AnyAsync(cancellation))
            return null;
        var now = clock.GetUtcNow().UtcDateTime;
        var organisation = await OrganisationAsync(organisationName, now, cancellation);
        var account = new Account { UserName = email, Email = email, EmailConfirmed = true, Created = now, OrganisationId = organisation.Id };
        if (!(await accounts.CreateAsync(account, password)).Succeeded)
            return null;
        db.Memberships.Add(new Membership { OrganisationId = organisation.Id, AccountId = account.Id, Role = Role.Owner });
        // What was there before anybody was: the demonstration, and logs that verbs read.
        await db.Sites.TagWith("SetUp.Run").Where(s => s.OrganisationId == null)
            .ExecuteUpdateAsync(row => row.SetProperty(s => s.OrganisationId, organisation.Id), cancellation);
        await PutAsync(site, organisation.Id, cancellation);
        audit.Add(organisation.Id, account.Id, email, AuditAction.SetUp, organisationName);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await state.ReadAsync(cancellation);
        await sites.PublishAsync(cancellation);
        return account;
    }

    // A site or key that a verb added before anybody had an account made an organisation, which nobody belongs to yet: it is this one.
    private async Task<Organisation> OrganisationAsync(string name, DateTime now, CancellationToken cancellation)
    {
        var organisation = await db.Organisations.TagWith("SetUp.Organisation").OrderBy(o => o.Id).FirstOrDefaultAsync(cancellation);
        if (organisation is null)
            db.Organisations.Add(organisation = new Organisation { Name = name, Created = now });
        organisation.Name = name;
        await db.SaveChangesAsync(cancellation);
        return organisation;
    }

    private async Task PutAsync(Site site, long organisation, CancellationToken cancellation)
    {
        if (await db.Sites.TagWith("SetUp.Put").FirstOrDefaultAsync(s => s.Host == site.Host, cancellation) is { } known)
        {
            (known.TimeZone, known.Language, known.Profile) = (site.TimeZone, site.Language, site.Profile);
            return;
        }

        site.OrganisationId = organisation;
        db.Sites.Add(site);
    }
}
