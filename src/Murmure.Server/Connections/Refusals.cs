using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>
/// Who wants no messages of an organisation. PRIVACY: the one thing that is kept of people outside for good, because their wish demands it: a hash under a key
/// that serves for nothing else. It lies sealed in the settings, so that a backup that is restored still knows what nobody is to be asked again.
/// </summary>
internal sealed class Refusals(IDbContextFactory<MurmureDb> metadata, IDataProtectionProvider protection, TimeProvider clock) : IDisposable
{
    private const string Setting = "refusals-key";
    private const int HashBytes = 16;
    private static readonly TimeSpan Overtaken = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("refusals");
    private readonly SemaphoreSlim turn = new(1, 1);
    /// <summary>When people last refused, by their hash; in memory alone.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> recent = new(StringComparer.Ordinal);
    private byte[]? key;

    /// <summary>Keeps the wish, or that it is over.</summary>
    /// <param name="at">When it was said: a consent ends no refusal that was said after it.</param>
    public async Task KeepAsync(SiteRules site, Person person, bool refuses, DateTimeOffset at, CancellationToken cancellation)
    {
        if (site.Organisation is not { } organisation)
            return;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var hash = await HashAsync(organisation, person, cancellation);
        var kept = await db.Refusals.TagWith("Refusals.Keep").SingleOrDefaultAsync(one => one.OrganisationId == organisation && one.Hash == hash, cancellation);
        if (!IsLatest(Convert.ToHexString(hash), at, refuses))
            return;
        if (refuses && kept is null)
            db.Refusals.Add(new Refusal { OrganisationId = organisation, Hash = hash, Day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) });
        else if (!refuses && kept is not null)
            db.Refusals.Remove(kept);
        else
            return;
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        // Told twice at the same moment: the other one kept it. Anything else must not pass for kept.
        catch (DbUpdateException) when (refuses)
        {
            if (!await HasAsync(site, person, cancellation))
                throw;
        }
        catch (DbUpdateConcurrencyException)
        {
            // It is gone already.
        }
    }

    /// <summary>Whether nothing that was said later is known. Only what is minutes old can still be overtaken: older refusals are forgotten here, and hold.</summary>
    private bool IsLatest(string hash, DateTimeOffset at, bool refuses)
    {
        foreach (var (key, said) in recent)
        {
            if (said < clock.GetUtcNow() - Overtaken)
                recent.TryRemove(key, out _);
        }
        if (refuses)
            recent.AddOrUpdate(hash, at, (_, before) => at > before ? at : before);
        return refuses || !recent.TryGetValue(hash, out var refused) || at >= refused;
    }

    /// <summary>Whether that person wants no messages of the site's organisation.</summary>
    public async Task<bool> HasAsync(SiteRules site, Person person, CancellationToken cancellation)
    {
        if (site.Organisation is not { } organisation)
            return false;
        var hash = await HashAsync(organisation, person, cancellation);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Refusals.TagWith("Refusals.Has").AnyAsync(one => one.OrganisationId == organisation && one.Hash == hash, cancellation);
    }

    /// <summary>Whether a consent is said for the first time; from then on it is not, for good. PRIVACY: what is kept is the hash of a message's name, among those of people.</summary>
    /// <param name="consent">What makes it the same when it is told again.</param>
    public async Task<bool> IsFirstAsync(SiteRules site, string consent, CancellationToken cancellation)
    {
        if (site.Organisation is not { } organisation)
            return false;
        // No person's address has this sign in it.
        var hash = await HashAsync(organisation, "consent\0" + consent, cancellation);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Refusals.TagWith("Refusals.IsFirst").AnyAsync(one => one.OrganisationId == organisation && one.Hash == hash, cancellation))
            return false;
        db.Refusals.Add(new Refusal { OrganisationId = organisation, Hash = hash, Day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) });
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>How many of these people want no messages of the site's organisation.</summary>
    /// <param name="people">Each in all the forms in which they may have said so.</param>
    public async Task<int> CountAsync(SiteRules site, IEnumerable<IEnumerable<Person>> people, CancellationToken cancellation)
    {
        if (site.Organisation is not { } organisation)
            return 0;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var hashes = await db.Refusals.TagWith("Refusals.Count").Where(one => one.OrganisationId == organisation).Select(one => one.Hash).ToListAsync(cancellation);
        if (hashes.Count == 0)
            return 0;
        var (refusing, count) = (hashes.Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal), 0);
        foreach (var forms in people)
        {
            foreach (var form in forms)
            {
                if (!refusing.Contains(Convert.ToHexString(await HashAsync(organisation, form, cancellation))))
                    continue;
                count++;
                break;
            }
        }
        return count;
    }

    public void Dispose() => turn.Dispose();

    // A number is the same with and without its plus, an address in either case.
    private Task<byte[]> HashAsync(long organisation, Person person, CancellationToken cancellation) => HashAsync(organisation, person.Reveal().Trim().TrimStart('+').ToLowerInvariant(), cancellation);

    private async Task<byte[]> HashAsync(long organisation, string text, CancellationToken cancellation) =>
        HMACSHA256.HashData(await KeyAsync(cancellation), Encoding.UTF8.GetBytes($"{organisation}\0{text}"))[..HashBytes];

    private async Task<byte[]> KeyAsync(CancellationToken cancellation)
    {
        if (key is not null)
            return key;
        await turn.WaitAsync(cancellation);
        try
        {
            return key ??= await ReadOrMakeAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<byte[]> ReadOrMakeAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Settings.TagWith("Refusals.Key").AsNoTracking().SingleOrDefaultAsync(one => one.Key == Setting, cancellation) is { } kept)
            return protector.Unprotect(Convert.FromBase64String(kept.Value));
        var made = RandomNumberGenerator.GetBytes(32);
        db.Settings.Add(new Setting { Key = Setting, Value = Convert.ToBase64String(protector.Protect(made)) });
        await db.SaveChangesAsync(cancellation);
        return made;
    }
}
