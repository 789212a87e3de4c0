using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Views;

/// <summary>What an editor asks of a new private link.</summary>
/// <param name="Query">As <see cref="ViewBook.QueryOf"/> writes it.</param>
/// <param name="Password">Empty for none.</param>
internal sealed record PrivateLinkOrder(string Name, string Query, string Password, int Days, bool MayChoosePeriod);

/// <summary>
/// Private links: 256 random bits in an address, of which only the hash is kept. An unknown, a revoked and an expired link are the same answer. Passwords
/// are hashed as accounts' are, and five wrong ones close a link for a quarter of an hour, as they do an account.
/// </summary>
internal sealed class PrivateLinkBook(IDbContextFactory<MurmureDb> metadata, IOptions<PasswordHasherOptions> hashing, TimeProvider clock)
{
    /// <summary>Of one site.</summary>
    public const int Most = 100;

    public const int DefaultDays = 30;

    private const int MostFailures = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly PasswordHasher<PrivateLink> hasher = new(hashing);

    /// <summary>How long a link may last, in days.</summary>
    public static IReadOnlyList<int> Lives { get; } = [1, 7, DefaultDays, 90, 365];

    /// <summary>The links of a site that still open something, the latest first.</summary>
    public async Task<IReadOnlyList<PrivateLink>> ListAsync(SiteId site, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.PrivateLinks.TagWith("PrivateLinkBook.Sweep").Where(link => link.Expires <= now).ExecuteDeleteAsync(cancellation);
        return await db.PrivateLinks.TagWith("PrivateLinkBook.List").AsNoTracking().Where(link => link.SiteId == site.Value).OrderByDescending(link => link.Id).ToListAsync(cancellation);
    }

    /// <summary>Makes a link.</summary>
    /// <returns>The secret that belongs into its address, and is nowhere kept; null where the site has as many as it may.</returns>
    public async Task<string?> MakeAsync(SiteRules site, Caller who, PrivateLinkOrder order, CancellationToken cancellation)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.PrivateLinks.TagWith("PrivateLinkBook.Make").CountAsync(link => link.SiteId == site.Id.Value, cancellation) >= Most)
            return null;
        var made = new PrivateLink
        {
            SiteId = site.Id.Value, Hash = Hash(secret), Name = order.Name, Query = order.Query, MayChoosePeriod = order.MayChoosePeriod, AccountId = who.AccountId, Made = now, Expires = now.AddDays(order.Days),
        };
        made.PasswordHash = order.Password.Length == 0 ? null : hasher.HashPassword(made, order.Password);
        db.PrivateLinks.Add(made);
        new AuditLog(db, clock).Add(who, AuditAction.PrivateLinkMade, $"{site.Host} {order.Name}");
        await db.SaveChangesAsync(cancellation);
        return secret;
    }

    public async Task RevokeAsync(SiteRules site, Caller who, long id, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.PrivateLinks.TagWith("PrivateLinkBook.Revoke").FirstOrDefaultAsync(link => link.Id == id && link.SiteId == site.Id.Value, cancellation) is not { } link)
            return;
        db.PrivateLinks.Remove(link);
        new AuditLog(db, clock).Add(who, AuditAction.PrivateLinkRevoked, $"{site.Host} {link.Name}");
        // Asked twice at once, it is gone already.
        await db.IsKeptAsync(cancellation);
    }

    /// <summary>The link of that secret; null where there is none, it was revoked, or its time is over.</summary>
    public async Task<PrivateLink?> FindAsync(string secret, CancellationToken cancellation)
    {
        var (hash, now) = (Hash(secret), clock.GetUtcNow().UtcDateTime);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.PrivateLinks.TagWith("PrivateLinkBook.Find").AsNoTracking().FirstOrDefaultAsync(link => link.Hash == hash && link.Expires > now, cancellation);
    }

    /// <summary>Compares a password with a link's.</summary>
    public async Task<PasswordAnswer> TryAsync(PrivateLink link, string password, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var until = now + Pause;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var here = db.PrivateLinks.TagWith("PrivateLinkBook.Try").Where(row => row.Id == link.Id);
        // Counted before it is compared, so that many at once are no more tries than one after another.
        var taken = await here.Where(row => row.LockedUntil == null || row.LockedUntil <= now).ExecuteUpdateAsync(
            row => row.SetProperty(one => one.FailedTries, one => one.LockedUntil == null ? one.FailedTries + 1 : 1)
                .SetProperty(one => one.LockedUntil, one => one.LockedUntil == null && one.FailedTries + 1 >= MostFailures ? until : null), cancellation);
        if (taken == 0)
            return PasswordAnswer.TooMany;
        if (hasher.VerifyHashedPassword(link, link.PasswordHash ?? "", password) == PasswordVerificationResult.Failed)
            return PasswordAnswer.Wrong;
        await here.ExecuteUpdateAsync(row => row.SetProperty(one => one.FailedTries, 0).SetProperty(one => one.LockedUntil, (DateTime?)null), cancellation);
        return PasswordAnswer.Right;
    }

    /// <summary>PRIVACY: of an opening nothing is kept but that there was one more, and the day.</summary>
    public async Task CountAsync(PrivateLink link, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.PrivateLinks.TagWith("PrivateLinkBook.Count").Where(row => row.Id == link.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Openings, one => one.Openings + 1).SetProperty(one => one.LastUsed, today), cancellation);
    }

    // 256 random bits need no slow hash.
    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
