using System.Buffers;
using System.Text;

namespace Murmure.Server.Logs;

/// <summary>The small grammars that log fields share: quoting, escapes, addresses, numbers, the request line.</summary>
internal static class FieldText
{
    private static readonly SearchValues<byte> AddressBytes =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-_%"u8);

    private static readonly SearchValues<byte> IpBytes = SearchValues.Create("0123456789abcdefABCDEF:[]"u8);
    private static readonly SearchValues<byte> Ipv4Bytes = SearchValues.Create("0123456789.:"u8);
    private static readonly SearchValues<byte> AddressMarks = SearchValues.Create(":,["u8);

    private static readonly SearchValues<byte> MethodBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8);

    /// <summary>The absent value of most formats, <c>-</c>, becomes empty.</summary>
    public static ReadOnlySpan<byte> OrEmpty(ReadOnlySpan<byte> value) => value is [(byte)'-'] ? default : value;

    /// <summary>
    /// Takes a quoted field off the front of <paramref name="rest"/>, and the blank after it. A quote closes the field only at the end of
    /// the line or before a blank, because some servers write quotes inside a field unescaped.
    /// </summary>
    /// <returns>False when no quote closes the field.</returns>
    public static bool TakeQuoted(scoped ref ReadOnlySpan<byte> rest, LineScratch scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        var (at, escaped) = (1, false);
        while (true)
        {
            if (at >= rest.Length)
                return false;
            var found = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
                return false;
            at += found;
            if (rest[at] == '\\')
            {
                escaped = true;
                at += 2;
                continue;
            }
            if (at + 1 == rest.Length || rest[at + 1] == ' ')
                break;
            at++;
        }
        value = escaped ? Unescape(rest[1..at], scratch) : rest[1..at];
        rest = rest[Math.Min(at + 2, rest.Length)..];
        return true;
    }

    /// <summary>Takes the text before the next blank off the front of <paramref name="rest"/>, and the blank.</summary>
    public static ReadOnlySpan<byte> TakeToken(scoped ref ReadOnlySpan<byte> rest, byte separator = (byte)' ')
    {
        var end = rest.IndexOf(separator);
        var token = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return token;
    }

    /// <summary>Apache's escapes (<c>\"</c>, <c>\\</c>, <c>\t</c>, <c>\x22</c>), which are nginx's too (<c>\x22</c>).</summary>
    /// <remarks>https://httpd.apache.org/docs/2.4/mod/mod_log_config.html, https://nginx.org/en/docs/http/ngx_http_log_module.html</remarks>
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text, LineScratch scratch)
    {
        var plain = scratch.Take(text.Length);
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain[length++] = text[i];
                continue;
            }
            i++;
            if (text[i] is (byte)'x' or (byte)'X' && i + 2 < text.Length && Hex(text[i + 1]) is >= 0 and var high && Hex(text[i + 2]) is >= 0 and var low)
            {
                plain[length++] = (byte)(high << 4 | low);
                i += 2;
                continue;
            }
            plain[length++] = text[i] switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'r' => (byte)'\r', var other => other };
        }
        scratch.GiveBack(text.Length - length);
        return plain[..length];
    }

    /// <summary>Decodes <c>%20</c>; what is no escape stays as it is. Twice for CloudFront's agents.</summary>
    public static ReadOnlySpan<byte> PercentDecode(ReadOnlySpan<byte> text, LineScratch scratch)
    {
        if (!text.Contains((byte)'%'))
            return text;
        var plain = scratch.Take(text.Length);
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Hex(text[i + 1]) is >= 0 and var high && Hex(text[i + 2]) is >= 0 and var low)
            {
                plain[length++] = (byte)(high << 4 | low);
                i += 2;
            }
            else
            {
                plain[length++] = text[i];
            }
        }
        scratch.GiveBack(text.Length - length);
        return plain[..length];
    }

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>
    /// The bare client address of <c>1.2.3.4:5678</c>, <c>[::1]:80</c>, <c>::ffff:1.2.3.4</c> or an X-Forwarded-For list (its first).
    /// A host name (Apache's HostnameLookups) stays as it is; <c>-</c> is empty.
    /// </summary>
    /// <returns>False when it can be neither.</returns>
    public static bool TryAddress(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> address)
    {
        address = OrEmpty(text);
        if (address.ContainsAny(AddressMarks))
            address = Bare(address);
        return !address.ContainsAnyExcept(AddressBytes);
    }

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> text)
    {
        var comma = text.IndexOf((byte)',');
        if (comma >= 0)
            text = text[..comma].Trim((byte)' ');
        if (text is [(byte)'[', ..])
        {
            var close = text.IndexOf((byte)']');
            text = close < 0 ? text[1..] : text[1..close];
        }
        else
        {
            var colon = text.IndexOf((byte)':');
            if (colon >= 0 && text.LastIndexOf((byte)':') == colon)
                text = text[..colon];
        }
        return text.Length > 7 && text.StartsWith("::"u8) && text[7..].Contains((byte)'.') && Ascii.EqualsIgnoreCase(text[..7], "::ffff:"u8)
            ? text[7..]
            : text;
    }

    /// <summary>True for the bytes of an IPv4 or IPv6 address, with a port or without: no name is written so.</summary>
    public static bool LooksLikeIp(ReadOnlySpan<byte> text) =>
        text.Contains((byte)':') && !text.Contains((byte)'.') ? !text.ContainsAnyExcept(IpBytes) : text.Length >= 7 && !text.ContainsAnyExcept(Ipv4Bytes);

    /// <summary>Three digits at most; <c>-</c> is 0, unknown.</summary>
    public static bool TryStatus(ReadOnlySpan<byte> text, out int status)
    {
        status = 0;
        if (text is [(byte)'-'])
            return true;
        if (text.Length is 0 or > 3)
            return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            status = status * 10 + digit - '0';
        }
        return true;
    }

    /// <summary>A count of bytes, or -1 for <c>-</c>, nothing, or no number.</summary>
    public static long Bytes(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 18)
            return -1;
        var bytes = 0L;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            bytes = bytes * 10 + digit - '0';
        }
        return bytes;
    }

    /// <summary>
    /// Splits <c>GET /a HTTP/1.1</c>; the target may hold blanks, the protocol may be missing (HTTP/0.9). What is no request is one only if the
    /// server refused it (a scanner's TLS greeting, a closed connection): then the method is empty and the target is what was sent.
    /// </summary>
    public static bool TryRequest(ReadOnlySpan<byte> request, int status, scoped ref Ingest.RawHit hit)
    {
        var blank = request.IndexOf((byte)' ');
        if (blank > 0 && blank + 1 < request.Length && !request[..blank].ContainsAnyExcept(MethodBytes))
        {
            hit.Method = request[..blank];
            var target = request[(blank + 1)..];
            var protocol = target.LastIndexOf((byte)' ');
            if (protocol > 0 && (target[(protocol + 1)..].StartsWith("HTTP"u8) || protocol == target.Length - 1))
                target = target[..protocol];
            hit.Target = target;
            return true;
        }
        hit.Target = OrEmpty(request);
        return status is 0 or >= 400;
    }
}
