using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Dashboard.Forms;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Admin;

/// <summary>What the verb <c>user</c> does.</summary>
public sealed class WorkspaceUsers(
    MurmureDb db, UserManager<Account> accounts, Members members, Passwords passwords, OneTimeLinks links, Organisations organisations, TimeProvider clock)
{
    /// <summary>Makes an account where there is none and gives it a place in an organisation.</summary>
    /// <param name="within">The organisation of the key that asks; null for whoever sits at the server, who may name any.</param>
    public async Task<AdminAnswer> AddAsync(AddUserRequest asked, long? within, CancellationToken cancellation)
    {
        if (FormValues.Email(asked.Email) is not { } email)
            return new(false, $"{asked.Email}: this is no e-mail address.");
        if (!Enum.TryParse<Role>(asked.Role, ignoreCase: true, out var role) || !Enum.IsDefined(role))
            return new(false, $"--role {asked.Role}: a role is owner, editor or viewer.");
        var known = await accounts.FindByNameAsync(email);
        if (known is not null && asked.Password is not null)
            return new(false, $"{email}: this account exists; 'murmure user reset {email}' gives a link to choose another password.");
        if (asked.Password is { } password && PasswordRule.Problem(email, password) is { } weak)
            return new(false, $"The password will not do ({weak}): {PasswordRule.Shortest} to {PasswordRule.Longest} characters, not the account's own name.");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (organisation, problem) = await organisations.MeantAsync(asked.Organisation, within, email.Split('@')[1], true, cancellation);
        if (organisation is not { } place)
            return new(false, problem);
        var account = known ?? new Account { UserName = email, Email = email, EmailConfirmed = true, Created = clock.GetUtcNow().UtcDateTime };
        if (known is null && await (asked.Password is { } chosen ? accounts.CreateAsync(account, chosen) : accounts.CreateAsync(account)) is { Succeeded: false })
            return new(false, $"{email}: the account could not be made.");
        await members.JoinAsync(place.Id, account, role, null, AuditLog.CommandLine, cancellation);
        var secret = known is null && asked.Password is null
            ? links.Add(new OneTimeLink { Purpose = LinkPurpose.Reset, Hash = [], AccountId = account.Id }, OneTimeLinks.InvitationLife)
            : null;
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new(true, $"{email} is {role.ToString().ToLowerInvariant()} of {place.Name}.", secret is null ? null : "/app/reset?token=" + secret);
    }

    /// <summary>A link to choose a new password. A key may ask for members of its organisation alone, and only for those who are in no other.</summary>
    public async Task<AdminAnswer> ResetAsync(ResetUserRequest asked, long? within, CancellationToken cancellation)
    {
        if (await accounts.FindByNameAsync(asked.Email) is not { } account || !await MayResetAsync(account, within, cancellation))
            return new(false, $"{asked.Email}: no such account.");
        if (asked.SecondFactor && within is not null)
            return new(false, "--second-factor: a key may not turn a second factor off; ask whoever runs the server.");
        var off = asked.SecondFactor && await passwords.TurnSecondFactorOffAsync(account, AuditLog.CommandLine, cancellation);
        var secret = await passwords.AskAsync(account.Email!, AuditLog.CommandLine, cancellation);
        return new(true, $"A link for {account.Email} to choose a new password; it works once, for two hours.{(off ? " The second factor is off." : "")}", "/app/reset?token=" + secret);
    }

    private async Task<bool> MayResetAsync(Account account, long? within, CancellationToken cancellation)
    {
        if (within is not { } organisation)
            return true;
        var places = await db.Memberships.TagWith("WorkspaceUsers.MayReset").Where(m => m.AccountId == account.Id).Select(m => m.OrganisationId).ToListAsync(cancellation);
        return places is [var only] && only == organisation;
    }
}
