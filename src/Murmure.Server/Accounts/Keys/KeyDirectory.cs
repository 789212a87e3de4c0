using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Keys;

/// <summary>A key as requests need it.</summary>
public sealed record KnownKey(long Id, long OrganisationId, string Name, byte[] Hash, IReadOnlyList<string> Scopes, DateTime? Expires, DateOnly? LastUsed);

/// <summary>Every key in memory, as a snapshot: a request with a key asks no database.</summary>
public sealed class KeyDirectory(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>What every key begins with, for people and for tools that look for leaked secrets.</summary>
    public const string Mark = "mur_";

    private const int PrefixLength = 8;

    private volatile FrozenDictionary<string, KnownKey> byPrefix = FrozenDictionary<string, KnownKey>.Empty;

    /// <summary>A new key: its text, shown once, and its row without a place in any organisation yet.</summary>
    public static (string Text, string Prefix, byte[] Hash) Make()
    {
        var text = Mark + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        return (text, PrefixOf(text), HashOf(text));
    }

    /// <summary>Reads the keys again; to be called at start and after every change.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var keys = await db.Keys.TagWith("KeyDirectory.Read").AsNoTracking().ToListAsync(cancellation);
        byPrefix = keys.DistinctBy(key => key.Prefix, StringComparer.Ordinal).ToFrozenDictionary(
            key => key.Prefix, key => new KnownKey(key.Id, key.OrganisationId, key.Name, key.Hash, key.Scopes, key.Expires, key.LastUsed), StringComparer.Ordinal);
    }

    /// <summary>The key of that text while it is valid, else null. What is compared is compared in constant time.</summary>
    public KnownKey? Find(string text)
    {
        if (!text.StartsWith(Mark, StringComparison.Ordinal) || text.Length is < 20 or > 100 || !byPrefix.TryGetValue(PrefixOf(text), out var key))
            return null;
        var same = CryptographicOperations.FixedTimeEquals(HashOf(text), key.Hash);
        return same && (key.Expires is not { } expires || expires > clock.GetUtcNow().UtcDateTime) ? key : null;
    }

    /// <summary>Notes the day on which a key was last used: one write a day and key.</summary>
    public async Task NoteUseAsync(KnownKey key, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (key.LastUsed == today)
            return;
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
            await db.Keys.TagWith("KeyDirectory.NoteUse").Where(k => k.Id == key.Id).ExecuteUpdateAsync(k => k.SetProperty(r => r.LastUsed, today), cancellation);
        await ReadAsync(cancellation);
    }

    private static string PrefixOf(string text) => text.Substring(Mark.Length, PrefixLength);

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
