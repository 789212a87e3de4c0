using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Links that work once: set-up, invitations, new passwords.</summary>
public sealed class OneTimeLinks(MurmureDb db, TimeProvider clock)
{
    public static readonly TimeSpan SetUpLife = TimeSpan.FromHours(24);
    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);
    public static readonly TimeSpan ResetLife = TimeSpan.FromHours(2);

    /// <summary>Keeps the link, its hash filled in, and gives the secret to put into the address. Saved with the caller's other changes.</summary>
    public string Add(OneTimeLink link, TimeSpan life)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        link.Hash = Hash(secret);
        link.Expires = clock.GetUtcNow().UtcDateTime + life;
        db.OneTimeLinks.Add(link);
        return secret;
    }

    /// <summary>The link of that secret and purpose; null when there is none, it was used, or it has expired.</summary>
    public Task<OneTimeLink?> FindAsync(LinkPurpose purpose, string? secret, CancellationToken cancellation)
    {
        var (hash, now) = (Hash(secret ?? ""), clock.GetUtcNow().UtcDateTime);
        return db.OneTimeLinks.TagWith("OneTimeLinks.Find").AsNoTracking()
            .FirstOrDefaultAsync(link => link.Hash == hash && link.Purpose == purpose && link.Expires > now, cancellation);
    }

    /// <summary>Uses the link up. False when another request was faster: then nothing may be done. Belongs inside the caller's transaction.</summary>
    public async Task<bool> UseAsync(OneTimeLink link, CancellationToken cancellation) =>
        await db.OneTimeLinks.TagWith("OneTimeLinks.Use").Where(l => l.Id == link.Id).ExecuteDeleteAsync(cancellation) == 1;

    /// <summary>Takes back all links of that purpose; those of other accounts stay when one is named.</summary>
    public Task<int> RevokeAsync(LinkPurpose purpose, long? account, CancellationToken cancellation) =>
        db.OneTimeLinks.TagWith("OneTimeLinks.Revoke").Where(l => l.Purpose == purpose && (account == null || l.AccountId == account)).ExecuteDeleteAsync(cancellation);

    // 256 random bits need no slow hash.
    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
