using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Who makes or changes links, and what belongs to them.</summary>
/// <param name="Account">Null for a key or the command line.</param>
/// <param name="Key">The key's number; null for a member or the command line.</param>
internal sealed record Maker(long Organisation, long? Account, string Name, long? Key = null)
{
    /// <summary>A call of the API: the key's organisation, whoever holds it.</summary>
    public static Maker Of(HttpContext http) => OfKey(OrganisationOf(http), ApiKeys.NumberOf(http));

    public static Maker Of(Caller caller) => new(caller.OrganisationId, caller.AccountId, caller.Email);

    public static Maker OfKey(long organisation, long? key) => new(organisation, null, "API", key);

    /// <summary>The organisation for which a request speaks; one that has nothing where it speaks for none.</summary>
    public static long OrganisationOf(HttpContext http) => SiteAccess.OrganisationOf(http) ?? -1;

    /// <summary>Writes down what they did, in the same transaction as the change.</summary>
    public void Note(MurmureDb db, TimeProvider clock, string action, string subject) => new AuditLog(db, clock).Add(Organisation, Account, Name, action, subject);
}
