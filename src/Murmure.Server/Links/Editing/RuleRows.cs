using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Reports;

namespace Murmure.Server.Links;

/// <summary>A condition as a row of the page: its kind, and its value as text.</summary>
public sealed record ConditionRow(string Kind, string Value);

/// <summary>A rule as the page shows it.</summary>
/// <param name="To">Destinations, one a line; where there are several, each behind its weight.</param>
public sealed record RuleRow(IReadOnlyList<ConditionRow> If, string To);

/// <summary>Redirect rules as a form without script: rows that buttons add, move and take away, each press a page of its own.</summary>
internal static class RuleRows
{
    /// <summary>Kinds of conditions, in the order of the list.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["device", "app", "lang", "country", "query", "from", "until", "weekdays", "hours", "ip"];

    private const int MostConditions = 10;

    public static List<RuleRow> Of(IReadOnlyList<RedirectRule> rules) => [.. rules.Select(rule => new RuleRow([.. rule.If.Select(Of)], Of(rule)))];

    /// <summary>What the form sent: <c>if-0-1-kind</c>, <c>if-0-1-value</c>, <c>to-0</c>, as many as there are.</summary>
    public static List<RuleRow> Read(HttpContext http)
    {
        var rules = new List<RuleRow>();
        for (var i = 0; i <= LinkForm.MostRules && http.Request.Form.ContainsKey(Name("to", i)); i++)
        {
            var conditions = new List<ConditionRow>();
            for (var j = 0; j <= MostConditions && http.Request.Form.ContainsKey(Name("if", i, j) + "-kind"); j++)
                conditions.Add(new ConditionRow(http.Field(Name("if", i, j) + "-kind"), http.Field(Name("if", i, j) + "-value")));
            rules.Add(new RuleRow(conditions, http.Field(Name("to", i))));
        }
        return rules;
    }

    /// <summary>Does what a button says: <c>add</c>, <c>remove-2</c>, <c>up-2</c>, <c>add-2</c> for a condition, <c>remove-2-0</c> for one. False for what is no button of these.</summary>
    public static bool Press(List<RuleRow> rules, string button)
    {
        var parts = button.Split('-');
        var numbers = parts.Skip(1).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        if (numbers.Count > 0 && (numbers[0] < 0 || numbers[0] >= rules.Count))
            return false;
        switch (parts[0], numbers)
        {
            case ("add", []):
                rules.Add(new RuleRow([new ConditionRow(Kinds[0], "")], ""));
                return true;
            case ("remove", [var rule]):
                rules.RemoveAt(rule);
                return true;
            case ("up", [> 0 and var rule]):
                (rules[rule - 1], rules[rule]) = (rules[rule], rules[rule - 1]);
                return true;
            case ("add", [var rule]):
                rules[rule] = rules[rule] with { If = [.. rules[rule].If, new ConditionRow(Kinds[0], "")] };
                return true;
            case ("remove", [var rule, var condition]):
                rules[rule] = rules[rule] with { If = [.. rules[rule].If.Where((_, place) => place != condition)] };
                return true;
            default:
                return false;
        }
    }

    /// <summary>The rules that the rows mean, or the number of the first rule that cannot be read.</summary>
    public static (IReadOnlyList<RedirectRule> Rules, int? Wrong) Meant(IReadOnlyList<RuleRow> rows)
    {
        var rules = new List<RedirectRule>();
        foreach (var row in rows)
        {
            var conditions = row.If.Select(Meant).ToList();
            var ways = row.To.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(WayOf).ToList();
            if (ways.Count == 0 || conditions.Exists(condition => condition is null || !condition.IsValid()))
                return ([], rules.Count);
            List<RedirectCondition> read = [.. conditions.OfType<RedirectCondition>()];
            rules.Add(ways is [{ Weight: 1 } only] ? new RedirectRule(read, only.To) : new RedirectRule(read, Split: ways));
        }
        return (rules, null);
    }

    public static string Name(string field, int rule) => string.Create(CultureInfo.InvariantCulture, $"{field}-{rule}");

    public static string Name(string field, int rule, int condition) => string.Create(CultureInfo.InvariantCulture, $"{field}-{rule}-{condition}");

    private static WeightedDestination WayOf(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && int.TryParse(line.AsSpan(0, blank).TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
            ? new WeightedDestination(line[(blank + 1)..].Trim(), weight)
            : new WeightedDestination(line);
    }

    private static RedirectCondition? Meant(ConditionRow row) => row.Kind switch
    {
        "device" => new RedirectCondition(Device: row.Value.ToLowerInvariant()),
        "app" => new RedirectCondition(App: row.Value.ToLowerInvariant()),
        "lang" => new RedirectCondition(Lang: row.Value),
        "country" => new RedirectCondition(Country: row.Value.ToUpperInvariant()),
        "query" => new RedirectCondition(Query: row.Value),
        "ip" => new RedirectCondition(Ip: row.Value),
        "from" when ReportRequest.DayOf(row.Value) is { } day => new RedirectCondition(From: day),
        "until" when ReportRequest.DayOf(row.Value) is { } day => new RedirectCondition(Until: day),
        "weekdays" when NumbersOf(row.Value, spans: true) is { Count: > 0 } days => new RedirectCondition(Weekdays: days),
        "hours" when NumbersOf(row.Value, spans: false) is { Count: 2 } hours => new RedirectCondition(Hours: hours),
        _ => null,
    };

    private static ConditionRow Of(RedirectCondition condition) => condition switch
    {
        { Device: { } device } => new("device", device),
        { App: { } app } => new("app", app),
        { Lang: { } language } => new("lang", language),
        { Country: { } country } => new("country", country),
        { Query: { } query } => new("query", query),
        { Ip: { } ip } => new("ip", ip),
        { From: { } from } => new("from", ReportRequest.Written(from)),
        { Until: { } until } => new("until", ReportRequest.Written(until)),
        { Weekdays: { } days } => new("weekdays", string.Join(", ", days)),
        { Hours: { } hours } => new("hours", string.Join('-', hours)),
        _ => new(Kinds[0], ""),
    };

    private static string Of(RedirectRule rule) => rule.Split is { Count: > 0 } ways
        ? string.Join('\n', ways.Select(way => string.Create(CultureInfo.InvariantCulture, $"{way.Weight} {way.To}")))
        : rule.To;


    /// <summary>Numbers in a text such as <c>1, 3-5</c>: with spans 1, 3, 4 and 5, without them 1, 3 and 5.</summary>
    private static List<int>? NumbersOf(string text, bool spans)
    {
        var numbers = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries).Select(end => int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 24 ? number : -1).ToList();
            if (ends.Count > 2 || ends.Contains(-1))
                return null;
            numbers.AddRange(spans && ends.Count == 2 ? Enumerable.Range(ends[0], Math.Max(0, ends[1] - ends[0] + 1)) : ends);
        }
        return numbers;
    }
}
