using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// HAProxy's <c>option httplog</c>, behind a syslog header or not. Agent, referrer and host are there only if the administrator captures them
/// (<c>{www.example.com|https://example.org/|Mozilla/5.0 …}</c>); captures have no names, so each is told by its form.
/// </summary>
/// <remarks>https://docs.haproxy.org/3.0/configuration.html#8.2.3</remarks>
internal sealed class HaproxyFormat : LogFormat
{
    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        var open = line.IndexOf(" ["u8);
        if (open < 0)
            return LineOutcome.NotThisFormat;
        var client = line[(line[..open].LastIndexOf((byte)' ') + 1)..open];
        if (!client.Contains((byte)':') || !FieldText.TryAddress(client, out hit.Address))
            return LineOutcome.NotThisFormat;
        var rest = line[(open + 2)..];
        var close = rest.IndexOf("] "u8);
        if (close < 0)
            return LineOutcome.NotThisFormat;
        if (!LogTime.TryClock(rest[..close], out hit.Time, out hit.HasZone))
            return LineOutcome.BadTime;
        rest = rest[(close + 2)..];
        FieldText.TakeToken(ref rest);
        FieldText.TakeToken(ref rest);
        // Five durations divided by slashes mean HTTP; a TCP session has three.
        var durations = FieldText.TakeToken(ref rest).Count((byte)'/');
        if (durations is not (2 or 4))
            return LineOutcome.NotThisFormat;
        if (durations == 2)
            return LineOutcome.NotARequest;
        // -1: the client left before there was a status.
        var status = FieldText.TakeToken(ref rest);
        if (!status.SequenceEqual("-1"u8) && !FieldText.TryStatus(status, out hit.Status))
            return LineOutcome.BadStatus;
        var bytes = FieldText.TakeToken(ref rest);
        hit.Bytes = FieldText.Bytes(bytes is [(byte)'+', ..] ? bytes[1..] : bytes);
        return ReadRequest(rest, scratch, ref hit);
    }

    private static LineOutcome ReadRequest(ReadOnlySpan<byte> rest, LineScratch scratch, ref RawHit hit)
    {
        var quote = rest.IndexOf(" \""u8);
        if (quote < 0)
            return LineOutcome.MissingField;
        // Cookies, termination state, five counts, two queues, then the captures of request and response.
        var open = rest[..quote].IndexOf((byte)'{');
        // An agent may hold a quote: the captures end with the last brace before the request line.
        var last = open < 0 ? -1 : rest.IndexOf("} \""u8);
        if (last > open)
        {
            quote = last + 1;
            var captured = rest[(open + 1)..last];
            var response = captured.IndexOf("} {"u8);
            ReadCaptures(response < 0 ? captured : captured[..response], ref hit);
        }
        rest = rest[(quote + 1)..];
        if (!FieldText.TakeQuoted(ref rest, scratch, out var request))
            return LineOutcome.UnbalancedQuotes;
        // "<BADREQ>" is what HAProxy could not read.
        if (!FieldText.TryRequest(request, hit.Status, ref hit))
            return LineOutcome.BadRequest;
        AbsoluteTarget.TrySplit(ref hit);
        // Without a capture nobody knows what the client sent; an agent that was captured and empty looks the same here.
        hit.HasAgent = !hit.UserAgent.IsEmpty;
        return LineOutcome.Hit;
    }

    private static void ReadCaptures(ReadOnlySpan<byte> captures, ref RawHit hit)
    {
        while (!captures.IsEmpty)
        {
            var value = FieldText.TakeToken(ref captures, (byte)'|');
            if (value.StartsWith("http://"u8) || value.StartsWith("https://"u8) || value.StartsWith("android-app://"u8))
                hit.Referrer = value;
            // An agent has a blank or a slash; a language list ("fr-FR,fr;q=0.9") or a media type never stands before it.
            else if (hit.UserAgent.IsEmpty && value.ContainsAny((byte)' ', (byte)'/'))
                hit.UserAgent = value;
            else if (hit.Host.IsEmpty && value.Contains((byte)'.') && !value.ContainsAny((byte)' ', (byte)';') && !FieldText.LooksLikeIp(value))
                hit.Host = value;
        }
    }
}
