using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Links;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Views;

/// <summary>
/// The door of a private link that asks for a password. Who knows it gets a cookie for that one address, which says that the password was given and
/// nothing about who gave it. No token against forged forms: such a form would have to know both the address and the password.
/// </summary>
internal sealed class PrivateDoor(PrivateLinkBook links, IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Root = "/-/shared";

    private const string Cookie = "murmure-shared";
    private const int LongestBody = 16 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private readonly IDataProtector protector = protection.CreateProtector("Murmure.PrivateLinks");

    public static string AddressOf(string secret) => $"{Root}/{secret}";

    public static void Map(WebApplication app) => app.MapPost(Root + "/{token}/open", (HttpContext http, PrivateDoor door, string token) => door.OpenAsync(http, token))
        .AllowAnonymous().DisableAntiforgery().RequireRateLimiting(SignInLimit.Policy).ExcludeFromDescription();

    /// <summary>Whether the browser may see what is behind the link.</summary>
    public bool IsOpen(HttpContext http, PrivateLink link)
    {
        if (link.PasswordHash is null)
            return true;
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } cookie)
            return false;
        try
        {
            return protector.Unprotect(cookie).Split(' ') is [var id, var until] && id == Written(link.Id)
                && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks > clock.GetUtcNow().UtcTicks;
        }
        catch (CryptographicException)
        {
            return false; // somebody's own invention, or another server's
        }
    }

    private async Task<IResult> OpenAsync(HttpContext http, string token)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > LongestBody)
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await links.FindAsync(token, http.RequestAborted) is not { PasswordHash: not null } link)
            return TypedResults.NotFound();
        var password = (await http.Request.ReadFormAsync(http.RequestAborted))["password"].ToString();
        var answer = password.Length > PasswordRule.Longest ? PasswordAnswer.Wrong : await links.TryAsync(link, password, http.RequestAborted);
        var address = AddressOf(token);
        if (answer == PasswordAnswer.Right)
            http.Response.Cookies.Append(Cookie, protector.Protect($"{Written(link.Id)} {Written((clock.GetUtcNow() + Life).UtcTicks)}"), new CookieOptions { Path = address, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true });
        var suffix = DashboardFeature.LanguageSuffix(http.Request);
        http.Response.Headers.Location = address + suffix + (answer == PasswordAnswer.Right ? "" : (suffix.Length == 0 ? "?" : "&") + "said=" + (answer == PasswordAnswer.Wrong ? "wrong" : "later"));
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static string Written(long number) => number.ToString(CultureInfo.InvariantCulture);
}
