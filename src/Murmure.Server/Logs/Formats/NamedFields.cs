using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>What a named field of a record means.</summary>
internal enum Slot : byte
{
    Time,

    /// <summary>The day, where the time stands apart from it.</summary>
    Date,
    Address,

    /// <summary>X-Forwarded-For: the client, when the address is a proxy's.</summary>
    Forwarded,
    Host,
    Method,
    Target,
    Query,

    /// <summary>Host and path without a scheme (<c>www.example.com/a</c>).</summary>
    HostAndPath,

    /// <summary>A whole request line, <c>GET /a HTTP/1.1</c>.</summary>
    Request,
    Status,
    Bytes,
    Referrer,
    UserAgent,
    RequestedWith,
    SecFetchSite,
    SecFetchDest,
    SecPurpose,
    ContentType,

    /// <summary>Has no meaning for a hit; its presence tells one format from another.</summary>
    Mark,
}

/// <summary>The fields of one record under the names of <see cref="Slot"/>, for the formats that name theirs (JSON, W3C, CEF, CSV).</summary>
internal ref struct NamedFields
{
    private ReadOnlySpan<byte> time, date, address, forwarded, hostAndPath, request, status, bytes;

    public ReadOnlySpan<byte> Host, Method, Target, Query, Referrer, UserAgent;
    private ReadOnlySpan<byte> requestedWith, secFetchSite, secFetchDest, secPurpose, contentType;

    public bool Marked;

    /// <summary>Whether the record has a field for the agent, empty or not.</summary>
    public bool HasAgent;

    public readonly bool HasStatus => !status.IsEmpty;

    public void Set(Slot slot, ReadOnlySpan<byte> value)
    {
        switch (slot)
        {
            case Slot.Time: time = value; break;
            case Slot.Date: date = value; break;
            case Slot.Address: address = value; break;
            case Slot.Forwarded: forwarded = value; break;
            case Slot.Host: Host = value; break;
            case Slot.Method: Method = value; break;
            case Slot.Target: Target = value; break;
            case Slot.Query: Query = value; break;
            case Slot.HostAndPath: hostAndPath = value; break;
            case Slot.Request: request = value; break;
            case Slot.Status: status = value; break;
            case Slot.Bytes: bytes = value; break;
            case Slot.Referrer: Referrer = value; break;
            case Slot.UserAgent: UserAgent = value; break;
            case Slot.RequestedWith: requestedWith = value; break;
            case Slot.SecFetchSite: secFetchSite = value; break;
            case Slot.SecFetchDest: secFetchDest = value; break;
            case Slot.SecPurpose: secPurpose = value; break;
            case Slot.ContentType: contentType = value; break;
            case Slot.Mark: Marked = true; break;
        }
    }

    private static bool IsProxy(ReadOnlySpan<byte> address) => ClientAddress.TryRead(address, out var read) && read.IsPrivate;

    /// <summary>Turns the fields into a hit.</summary>
    /// <param name="scratch">Where the date and the time are joined.</param>
    /// <param name="utc">True when a time without a zone is UTC by the format's definition.</param>
    /// <param name="hit">The hit to fill.</param>
    public readonly LineOutcome Fill(LineScratch scratch, bool utc, ref RawHit hit)
    {
        if (Target.IsEmpty && request.IsEmpty && hostAndPath.IsEmpty)
            return status.IsEmpty ? LineOutcome.NotARequest : LineOutcome.MissingField;
        if (!TryTime(scratch, utc, ref hit))
            return LineOutcome.BadTime;
        if (!FieldText.TryAddress(address, out hit.Address) || !FieldText.TryAddress(forwarded, out var client))
            return LineOutcome.BadAddress;
        if (!client.IsEmpty && (hit.Address.IsEmpty || IsProxy(hit.Address)))
            hit.Address = client;
        if (!status.IsEmpty && !FieldText.TryStatus(status, out hit.Status))
            return LineOutcome.BadStatus;
        hit.Host = FieldText.OrEmpty(Host);
        if (!TryTarget(ref hit))
            return LineOutcome.BadRequest;
        hit.Bytes = FieldText.Bytes(bytes);
        hit.Referrer = FieldText.OrEmpty(Referrer);
        hit.UserAgent = FieldText.OrEmpty(UserAgent);
        hit.HasAgent = HasAgent;
        hit.RequestedWith = FieldText.OrEmpty(requestedWith);
        hit.SecFetchSite = FieldText.OrEmpty(secFetchSite);
        hit.SecFetchDest = FieldText.OrEmpty(secFetchDest);
        hit.SecPurpose = FieldText.OrEmpty(secPurpose);
        hit.ContentType = FieldText.OrEmpty(contentType);
        return LineOutcome.Hit;
    }

    private readonly bool TryTime(LineScratch scratch, bool utc, ref RawHit hit)
    {
        if (date.IsEmpty)
        {
            if (LogTime.TryEpoch(time, out hit.Time))
                return true;
            if (!scratch.Times.TryRead(time, LogTime.TryClock, out hit.Time, out hit.HasZone))
                return false;
        }
        else
        {
            var stamp = scratch.Take(date.Length + 1 + time.Length);
            date.CopyTo(stamp);
            stamp[date.Length] = (byte)' ';
            time.CopyTo(stamp[(date.Length + 1)..]);
            if (!scratch.Times.TryRead(stamp, LogTime.TryClock, out hit.Time, out hit.HasZone))
                return false;
        }
        if (utc && !hit.HasZone)
        {
            hit.HasZone = true;
            hit.Time = DateTime.SpecifyKind(hit.Time, DateTimeKind.Utc);
        }
        return true;
    }

    private readonly bool TryTarget(ref RawHit hit)
    {
        hit.Method = FieldText.OrEmpty(Method);
        hit.Target = Target;
        if (Target.IsEmpty && !hostAndPath.IsEmpty)
        {
            var path = hostAndPath.IndexOf((byte)'/');
            hit.Host = path < 0 ? hostAndPath : path == 0 ? hit.Host : hostAndPath[..path];
            hit.Target = path < 0 ? "/"u8 : hostAndPath[path..];
        }
        else if (Target.IsEmpty && !FieldText.TryRequest(request, hit.Status, ref hit))
        {
            return false;
        }
        AbsoluteTarget.TrySplit(ref hit);
        if (!hit.Target.Contains((byte)'?'))
            hit.Query = Query is [(byte)'?', ..] ? Query[1..] : FieldText.OrEmpty(Query);
        return true;
    }
}
