using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Dashboard.Pages;

namespace Murmure.Server.Dashboard;

/// <summary>
/// What people read where a request for a page ends without one: a fault, an address that names nothing, a form that is out of date. Whatever has said
/// something already, such as the problem of a file, stays as it is.
/// </summary>
internal static class FaultAnswers
{
    /// <summary>Whether people read what is answered there.</summary>
    public static bool Concern(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/app", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Lets the request go on, and says what to do where nobody said anything.</summary>
    // The framework's own middleware takes a content type without a word for an answer; the renderer sets one before it looks at a form's token.
    public static async Task FillAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 } && !HttpMethods.IsHead(http.Request.Method))
            await AnswerAsync(http);
    }

    /// <summary>Answers with the page of the status that is set.</summary>
    public static async Task AnswerAsync(HttpContext http)
    {
        DashboardFeature.Secure(http);
        // What drew a page, or tried to, does so once.
        var (services, status) = (http.RequestServices, http.Response.StatusCode);
        await using var scope = services.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            http.Response.ContentLength = null;
            // The renderer adds it once a rendering, and may have begun one.
            http.Response.Headers.Remove("blazor-enhanced-nav");
            await new RazorComponentResult<FaultPage>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(FaultPage.Status)] = status }) { StatusCode = status }.ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }
}
