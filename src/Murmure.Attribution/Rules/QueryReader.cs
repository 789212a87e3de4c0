using System.Text.RegularExpressions;

namespace Murmure.Attribution.Rules;

/// <summary>Reads a query string in all the spellings that are in use: any case, dashes, Matomo's and Piano's names, <c>&amp;amp;</c> left by editors.</summary>
internal sealed partial class QueryReader(Catalogue catalogue)
{
    private const int LongestRead = 4096;
    private const int LongestValue = 100;

    public QueryReading Read(ReadOnlySpan<char> query)
    {
        if (query.Length > LongestRead)
            query = query[..LongestRead];
        var reading = QueryReading.Empty;
        foreach (var range in query.SplitAny('&', ';'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            if (equals <= 0 || equals > 40)
                continue;
            reading = Add(reading, pair[..equals], pair[(equals + 1)..]);
        }
        return reading;
    }

    private QueryReading Add(QueryReading reading, ReadOnlySpan<char> rawName, ReadOnlySpan<char> value)
    {
        if (rawName.Contains('%'))
            rawName = Uri.UnescapeDataString(rawName);
        Span<char> buffer = stackalloc char[40];
        var name = Fold(rawName, buffer);
        switch (name)
        {
            case "utmsource" or "mtmsource" or "pksource" or "atsource" or "matomosource":
                return reading.UtmSource.Length > 0 ? reading : reading with { UtmSource = Clean(value) };
            case "utmmedium" or "mtmmedium" or "pkmedium" or "atmedium" or "matomomedium":
                return reading.UtmMedium.Length > 0 ? reading : reading with { UtmMedium = Clean(value) };
            case "utmcampaign" or "mtmcampaign" or "pkcampaign" or "atcampaign" or "piwikcampaign" or "matomocampaign" or "utmname":
                return reading.UtmCampaign.Length > 0 ? reading : reading with { UtmCampaign = Clean(value) };
            case "xtor":
                return AddXtor(reading, value);
            case "mm":
                return ShareTagForm().Fits(value) ? reading with { ShareTag = value.ToString().ToLowerInvariant() } : reading;
            case "from":
                return WeChatFrom().Fits(value) ? reading with { From = value.ToString().ToLowerInvariant() } : reading;
            default:
                return reading.ClickId.Length == 0 && catalogue.FindClickId(rawName) is not null
                    ? reading with { ClickId = rawName.ToString().ToLowerInvariant() }
                    : reading;
        }
    }

    /// <summary>
    /// Piano's (AT Internet) <c>xtor</c>, common on French news sites: a prefix for the medium, then the campaign (<c>EPR-1-[newsletter]</c>, <c>CS3-…</c>).
    /// </summary>
    private static QueryReading AddXtor(QueryReading reading, ReadOnlySpan<char> value)
    {
        var dash = value.IndexOf('-');
        var prefix = (dash < 0 ? value : value[..dash]).ToString().ToUpperInvariant();
        var medium = prefix switch
        {
            "EPR" or "ERE" or "EPR1" => "email",
            "SEC" => "cpc",
            "AD" => "display",
            "AL" => "affiliate",
            "RSS" => "rss",
            ['C', 'S', ..] => "campaign",
            _ => "",
        };
        return medium.Length == 0 || reading.HasCampaign ? reading : reading with { UtmMedium = medium, UtmCampaign = Clean(value) };
    }

    /// <summary>Lower case without separators and without the <c>amp;</c> that a doubly escaped <c>&amp;amp;</c> leaves.</summary>
    private static ReadOnlySpan<char> Fold(ReadOnlySpan<char> name, Span<char> buffer)
    {
        if (name.StartsWith("amp;", StringComparison.OrdinalIgnoreCase))
            name = name[4..];
        var length = 0;
        foreach (var c in name)
        {
            if (c is not ('_' or '-' or '.' or '%' or '+'))
                buffer[length++] = char.ToLowerInvariant(c);
        }
        return buffer[..length];
    }

    /// <summary>Decoded, trimmed, lower case, at most 100 characters; empty where the value is somebody's address or number instead of a name.</summary>
    private static string Clean(ReadOnlySpan<char> value)
    {
        // A plus is a blank, but the one that begins a telephone number.
        var text = value is ['+', >= '1' and <= '9', ..] ? "+" + value[1..].ToString().Replace('+', ' ') : value.ToString().Replace('+', ' ');
        for (var pass = 0; pass < 2 && text.Contains('%', StringComparison.Ordinal); pass++)
            text = Uri.UnescapeDataString(text); // twice: redirectors escape what was escaped; unreadable sequences stay as they are
        // Newsletters are sometimes tagged with the reader's own address or number.
        text = text.Trim().ToLowerInvariant();
        if (text.Length > LongestValue)
            text = text[..LongestValue];
        return PersonalText.Holds(text) || text.AsSpan().ContainsAnyInRange('\0', '\x1f') ? "" : text;
    }

    [GeneratedRegex(@"^[a-z]{1,2}[1-6](?:-[a-z0-9]{1,2})?$|^[a-z2-7]{8}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex ShareTagForm();

    [GeneratedRegex("^(?:groupmessage|singlemessage|timeline)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex WeChatFrom();
}
