using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Live.Pages;
using Murmure.Server.Sites;

namespace Murmure.Server.Live;

/// <summary>The stream of a live page: at each tick the page's changing part, drawn by the page's own component, when it is another than before.</summary>
internal sealed class LiveStream(SiteAccess sites, LiveReader reader, LiveSeats seats, IHostApplicationLifetime life)
{
    /// <summary>There is a new drawing.</summary>
    public const string Drawn = "drawn";

    /// <summary>Nothing has changed; whoever has gone is noticed by sending it.</summary>
    public const string Still = "still";

    /// <summary>The stream is over for good: the member is to load the page again.</summary>
    public const string Over = "over";

    public async Task<IResult> AnswerAsync(HttpContext http, string host)
    {
        if (sites.Find(http, host) is not { } site)
            return TypedResults.NotFound();
        if (Caller.Of(http) is not { } caller || await SessionStore.CurrentAsync(http) is not { } session)
            return TypedResults.Forbid();
        if (seats.Take(caller.AccountId) is not { } seat)
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        http.Response.RegisterForDispose(seat);
        // A proxy that gathers an answer before it hands it on would hold every event back (nginx).
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(site, caller.AccountId, session, DashboardFeature.TextsOf(http.Request), http.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        SiteRules site, long account, long session, Texts texts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, life.ApplicationStopping);
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var (tick, last) = (reader.Now, "");
        while (await StepAsync(site, tick, account, session, renderer, texts, over.Token) is { } drawn)
        {
            yield return drawn.Length == 0 ? new SseItem<string>("", Over) : drawn == last ? new SseItem<string>("", Still) : new SseItem<string>(drawn, Drawn);
            if (drawn.Length == 0 || await NextAsync(tick, over.Token) is not { } next)
                yield break;
            (tick, last) = (next, drawn);
        }
    }

    /// <summary>The drawing of a tick; empty when the member may not stay, null when the stream has no reader any more or the server goes.</summary>
    private async Task<string?> StepAsync(SiteRules site, long tick, long account, long session, HtmlRenderer renderer, Texts texts, CancellationToken over)
    {
        try
        {
            if (!await seats.MayStayAsync(account, session, site, over))
                return "";
            var picture = await reader.ReadAsync(site, tick, over);
            return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<LiveBody>(LiveBody.Parameters(site, picture, texts))).ToHtmlString());
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<long?> NextAsync(long tick, CancellationToken over)
    {
        try
        {
            return await reader.NextAsync(tick, over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return null;
        }
    }
}
