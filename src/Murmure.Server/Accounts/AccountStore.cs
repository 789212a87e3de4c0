using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Identity's own store, but that the second factor's secrets are no use to who copies the database.</summary>
internal sealed class AccountStore(MurmureDb db, IDataProtectionProvider protection, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<Account, MurmureDb, long>(db, describer)
{
    // Guessing one of ten codes of 45 bits from its hash then takes longer than anybody keeps the codes.
    private const int Iterations = 20_000;

    private readonly IDataProtector protector = protection.CreateProtector("Murmure.Authenticator");

    public override Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, protector.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken)
    {
        try
        {
            return await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } key ? protector.Unprotect(key) : null;
        }
        catch (CryptographicException)
        {
            return null; // the folder's keys are gone: the code cannot be checked, and a recovery code is needed
        }
    }

    public override Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, [.. recoveryCodes.Select(code => Hash(user, code))], cancellationToken);

    public override Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        base.RedeemCodeAsync(user, Hash(user, code), cancellationToken);

    private static string Hash(Account user, string code)
    {
        var salt = Encoding.UTF8.GetBytes("murmure.recovery/" + user.Id.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(code.Trim().ToUpperInvariant(), salt, Iterations, HashAlgorithmName.SHA256, 32));
    }
}
