using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <param name="Account">The member's account.</param>
public sealed record Member(long AccountId, string Email, Role Role, bool SecondFactor, bool HasPasskey);

/// <summary>Who belongs to an organisation: invitations, roles, leaving. What would leave an organisation without an owner is refused.</summary>
public sealed class Members(MurmureDb db, UserManager<Account> accounts, OneTimeLinks links, AuditLog audit, TimeProvider clock)
{
    public Task<List<Member>> ListAsync(long organisation, CancellationToken cancellation) => (
        from membership in db.Memberships
        join account in db.Users on membership.AccountId equals account.Id
        where membership.OrganisationId == organisation
        orderby account.Email
        select new Member(
            account.Id, account.Email ?? "", membership.Role, account.TwoFactorEnabled,
            db.UserPasskeys.Any(passkey => passkey.UserId == account.Id)))
        .TagWith("Members.List").AsNoTracking().ToListAsync(cancellation);

    public Task<List<OneTimeLink>> InvitationsAsync(long organisation, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.OneTimeLinks.TagWith("Members.Invitations").AsNoTracking()
            .Where(link => link.Purpose == LinkPurpose.Invitation && link.OrganisationId == organisation && link.Expires > now)
            .OrderBy(link => link.Email).ToListAsync(cancellation);
    }

    /// <summary>A link for this address to join; an earlier one for it stops working. Null when it belongs already.</summary>
    public async Task<string?> InviteAsync(Caller caller, string email, Role role, CancellationToken cancellation)
    {
        if ((await ListAsync(caller.OrganisationId, cancellation)).Exists(member => string.Equals(member.Email, email, StringComparison.OrdinalIgnoreCase)))
            return null;
        await db.OneTimeLinks.TagWith("Members.Invite")
            .Where(link => link.Purpose == LinkPurpose.Invitation && link.OrganisationId == caller.OrganisationId && link.Email == email)
            .ExecuteDeleteAsync(cancellation);
        var secret = links.Add(
            new OneTimeLink { Purpose = LinkPurpose.Invitation, Hash = [], OrganisationId = caller.OrganisationId, Email = email, Role = role },
            OneTimeLinks.InvitationLife);
        audit.Add(caller, AuditAction.Invited, email);
        await db.SaveChangesAsync(cancellation);
        return secret;
    }

    public async Task RevokeAsync(Caller caller, OneTimeLink invitation, CancellationToken cancellation)
    {
        if (await db.OneTimeLinks.TagWith("Members.Revoke").Where(link => link.Id == invitation.Id && link.OrganisationId == caller.OrganisationId)
            .ExecuteDeleteAsync(cancellation) == 0)
            return;
        audit.Add(caller, AuditAction.InvitationRevoked, invitation.Email ?? "");
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Lets an account join by its invitation. False when the invitation was used meanwhile.</summary>
    public async Task<bool> JoinAsync(OneTimeLink invitation, Account account, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await links.UseAsync(invitation, cancellation))
            return false;
        await JoinAsync(invitation.OrganisationId!.Value, account, invitation.Role!.Value, account.Id, account.Email!, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Makes the invited account and lets it join. Null when the invitation was used meanwhile, or the account cannot be made.</summary>
    public async Task<Account?> JoinAsync(OneTimeLink invitation, string password, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await links.UseAsync(invitation, cancellation) || await MakeAsync(invitation.Email!, password) is not { } account)
            return null;
        await JoinAsync(invitation.OrganisationId!.Value, account, invitation.Role!.Value, account.Id, account.Email!, cancellation);
        await transaction.CommitAsync(cancellation);
        return account;
    }

    /// <summary>Another role. False when it would take the last owner.</summary>
    public async Task<bool> ChangeAsync(Caller caller, Member member, Role role, CancellationToken cancellation)
    {
        if (role != Role.Owner && await IsLastOwnerAsync(caller.OrganisationId, member.AccountId, cancellation))
            return false;
        await db.Memberships.TagWith("Members.Change").Where(m => m.OrganisationId == caller.OrganisationId && m.AccountId == member.AccountId)
            .ExecuteUpdateAsync(row => row.SetProperty(m => m.Role, role), cancellation);
        audit.Add(caller, AuditAction.RoleChanged, member.Email);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>Ends a membership; an account that belongs nowhere any more goes with it. False when it would take the last owner.</summary>
    public async Task<bool> RemoveAsync(Caller caller, Member member, CancellationToken cancellation)
    {
        if (await IsLastOwnerAsync(caller.OrganisationId, member.AccountId, cancellation))
            return false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Memberships.TagWith("Members.Remove").Where(m => m.OrganisationId == caller.OrganisationId && m.AccountId == member.AccountId)
            .ExecuteDeleteAsync(cancellation);
        await db.Users.TagWith("Members.Remove").Where(a => a.Id == member.AccountId && !db.Memberships.Any(m => m.AccountId == a.Id))
            .ExecuteDeleteAsync(cancellation);
        audit.Add(caller, AuditAction.MemberRemoved, member.Email);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>An account without any place yet; null when Identity refuses it.</summary>
    internal async Task<Account?> MakeAsync(string email, string password)
    {
        var account = new Account { UserName = email, Email = email, EmailConfirmed = true, Created = clock.GetUtcNow().UtcDateTime };
        return (await accounts.CreateAsync(account, password)).Succeeded ? account : null;
    }

    internal async Task JoinAsync(long organisation, Account account, Role role, long? by, string who, CancellationToken cancellation)
    {
        if (!await db.Memberships.AnyAsync(m => m.OrganisationId == organisation && m.AccountId == account.Id, cancellation))
            db.Memberships.Add(new Membership { OrganisationId = organisation, AccountId = account.Id, Role = role });
        account.OrganisationId = organisation;
        audit.Add(organisation, by, who, AuditAction.Joined, account.Email!);
        await db.SaveChangesAsync(cancellation);
    }

    private async Task<bool> IsLastOwnerAsync(long organisation, long account, CancellationToken cancellation)
    {
        var owners = await db.Memberships.TagWith("Members.IsLastOwner").Where(m => m.OrganisationId == organisation && m.Role == Role.Owner)
            .Select(m => m.AccountId).ToListAsync(cancellation);
        return owners is [var only] && only == account;
    }
}
