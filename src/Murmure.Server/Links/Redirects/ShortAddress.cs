using System.Text;

namespace Murmure.Server.Links;

/// <summary>What is asked of a link beside its redirect.</summary>
internal enum Asked
{
    Redirect,

    /// <summary><c>slug+</c>: where it leads.</summary>
    Preview,

    /// <summary><c>slug.qr</c>, <c>slug.qr.png</c>: the code as PNG.</summary>
    QrPng,

    /// <summary><c>slug.qr.svg</c></summary>
    QrSvg,
}

/// <summary>
/// A request's target taken apart: <c>/slug~key/rest?query</c>. The slug is decoded, the rest and the query stay as they came, because the
/// destination must get them byte for byte.
/// </summary>
internal ref struct ShortAddress
{
    /// <summary>What QR codes add to an address, so that scans are counted apart.</summary>
    public const string ScanMark = "qr=1";

    /// <summary>UTF-8 in normal form C; empty for the bare domain.</summary>
    public ReadOnlySpan<byte> Slug;

    /// <summary>What follows <c>~</c>; empty for the plain address.</summary>
    public ReadOnlySpan<char> Key;

    /// <summary>What follows the slug, with its slash; empty for nothing or a final slash alone.</summary>
    public ReadOnlySpan<char> Rest;

    /// <summary>Without question mark, and without the mark of a QR code.</summary>
    public ReadOnlySpan<char> Query;

    public Asked Asked;

    /// <summary>Whether the address was read from a QR code (<c>qr=1</c>).</summary>
    public bool Scan;

    /// <summary>The first segment, undecoded: whether the server keeps it for itself is to be asked before anything else.</summary>
    public static ReadOnlySpan<char> FirstSegment(ReadOnlySpan<char> target)
    {
        target = target.TrimStart('/');
        return target.IndexOfAny('/', '?', '#') is >= 0 and var end ? target[..end] : target;
    }

    /// <summary>A short address as somebody types it, with or without scheme: its host, null where only a slug is named, and what stands behind it, with its slash.</summary>
    public static (string? Host, string Path) Typed(string text)
    {
        var bare = text.Trim();
        bare = bare.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? bare[(scheme + 3)..] : bare;
        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? (bare[..slash], bare[slash..]) : (null, slash == 0 ? bare : "/" + bare);
    }

    /// <param name="buffer">For a slug that is decoded; as long as the target.</param>
    public static ShortAddress Read(ReadOnlySpan<char> target, Span<byte> buffer)
    {
        var address = default(ShortAddress);
        var mark = target.IndexOf('?');
        var path = mark < 0 ? target : target[..mark];
        if (mark >= 0)
            address.Query = WithoutScan(target[(mark + 1)..], out address.Scan);
        path = path.IsEmpty ? path : path[1..];
        var slash = path.IndexOf('/');
        var first = slash < 0 ? path : path[..slash];
        address.Rest = slash < 0 || path.Length == slash + 1 ? default : path[slash..];
        (first, address.Asked) = Suffix(first);
        var tilde = first.LastIndexOf('~');
        if (tilde > 0)
        {
            address.Key = first[(tilde + 1)..];
            first = first[..tilde];
        }
        address.Slug = Decode(first, buffer);
        return address;
    }

    private static Suffixed Suffix(ReadOnlySpan<char> segment)
    {
        if (segment.Length > 1 && segment[^1] == '+')
            return new Suffixed(segment[..^1], Asked.Preview);
        if (segment.Length > 3 && segment.EndsWith(".qr"))
            return new Suffixed(segment[..^3], Asked.QrPng);
        if (segment.Length > 7 && segment.EndsWith(".qr.png"))
            return new Suffixed(segment[..^7], Asked.QrPng);
        return segment.Length > 7 && segment.EndsWith(".qr.svg") ? new Suffixed(segment[..^7], Asked.QrSvg) : new Suffixed(segment, Asked.Redirect);
    }

    // The mark is ours and not the destination's: it is taken out where it stands alone, first or last; nobody else writes it.
    private static ReadOnlySpan<char> WithoutScan(ReadOnlySpan<char> query, out bool scan)
    {
        scan = query is ScanMark || query.StartsWith(ScanMark + "&") || query.EndsWith("&" + ScanMark);
        return !scan ? query : query.Length == ScanMark.Length ? default : query.StartsWith(ScanMark) ? query[(ScanMark.Length + 1)..] : query[..^(ScanMark.Length + 1)];
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<char> segment, Span<byte> buffer)
    {
        var length = 0;
        var ascii = true;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '%' && i + 2 < segment.Length && Hex(segment[i + 1]) is >= 0 and var high && Hex(segment[i + 2]) is >= 0 and var low)
            {
                buffer[length] = (byte)((high << 4) | low);
                ascii &= buffer[length++] < 0x80;
                i += 2;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(segment.Slice(i, 1), buffer[length..]);
                ascii &= segment[i] < 0x80;
            }
        }
        var slug = buffer[..length];
        if (ascii)
            return slug;
        var text = Encoding.UTF8.GetString(slug);
        // Bytes that are no text are no slug of ours; they must not throw.
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? slug : Encoding.UTF8.GetBytes(text.Normalize(NormalizationForm.FormC));
    }

    private static int Hex(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    private readonly ref struct Suffixed(ReadOnlySpan<char> segment, Asked asked)
    {
        private readonly ReadOnlySpan<char> segment = segment;

        public void Deconstruct(out ReadOnlySpan<char> first, out Asked what)
        {
            first = segment;
            what = asked;
        }
    }
}
