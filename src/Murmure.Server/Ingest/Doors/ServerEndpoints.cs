using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>The doors for other servers, which hold a key: what they say of their visitors is believed. A call is taken as a whole or refused as a whole.</summary>
internal sealed class ServerEndpoints(Intake intake, IntakeTallies tallies, SiteAccess access, TimeProvider clock)
{
    /// <summary>A thousand events with what they usually carry.</summary>
    public const int LongestBody = 4 << 20;

    /// <summary>A time older than this is the past, and needs the scope for it. Queues and retries take a while.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    /// <summary><c>POST /api/v1/events</c></summary>
    public Task<IResult> EventsAsync(HttpContext http) => TakeAsync(http, fetches: false);

    /// <summary><c>POST /api/v1/fetches</c></summary>
    public Task<IResult> FetchesAsync(HttpContext http) => TakeAsync(http, fetches: true);

    private async Task<IResult> TakeAsync(HttpContext http, bool fetches)
    {
        if (await RequestBytes.ReadAsync(http.Request.BodyReader, LongestBody, http.RequestAborted) is not var (buffer, length))
            return Problems.TooLarge(LongestBody);
        try
        {
            var call = Take(http, buffer.AsSpan(0, length), buffer.AsSpan(length), fetches);
            if (call.Problem is { } problem)
                return problem;
            if (call.Full)
            {
                http.Response.Headers.RetryAfter = "5";
                return Problems.NoRoom();
            }
            if (call.Position > 0)
                await intake.WaitAsync(call.Position);
            return TypedResults.Json(new ServerAnswer(call.Accepted, call.Dropped), statusCode: StatusCodes.Status202Accepted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Call
    {
        public IResult? Problem { get; set; }
        public int Accepted { get; set; }
        public SortedDictionary<string, int> Dropped { get; } = new(StringComparer.Ordinal);
        public long Position { get; set; }
        public bool Full { get; set; }
    }

    private Call Take(HttpContext http, ReadOnlySpan<byte> body, Span<byte> scratch, bool fetches)
    {
        if (BeaconPayload.Check(body, scratch, out _, server: true, fetches) is { } wrong)
            return new Call { Problem = Problems.BadEvent(wrong) };
        var backfill = http.User.Claims.Any(claim => claim is { Type: Scopes.Claim, Value: Scopes.Backfill or Scopes.Admin });
        // Whose sites they are is settled before the first is taken.
        if (CheckSites(http, body, scratch, backfill, fetches) is { } refused)
            return new Call { Problem = refused };
        var call = new Call();
        var payload = new BeaconPayload(body, scratch, server: true, fetches);
        while (!call.Full && payload.TryNext(out _))
            TakeOne(http, payload.Current, call, fetches);
        return call;
    }

    private ProblemHttpResult? CheckSites(HttpContext http, ReadOnlySpan<byte> body, Span<byte> scratch, bool backfill, bool fetches)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var payload = new BeaconPayload(body, scratch, server: true, fetches);
        while (payload.TryNext(out _))
        {
            var sent = payload.Current;
            if (SiteOf(http, sent) is null)
                return Problems.NotFound("A site of that name is not among this key's.");
            if (sent.Time is not { } time)
                continue;
            if (time > now + Late)
                return Problems.BadEvent("'time' is in the future");
            if (time < now - Late && !backfill)
                return Problems.NoBackfill();
        }
        return null;
    }

    private SiteRules? SiteOf(HttpContext http, scoped in BeaconEvent sent) =>
        access.Find(http, RequestBytes.Text(sent.Site.IsEmpty ? sent.Host : sent.Site));

    private void TakeOne(HttpContext http, scoped in BeaconEvent sent, Call call, bool fetches)
    {
        if (SiteOf(http, sent) is not { } site)
            return;
        var hit = new RawHit
        {
            Time = sent.Time ?? clock.GetUtcNow().UtcDateTime, HasZone = true, HasAgent = !sent.Agent.IsEmpty, UserAgent = sent.Agent, Address = sent.Ip,
            Door = fetches ? HitDoor.Log : HitDoor.Server, Bytes = -1, Kind = fetches ? EventKind.Pageview : sent.Kind, Host = sent.Host, Target = sent.Target,
            Referrer = sent.Referrer, RequestedWith = sent.RequestedWith, SecFetchSite = FetchSites.Write(sent.FetchSite),
            Gpc = sent.Gpc, Consent = sent.Consent, EventId = sent.Id, AppMark = sent.AppMark, Status = sent.Status,
            Detail = fetches ? null : BeaconEndpoint.DetailOf(sent),
        };
        var result = intake.Take(hit, site, fetches);
        call.Full |= result.Full;
        if (result.Dropped is { } reason)
            call.Dropped[reason.Slug()] = call.Dropped.GetValueOrDefault(reason.Slug()) + 1;
        else if (!result.Full)
            call.Accepted++;
        call.Position = Math.Max(call.Position, result.Position);
        if (sent.Card is { } card && result.Page is { } page)
            tallies.Card(site.Host, card with { Page = page });
    }
}
