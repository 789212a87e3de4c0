using Microsoft.AspNetCore.Identity;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Passkeys by Identity, with every answer that somebody may send as a value.</summary>
public sealed class Passkeys(SignInManager<Account> signIn)
{
    /// <summary>What an authenticator made for the account's page, or null.</summary>
    public async Task<UserPasskeyInfo?> AttestAsync(string credential)
    {
        try
        {
            return credential.Length > 0 && await signIn.PerformPasskeyAttestationAsync(credential) is { Succeeded: true } attested ? attested.Passkey : null;
        }
        catch (InvalidOperationException)
        {
            return null; // nothing was asked before, or something else: Identity takes that for the caller's mistake
        }
    }

    /// <summary>Whether an authenticator's answer signed somebody in.</summary>
    public async Task<bool> SignInAsync(string credential)
    {
        try
        {
            return credential.Length > 0 && (await signIn.PasskeySignInAsync(credential)).Succeeded;
        }
        catch (InvalidOperationException)
        {
            return false; // as above
        }
    }
}
