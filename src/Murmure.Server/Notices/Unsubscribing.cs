using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>What a link in a mail ends.</summary>
internal sealed record Ended(long Site, long Account, string Kind);

/// <summary>
/// Ends a subscription by the link in a mail, without signing in: the link carries, sealed, whose it is and of what. Following it shows a page with a
/// button, so that whatever opens links before a reader does ends nothing; pressing the button does, and so does a mail program by RFC 8058.
/// </summary>
internal sealed class Unsubscribing(IDbContextFactory<MurmureDb> metadata, IDataProtectionProvider protection)
{
    public const string Page = "/app/notices/stop";
    public const string AtOnce = "/app/notices/stop/now";

    private readonly IDataProtector protector = protection.CreateProtector("notice-unsubscribe");

    public static void Map(WebApplication app)
    {
        // No token against forged forms: a mail program has no cookie, and the link itself is the secret.
        app.MapPost(AtOnce, (HttpContext http, Unsubscribing stops) => stops.EndAsync(http)).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapGet(AtOnce, (HttpContext http) => TypedResults.Redirect(Page + http.Request.QueryString.ToUriComponent())).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The page's address, and the one for mail programs.</summary>
    public (string Page, string AtOnce) LinksOf(NoticeSubscription subscription)
    {
        var token = protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{subscription.SiteId} {subscription.AccountId} {subscription.Kind}"));
        return ($"{subscription.Root}{Page}?token={token}&lang={subscription.Language}", $"{subscription.Root}{AtOnce}?token={token}&lang={subscription.Language}");
    }

    /// <summary>What a link ends; null for one that is none of ours.</summary>
    public Ended? Read(string? token)
    {
        if (token is not { Length: > 0 and < 2000 })
            return null;
        try
        {
            return protector.Unprotect(token).Split(' ') is [var site, var account, var kind]
                ? new Ended(long.Parse(site, CultureInfo.InvariantCulture), long.Parse(account, CultureInfo.InvariantCulture), kind)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the subscription is still there.</summary>
    public async Task<bool> IsOnAsync(Ended what, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.NoticeSubscriptions.TagWith("Unsubscribing.IsOn").AnyAsync(one => one.SiteId == what.Site && one.AccountId == what.Account && one.Kind == what.Kind, cancellation);
    }

    private async Task<IResult> EndAsync(HttpContext http)
    {
        var token = http.Request.Query["token"].ToString();
        if (Read(token) is not { } what)
            return TypedResults.NotFound();
        await using (var db = await metadata.CreateDbContextAsync(http.RequestAborted))
        {
            await db.NoticeSubscriptions.TagWith("Unsubscribing.End").Where(one => one.SiteId == what.Site && one.AccountId == what.Account && one.Kind == what.Kind)
                .ExecuteDeleteAsync(http.RequestAborted);
        }
        // RFC 8058, 3.1: a mail program's request is answered itself; a person is shown that it is done.
        if (http.Request.HasFormContentType && (await http.Request.ReadFormAsync(http.RequestAborted))["List-Unsubscribe"] == "One-Click")
            return TypedResults.Ok();
        http.Response.Headers.Location = $"{Page}?token={Uri.EscapeDataString(token)}{DashboardFeature.LanguageSuffix(http.Request).Replace('?', '&')}";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
