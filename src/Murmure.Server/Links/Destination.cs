using System.Buffers;
using System.Globalization;
using System.Text;

namespace Murmure.Server.Links;

/// <summary>Why an address is no destination.</summary>
public enum DestinationProblem
{
    Empty,
    TooLong,

    /// <summary>No scheme, or one by which a page could be made to run something (<c>javascript:</c>, <c>data:</c> …).</summary>
    Scheme,

    /// <summary>A blank, a control, or no host.</summary>
    Malformed,

    /// <summary>A name and password in it, which disguise where it leads.</summary>
    Credentials,

    /// <summary>This machine, a private network or one's own link domain.</summary>
    Private,

    /// <summary>The domain's own list does not have it.</summary>
    NotAllowed,

    /// <summary>A block list has it.</summary>
    Blocked,
}

/// <summary>Where links lead: read once when somebody types it, kept byte for byte but for what must be encoded.</summary>
internal static class Destination
{
    public const int Longest = 8000;

    /// <summary>What may stand in an address (RFC 3986), the percent sign included: what was encoded stays as it was.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Schemes that open no app but a page's own powers, or files.</summary>
    private static readonly SearchValues<string> Unsafe = SearchValues.Create(
        ["javascript", "vbscript", "data", "file", "blob", "about", "view-source", "filesystem", "jar", "ws", "wss", "ftp", "chrome", "intent", "content", "mhtml", "ms-its"],
        StringComparison.OrdinalIgnoreCase);

    public static (string? Url, DestinationProblem? Problem) Read(string? text)
    {
        var url = text?.Trim() ?? "";
        if (url.Length == 0)
            return (null, DestinationProblem.Empty);
        if (url.Length > Longest)
            return (null, DestinationProblem.TooLong);
        if (url.AsSpan().ContainsAnyInRange('\0', ' ') || url.AsSpan().ContainsAnyInRange('\x7f', '\x9f') || url.Contains('\\', StringComparison.Ordinal))
            return (null, DestinationProblem.Malformed);
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !IsScheme(url.AsSpan(0, colon)) || Unsafe.Contains(url[..colon]))
            return (null, DestinationProblem.Scheme);
        return IsWeb(url.AsSpan(0, colon)) ? ReadWeb(url, colon) : ReadApp(url, colon);
    }

    /// <summary>An address that this server itself will ask, for somebody who typed it: on the web, and not into a private network.</summary>
    /// <param name="allowLocal">As the server was started.</param>
    /// <param name="secure">Whether it must be by https.</param>
    public static (string? Url, DestinationProblem? Problem) ReadFetched(string? text, bool allowLocal, bool secure = false)
    {
        var (url, problem) = Read(text);
        if (url is null)
            return (null, problem);
        if (HostOf(url) is not { } host || (secure && !allowLocal && !url.StartsWith("https:", StringComparison.Ordinal)))
            return (null, DestinationProblem.Scheme);
        return !allowLocal && IsPrivate(host) ? (null, DestinationProblem.Private) : (url, null);
    }

    /// <summary>The host of a destination on the web in lower case and in ASCII; null for an app's own address.</summary>
    public static string? HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.IdnHost.ToLowerInvariant().TrimEnd('.') : null;

    /// <summary>
    /// Whether a host is this machine, a private network or a cloud's own: spellings of one IPv4 address (octal, hexadecimal, one number) are one by now,
    /// because <see cref="Uri"/> read them.
    /// </summary>
    public static bool IsPrivate(string host)
    {
        var plain = host.Trim('[', ']').TrimEnd('.');
        if (System.Net.IPAddress.TryParse(plain, out var address))
            return Sites.Checks.GuardedClient.IsPrivate(address);
        return !plain.Contains('.', StringComparison.Ordinal)
            || PrivateEnds.Any(end => plain.EndsWith(end, StringComparison.Ordinal) || plain == end[1..]);
    }

    // RFC 6761, 6762 and 8375, ICANN's .internal, and what routers and clouds call themselves.
    private static readonly string[] PrivateEnds = [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".home", ".localdomain"];

    /// <summary>An address as it goes out: the short address's query joined to the destination's, whose own parameters win; and what followed the slug.</summary>
    /// <param name="rest">What followed the slug, with its slash, as it came; empty for nothing.</param>
    /// <param name="query">Without question mark, as it came; empty for nothing.</param>
    public static string Join(string url, ReadOnlySpan<char> rest, ReadOnlySpan<char> query)
    {
        if (rest.IsEmpty && query.IsEmpty)
            return url;
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? "" : url[hash..];
        var whole = hash < 0 ? url : url[..hash];
        var mark = whole.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? whole : whole[..mark];
        var own = mark < 0 ? "" : whole[(mark + 1)..];
        var joined = new StringBuilder(path.Length + rest.Length + own.Length + query.Length + fragment.Length + 2);
        joined.Append(rest.IsEmpty ? path : path.AsSpan().TrimEnd('/')).Append(rest);
        var separator = '?';
        if (own.Length > 0)
        {
            joined.Append('?').Append(own);
            separator = '&';
        }
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty || Has(own, NameOf(pair)))
                continue;
            joined.Append(separator).Append(pair);
            separator = '&';
        }
        return joined.Append(fragment).ToString();
    }

    /// <summary>Adds parameters that the address does not have yet. An app's own address is left alone: its app may not expect them.</summary>
    public static string Tag(string url, string? query) =>
        query is { Length: > 0 } && url.StartsWith("http", StringComparison.OrdinalIgnoreCase) && HostOf(url) is not null ? Join(url, default, query) : url;

    private static (string? Url, DestinationProblem? Problem) ReadWeb(string url, int colon)
    {
        if (!url.AsSpan(colon).StartsWith("://") || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.HostNameType == UriHostNameType.Unknown)
            return (null, DestinationProblem.Malformed);
        if (uri.UserInfo.Length > 0)
            return (null, DestinationProblem.Credentials);
        // Scheme and host in one spelling, the host in ASCII; everything behind it as it was typed.
        var start = colon + 3;
        var end = url.AsSpan(start).IndexOfAny("/?#") is >= 0 and var found ? start + found : url.Length;
        var tail = url[end..];
        var authority = uri.IsDefaultPort ? Bracketed(uri) : string.Create(CultureInfo.InvariantCulture, $"{Bracketed(uri)}:{uri.Port}");
        return ($"{uri.Scheme}://{authority}{(tail.StartsWith('/') ? "" : "/")}{Encode(tail)}", null);
    }

    private static string Bracketed(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost.ToLowerInvariant();

    private static (string? Url, DestinationProblem? Problem) ReadApp(string url, int colon) =>
        url.Length == colon + 1 ? (null, DestinationProblem.Malformed) : (Encode(url), null);

    private static bool IsWeb(ReadOnlySpan<char> scheme) => scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static bool IsScheme(ReadOnlySpan<char> text) => char.IsAsciiLetter(text[0]) && text.IndexOfAnyExcept(SchemeCharacters) < 0;

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && Plain.Contains((char)rune.Value))
                encoded.Append((char)rune.Value);
            else
            {
                foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
                    encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }
        return encoded.ToString();
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> pair) => pair.IndexOf('=') is >= 0 and var equals ? pair[..equals] : pair;

    private static bool Has(ReadOnlySpan<char> query, ReadOnlySpan<char> name)
    {
        foreach (var range in query.Split('&'))
        {
            if (NameOf(query[range]).SequenceEqual(name))
                return true;
        }
        return false;
    }
}
