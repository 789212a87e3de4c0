using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Murmure.Attribution;
using Murmure.Server.Shares;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// <c>POST /e</c>: what the tracker sends. 202 means that the event is in the journal, or that it was refused for the reason in
/// <c>X-Murmure</c>; 400 that it could not be read; 503 that there is no room for it just now.
/// </summary>
internal sealed class BeaconEndpoint(Intake intake, IntakeTallies tallies, IntakeMeter meter, SiteDirectory sites, ShareTokens tokens, TimeProvider clock)
{
    /// <summary>Fifty events with everything they may carry.</summary>
    public const int LongestBody = 256 * 1024;

    private const string Header = "X-Murmure";

    private static readonly StringValues Accepted = "accepted";
    private static readonly StringValues RetryAfter = "5";
    private static readonly StringValues Anywhere = "*";
    private static readonly StringValues Exposed = Header;
    private static readonly Dictionary<DropReason, StringValues> Refusals =
        Enum.GetValues<DropReason>().ToDictionary(reason => reason, reason => new StringValues($"dropped; reason={reason.Slug()}"));

    public async Task ReceiveAsync(HttpContext http)
    {
        // The answer is no secret, and a page that checks its own installation may read it.
        http.Response.Headers.AccessControlAllowOrigin = Anywhere;
        http.Response.Headers.AccessControlExposeHeaders = Exposed;
        if (http.Request.ContentLength > LongestBody)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, $"a body of more than {LongestBody} bytes");
            return;
        }
        var body = await RequestBytes.ReadAsync(http.Request.BodyReader, LongestBody, http.RequestAborted);
        if (body is null)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, $"a body of more than {LongestBody} bytes");
            return;
        }
        var (buffer, length) = body.Value;
        string? problem;
        Answer answer;
        try
        {
            answer = Take(http, buffer.AsSpan(0, length), buffer.AsSpan(length), out problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (problem is not null)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, problem);
            return;
        }
        if (answer.Full)
        {
            http.Response.Headers.RetryAfter = RetryAfter;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        if (answer.Position > 0)
            await intake.WaitAsync(answer.Position);
        http.Response.Headers[Header] = answer.Said();
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <summary>What became of a body's events together.</summary>
    private struct Answer
    {
        public int Kept;
        public int Refused;
        public DropReason Reason;
        public long Position;
        public bool Full;

        public readonly StringValues Said() => (Kept, Refused) switch
        {
            (_, 0) => Kept == 1 ? Accepted : new StringValues($"accepted={Kept}"),
            (0, 1) => Refusals[Reason],
            _ => new StringValues($"accepted={Kept}; dropped={Refused}; reason={Reason.Slug()}"),
        };
    }

    private Answer Take(HttpContext http, ReadOnlySpan<byte> body, Span<byte> scratch, out string? problem)
    {
        var answer = default(Answer);
        var payload = new BeaconPayload(body, scratch);
        // An array is taken as a whole or refused as a whole; a single event needs no look before it is read.
        problem = payload.Many ? BeaconPayload.Check(body, scratch, out _) : null;
        if (problem is not null)
            return answer;
        Span<byte> client = stackalloc byte[RequestBytes.AddressBytes];
        var hit = new RawHit { Time = clock.GetUtcNow().UtcDateTime, HasZone = true, HasAgent = true, Door = HitDoor.Script, Bytes = -1, Address = RequestBytes.Address(http, client) };
        // Copied once for all events of the body; a request's agent is bounded by the server's limit on headers.
        hit.UserAgent = Encoding.UTF8.GetBytes(http.Request.Headers.UserAgent.ToString());
        hit.Gpc = http.Request.Headers["Sec-GPC"] == "1";
        hit.Headers = RequestBytes.Browser(http.Request.Headers);
        hit.Relayed = RequestBytes.IsRelayed(http.Request.Headers);
        while (payload.TryNext(out problem) && problem is null)
            TakeOne(payload.Current, ref hit, ref answer);
        return answer;
    }

    private void TakeOne(scoped in BeaconEvent sent, scoped ref RawHit hit, ref Answer answer)
    {
        if (answer.Full)
            return;
        var site = sites.Find(sent.Site.IsEmpty ? RequestBytes.Text(sent.Host) : RequestBytes.Text(sent.Site));
        if (site is null)
        {
            answer.Refused++;
            answer.Reason = DropReason.UnknownSite;
            meter.Dropped(DropReason.UnknownSite);
            return;
        }
        var one = hit;
        one.Kind = sent.Kind;
        one.Host = sent.Host;
        one.Target = sent.Target;
        one.Referrer = sent.Referrer;
        one.AppMark = sent.AppMark;
        one.Consent = sent.Consent;
        one.EventId = sent.Id;
        one.Completes = sent.Completes;
        one.SecFetchSite = FetchSites.Write(sent.FetchSite);
        one.Detail = DetailOf(sent);
        var result = intake.Take(one, site);
        answer.Full |= result.Full;
        if (result.Dropped is { } reason)
        {
            answer.Refused++;
            answer.Reason = reason;
        }
        else if (!result.Full)
        {
            answer.Kept++;
            answer.Position = Math.Max(answer.Position, result.Position);
            if (one.Kind is EventKind.Share or EventKind.Copy && result.Page is { } shared)
                tokens.Issue(site.Id, shared, sent.Property("token"), sent.Property("via"), sent.Generation);
            if (sent.Card is { } card && result.Page is { } page)
                tallies.Card(site.Host, card with { Page = page });
        }
    }

    internal static EventDetail DetailOf(scoped in BeaconEvent sent) => new()
    {
        // PRIVACY: what a site tells of its own, without the addresses and numbers that stray into it.
        Name = PersonalText.Mask(sent.GoalName),
        Properties = Masked(sent.Kept),
        EngagedMilliseconds = sent.Engaged,
        ScrollPercent = sent.Scroll,
        Revenue = sent.Amount,
        Currency = sent.Currency,
        Target = PersonalText.Mask(sent.Property("target")),
        Navigation = sent.Navigation,
        History = sent.History,
        FetchSite = sent.FetchSite,
        Generation = sent.Generation,
    };

    private static IReadOnlyList<KeyValuePair<string, string>> Masked(IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        foreach (var (_, value) in properties)
        {
            if (!ReferenceEquals(PersonalText.Mask(value), value))
                return [.. properties.Select(pair => KeyValuePair.Create(pair.Key, PersonalText.Mask(pair.Value)))];
        }
        return properties;
    }

    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        // The problem names a field of ours and a limit, never what the client sent.
        http.Response.StatusCode = status;
        http.Response.Headers[Header] = $"refused; {why.Replace('\'', '"')}";
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(why + "\n", http.RequestAborted);
    }
}
