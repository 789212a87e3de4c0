using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// Amazon's load balancers. Classic: time, balancer, client, backend, three durations, two statuses, two sizes, request, agent.
/// Application: the same behind a type (<c>https</c>). Neither knows the referrer.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html and …/application/load-balancer-access-logs.html</remarks>
internal sealed class BalancerFormat : LogFormat
{
    /// <summary>True for the application load balancer.</summary>
    public bool Application { get; init; }

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        var rest = line;
        if (Application && FieldText.TakeToken(ref rest) is not { Length: >= 2 and <= 5 })
            return LineOutcome.NotThisFormat;
        var time = FieldText.TakeToken(ref rest);
        if (time is not [.., (byte)'Z'])
            return LineOutcome.NotThisFormat;
        if (!LogTime.TryClock(time, out hit.Time, out hit.HasZone))
            return LineOutcome.BadTime;
        FieldText.TakeToken(ref rest);
        if (!FieldText.TryAddress(FieldText.TakeToken(ref rest), out hit.Address))
            return LineOutcome.BadAddress;
        for (var skipped = 0; skipped < 4; skipped++)
            FieldText.TakeToken(ref rest);
        var status = FieldText.TakeToken(ref rest);
        FieldText.TakeToken(ref rest);
        FieldText.TakeToken(ref rest);
        hit.Bytes = FieldText.Bytes(FieldText.TakeToken(ref rest));
        if (!FieldText.TryStatus(status, out hit.Status))
            return LineOutcome.BadStatus;
        if (rest is not [(byte)'"', ..])
            return LineOutcome.MissingField;
        if (!FieldText.TakeQuoted(ref rest, scratch, out var request))
            return LineOutcome.UnbalancedQuotes;
        // A TCP session, or a request that the balancer could not read: "- - - ", "- http://example.com:80- -".
        if (request.StartsWith("- "u8))
            return LineOutcome.NotARequest;
        if (!FieldText.TryRequest(request, hit.Status, ref hit))
            return LineOutcome.BadRequest;
        AbsoluteTarget.TrySplit(ref hit);
        hit.HasAgent = rest is [(byte)'"', ..]; // the first classic balancers had no field for it
        if (hit.HasAgent && !FieldText.TakeQuoted(ref rest, scratch, out hit.UserAgent))
            return LineOutcome.UnbalancedQuotes;
        hit.UserAgent = FieldText.OrEmpty(hit.UserAgent);
        return LineOutcome.Hit;
    }
}
