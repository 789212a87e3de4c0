using System.Text.RegularExpressions;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>
/// The rows of one file, with the texts that a statement names and no others. Each kind of text is a join that DuckDB cannot leave out by itself;
/// with all of them for every question, fourteen open days did not fit half a gigabyte.
/// </summary>
internal static partial class RowsSql
{
    /// <summary>A table of texts: the column of the rows that numbers it, and the columns it gives, as SQL.</summary>
    private sealed record Texts(string Table, string Alias, string Number, IReadOnlyDictionary<string, string> Columns)
    {
        public IEnumerable<string> Named(HashSet<string> words) => Columns.Where(column => words.Contains(column.Key)).Select(column => $"{column.Value} AS {column.Key}");
    }

    private static readonly string[] OriginColumns =
    [
        "family", "channel", "source", "paid", "grade", "sender", "private", "rule", "clue", "referrer_host", "referrer_path", "package", "click_id",
        "utm_source", "utm_medium", "utm_campaign", "platform",
    ];

    private static readonly Texts Agents = Of("agents", "agent", "app", "browser", "browser_major", "os", "device", "country", "region", "city");
    private static readonly Texts Pages = Path("page", "page");

    // As texts: an enumeration of one file is another type than that of the next.
    private static readonly Texts Details = new("details", "details", "rows.detail", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "details.name", ["properties"] = "details.properties", ["currency"] = "details.currency", ["target"] = "details.target",
        ["navigation"] = "CAST(details.navigation AS VARCHAR)", ["fetch_site"] = "CAST(details.fetch_site AS VARCHAR)",
        ["history"] = "details.history", ["limited"] = "details.limited", ["orphan"] = "details.orphan",
    });

    /// <summary>By which link: the details of the click that led there, where those are others than the row's own.</summary>
    private static readonly Texts Clicks = new("details", "clicks", "rows.detail", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["link"] = "clicks.link", ["variant"] = "clicks.variant", ["generation"] = "clicks.generation", ["scan"] = "clicks.scan",
    });

    private static readonly Texts NoDetails = new("", "", "", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "''", ["properties"] = "''", ["currency"] = "''", ["target"] = "''", ["navigation"] = "'unknown'", ["fetch_site"] = "'unknown'",
        ["history"] = "CAST(0 AS UTINYINT)", ["limited"] = "false", ["orphan"] = "''",
        ["link"] = "CAST(0 AS BIGINT)", ["variant"] = "''", ["generation"] = "CAST(0 AS UTINYINT)", ["scan"] = "false",
    });

    /// <summary>Day and pseudonym as one number: told apart four times faster than the pair of them.</summary>
    private const string VisitorOfDay = "CAST(rows.day - DATE '1970-01-01' AS HUGEINT) * 18446744073709551616 + rows.visitor";

    /// <summary>What stands after FROM.</summary>
    /// <param name="file">What stands before the tables' names.</param>
    /// <param name="statement">The rest of the statement.</param>
    /// <param name="counted">Which suspicions count as people; what is set apart for another is not there.</param>
    public static string From(ReportSource source, string file, string statement, IReadOnlyList<string> counted)
    {
        var words = Word().Matches(statement).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        return source switch
        {
            ReportSource.Events => $"({Events(file, words, Counting(file, counted))}) AS events",
            ReportSource.Visits => $"({Visits(file, words, Counting(file, counted))}) AS visits",
            _ => file + "machines",
        };
    }

    // By number: the agents are few, the rows are many, and most questions name no column of an agent.
    private static string Counting(string file, IReadOnlyList<string> counted) =>
        $" WHERE rows.agent NOT IN (SELECT id FROM {file}agents WHERE suspicion NOT IN ({PartsSeen.Counting(counted)}))";

    private static string Events(string file, HashSet<string> words, string counting)
    {
        var facts = "rows.site, rows.day, rows.hour, rows.kind, rows.verdict, rows.visitor" + (words.Contains("visitor_of_day") ? $", {VisitorOfDay} AS visitor_of_day" : "");
        return Select(
            $"{facts}, 0 AS engaged, CAST(0 AS UTINYINT) AS scroll, CAST(0 AS BIGINT) AS revenue", file, "event_rows", words,
            [Pages, Of("origins", "origin", OriginColumns), Agents, NoDetails])
            + counting
            + " UNION ALL "
            + Select(
                $"{facts}, rows.engaged, rows.scroll, rows.revenue", file, "live_rows", words,
                [Pages, Of("origins", "origin", OriginColumns) with { Number = "coalesce(rows.visit_origin, rows.origin)" }, Agents, Details,
                    Clicks with { Number = "coalesce(rows.visit_click, rows.detail)" }])
            + counting;
    }

    private static string Visits(string file, HashSet<string> words, string counting) => Select(
        $"rows.site, rows.day, rows.hour, {VisitorOfDay} AS visitor_of_day, rows.views, rows.bare, rows.deep, rows.seconds, rows.acts", file, "visit_rows", words,
        [Path("landing", "landing_page"), Path("exit", "exit_page"), Of("origins", "origin", OriginColumns), Agents, Details,
            Clicks with { Number = "rows.click" }]) + counting;

    private static string Select(string facts, string file, string table, HashSet<string> words, IReadOnlyList<Texts> texts)
    {
        var named = texts.Select(one => (Texts: one, Columns: one.Named(words).ToList())).Where(one => one.Columns.Count > 0).ToList();
        var joins = named.Where(one => one.Texts.Table.Length > 0)
            .Select(one => $" JOIN {file}{one.Texts.Table} AS {one.Texts.Alias} ON {one.Texts.Alias}.id = {one.Texts.Number}");
        return $"SELECT {string.Join(", ", named.SelectMany(one => one.Columns).Prepend(facts))} FROM {file}{table} AS rows{string.Concat(joins)}";
    }

    private static Texts Of(string table, string number, params string[] columns) =>
        new(table, table, $"rows.{number}", columns.ToDictionary(column => column, column => $"{table}.{column}", StringComparer.Ordinal));

    private static Texts Path(string number, string column) => new("paths", $"{number}s", $"rows.{number}", new Dictionary<string, string>(StringComparer.Ordinal) { [column] = $"{number}s.path" });

    [GeneratedRegex("[a-z_]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Word();
}
