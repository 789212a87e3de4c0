namespace Murmure.Server.Ingest;

/// <summary>One event as another server reports it: the shape of the documents. It is read without becoming an object.</summary>
/// <param name="N"><c>pageview</c>, <c>engagement</c>, <c>share</c>, <c>copy</c>, <c>goal</c>, or an event's own name. Not needed for fetches.</param>
/// <param name="U">The page's address.</param>
/// <param name="S">The site's host; without it the address's.</param>
/// <param name="R">The page's referrer.</param>
/// <param name="Id">Counts once within a site and an open day.</param>
/// <param name="Time">ISO 8601 with its zone; without it, now. The past needs the scope <c>backfill</c> and a day that is not closed.</param>
/// <param name="Ip">The visitor's address: it makes the day's pseudonym and the country, and is not kept.</param>
/// <param name="Ua">The visitor's agent: it is read and not kept.</param>
/// <param name="Headers">The visitor's own headers; <c>Sec-Fetch-Site</c>, <c>X-Requested-With</c>, <c>Sec-GPC</c> and <c>Referer</c> are read.</param>
/// <param name="Status">The status that the site answered; for fetches.</param>
/// <param name="P">Properties, at most twenty.</param>
/// <param name="V">What the event is worth.</param>
/// <param name="C">What the visitor answered to the site's question: <c>granted</c> or <c>denied</c>.</param>
public sealed record ServerEvent(
    string? N, string U, string? S, string? R, string? Id, DateTimeOffset? Time, string? Ip, string? Ua, Dictionary<string, string>? Headers, int? Status,
    Dictionary<string, string>? P, ServerRevenue? V, string? C);

/// <param name="Amount">In the currency's own unit.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record ServerRevenue(decimal Amount, string Currency);

/// <summary>What became of a call's events.</summary>
/// <param name="Accepted">In the journal.</param>
/// <param name="Dropped">Refused, by reason.</param>
public sealed record ServerAnswer(int Accepted, IReadOnlyDictionary<string, int> Dropped);
