using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>Amazon S3's server access log. The host is the Host header of newer logs, else the bucket when that is named like a site.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html</remarks>
internal sealed class S3Format : LogFormat
{
    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        var rest = line;
        FieldText.TakeToken(ref rest);
        var bucket = FieldText.TakeToken(ref rest);
        if (rest is not [(byte)'[', ..] || rest.IndexOf((byte)']') is not (> 0 and var close))
            return LineOutcome.NotThisFormat;
        if (!scratch.Times.TryRead(rest[1..close], LogTime.TryClock, out hit.Time, out hit.HasZone))
            return LineOutcome.BadTime;
        rest = rest[(close + 1)..].TrimStart((byte)' ');
        if (!FieldText.TryAddress(FieldText.TakeToken(ref rest), out hit.Address))
            return LineOutcome.BadAddress;
        FieldText.TakeToken(ref rest);
        FieldText.TakeToken(ref rest);
        var operation = FieldText.TakeToken(ref rest);
        if (!operation.Contains((byte)'.'))
            return LineOutcome.NotThisFormat;
        FieldText.TakeToken(ref rest);
        // Expiry, replication and batch jobs act without a request.
        if (rest is [(byte)'-', (byte)' ', ..])
            return LineOutcome.NotARequest;
        return rest is [(byte)'"', ..] ? ReadRequest(rest, bucket, scratch, ref hit) : LineOutcome.NotThisFormat;
    }

    private static LineOutcome ReadRequest(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> bucket, LineScratch scratch, ref RawHit hit)
    {
        if (!FieldText.TakeQuoted(ref rest, scratch, out var request))
            return LineOutcome.UnbalancedQuotes;
        if (!FieldText.TryStatus(FieldText.TakeToken(ref rest), out hit.Status))
            return LineOutcome.BadStatus;
        if (!FieldText.TryRequest(request, hit.Status, ref hit))
            return LineOutcome.BadRequest;
        FieldText.TakeToken(ref rest);
        hit.Bytes = FieldText.Bytes(FieldText.TakeToken(ref rest));
        for (var skipped = 0; skipped < 3; skipped++)
            FieldText.TakeToken(ref rest);
        if (rest is not [(byte)'"', ..] || !FieldText.TakeQuoted(ref rest, scratch, out hit.Referrer)
            || rest is not [(byte)'"', ..] || !FieldText.TakeQuoted(ref rest, scratch, out hit.UserAgent))
            return rest.IsEmpty ? LineOutcome.MissingField : LineOutcome.UnbalancedQuotes;
        hit.Referrer = FieldText.OrEmpty(hit.Referrer);
        hit.UserAgent = FieldText.OrEmpty(hit.UserAgent);
        // Version id, host id, signature, cipher and authentication stand before the Host header.
        for (var skipped = 0; skipped < 5; skipped++)
            FieldText.TakeToken(ref rest);
        var host = FieldText.OrEmpty(FieldText.TakeToken(ref rest));
        hit.Host = !host.IsEmpty ? host : bucket.Contains((byte)'.') ? bucket : default;
        AbsoluteTarget.TrySplit(ref hit);
        return LineOutcome.Hit;
    }
}
