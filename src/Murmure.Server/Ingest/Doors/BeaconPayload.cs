using System.Text;
using System.Text.Json;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// The body of a beacon: one JSON object, or an array of at most fifty. Parsed once, at the door, without an object per field; what is wrong
/// is a value that names the field, never an exception.
/// </summary>
internal ref partial struct BeaconPayload
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
