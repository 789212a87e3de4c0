using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>The member who asks, in the organisation that is on their screen.</summary>
/// <param name="Organisations">Every organisation that the account belongs to, by name.</param>
public sealed record Caller(long AccountId, string Email, long OrganisationId, string Organisation, Role Role, IReadOnlyList<(long Id, string Name)> Organisations)
{
    /// <summary>The language that the account chose, two letters; null where the browser decides.</summary>
    public string? Language { get; init; }

    private static readonly object Key = new();

    public bool May(Role role) => Role >= role;

    /// <summary>The caller of this request; null for who is not signed in, or belongs to no organisation.</summary>
    public static Caller? Of(HttpContext http) => http.Items.TryGetValue(Key, out var caller) ? caller as Caller : null;

    /// <summary>The account's number in the ticket, or null.</summary>
    public static long? AccountOf(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, AuthenticationType: "Identity.Application" }
        && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Reads the caller once per request.</summary>
    internal static async Task<Caller?> LoadAsync(HttpContext http, MurmureDb db)
    {
        if (http.Items.ContainsKey(Key))
            return Of(http);
        var caller = AccountOf(http.User) is { } account ? await ReadAsync(db, account, http.RequestAborted) : null;
        http.Items[Key] = caller;
        return caller;
    }

    private static async Task<Caller?> ReadAsync(MurmureDb db, long account, CancellationToken cancellation)
    {
        var places = await (
            from membership in db.Memberships
            join organisation in db.Organisations on membership.OrganisationId equals organisation.Id
            join who in db.Users on membership.AccountId equals who.Id
            where membership.AccountId == account
            orderby organisation.Name
            select new { organisation.Id, organisation.Name, membership.Role, Email = who.Email ?? "", Current = who.OrganisationId, who.Language })
            .TagWith("Caller.Read").AsNoTracking().ToListAsync(cancellation);
        return (places.Find(place => place.Id == place.Current) ?? places.FirstOrDefault()) is { } here
            ? new Caller(account, here.Email, here.Id, here.Name, here.Role, [.. places.Select(place => (place.Id, place.Name))]) { Language = here.Language }
            : null;
    }
}
