using System.Globalization;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>
/// Fields by name → a link. Services and their versions spell the same few things in many ways; names are compared by their letters and digits
/// alone (<c>Long URL</c>, <c>long_url</c> and <c>longUrl</c> are one), and the first that has a value is taken.
/// </summary>
internal static class ForeignRow
{
    private static readonly string[] Urls = ["longurl", "originalurl", "destinationurl", "destination", "targeturl", "target", "originallink", "longlink", "url"];
    private static readonly string[] Slugs = ["shortcode", "keyword", "slashtag", "slug", "path", "key", "address", "backhalf", "custombackhalf"];
    private static readonly string[] Shorts = ["shortlink", "shorturl", "bitlink", "link", "owlylink", "owlyurl", "owly", "shortenedurl", "shortenedlink", "id"];
    private static readonly string[] Titles = ["title", "linktitle", "description", "name"];
    private static readonly string[] TagLists = ["tags", "tagnames", "tag"];
    private static readonly string[] Creations = ["createdat", "created", "datecreated", "creationdate", "createddate", "dateadded", "timestamp", "date"];
    private static readonly string[] Ends = ["validuntil", "metavaliduntil", "expiresat", "expirationdate", "expirein"];
    private static readonly string[] Counts = ["visitssummarytotal", "clicks", "totalclicks", "visitcount", "visitscount", "linkclicks", "clickcount"];

    /// <summary>A name by its letters and digits, in lower case.</summary>
    public static string Name(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    public static ForeignLink Read(int row, IReadOnlyDictionary<string, string> fields, bool torn)
    {
        var problems = new List<ForeignProblem>();
        var (address, url) = (First(fields, Shorts), First(fields, Urls));
        var slug = First(fields, Slugs).Trim('/') is { Length: > 0 } named ? named : SlugOf(address);
        // Where fields have slipped, none of them is what its name says.
        if (torn)
            return new ForeignLink(row) { Slug = slug, Problems = [ForeignProblem.Torn] };
        if (url.Length == 0)
            problems.Add(ForeignProblem.NoUrl);
        else if (slug.Length == 0)
            problems.Add(ForeignProblem.NoSlug);
        if (IsSet(fields, "password"))
            problems.Add(ForeignProblem.Password);
        if (IsSet(fields, "banned"))
            problems.Add(ForeignProblem.Banned);
        var created = Time(First(fields, Creations), problems);
        var clicks = Count(First(fields, Counts), problems);
        return new ForeignLink(row)
        {
            Slug = slug, Url = url, Address = address, Title = LinkText.Cut(First(fields, Titles), 200), Created = created, ValidUntil = Time(First(fields, Ends), problems), Clicks = clicks,
            Tags = [.. First(fields, TagLists).Split([',', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)], Archived = IsSet(fields, "archived"), Problems = problems,
        };
    }

    /// <summary>What stands behind the host of a short address; empty for a text without one.</summary>
    public static string SlugOf(string address)
    {
        var bare = address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? address[(scheme + 3)..] : address;
        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : Uri.UnescapeDataString(bare[(slash + 1)..].Split('?', '#')[0].Trim('/'));
    }

    /// <summary>
    /// A moment: ISO 8601, the spelling of databases, or seconds since 1970. Days with slashes are not guessed at: what is the fourth of March to
    /// some is the third of April to others.
    /// </summary>
    public static DateTime? ReadTime(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && text.Length is 10 or 13)
            return DateTimeOffset.FromUnixTimeMilliseconds(text.Length == 13 ? seconds : seconds * 1000).UtcDateTime;
        return text.Length >= 8 && !text.Contains('/', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) && time.Year is >= 1990 and < 2200
            ? time.UtcDateTime
            : null;
    }

    private static DateTime? Time(string text, List<ForeignProblem> problems)
    {
        if (text.Length == 0 || text.StartsWith("0000-00-00", StringComparison.Ordinal))
            return null;
        var time = ReadTime(text);
        if (time is null && !problems.Contains(ForeignProblem.Date))
            problems.Add(ForeignProblem.Date);
        return time;
    }

    private static long? Count(string text, List<ForeignProblem> problems)
    {
        if (text.Length == 0)
            return null;
        var digits = text.Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal);
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return count;
        problems.Add(ForeignProblem.Clicks);
        return null;
    }

    private static string First(IReadOnlyDictionary<string, string> fields, string[] names)
    {
        foreach (var name in names)
        {
            if (fields.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text && !text.Equals("null", StringComparison.OrdinalIgnoreCase))
                return text;
        }
        return "";
    }

    private static bool IsSet(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.Trim().ToLowerInvariant() is not ("" or "0" or "false" or "no" or "null" or "non" or "faux");
}
