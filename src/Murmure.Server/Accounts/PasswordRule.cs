using Microsoft.AspNetCore.Identity;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>
/// A password is long and not about oneself; which characters it has is nobody's business (NIST SP 800-63B, 3.1.1.2). There is no list of
/// breached passwords here: it would have to be asked for over the network, and the pages say so.
/// </summary>
internal sealed class PasswordRule : IPasswordValidator<Account>
{
    public const int Shortest = 12;
    public const int Longest = 128;
    private const int LeastDifferent = 5;

    /// <summary>Why the password will not do, as the end of a text's key; null when it will.</summary>
    public static string? Problem(string email, string password)
    {
        if (password.Length is < Shortest or > Longest)
            return "length";
        if (password.Distinct().Count() < LeastDifferent)
            return "plain";
        var name = email.Split('@')[0];
        return (name.Length > 3 && password.Contains(name, StringComparison.OrdinalIgnoreCase)) || password.Contains("murmure", StringComparison.OrdinalIgnoreCase)
            ? "own"
            : null;
    }

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) => Task.FromResult(
        Problem(user.Email ?? "", password ?? "") is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "Password" + problem, Description = "The password " + problem switch
            {
                "length" => $"must have {Shortest} to {Longest} characters.",
                "plain" => "repeats too few characters.",
                _ => "contains the account's or the product's own name.",
            } })
            : IdentityResult.Success);
}
