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
public sealed class Workspace(WorkspaceUsers users, Organisations organisations, SiteChanges sites, KeyBook keys, AccountState state, TimeProvider clock)
{
    /// <summary>Makes an account where there is none and gives it a place in an organisation.</summary>
    /// <param name="within">The organisation of the key that asks; null for whoever sits at the server, who may name any.</param>
    public async Task<AdminAnswer> AddUserAsync(AddUserRequest asked, long? within, CancellationToken cancellation)
    {
        var answer = await users.AddAsync(asked, within, cancellation);
        if (!answer.Done)
            return answer;
        // The first account sets the server up, and the first organisation takes the sites that nobody had.
        await state.ReadAsync(cancellation);
        await sites.PublishAsync(cancellation);
        return answer;
    }

    /// <inheritdoc cref="WorkspaceUsers.ResetAsync"/>
    public Task<AdminAnswer> ResetUserAsync(ResetUserRequest asked, long? within, CancellationToken cancellation) => users.ResetAsync(asked, within, cancellation);

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
        var (organisation, problem) = await organisations.MeantAsync(asked.Organisation, within, host, false, cancellation);
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
        var (organisation, problem) = await organisations.MeantAsync(asked.Organisation, within, name, false, cancellation);
        if (organisation is not { } place)
            return new(false, problem);
        var text = await keys.MakeAsync(place.Id, null, AuditLog.CommandLine, name, asked.Scopes.Distinct(), asked.Days, cancellation);
        return new(true, $"The key '{name}' of {place.Name}; it is not shown again.", text);
    }
}
