using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Choosing another password. Whoever else was signed in with the account is signed out by it.</summary>
public sealed class Passwords(MurmureDb db, UserManager<Account> accounts, OneTimeLinks links, AuditLog audit)
{
    /// <summary>The secret of a link to choose a new password; null when the address has no account.</summary>
    /// <param name="by">Who asks: the address itself, or <see cref="AuditLog.CommandLine"/>.</param>
    public async Task<string?> AskAsync(string email, string by, CancellationToken cancellation)
    {
        if (await accounts.FindByNameAsync(email) is not { } account)
            return null;
        await links.RevokeAsync(LinkPurpose.Reset, account.Id, cancellation);
        var secret = links.Add(new OneTimeLink { Purpose = LinkPurpose.Reset, Hash = [], AccountId = account.Id }, OneTimeLinks.ResetLife);
        audit.Add(account.OrganisationId, by == email ? account.Id : null, by, AuditAction.ResetAsked, account.Email!);
        await db.SaveChangesAsync(cancellation);
        return secret;
    }

    /// <summary>Turns the second factor off; its key and recovery codes are worth nothing from then on, and sessions end. False when there was none.</summary>
    public async Task<bool> TurnSecondFactorOffAsync(Account account, string by, CancellationToken cancellation)
    {
        if (!account.TwoFactorEnabled)
            return false;
        await accounts.SetTwoFactorEnabledAsync(account, false);
        await accounts.ResetAuthenticatorKeyAsync(account);
        await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, 0);
        await EndSessionsAsync(account.Id, null, cancellation);
        audit.Add(account.OrganisationId, null, by, AuditAction.SecondFactorOff, account.Email!);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>Uses a link up and sets the password. False when the link was used meanwhile.</summary>
    public async Task<bool> ResetAsync(OneTimeLink link, Account account, string password, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await links.UseAsync(link, cancellation) || !(await SetAsync(account, password)).Succeeded)
            return false;
        await accounts.SetLockoutEndDateAsync(account, null);
        await accounts.ResetAccessFailedCountAsync(account);
        await EndSessionsAsync(account.Id, null, cancellation);
        audit.Add(account.OrganisationId, account.Id, account.Email!, AuditAction.PasswordChanged, account.Email!);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Changes the password of who is signed in; other sessions end. False when the present one is wrong: that counts towards the lockout.</summary>
    public async Task<bool> ChangeAsync(Account account, string present, string password, long? session, CancellationToken cancellation)
    {
        if (await accounts.IsLockedOutAsync(account))
            return false;
        if (!await accounts.CheckPasswordAsync(account, present))
        {
            await accounts.AccessFailedAsync(account);
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!(await SetAsync(account, password)).Succeeded)
            return false;
        await EndSessionsAsync(account.Id, session, cancellation);
        audit.Add(account.OrganisationId, account.Id, account.Email!, AuditAction.PasswordChanged, account.Email!);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Ends the account's sessions, but for one.</summary>
    public Task<int> EndSessionsAsync(long account, long? except, CancellationToken cancellation) =>
        db.Sessions.TagWith("Passwords.EndSessions").Where(s => s.AccountId == account && s.Id != except).ExecuteDeleteAsync(cancellation);

    private async Task<IdentityResult> SetAsync(Account account, string password)
    {
        if (account.PasswordHash is not null && await accounts.RemovePasswordAsync(account) is { Succeeded: false } refused)
            return refused;
        return await accounts.AddPasswordAsync(account, password);
    }
}
