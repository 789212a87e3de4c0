using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Admin;

/// <summary>
/// What the verbs <c>user</c>, <c>site</c> and <c>key</c> do: the same on a stopped server's folder, through the socket of a running one, and
/// through its API.
/// </summary>
public sealed class Workspace(
    MurmureDb db, UserManager<Account> accounts, Members members, Passwords passwords, SiteChanges sites, KeyBook keys, OneTimeLinks links,
    AccountState state, TimeProvider clock)
{
    /// <summary>Makes an account where there is none and gives it a place in an organisation.</summary>
    /// <param name="within">The organisation of the key that asks; null for whoever sits at the server, who may name any.</param>
    public async Task<AdminAnswer> AddUserAsync(AddUserRequest asked, long? within, CancellationToken cancellation)
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
        var (organisation, problem) = await OrganisationAsync(asked.Organisation, within, email.Split('@')[1], true, cancellation);
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
        await state.ReadAsync(cancellation);
        await sites.PublishAsync(cancellation);
        return new(true, $"{email} is {role.ToString().ToLowerInvariant()} of {place.Name}.", secret is null ? null : "/app/reset?token=" + secret);
    }

    /// <summary>A link to choose a new password. A key may ask for members of its organisation alone, and only for those who are in no other.</summary>
    public async Task<AdminAnswer> ResetUserAsync(ResetUserRequest asked, long? within, CancellationToken cancellation)
    {
        if (await accounts.FindByNameAsync(asked.Email) is not { } account || !await MayResetAsync(account, within, cancellation))
            return new(false, $"{asked.Email}: no such account.");
        if (asked.SecondFactor && within is not null)
            return new(false, "--second-factor: a key may not turn a second factor off; ask whoever runs the server.");
        var off = asked.SecondFactor && await passwords.TurnSecondFactorOffAsync(account, AuditLog.CommandLine, cancellation);
        var secret = await passwords.AskAsync(account.Email!, AuditLog.CommandLine, cancellation);
        return new(true, $"A link for {account.Email} to choose a new password; it works once, for two hours.{(off ? " The second factor is off." : "")}", "/app/reset?token=" + secret);
    }

    public async Task<AdminAnswer> AddSiteAsync(AddSiteRequest asked, long? within, CancellationToken cancellation)
    {
        if (SiteForm.Host(asked.Host) is not { } host)
            return new(false, $"{asked.Host}: this is not the address of a site.");
        if (ComplianceProfiles.Find(asked.Profile ?? "eu-consent") is not { } profile)
            return new(false, $"--profile {asked.Profile}: a profile is one of {string.Join(", ", Enum.GetValues<ComplianceProfile>().Select(p => p.Slug()))}.");
        if (Zones.Find(asked.Zone ?? "UTC") is not { } zone)
            return new(false, $"--tz {asked.Zone}: no such time zone; use a name such as Europe/Paris.");
        if (asked.Language is not (null or "en" or "fr"))
            return new(false, $"--lang {asked.Language}: a language is en or fr.");
        var (organisation, problem) = await OrganisationAsync(asked.Organisation, within, host, false, cancellation);
        if (organisation is not { } place)
            return new(false, problem);
        var site = new Site
        {
            Host = host, TimeZone = zone.Id, Language = asked.Language ?? "en", Profile = profile.Slug(), Created = clock.GetUtcNow().UtcDateTime,
        };
        return await sites.AddAsync(site, place.Id, null, AuditLog.CommandLine, cancellation)
            ? new(true, $"{host} is a site of {place.Name}, profile {profile.Slug()}, zone {zone.Id}.")
            : new(false, $"{host}: a site of this server has this address already.");
    }

    public async Task<AdminAnswer> AddKeyAsync(AddKeyRequest asked, long? within, CancellationToken cancellation)
    {
        if (asked.Name.Trim() is not { Length: > 0 and <= 60 } name)
            return new(false, "--name: give the key a name of at most 60 characters.");
        if (asked.Scopes.FirstOrDefault(scope => !Scopes.All.Contains(scope)) is { } unknown)
            return new(false, $"--scopes {unknown}: a scope is one of {string.Join(", ", Scopes.All)}.");
        if (asked.Scopes.Count == 0 || asked.Days is <= 0 or > 36500)
            return new(false, asked.Scopes.Count == 0 ? "--scopes: name at least one." : "--expires: a number of days, at least 1.");
        var (organisation, problem) = await OrganisationAsync(asked.Organisation, within, name, false, cancellation);
        if (organisation is not { } place)
            return new(false, problem);
        var text = await keys.MakeAsync(place.Id, null, AuditLog.CommandLine, name, asked.Scopes.Distinct(), asked.Days, cancellation);
        return new(true, $"The key '{name}' of {place.Name}; it is not shown again.", text);
    }

    private async Task<bool> MayResetAsync(Account account, long? within, CancellationToken cancellation)
    {
        if (within is not { } organisation)
            return true;
        var places = await db.Memberships.TagWith("Workspace.MayReset").Where(m => m.AccountId == account.Id).Select(m => m.OrganisationId).ToListAsync(cancellation);
        return places is [var only] && only == organisation;
    }

    /// <summary>The organisation meant: the key's own; the one named, made when absent; or the only one there is.</summary>
    /// <param name="first">What the very first is called, where a script sets a server up: after the first account's domain, site or key.</param>
    /// <param name="mayMake">Whether a further organisation may be made by naming it.</param>
    private async Task<(Organisation? Organisation, string Problem)> OrganisationAsync(string? name, long? within, string first, bool mayMake, CancellationToken cancellation)
    {
        var all = await db.Organisations.TagWith("Workspace.Organisation").OrderBy(o => o.Id).ToListAsync(cancellation);
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
            await db.Sites.TagWith("Workspace.Organisation").Where(site => site.OrganisationId == null)
                .ExecuteUpdateAsync(row => row.SetProperty(site => site.OrganisationId, organisation.Id), cancellation);
        }

        return (organisation, "");
    }
}
