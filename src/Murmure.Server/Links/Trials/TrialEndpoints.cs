using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Sites;

namespace Murmure.Server.Links;

/// <summary>What a trial's page listens to.</summary>
internal static class TrialEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/app/" + PageFiles.Trial.Name, (HttpContext http) => DashboardFeature.Send(http, PageFiles.Trial)).ExcludeFromDescription();
        app.MapGet("/app/links/try/{token}/events", (HttpContext http, string token, TrialBook trials, TimeProvider clock, IHostApplicationLifetime life) =>
            trials.Find(token) is { } trial && trial.Organisation == SiteAccess.OrganisationOf(http)
                ? (IResult)TypedResults.ServerSentEvents(EventsAsync(trial, clock, life, http.RequestAborted))
                : TypedResults.NotFound()).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    // The event says that there is something new; the page fetches itself again, so that there is one drawing of it.
    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(Trial trial, TimeProvider clock, IHostApplicationLifetime life, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, life.ApplicationStopping);
        await using var changes = trial.ChangesAsync(clock, over.Token).GetAsyncEnumerator(over.Token);
        while (await NextAsync(changes, over.Token))
            yield return new SseItem<string>(changes.Current.ToString(System.Globalization.CultureInfo.InvariantCulture), "steps");
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<int> changes, CancellationToken cancellation)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever looked has gone, or the server is going.
            return false;
        }
    }
}
