using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Links;

/// <summary>
/// <c>GET /{slug}</c> on a link domain. The click is in the journal before the answer goes out; where it cannot be (no room, a fault), the redirect
/// is answered all the same, and counted as unrecorded. The destination comes from the directory and from nowhere else.
/// </summary>
internal sealed class RedirectEndpoint(
    LinkDirectory links, SiteDirectory sites, Intake intake, LivePipelines pipelines, LinkMeter meter, LinkPasswords passwords, Catalogue catalogue, TimeProvider clock)
{
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoIndex = "noindex";
    private static readonly StringValues Reading = "GET, HEAD";

    private readonly FrozenDictionary<string, Channel>.AlternateLookup<ReadOnlySpan<char>> channels =
        catalogue.ByTag.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What is to be answered, once the journal has it.</summary>
    private struct Answer
    {
        public int Status;
        public string? Location;
        public int CacheSeconds;
        public bool NoIndex;
        public long Position;

        /// <summary>A page of ours in place of a redirect.</summary>
        public LinkPage? Page;
    }

    /// <param name="next">Draws the page where there is one to be shown (<see cref="LinkPage"/>).</param>
    public async Task AnswerAsync(HttpContext http, LinkHost domain, RequestDelegate next)
    {
        string? password = null;
        if (HttpMethods.IsPost(http.Request.Method))
            password = await LinkPasswords.ReadAsync(http);
        if (password is null && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = Reading;
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        var answer = Decide(http, domain, password);
        if (answer.Position > 0)
            await intake.WaitAsync(answer.Position);
        if (answer.NoIndex)
            http.Response.Headers["X-Robots-Tag"] = NoIndex;
        if (answer.Page is { } page)
        {
            await page.ShowAsync(http, answer.Status, next);
            return;
        }
        http.Response.StatusCode = answer.Status;
        http.Response.Headers.Location = answer.Location;
        http.Response.Headers.CacheControl = answer.CacheSeconds > 0 ? $"public, max-age={answer.CacheSeconds}" : NoStore;
    }

    private Answer Decide(HttpContext http, LinkHost domain, string? password)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // An absolute form (RFC 9112, 3.2.2) names the host again; what follows it is the same.
        if (target.Length == 0 || target[0] != '/')
            target = http.Request.Path + http.Request.QueryString.Value;
        Span<byte> buffer = target.Length <= 512 ? stackalloc byte[3 * 512] : new byte[3 * target.Length];
        var address = ShortAddress.Read(target, buffer);
        if (address.Slug.IsEmpty)
            return Orphaned(http, domain, address, 0, Orphan.Root);
        if (!links.TryFind(domain, address.Slug, out var link) && !TryFindLower(domain, address.Slug, out link))
            return Orphaned(http, domain, address, 0, Orphan.Unknown);
        if (!address.Rest.IsEmpty && !link.Has(LinkFlags.AppendPath))
            return Orphaned(http, domain, address, 0, Orphan.Unknown);
        var detail = link.Has(LinkFlags.Detailed) ? links.DetailOf(link.Id) : null;
        if (address.Asked != Asked.Redirect)
            return Shown(domain, address, link, detail);
        var placement = PlacementOf(address.Key, detail);
        return detail is null
            ? Redirect(http, domain, address, link, placement, Encoding.ASCII.GetString(link.Url))
            : Consider(http, domain, address, link, detail, placement, password);
    }

    /// <summary>A link with conditions: each may send the click elsewhere.</summary>
    private Answer Consider(
        HttpContext http, LinkHost domain, scoped in ShortAddress address, scoped in FoundLink link, LinkDetail detail, Placement? placement, string? password)
    {
        if (detail.Disabled.Length > 0)
            return new Answer { Status = StatusCodes.Status410Gone, NoIndex = true, Page = new LinkPage(LinkPageKind.Disabled, domain) };
        var now = clock.GetUtcNow().UtcDateTime;
        var site = sites.Find(domain.Site);
        Span<byte> client = stackalloc byte[RequestBytes.AddressBytes];
        var agent = Encoding.UTF8.GetBytes(http.Request.Headers.UserAgent.ToString());
        var read = pipelines.Look(RequestBytes.Address(http, client), agent);
        var asker = new Asker
        {
            Agent = read.Agent, Country = read.Country, Address = RequestBytes.Address(http, client), Languages = http.Request.Headers.AcceptLanguage.ToString(),
            Query = address.Query, Local = TimeZoneInfo.ConvertTimeFromUtc(now, site?.Zone ?? TimeZoneInfo.Utc),
        };
        if (!detail.IsOpen(now))
            return Over(http, domain, address, link, detail);
        if (detail.PasswordHash is { } hash && AskPassword(domain, link.Id, hash, password) is { } asked)
            return asked;
        var counts = asker.IsPerson && HttpMethods.IsHead(http.Request.Method) is false;
        if (counts && !detail.TryCount())
            return Over(http, domain, address, link, detail);
        var to = Encoding.ASCII.GetString(link.Url);
        foreach (var rule in detail.Rules)
        {
            if (rule.Answer(asker) is { } elsewhere)
            {
                to = elsewhere;
                break;
            }
        }
        var answer = Redirect(http, domain, address, link, placement, to, detail.Utm?.QueryFor(placement));
        // One address answers differently by who asks: nobody in between may keep it.
        if (detail.Rules.Count > 0 || detail.MaxClicks is not null || detail.ValidUntil is not null || detail.PasswordHash is not null)
            answer.CacheSeconds = 0;
        if (password is not null)
            answer.Status = StatusCodes.Status303SeeOther;
        if (read.Agent.Verdict == Verdict.Preview && detail.Preview is { } preview && detail.PasswordHash is null)
        {
            answer.Status = StatusCodes.Status200OK;
            answer.Page = new LinkPage(LinkPageKind.Card, domain) { Url = answer.Location!, Card = preview.For(read.Agent.Platform ?? "") };
        }
        return answer;
    }

    private Answer? AskPassword(LinkHost domain, long link, string hash, string? password)
    {
        var said = password is null ? (PasswordAnswer?)null : passwords.Check(link, hash, password);
        return said == PasswordAnswer.Right ? null : new Answer
        {
            Status = said switch
            {
                null => StatusCodes.Status200OK,
                PasswordAnswer.TooMany => StatusCodes.Status429TooManyRequests,
                _ => StatusCodes.Status403Forbidden,
            },
            NoIndex = true,
            Page = new LinkPage(LinkPageKind.Password, domain) { Password = said },
        };
    }

    private Answer Redirect(HttpContext http, LinkHost domain, scoped in ShortAddress address, scoped in FoundLink link, Placement? placement, string to, string? utm = null) => new()
    {
        Status = link.Status,
        Location = Destination.Tag(Destination.Join(to, address.Rest, link.Has(LinkFlags.ForwardQuery) ? address.Query : default), utm),
        CacheSeconds = link.CacheSeconds,
        NoIndex = link.Has(LinkFlags.NoIndex),
        Position = Record(http, domain, address, new EventDetail { Link = link.Id, Variant = placement?.Variant ?? "", Scan = address.Scan }, placement?.Channel),
    };

    private Answer Over(HttpContext http, LinkHost domain, scoped in ShortAddress address, scoped in FoundLink link, LinkDetail detail)
    {
        var answer = Orphaned(http, domain, address, link.Id, Orphan.Expired);
        return detail.FallbackUrl is { } fallback ? answer with { Status = StatusCodes.Status302Found, Location = fallback, Page = null } : answer;
    }

    /// <summary>A click that leads to no link: recorded too, because a printed address with a mistake in it is worth knowing of.</summary>
    private Answer Orphaned(HttpContext http, LinkHost domain, scoped in ShortAddress address, long link, Orphan orphan)
    {
        var position = Record(http, domain, address, new EventDetail { Link = link, Orphan = orphan, Scan = address.Scan }, null);
        var (to, kind) = orphan switch
        {
            Orphan.Root => (domain.RootUrl, LinkPageKind.Root),
            Orphan.Expired => (domain.ExpiredUrl, LinkPageKind.Expired),
            _ => (domain.NotFoundUrl, LinkPageKind.Missing),
        };
        return to is not null
            ? new Answer { Status = StatusCodes.Status302Found, Location = to, Position = position }
            : new Answer { Status = orphan == Orphan.Root ? StatusCodes.Status200OK : StatusCodes.Status404NotFound, NoIndex = true, Position = position, Page = new LinkPage(kind, domain) };
    }

    private static Answer Shown(LinkHost domain, scoped in ShortAddress address, scoped in FoundLink link, LinkDetail? detail)
    {
        if (detail is { Disabled.Length: > 0 })
            return new Answer { Status = StatusCodes.Status410Gone, NoIndex = true, Page = new LinkPage(LinkPageKind.Disabled, domain) };
        var kind = address.Asked switch { Asked.QrPng => LinkPageKind.QrPng, Asked.QrSvg => LinkPageKind.QrSvg, _ => LinkPageKind.Leads };
        return new Answer
        {
            Status = StatusCodes.Status200OK, NoIndex = true,
            Page = new LinkPage(kind, domain)
            {
                // What a password protects is not told by the address beside it.
                Url = detail?.PasswordHash is null ? Encoding.ASCII.GetString(link.Url) : "",
                Path = Uri.EscapeDataString(Encoding.UTF8.GetString(address.Slug)) + (address.Key.IsEmpty ? "" : $"~{address.Key}"),
            },
        };
    }

    // What was printed in capitals and typed from paper: random slugs are in lower case.
    private bool TryFindLower(LinkHost domain, scoped ReadOnlySpan<byte> slug, out FoundLink link)
    {
        link = default;
        Span<byte> lower = stackalloc byte[64];
        return slug.Length <= lower.Length && slug.ContainsAnyInRange((byte)'A', (byte)'Z')
            && Ascii.ToLower(slug, lower, out var length) == System.Buffers.OperationStatus.Done && links.TryFind(domain, lower[..length], out link);
    }

    /// <summary>The placement that a key names: the link's own, or the channel whose tag it is. A key that nobody set up means nothing, and is kept nowhere.</summary>
    private Placement? PlacementOf(ReadOnlySpan<char> key, LinkDetail? detail)
    {
        if (key.IsEmpty)
            return null;
        if (detail?.Placements.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var own) == true)
            return own;
        return channels.TryGetValue(key, out var channel) ? new Placement(channel.Tag, channel.Slug) : null;
    }

    private long Record(HttpContext http, LinkHost domain, scoped in ShortAddress address, EventDetail detail, string? channel)
    {
        if (sites.Find(domain.Site) is not { } site)
            return 0;
        var headers = http.Request.Headers;
        Span<byte> client = stackalloc byte[RequestBytes.AddressBytes];
        Span<byte> path = stackalloc byte[256];
        path[0] = (byte)'/';
        var slug = address.Slug[..Math.Min(address.Slug.Length, path.Length - 1)];
        slug.CopyTo(path[1..]);
        var result = intake.Take(
            new RawHit
            {
                Time = clock.GetUtcNow().UtcDateTime, HasZone = true, HasAgent = true, Door = HitDoor.Link, Bytes = -1, Kind = EventKind.Click,
                Address = RequestBytes.Address(http, client), Relayed = RequestBytes.IsRelayed(headers), Method = HttpMethods.IsHead(http.Request.Method) ? "HEAD"u8 : default,
                Host = Encoding.UTF8.GetBytes(domain.Host), Target = path[..(slug.Length + 1)], Referrer = Encoding.UTF8.GetBytes(headers.Referer.ToString()),
                UserAgent = Encoding.UTF8.GetBytes(headers.UserAgent.ToString()), SecFetchDest = Encoding.UTF8.GetBytes(headers["Sec-Fetch-Dest"].ToString()),
                SecFetchSite = Encoding.UTF8.GetBytes(headers["Sec-Fetch-Site"].ToString()), SecPurpose = Encoding.UTF8.GetBytes(headers["Sec-Purpose"].ToString()),
                RequestedWith = Encoding.UTF8.GetBytes(headers["X-Requested-With"].ToString()), Gpc = headers["Sec-GPC"] == "1", LinkChannel = channel, Detail = detail,
            },
            site);
        if (result.Full)
            meter.Unrecorded();
        return result.Position;
    }
}
