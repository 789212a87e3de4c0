using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>
/// Sessions as rows. The cookie carries 256 random bits and nothing else; the row carries their hash and the encrypted ticket, so that a
/// session is over the moment its row is gone, and a copy of the database opens none.
/// </summary>
internal sealed class SessionStore(IDbContextFactory<MurmureDb> metadata, IDataProtectionProvider protection, Classifier classifier, TimeProvider clock) : ITicketStore
{
    /// <summary>The item of a ticket that names its row.</summary>
    public const string RowItem = "session";

    private static readonly TimeSpan Life = TimeSpan.FromDays(14);
    private static readonly TimeSpan Touch = TimeSpan.FromMinutes(10);

    private readonly IDataProtector protector = protection.CreateProtector("Murmure.Sessions");

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, null, CancellationToken.None);

    Task<string> ITicketStore.StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        StoreAsync(ticket, httpContext, cancellationToken);

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var (hash, sealedTicket, expires, now) = (Hash(key), Seal(ticket), ExpiryOf(ticket), Now);
        await using var db = await metadata.CreateDbContextAsync();
        await db.Sessions.TagWith("SessionStore.Renew").Where(s => s.Hash == hash)
            .ExecuteUpdateAsync(row => row.SetProperty(s => s.Ticket, sealedTicket).SetProperty(s => s.Expires, expires).SetProperty(s => s.LastUsed, now));
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var (hash, now) = (Hash(key), Now);
        await using var db = await metadata.CreateDbContextAsync();
        if (await db.Sessions.TagWith("SessionStore.Retrieve").AsNoTracking().FirstOrDefaultAsync(s => s.Hash == hash && s.Expires > now) is not { } row
            || Open(row.Ticket) is not { } ticket)
            return null;
        if (now - row.LastUsed > Touch)
            await db.Sessions.TagWith("SessionStore.Touch").Where(s => s.Id == row.Id).ExecuteUpdateAsync(r => r.SetProperty(s => s.LastUsed, now));
        ticket.Properties.Items[RowItem] = row.Id.ToString(CultureInfo.InvariantCulture);
        return ticket;
    }

    public async Task RemoveAsync(string key)
    {
        var hash = Hash(key);
        await using var db = await metadata.CreateDbContextAsync();
        await db.Sessions.TagWith("SessionStore.Remove").Where(s => s.Hash == hash).ExecuteDeleteAsync();
    }

    /// <summary>The row of the session that a request belongs to.</summary>
    public static async Task<long?> CurrentAsync(HttpContext http) =>
        (await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Properties?.Items.TryGetValue(RowItem, out var row) == true
        && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext? http, CancellationToken cancellation)
    {
        var key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        // PRIVACY: two names from lists, so that somebody finds their telephone among their sessions; the agent's text is not kept.
        var agent = classifier.ReadAgent(http?.Request.Headers.UserAgent.ToString());
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var now = Now;
        await db.Sessions.TagWith("SessionStore.Sweep").Where(s => s.Expires <= now).ExecuteDeleteAsync(cancellation);
        db.Sessions.Add(new Session
        {
            Hash = Hash(key), Ticket = Seal(ticket), Created = now, LastUsed = now, Expires = ExpiryOf(ticket), Browser = agent.Browser, System = agent.Os,
            AccountId = Caller.AccountOf(ticket.Principal) ?? throw new InvalidOperationException("A session needs an account."),
        });
        await db.SaveChangesAsync(cancellation);
        return key;
    }

    private DateTime ExpiryOf(AuthenticationTicket ticket) => (ticket.Properties.ExpiresUtc ?? clock.GetUtcNow() + Life).UtcDateTime;

    private byte[] Seal(AuthenticationTicket ticket) => protector.Protect(TicketSerializer.Default.Serialize(ticket));

    // A ticket whose key is gone (another data folder's, a lost key) is no session.
    private AuthenticationTicket? Open(byte[] ticket)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(protector.Unprotect(ticket));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
