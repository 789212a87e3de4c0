using System.Text;
using System.Text.Json;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// The body of a beacon: one JSON object, or an array of at most fifty. Parsed once, at the door, without an object per field; what is wrong
/// is a value that names the field, never an exception.
/// </summary>
internal ref struct BeaconPayload
{
    public const int MostEvents = 50;

    /// <summary>Events in one call of a server.</summary>
    public const int MostServerEvents = 1_000;
    public const int MostProperties = 20;
    private const int LongestName = 64;
    private const int LongestUrl = 2_048;
    private const int LongestId = 64;
    private const int LongestText = 300;

    private Utf8JsonReader reader;
    private readonly bool many;
    private readonly bool server;
    private readonly bool nameless;
    private readonly bool empty;
    private Span<byte> scratch;
    private BeaconEvent current;

    /// <param name="body">The request's body, UTF-8.</param>
    /// <param name="scratch">At least as long as the body: what must be unescaped goes there.</param>
    /// <param name="nameless">Whether <c>n</c> may be missing: fetches have no name.</param>
    /// <param name="server">Whether a server speaks, which says of its visitors what a page does not.</param>
    public BeaconPayload(ReadOnlySpan<byte> body, Span<byte> scratch, bool server = false, bool nameless = false)
    {
        this.server = server;
        this.nameless = nameless;
        this.scratch = scratch;
        // A mark of UTF-8 before the text is nobody's fault.
        reader = new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body, new JsonReaderOptions { MaxDepth = 6 });
        empty = body.TrimStart(" \t\r\n\uFEFF"u8).IsEmpty;
        many = body.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'[', ..];
    }

    /// <summary>Whether the body is an array.</summary>
    public readonly bool Many => many;

    /// <summary>The event that <see cref="TryNext"/> read.</summary>
    public readonly BeaconEvent Current => current;

    /// <summary>Checks the whole body: an array is taken as a whole or refused as a whole.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(ReadOnlySpan<byte> body, Span<byte> scratch, out int events, bool server = false, bool nameless = false)
    {
        events = 0;
        var most = server ? MostServerEvents : MostEvents;
        var payload = new BeaconPayload(body, scratch, server, nameless);
        while (payload.TryNext(out var problem))
        {
            if (problem is not null)
                return problem;
            if (++events > most)
                return $"more than {most} events";
        }
        return events == 0 ? "no event" : null;
    }

    /// <summary>The next event, or what is wrong with it; false at the end. After a problem there is no next one.</summary>
    public bool TryNext(out string? problem)
    {
        current = new BeaconEvent { Currency = "", Properties = [] };
        problem = empty ? "an empty body" : null;
        if (empty)
            return true;
        try
        {
            if (!Advance(ref problem))
                return problem is not null;
            problem = ReadFields();
            if (problem is null && !many && reader.Read())
                problem = "text after the event";
        }
        catch (JsonException)
        {
            problem = "not JSON";
        }
        catch (InvalidOperationException)
        {
            problem = "a text that is not UTF-8"; // a lone surrogate or a broken sequence, which JSON's grammar allows
        }
        return true;
    }

    private bool Advance(ref string? problem)
    {
        if (reader.TokenType == JsonTokenType.None)
        {
            reader.Read();
            if (!many)
                return reader.TokenType == JsonTokenType.StartObject || Wrong(ref problem, "neither an object nor an array");
        }
        if (!many)
            return false;
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            if (reader.Read())
                Wrong(ref problem, "text after the events");
            return false;
        }
        return reader.TokenType == JsonTokenType.StartObject || Wrong(ref problem, "an event that is no object");
    }

    private static bool Wrong(ref string? problem, string what)
    {
        problem = what;
        return false;
    }

    private string? ReadFields()
    {
        ReadOnlySpan<byte> url = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field();
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            var problem = field switch
            {
                'n' => Text("n", LongestName, ref current.Name),
                's' => Text("s", Sites.SiteHosts.Longest, ref current.Site),
                'u' => Text("u", LongestUrl, ref url),
                'r' => Text("r", LongestUrl, ref current.Referrer),
                'i' => Text("id", LongestId, ref current.Id),
                'a' => Text("a", LongestName, ref current.AppMark),
                't' => ReadNavigation(),
                'f' => ReadFetchSite(),
                'c' => ReadConsent(),
                'h' => Whole("h", 1, 3, out current.History),
                'd' => Whole("d", 0, 100, out current.Scroll),
                'e' => ReadEngaged(),
                'g' => ReadCompletes(),
                'v' => ReadRevenue(),
                'p' => ReadProperties(),
                'm' => ReadCard(),
                'I' when server => Text("ip", LongestId, ref current.Ip),
                'U' when server => Text("ua", LongestUrl, ref current.Agent),
                'T' when server => ReadTime(),
                'H' when server => ReadHeaders(),
                'S' when server => ReadStatus(),
                _ => Skip(),
            };
            if (problem is not null)
                return problem;
        }
        if (current.Name.IsEmpty && !nameless)
            return "'n' is missing";
        if (url.IsEmpty)
            return "'u' is missing";
        return TrySplit(url) ? null : "'u' is no http address";
    }

    /// <summary>The field's letter; <c>i</c> for <c>id</c>; 0 for one that nobody knows, which a later tracker may send.</summary>
    private readonly char Field() => reader.ValueSpan switch
    {
        [var letter] => (char)letter,
        [(byte)'i', (byte)'d'] => 'i',
        [(byte)'i', (byte)'p'] => 'I',
        [(byte)'u', (byte)'a'] => 'U',
        var name when name.SequenceEqual("time"u8) => 'T',
        var name when name.SequenceEqual("headers"u8) => 'H',
        var name when name.SequenceEqual("status"u8) => 'S',
        _ => '\0',
    };

    private string? Text(string field, int longest, ref ReadOnlySpan<byte> into)
    {
        if (reader.TokenType != JsonTokenType.String)
            return $"'{field}' is no text";
        into = Unescaped();
        // A referrer or an address that is too long is cut, not refused: it is the browser's, and what matters stands in front.
        if (into.Length > longest)
        {
            if (field is not ("r" or "u"))
                return $"'{field}' is longer than {longest} bytes";
            into = into[..longest];
        }
        return null;
    }

    private ReadOnlySpan<byte> Unescaped()
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        var length = reader.CopyString(scratch);
        var text = scratch[..length];
        scratch = scratch[length..];
        return text;
    }

    private string? ReadNavigation()
    {
        ReadOnlySpan<byte> text = default;
        if (Text("t", LongestName, ref text) is { } problem)
            return problem;
        current.Navigation =
            text.SequenceEqual("navigate"u8) ? Navigation.Navigate
            : text.SequenceEqual("reload"u8) ? Navigation.Reload
            : text.SequenceEqual("back_forward"u8) ? Navigation.BackForward
            : text.SequenceEqual("prerender"u8) ? Navigation.Prerender
            : Navigation.Unknown;
        return null;
    }

    private string? ReadFetchSite()
    {
        ReadOnlySpan<byte> text = default;
        if (Text("f", LongestName, ref text) is { } problem)
            return problem;
        current.FetchSite = FetchSites.Read(text);
        return null;
    }

    private string? ReadConsent()
    {
        ReadOnlySpan<byte> text = default;
        if (Text("c", LongestName, ref text) is { } problem)
            return problem;
        if (text.SequenceEqual("granted"u8))
            current.Consent = true;
        else if (text.SequenceEqual("denied"u8))
            current.Consent = false;
        else
            return "'c' is neither granted nor denied";
        return null;
    }

    private readonly string? Whole(string field, int least, int most, out byte into)
    {
        into = 0;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number))
            return $"'{field}' is no number";
        // Out of range is clamped: a page taller than its window scrolls to 100.4 percent in some browsers.
        into = (byte)Math.Clamp(Math.Round(number), least, most);
        return null;
    }

    private string? ReadCompletes()
    {
        current.Completes = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var mark) && mark == 1;
        return reader.TokenType == JsonTokenType.Number ? null : "'g' is no number";
    }

    private string? ReadEngaged()
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number))
            return "'e' is no number";
        current.Engaged = (int)Math.Clamp(number, 0, TimeSpan.MillisecondsPerDay);
        return null;
    }

    private string? ReadTime()
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out var time))
            return "'time' is no ISO 8601 time with its zone";
        current.Time = time.UtcDateTime;
        return null;
    }

    private string? ReadStatus()
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt16(out current.Status) || current.Status is < 100 or > 599)
            return "'status' is no HTTP status";
        return null;
    }

    /// <summary>The visitor's own headers, of which only what the rules read is looked at.</summary>
    private string? ReadHeaders()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'headers' is no object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Unescaped();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                return "'headers' holds texts only";
            var value = Unescaped();
            if (Ascii.EqualsIgnoreCase(name, "sec-fetch-site"u8))
                current.FetchSite = FetchSites.Read(value);
            else if (Ascii.EqualsIgnoreCase(name, "x-requested-with"u8))
                current.RequestedWith = value;
            else if (Ascii.EqualsIgnoreCase(name, "accept-language"u8))
                current.AcceptLanguage = value;
            else if (Ascii.EqualsIgnoreCase(name, "sec-gpc"u8))
                current.Gpc = value.SequenceEqual("1"u8);
            else if (Ascii.EqualsIgnoreCase(name, "referer"u8) && current.Referrer.IsEmpty)
                current.Referrer = value.Length <= LongestUrl ? value : value[..LongestUrl];
            else if (Ascii.EqualsIgnoreCase(name, "user-agent"u8) && current.Agent.IsEmpty)
                current.Agent = value.Length <= LongestUrl ? value : value[..LongestUrl];
        }
        return null;
    }

    private string? ReadRevenue()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'v' is no object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var amount = reader.ValueTextEquals("amount"u8);
            var currency = reader.ValueTextEquals("currency"u8);
            reader.Read();
            if (amount && (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out current.Amount) || Math.Abs(current.Amount) > 1_000_000_000m))
                return "'v.amount' is no number up to a thousand million";
            if (currency)
            {
                var code = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetString(Unescaped()).ToUpperInvariant() : "";
                if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper))
                    return "'v.currency' is no ISO 4217 code";
                current.Currency = code;
            }
            if (!amount && !currency)
                Skip();
        }
        return current.Amount != 0 && current.Currency.Length == 0 ? "'v.currency' is missing" : null;
    }

    private string? ReadProperties()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'p' is no object";
        var properties = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Encoding.UTF8.GetString(Unescaped());
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                return "'p' holds texts, numbers and booleans only";
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            if (name.Length is 0 or > LongestName)
                return $"a name in 'p' is empty or longer than {LongestName} characters";
            if (properties.Count == MostProperties)
                return $"'p' has more than {MostProperties} properties";
            properties.Add(new(name, Cut(Encoding.UTF8.GetString(Unescaped()))));
        }
        properties.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        current.Properties = properties;
        return null;
    }

    private string? ReadCard()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "'m' is no object";
        string? title = null, section = null, author = null, published = null, access = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                Skip();
                continue;
            }
            var text = Cut(Encoding.UTF8.GetString(Unescaped()).Trim());
            switch (field)
            {
                case 't': title = text; break;
                case 's': section = text; break;
                case 'a': author = text; break;
                case 'd': published = text; break;
                case 'p': access = text; break;
            }
        }
        if (title is not { Length: > 0 } && section is null && author is null)
            return null;
        current.Card = new PageCard(
            "", title, Filled(section), Filled(author),
            DateTimeOffset.TryParse(published, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
                ? time.UtcDateTime
                : null,
            access switch { "paid" => true, "free" => false, _ => null });
        return null;
    }

    private string? Skip()
    {
        reader.Skip();
        return null;
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    /// <summary>
    /// Host and target of an http address. A fragment that is a route (<c>#/…</c>, <c>#!/…</c>), which the tracker sends in hash mode only,
    /// belongs to the path; any other is dropped.
    /// </summary>
    private bool TrySplit(ReadOnlySpan<byte> url)
    {
        var scheme = url.IndexOf("://"u8);
        if (scheme is not (4 or 5) || !Ascii.EqualsIgnoreCase(url[..4], "http"u8) || (scheme == 5 && (url[4] | 0x20) != 's'))
            return false;
        var rest = url[(scheme + 3)..];
        var end = rest.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        current.Host = end < 0 ? rest : rest[..end];
        // A name and password before the host are nobody's business.
        current.Host = current.Host[(current.Host.LastIndexOf((byte)'@') + 1)..];
        if (current.Host.IsEmpty)
            return false;
        var target = end < 0 ? default : rest[end..];
        var mark = target.IndexOf((byte)'#');
        var route = mark < 0 ? default : target[mark..];
        target = mark < 0 ? target : target[..mark];
        if (route.StartsWith("#/"u8) || route.StartsWith("#!/"u8))
        {
            var query = target.IndexOf((byte)'?');
            var path = query < 0 ? target : target[..query];
            current.Target = (byte[])[.. path.IsEmpty ? "/"u8 : path, .. route, .. query < 0 ? default : target[query..]];
            return true;
        }
        if (target.IsEmpty || target[0] == '?')
            current.Target = (byte[])[(byte)'/', .. target];
        else
            current.Target = target;
        return true;
    }
}
