using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>What belongs to signing in but is no page.</summary>
internal static class SignInEndpoints
{
    public static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignInManager<Account> signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return TypedResults.BadRequest();
        await signIn.SignOutAsync();
        return TypedResults.Redirect("/app/sign-in" + DashboardFeature.LanguageSuffix(http.Request));
    }

    /// <summary>Puts another of the caller's organisations on screen.</summary>
    public static async Task<IResult> ChooseAsync(HttpContext http, IAntiforgery antiforgery, MurmureDb db)
    {
        if (!await antiforgery.IsRequestValidAsync(http) || Caller.Of(http) is not { } caller)
            return TypedResults.BadRequest();
        if (!long.TryParse(http.Request.Form["organisation"], NumberStyles.None, CultureInfo.InvariantCulture, out var chosen)
            || caller.Organisations.All(place => place.Id != chosen))
            return TypedResults.NotFound();
        await db.Users.TagWith("SignInEndpoints.Choose").Where(a => a.Id == caller.AccountId)
            .ExecuteUpdateAsync(account => account.SetProperty(a => a.OrganisationId, chosen), http.RequestAborted);
        return TypedResults.Redirect("/app" + DashboardFeature.LanguageSuffix(http.Request));
    }

    /// <summary>What a browser's authenticator is asked when somebody signs in by passkey. Names no account: the authenticator knows which it has.</summary>
    public static async Task<IResult> PasskeyRequestAsync(HttpContext http, IAntiforgery antiforgery, SignInManager<Account> signIn) =>
        await antiforgery.IsRequestValidAsync(http)
            ? TypedResults.Text(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json")
            : TypedResults.BadRequest();

    /// <summary>What a browser's authenticator is asked when the account's own page adds a passkey.</summary>
    public static async Task<IResult> PasskeyCreationAsync(HttpContext http, IAntiforgery antiforgery, SignInManager<Account> signIn, UserManager<Account> accounts)
    {
        if (!await antiforgery.IsRequestValidAsync(http) || await accounts.GetUserAsync(http.User) is not { } account)
            return TypedResults.BadRequest();
        var email = account.Email ?? "";
        var options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
        {
            Id = account.Id.ToString(CultureInfo.InvariantCulture), Name = email, DisplayName = email,
        });
        return TypedResults.Text(options, "application/json");
    }

    /// <summary>Sends to the sign-in page and back again; before set-up, to the page that says how to set up.</summary>
    public static Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var (request, response) = (context.Request, context.Response);
        var setUp = context.HttpContext.RequestServices.GetRequiredService<AccountState>().SetUp;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        var suffix = DashboardFeature.LanguageSuffix(request);
        response.Redirect(!setUp
            ? "/app/set-up" + suffix
            : "/app/sign-in" + QueryString.Create("return", request.Path + request.QueryString).Add(QueryString.FromUriComponent(suffix)).ToUriComponent());
        return Task.CompletedTask;
    }

    public static Task RefuseAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Where to go after signing in: a page of ours, whatever the address says.</summary>
    public static string Target(string? asked) =>
        asked is { Length: > 0 and < 2000 } && asked.StartsWith("/app", StringComparison.Ordinal) && !asked.Contains('\\', StringComparison.Ordinal)
        && (asked.Length == 4 || asked[4] is '/' or '?') ? asked : "/app";
}
