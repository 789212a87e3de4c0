using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;

namespace Murmure.Attribution.Rules;

/// <summary>Reads a referrer, which anybody can send: nothing in it is trusted, nothing throws.</summary>
internal sealed partial class ReferrerReader(Catalogue catalogue, SpamHosts spam)
{
    private const int LongestRead = 2048;
    private const int LongestPath = 200;

    /// <summary>What neither a host nor a browser's referrer ever holds: markup, quotes, white space, control characters.</summary>
    private static readonly SearchValues<char> NeverInHost = SearchValues.Create("<>\"'`{}|\\^ %()*,;!$&=+~\t\r\n\0");

    public ReferrerReading Read(string? referrer)
    {
        var text = (referrer ?? "").AsSpan().Trim();
        if (text.Length > LongestRead)
            text = text[..LongestRead];
        if (text.IsEmpty || text is "-")
            return ReferrerReading.Empty;
        if (Injected().Fits(text))
            return new ReferrerReading { Kind = ReferrerKind.Forged };
        if (text.StartsWith("android-app:", StringComparison.OrdinalIgnoreCase))
            return ReadPackage(text["android-app:".Length..].TrimStart('/'));
        if (!TrySplit(text, out var host, out var path, out var query))
            return ReferrerReading.Empty;
        return ReadHost(host, path, query);
    }

    private ReferrerReading ReadPackage(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny("/?#:");
        var package = (end < 0 ? rest : rest[..end]).ToString().ToLowerInvariant();
        if (!PackageName().Fits(package))
            return ReferrerReading.Empty;
        var evidence = new Evidence("referrer.android-app", package);
        var channel = catalogue.FindPackage(package);
        return new ReferrerReading
        {
            Kind = ReferrerKind.App,
            Host = "android-app",
            Package = package,
            Channel = channel,
            Origin = channel is not null
                ? Origins.Of(channel, Grade.Observed, evidence)
                : new Origin(Family.Referral, "referral", package, false, Grade.Observed, Sender.Unknown, evidence),
        };
    }

    private ReferrerReading ReadHost(string host, ReadOnlySpan<char> path, ReadOnlySpan<char> query)
    {
        if (spam.Contains(host))
            return new ReferrerReading { Kind = ReferrerKind.Spam, Host = host };
        if (catalogue.FindHost(host, path) is { } match)
        {
            var channel = match.Channel;
            return new ReferrerReading
            {
                Kind = ReferrerKind.Host,
                Host = host,
                Path = channel.Private ? "" : Shorten(path),
                Channel = channel,
                Origin = Origins.Of(channel, Grade.Observed, new Evidence("referrer.host", match.Pattern.Pattern), match.Paid),
            };
        }
        var (family, rule) = HostShapes.IsMailGateway(host) ? (Family.Email, "referrer.mail-gateway")
            : HostShapes.LooksLikeWebmail(host, path.ToString()) ? (Family.Email, "referrer.webmail-shape")
            : HostShapes.LooksLikeSearch(host, path, query) ? (Family.Search, "referrer.search-shape")
            : (Family.Referral, "referrer.other");
        return new ReferrerReading
        {
            Kind = ReferrerKind.Host,
            Host = host,
            Path = family == Family.Email ? "" : Shorten(path),
            Origin = new Origin(family, Slugs.Of(family), host, false, Grade.Observed, Sender.Unknown, new Evidence(rule, host)),
        };
    }

    /// <summary>Scheme, user, port and fragment go; what is left of an address, or false where there is no web address.</summary>
    private static bool TrySplit(ReadOnlySpan<char> text, out string host, out ReadOnlySpan<char> path, out ReadOnlySpan<char> query)
    {
        host = "";
        path = query = default;
        var scheme = text.IndexOf("://");
        if (scheme >= 0 && scheme >= text.IndexOfAny("/?#"))
            scheme = -1; // an address in the path or query of something else
        if (scheme >= 0)
        {
            if (!text[..scheme].Equals("http", StringComparison.OrdinalIgnoreCase) && !text[..scheme].Equals("https", StringComparison.OrdinalIgnoreCase))
                return false;
            text = text[(scheme + 3)..];
        }
        else if (text.StartsWith("//"))
        {
            text = text[2..];
        }
        var fragment = text.IndexOf('#');
        if (fragment >= 0)
            text = text[..fragment];
        var end = text.IndexOfAny("/?\\");
        var authority = end < 0 ? text : text[..end];
        var rest = end < 0 ? default : text[end..];
        var user = authority.LastIndexOf('@');
        if (user >= 0)
            authority = authority[(user + 1)..]; // https://google.com@evil.example/ goes to evil.example
        var mark = rest.IndexOf('?');
        path = mark < 0 ? rest : rest[..mark];
        query = mark < 0 ? default : rest[(mark + 1)..];
        host = NormalizeHost(authority, scheme >= 0);
        return host.Length > 0;
    }

    /// <summary>
    /// Lower case, without port and final dot. A numeric host and a machine's bare name become a word: an address is never kept, not even
    /// a server's, and a name without a dot is somebody's computer.
    /// </summary>
    private static string NormalizeHost(ReadOnlySpan<char> authority, bool hasScheme)
    {
        if (authority.StartsWith("["))
            return authority.Contains(']') ? "ip-address" : "";
        var port = authority.IndexOf(':');
        var name = (port < 0 ? authority : authority[..port]).TrimEnd('.');
        if (name.IsEmpty || name.Length > 253 || name.ContainsAny(NeverInHost))
            return "";
        if (!name.Contains('.'))
            return hasScheme ? "private-host" : "";
        if (IPAddress.TryParse(name, out _))
            return "ip-address";
        return name.ToString().ToLowerInvariant();
    }

    private static string Shorten(ReadOnlySpan<char> path) =>
        path.Length <= 1 ? "" : PersonalText.Mask((path.Length <= LongestPath ? path : path[..LongestPath]).ToString());

    // Markup, template and shell injections that scanners put into the header to see what logs and dashboards do with them.
    [GeneratedRegex(@"[<>\x00-\x08\x0b-\x1f]|\(\)\s*\{|\$\{|%0d%0a|%3cscript|javascript:|\bunion[\s+]+(?:all[\s+]+)?select[\s+(]|'[\s+]*(?:or|and)[\s+]+['\d\w]+[\s+]*(?:=|like)|/etc/passwd|\.\./\.\.",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Injected();

    [GeneratedRegex(@"^[a-z][\w]*(?:\.[\w]+)+$", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex PackageName();
}
