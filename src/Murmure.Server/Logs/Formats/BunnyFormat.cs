using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// Bunny's CDN log: cache status, status, milliseconds since 1970, bytes, zone, address, referrer, URL, edge, agent, request id, country,
/// divided by bars. The extended log adds fields after those. There is no method.
/// </summary>
/// <remarks>https://docs.bunny.net/docs/cdn-log-format</remarks>
internal sealed class BunnyFormat : LogFormat
{
    private const int Fields = 12;

    public bool Extended { get; init; }

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        var bars = line.Count((byte)'|');
        if (Extended ? bars < Fields : bars != Fields - 1)
            return LineOutcome.NotThisFormat;
        var rest = line;
        FieldText.TakeToken(ref rest, (byte)'|');
        if (!FieldText.TryStatus(FieldText.TakeToken(ref rest, (byte)'|'), out hit.Status))
            return LineOutcome.BadStatus;
        if (!LogTime.TryEpoch(FieldText.TakeToken(ref rest, (byte)'|'), out hit.Time))
            return LineOutcome.BadTime;
        hit.Bytes = FieldText.Bytes(FieldText.TakeToken(ref rest, (byte)'|'));
        FieldText.TakeToken(ref rest, (byte)'|');
        if (!FieldText.TryAddress(FieldText.TakeToken(ref rest, (byte)'|'), out hit.Address))
            return LineOutcome.BadAddress;
        hit.Referrer = FieldText.OrEmpty(FieldText.TakeToken(ref rest, (byte)'|'));
        hit.Target = FieldText.TakeToken(ref rest, (byte)'|');
        if (!AbsoluteTarget.TrySplit(ref hit))
            return LineOutcome.BadRequest;
        FieldText.TakeToken(ref rest, (byte)'|');
        hit.UserAgent = FieldText.OrEmpty(FieldText.TakeToken(ref rest, (byte)'|'));
        return LineOutcome.Hit;
    }
}
