using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Murmure.Server.Accounts.Keys;

/// <summary>
/// <c>Authorization: Bearer mur_…</c>. An endpoint asks for a scope with <c>RequireAuthorization(Scopes.Policy(scope))</c>, and for a site with
/// <see cref="Murmure.Server.Sites.SiteAccess.Find"/>: null is a 404, since the key's organisation does not have it.
/// </summary>
public sealed class ApiKeys(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyDirectory keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public new const string Scheme = "key";

    /// <summary>The claim that holds the organisation's number.</summary>
    public const string OrganisationClaim = "organisation";

    private const string NumberClaim = "key";

    private const string Bearer = "Bearer ";

    /// <summary>The number of the key that a request came with; null for a member.</summary>
    public static long? NumberOf(HttpContext http) =>
        long.TryParse(http.User.FindFirstValue(NumberClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (keys.Find(header[Bearer.Length..].Trim()) is not { } key)
            return AuthenticateResult.Fail("The key is unknown, revoked or expired.");
        await keys.NoteUseAsync(key, Context.RequestAborted);
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, key.Name),
                new Claim(NumberClaim, key.Id.ToString(CultureInfo.InvariantCulture)),
                new Claim(OrganisationClaim, key.OrganisationId.ToString(CultureInfo.InvariantCulture)),
                .. key.Scopes.Select(scope => new Claim(Scopes.Claim, scope)),
            ],
            Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return AnswerAsync(StatusCodes.Status401Unauthorized, "key-missing", "A valid key is needed: Authorization: Bearer mur_…");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AnswerAsync(StatusCodes.Status403Forbidden, "scope-missing", "This key does not have the scope that this needs.");

    private Task AnswerAsync(int status, string slug, string detail) =>
        TypedResults.Problem(detail, statusCode: status, type: "urn:murmure:" + slug).ExecuteAsync(Context);
}
