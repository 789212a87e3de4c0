using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Keys;

/// <summary>Making and revoking keys.</summary>
public sealed class KeyBook(MurmureDb db, KeyDirectory directory, AuditLog audit, TimeProvider clock)
{
    public Task<List<ApiKey>> ListAsync(long organisation, CancellationToken cancellation) =>
        db.Keys.TagWith("KeyBook.List").AsNoTracking().Where(key => key.OrganisationId == organisation).OrderBy(key => key.Name).ToListAsync(cancellation);

    /// <summary>Makes a key and gives its text, which nobody can see again.</summary>
    /// <param name="account">Who makes it; null for the command line.</param>
    /// <param name="days">How long it is valid; null for ever.</param>
    public async Task<string> MakeAsync(
        long organisation, long? account, string who, string name, IEnumerable<string> scopes, int? days, CancellationToken cancellation)
    {
        var (text, prefix, hash) = KeyDirectory.Make();
        var now = clock.GetUtcNow().UtcDateTime;
        db.Keys.Add(new ApiKey
        {
            OrganisationId = organisation, Name = name, Prefix = prefix, Hash = hash, Scopes = [.. scopes], Created = now,
            Expires = days is { } life ? now.AddDays(life) : null,
        });
        audit.Add(organisation, account, who, AuditAction.KeyAdded, name);
        await db.SaveChangesAsync(cancellation);
        await directory.ReadAsync(cancellation);
        return text;
    }

    public async Task RevokeAsync(Caller caller, ApiKey key, CancellationToken cancellation)
    {
        if (await db.Keys.TagWith("KeyBook.Revoke").Where(k => k.Id == key.Id && k.OrganisationId == caller.OrganisationId).ExecuteDeleteAsync(cancellation) == 0)
            return;
        audit.Add(caller, AuditAction.KeyRevoked, key.Name);
        await db.SaveChangesAsync(cancellation);
        await directory.ReadAsync(cancellation);
    }
}
