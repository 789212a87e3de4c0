using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// The common log format, <c>host ident user [time] "request" status bytes</c>, and what grew out of it: the combined format's referrer and
/// agent, a virtual host before it (or in the place of ident, at OVH). Fields after those known are tolerated and left unread.
/// </summary>
/// <remarks>https://httpd.apache.org/docs/2.4/logs.html#accesslog</remarks>
internal sealed class ClfFormat : LogFormat
{
    public VirtualHostPlace VirtualHost { get; init; }

    /// <summary>True when referrer and agent must follow the bytes.</summary>
    public bool Combined { get; init; }

    /// <summary>What sets a near relative apart from plain combined; null accepts all.</summary>
    public ClfMark Mark { get; init; }

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        var open = OpeningBracket(line);
        if (open < 0)
            return LineOutcome.NotThisFormat;
        var outcome = ReadClient(line[..open], ref hit);
        if (outcome != LineOutcome.Hit)
            return outcome;
        var rest = line[(open + 2)..];
        var close = rest.IndexOf((byte)']');
        if (close < 0 || !scratch.Times.TryRead(rest[..close], LogTime.TryClock, out hit.Time, out hit.HasZone))
            return LineOutcome.BadTime;
        rest = rest[(close + 1)..];
        // Gandi writes the time taken before the request: "] (0 s) "GET".
        var quote = rest.IndexOf((byte)'"');
        return quote is > 0 and < 40 ? ReadRequest(rest[quote..], scratch, ref hit) : LineOutcome.NotThisFormat;
    }

    /// <summary>Where <c> [10/Oct/2000</c> or <c> [2000-10-10</c> starts: not at the bracket of an IPv6 address.</summary>
    private static int OpeningBracket(ReadOnlySpan<byte> line)
    {
        for (var at = 0; ;)
        {
            var found = line[at..].IndexOf(" ["u8);
            if (found < 0)
                return -1;
            at += found;
            if (at + 8 < line.Length && char.IsAsciiDigit((char)line[at + 2]) && (line[at + 4] == '/' || line[at + 6] == '-'))
                return at;
            at += 2;
        }
    }

    private LineOutcome ReadClient(ReadOnlySpan<byte> client, ref RawHit hit)
    {
        if (VirtualHost == VirtualHostPlace.First)
            hit.Host = FieldText.OrEmpty(FieldText.TakeToken(ref client));
        var address = FieldText.TakeToken(ref client);
        // An X-Forwarded-For list in the address's place: its first is the client, the others are passed over.
        for (var hop = address; hop is [.., (byte)',']; )
            hop = FieldText.TakeToken(ref client);
        if (VirtualHost == VirtualHostPlace.First && !LooksNamed(address))
            return LineOutcome.NotThisFormat;
        if (VirtualHost == VirtualHostPlace.Ident)
        {
            hit.Host = FieldText.TakeToken(ref client);
            if (!FieldText.LooksLikeIp(address) || FieldText.LooksLikeIp(hit.Host) || !LooksNamed(hit.Host))
                return LineOutcome.NotThisFormat;
        }
        // An address in the place of ident: what came before it was a virtual host.
        if (client.IsEmpty || (VirtualHost == VirtualHostPlace.None && FieldText.LooksLikeIp(client[..Math.Max(0, client.IndexOf((byte)' '))])))
            return LineOutcome.NotThisFormat;
        return FieldText.TryAddress(address, out hit.Address) ? LineOutcome.Hit : LineOutcome.BadAddress;
    }

    /// <summary>An address or a domain, which <c>-</c> and most user names are not.</summary>
    private static bool LooksNamed(ReadOnlySpan<byte> token) => token.ContainsAny((byte)'.', (byte)':') || token.SequenceEqual("localhost"u8);

    private LineOutcome ReadRequest(ReadOnlySpan<byte> rest, LineScratch scratch, ref RawHit hit)
    {
        if (!FieldText.TakeQuoted(ref rest, scratch, out var request))
            return LineOutcome.UnbalancedQuotes;
        if (!FieldText.TryStatus(FieldText.TakeToken(ref rest), out hit.Status))
            return LineOutcome.BadStatus;
        if (!FieldText.TryRequest(request, hit.Status, ref hit))
            return LineOutcome.BadRequest;
        var bytes = FieldText.TakeToken(ref rest);
        if (bytes.IsEmpty || bytes[0] == '"')
            return LineOutcome.MissingField;
        hit.Bytes = FieldText.Bytes(bytes);
        hit.HasAgent = Combined;
        if (!Combined)
        {
            // A referrer and an agent, even a broken one: this is a combined log, and must not be read as less because of one bad line.
            return rest is [(byte)'"', ..] && rest.Count((byte)'"') > 2 ? LineOutcome.NotThisFormat : LineOutcome.Hit;
        }
        return ReadCombined(rest, scratch, ref hit);
    }

    private LineOutcome ReadCombined(ReadOnlySpan<byte> rest, LineScratch scratch, ref RawHit hit)
    {
        if (rest is not [(byte)'"', ..])
            return LineOutcome.MissingField;
        if (!FieldText.TakeQuoted(ref rest, scratch, out hit.Referrer))
            return LineOutcome.UnbalancedQuotes;
        if (rest is not [(byte)'"', ..])
            return LineOutcome.MissingField;
        if (!FieldText.TakeQuoted(ref rest, scratch, out hit.UserAgent))
            return LineOutcome.UnbalancedQuotes;
        hit.Referrer = FieldText.OrEmpty(hit.Referrer);
        hit.UserAgent = FieldText.OrEmpty(hit.UserAgent);
        return Marked(rest, ref hit) ? LineOutcome.Hit : LineOutcome.NotThisFormat;
    }

    private bool Marked(ReadOnlySpan<byte> rest, ref RawHit hit) => Mark switch
    {
        // 14 "router@docker" "http://10.0.0.2:80" 3ms
        ClfMark.Traefik => rest is [>= (byte)'0' and <= (byte)'9', .., (byte)'m', (byte)'s'],
        ClfMark.AbsoluteTarget => AbsoluteTarget.TrySplit(ref hit),
        _ => true,
    };
}

internal enum VirtualHostPlace : byte
{
    None,
    First,
    Ident,
}

internal enum ClfMark : byte
{
    None,

    /// <summary>Ends with the router, the server and milliseconds.</summary>
    Traefik,

    /// <summary>Every request names its host (varnishncsa).</summary>
    AbsoluteTarget,
}
