using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts.Keys;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>The names of the policies, for <c>RequireAuthorization</c> and <c>[Authorize(Policy = …)]</c>.</summary>
public static class Access
{
    /// <summary>Any member of an organisation.</summary>
    public const string Member = "member";

    /// <summary>Who may change sites.</summary>
    public const string Editor = "editor";

    /// <summary>Who decides on members and keys.</summary>
    public const string Owner = "owner";

    /// <summary>Whoever is signed in, with or without an organisation.</summary>
    public const string SignedIn = "signed-in";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Member, policy => policy.AddRequirements(new RoleRequirement(Role.Viewer)));
        options.AddPolicy(Editor, policy => policy.AddRequirements(new RoleRequirement(Role.Editor)));
        options.AddPolicy(Owner, policy => policy.AddRequirements(new RoleRequirement(Role.Owner)));
        options.AddPolicy(SignedIn, policy => policy.AddRequirements(new RoleRequirement(null)));
        foreach (var scope in Scopes.All)
            options.AddPolicy(Scopes.Policy(scope), policy => policy.AddAuthenticationSchemes(ApiKeys.Scheme).RequireClaim(Scopes.Claim, scope, Scopes.Admin));
    }

    /// <summary>Whether the request comes from this machine itself.</summary>
    internal static bool IsLocal(HttpContext http) => http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer);
}

/// <summary>On a page or route that this machine may use before there is any account: the demonstration, and logs dropped to be read once.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenBeforeSetUpAttribute : Attribute;

/// <param name="Least">The least role; null asks for an account alone.</param>
internal sealed record RoleRequirement(Role? Least) : IAuthorizationRequirement;

/// <summary>Decides on every page and route under <c>/app</c>.</summary>
internal sealed class RoleHandler(IHttpContextAccessor contexts, MurmureDb db, AccountState accounts) : AuthorizationHandler<RoleRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (contexts.HttpContext is not { } http)
            return;
        if (!accounts.SetUp)
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<OpenBeforeSetUpAttribute>() is not null && Access.IsLocal(http))
                context.Succeed(requirement);
            return;
        }

        var caller = await Caller.LoadAsync(http, db);
        if (requirement.Least is { } least ? caller?.May(least) == true : Caller.AccountOf(context.User) is not null)
            context.Succeed(requirement);
    }
}
