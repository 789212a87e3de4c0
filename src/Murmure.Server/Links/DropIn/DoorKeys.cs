using Murmure.Server.Accounts.Keys;

namespace Murmure.Server.Links.DropIn;

/// <summary>Keys at doors that speak another service's protocol, and refuse in its words.</summary>
internal sealed class DoorKeys(KeyDirectory keys)
{
    /// <summary>Who comes with that key; null when it is none, or may not make links.</summary>
    public async Task<Maker?> FindAsync(string? text, CancellationToken cancellation)
    {
        if (text is null || keys.Find(text.Trim()) is not { } key || !key.Scopes.Any(scope => scope is Scopes.LinksWrite or Scopes.Admin))
            return null;
        await keys.NoteUseAsync(key, cancellation);
        return Maker.OfKey(key.OrganisationId, key.Id);
    }
}
