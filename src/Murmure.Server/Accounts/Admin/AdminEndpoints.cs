using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;

namespace Murmure.Server.Accounts.Admin;

/// <summary>Administration for programs: under <c>/admin</c> by the socket alone, under <c>/api/v1</c> with a key of scope <c>admin</c>, for its organisation.</summary>
internal static class AdminEndpoints
{
    private delegate Task<AdminAnswer> Handler<in T>(Workspace workspace, T asked, long? within, CancellationToken cancellation);

    public static void Map(IEndpointRouteBuilder app)
    {
        Map<AddUserRequest>(app, "users", (workspace, asked, within, cancellation) => workspace.AddUserAsync(asked, within, cancellation));
        Map<ResetUserRequest>(app, "users/reset", (workspace, asked, within, cancellation) => workspace.ResetUserAsync(asked, within, cancellation));
        Map<AddSiteRequest>(app, "sites", (workspace, asked, within, cancellation) => workspace.AddSiteAsync(asked, within, cancellation));
        app.MapPost("/admin/links", async (HttpContext http, LinkWorkspace links) => AdminSocket.IsSource(http)
            ? await AnswerAsync<AddLinkRequest>(http, (asked, cancellation) => links.AddAsync(asked, cancellation))
            : TypedResults.NotFound());
        Map<AddKeyRequest>(app, "keys", (workspace, asked, within, cancellation) => workspace.AddKeyAsync(asked, within, cancellation));
    }

    private static void Map<T>(IEndpointRouteBuilder app, string path, Handler<T> handler)
    {
        app.MapPost("/admin/" + path, async (HttpContext http, Workspace workspace) =>
        {
            if (!AdminSocket.IsSource(http))
                return TypedResults.NotFound();
            return await AnswerAsync<T>(http, (asked, cancellation) => handler(workspace, asked, null, cancellation));
        });
        app.MapPost("/api/v1/" + path, (HttpContext http, Workspace workspace) =>
            AnswerAsync<T>(http, (asked, cancellation) => handler(workspace, asked, SiteAccess.OrganisationOf(http), cancellation))).RequireAuthorization(Scopes.Policy(Scopes.Admin));
    }

    private static async Task<IResult> AnswerAsync<T>(HttpContext http, Func<T, CancellationToken, Task<AdminAnswer>> handle)
    {
        if (!http.Request.HasJsonContentType())
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        T? asked;
        try
        {
            asked = (T?)await http.Request.ReadFromJsonAsync(typeof(T), AdminJson.Default, http.RequestAborted);
        }
        catch (System.Text.Json.JsonException)
        {
            return Problems.BadBody("The body is not the JSON object that this needs.");
        }

        if (asked is null)
            return Problems.BadBody("The body is empty.");
        var answer = await handle(asked, http.RequestAborted);
        return TypedResults.Json(answer, AdminJson.Default.AdminAnswer, statusCode: answer.Done ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
