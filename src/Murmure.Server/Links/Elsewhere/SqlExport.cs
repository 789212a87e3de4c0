using System.Globalization;
using System.Text;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>
/// YOURLS's tables in a dump of MySQL: <c>…_url</c> has the links, <c>…_log</c> a row a click. PRIVACY: of a click its day and slug are counted;
/// addresses, agents and referrers in the dump are passed over.
/// </summary>
internal static class SqlExport
{
    private static readonly string[] UrlColumns = ["keyword", "url", "title", "timestamp", "ip", "clicks"];
    private static readonly string[] LogColumns = ["clickid", "clicktime", "shorturl", "referrer", "useragent", "ipaddress", "countrycode"];

    public static bool Is(string text) => text.Contains("INSERT INTO", StringComparison.OrdinalIgnoreCase);

    public static IReadOnlyList<ForeignLink> Read(string text)
    {
        var links = new List<ForeignLink>();
        var days = new Dictionary<string, Dictionary<DateOnly, long>>(StringComparer.Ordinal);
        for (var at = Insert(text, 0); at >= 0; at = Insert(text, at))
        {
            var reader = new Statement(text, at);
            var table = reader.Table();
            var isLog = table.EndsWith("_log", StringComparison.Ordinal);
            if (isLog || table.EndsWith("_url", StringComparison.Ordinal) || table is "url")
            {
                var columns = reader.Columns(isLog ? LogColumns : UrlColumns);
                while (reader.Row() is { } row)
                {
                    var fields = columns.Zip(row).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
                    if (isLog)
                        Count(days, fields);
                    else
                        links.Add(ForeignRow.Read(reader.Line, fields, row.Count > columns.Count));
                }
            }
            at = reader.At;
        }
        return [.. links.Select(link => days.TryGetValue(link.Slug, out var byDay) ? link with { ClicksByDay = byDay } : link)];
    }

    private static int Insert(string text, int from) => text.IndexOf("INSERT INTO", from, StringComparison.OrdinalIgnoreCase);

    private static void Count(Dictionary<string, Dictionary<DateOnly, long>> days, Dictionary<string, string> fields)
    {
        if (ForeignRow.ReadTime(fields.GetValueOrDefault("clicktime", "")) is not { } time || fields.GetValueOrDefault("shorturl") is not { Length: > 0 } slug)
            return;
        if (!days.TryGetValue(slug, out var byDay))
            days[slug] = byDay = [];
        var day = DateOnly.FromDateTime(time);
        byDay[day] = byDay.GetValueOrDefault(day) + 1;
    }

    /// <summary>One <c>INSERT INTO</c>, read from its beginning.</summary>
    private sealed class Statement(string text, int start)
    {
        private int lines = 1 + text.AsSpan(0, start).Count('\n');
        private int counted = start;

        public int At { get; private set; } = start + "INSERT INTO".Length;

        /// <summary>The line that the row last read ends on.</summary>
        public int Line
        {
            get
            {
                lines += text.AsSpan(counted, At - counted).Count('\n');
                counted = At;
                return lines;
            }
        }

        public string Table()
        {
            var begin = At;
            while (At < text.Length && text[At] is not '(' && !text.AsSpan(At).StartsWith("VALUES", StringComparison.OrdinalIgnoreCase))
                At++;
            return text[begin..At].Trim(' ', '\r', '\n', '`', '"').Split('.')[^1].Trim('`', '"');
        }

        public IReadOnlyList<string> Columns(string[] otherwise)
        {
            if (At >= text.Length || text[At] != '(')
                return otherwise;
            var end = text.IndexOf(')', At);
            var names = text[(At + 1)..(end < 0 ? text.Length : end)].Split(',').Select(ForeignRow.Name).ToList();
            At = end < 0 ? text.Length : end + 1;
            return names;
        }

        /// <summary>The next row's values; null behind the last one.</summary>
        public List<string>? Row()
        {
            while (At < text.Length && text[At] is not ('(' or ';'))
                At++;
            if (At >= text.Length || text[At] == ';')
                return null;
            At++;
            var (values, value, plain) = (new List<string>(), new StringBuilder(), true);
            for (; At < text.Length; At++)
            {
                var c = text[At];
                if (plain && c is ',' or ')')
                {
                    values.Add(value.ToString().Trim());
                    value.Clear();
                    if (c == ')')
                        break;
                }
                else if (c == '\'' && plain)
                    plain = false;
                else if (c == '\'' && At + 1 < text.Length && text[At + 1] == '\'')
                    value.Append(text[At++]);
                else if (c == '\'')
                    plain = true;
                else if (c == '\\' && !plain && At + 1 < text.Length)
                    value.Append(Unescaped(text[++At]));
                else
                    value.Append(c);
            }
            At = Math.Min(At + 1, text.Length);
            return values;
        }

        private static string Unescaped(char c) => c switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '0' => "",
            _ => c.ToString(CultureInfo.InvariantCulture),
        };
    }
}
