using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Storage.Events;

namespace Murmure.Server.Reports;

/// <summary>
/// A question as text: the query string of <c>/api/v1/reports</c>. Filters are written <c>dimension==value</c>, <c>!=</c> (differs),
/// <c>~=</c> (contains), <c>!~</c> (does not) and <c>==a|b</c> (one of), several separated by <c>;</c>; signs that stand in a value are percent-encoded twice.
/// </summary>
internal static class ReportRequest
{
    private const int MostRows = 10_000;

    private static readonly (string Sign, FilterOperator Operator)[] Operators =
        [("==", FilterOperator.Is), ("!=", FilterOperator.IsNot), ("~=", FilterOperator.Contains), ("!~", FilterOperator.ContainsNot)];

    /// <summary>The query, or everything that is wrong with it.</summary>
    /// <param name="today">The last day when the request names none.</param>
    public static (ReportQuery? Query, IReadOnlyList<ReportProblem> Problems) Read(IQueryCollection asked, string site, DateOnly today)
    {
        var problems = new List<ReportProblem>();
        var range = Days(asked, today, problems);
        var metrics = Names(asked, "metrics", "visits").Select(name => Metric.Find(name) ?? Unknown<Metric>("metric", problems, Metric.All.Select(metric => metric.Name))).OfType<Metric>().ToList();
        var dimensions = Names(asked, "dimensions", "").Select(name => Dimension.Find(name) ?? Unknown<Dimension>("dimension", problems, Dimension.All.Select(one => one.Name))).OfType<Dimension>().ToList();
        var filters = Filters(asked["filters"].ToString(), problems);
        var limit = Limit(asked["limit"].ToString(), problems);
        if (problems.Count > 0)
            return (null, problems);
        var query = new ReportQuery(site, range, metrics) { Dimensions = dimensions, Filters = filters, Limit = limit, Caller = "Api.Reports" };
        return query.Problems() is { Count: > 0 } wrong ? (null, wrong) : (query, []);
    }

    /// <summary>The days asked for: the last four weeks where nothing else is said.</summary>
    public static DayRange Days(IQueryCollection asked, DateOnly today, List<ReportProblem> problems)
    {
        var to = Day(asked, "to", problems) ?? today;
        var from = Day(asked, "from", problems) ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - 27));
        return Range(from, to, new DayRange(today.AddDays(-27), today), problems);
    }

    /// <summary>The days from 'from' to 'to', each end open where it is not named.</summary>
    public static DayRange OpenDays(IQueryCollection asked, List<ReportProblem> problems) =>
        Range(Day(asked, "from", problems) ?? DayRange.All.From, Day(asked, "to", problems) ?? DayRange.All.To, DayRange.All, problems);

    private static DayRange Range(DateOnly from, DateOnly to, DayRange otherwise, List<ReportProblem> problems)
    {
        if (to >= from)
            return new DayRange(from, to);
        problems.Add(new("range", "'to' is before 'from'."));
        return otherwise;
    }

    private static string[] Names(IQueryCollection asked, string key, string otherwise) =>
        (asked[key].ToString() is { Length: > 0 } text ? text : otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static T? Unknown<T>(string what, List<ReportProblem> problems, IEnumerable<string> known)
        where T : class
    {
        problems.Add(new($"{what}-unknown", $"There is no such {what}; known are {string.Join(", ", known)}."));
        return null;
    }

    /// <summary>A day written 2026-11-25; null for anything else.</summary>
    public static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A day as <see cref="DayOf"/> reads it, and as a browser's field for days holds it.</summary>
    public static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(IQueryCollection asked, string key, List<ReportProblem> problems)
    {
        if (asked[key].ToString() is not { Length: > 0 } text)
            return null;
        if (DayOf(text) is { } day)
            return day;
        problems.Add(new("day", $"'{key}' is a day written 2026-11-25."));
        return null;
    }

    private static int? Limit(string text, List<ReportProblem> problems)
    {
        if (text.Length == 0)
            return 1_000;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= MostRows)
            return limit;
        problems.Add(new("limit", $"'limit' is a number from 1 to {MostRows}."));
        return null;
    }

    /// <summary>Filters as text, as <see cref="Filters"/> reads them.</summary>
    public static string Written(IEnumerable<Filter> filters) => string.Join(';', filters.Select(filter =>
        filter.Dimension.Name + Operators.First(one => one.Operator == (filter.Operator == FilterOperator.AnyOf ? FilterOperator.Is : filter.Operator)).Sign
        + string.Join('|', filter.Values.Select(Uri.EscapeDataString))));

    public static List<Filter> Filters(string text, List<ReportProblem> problems)
    {
        var filters = new List<Filter>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            // The first sign that stands in it: what comes behind is a value.
            var (sign, found) = Operators.Where(one => part.Contains(one.Sign, StringComparison.Ordinal)).OrderBy(one => part.IndexOf(one.Sign, StringComparison.Ordinal)).FirstOrDefault();
            if (sign is null)
            {
                problems.Add(new("filter", "A filter is written dimension==value, dimension!=value, dimension~=text or dimension!~text."));
                continue;
            }
            var at = part.IndexOf(sign, StringComparison.Ordinal);
            if (Dimension.Find(part[..at].Trim()) is not { } dimension)
            {
                Unknown<Dimension>("dimension", problems, Dimension.All.Select(one => one.Name));
                continue;
            }
            var values = part[(at + sign.Length)..].Split('|').Select(Uri.UnescapeDataString).ToArray();
            filters.Add(new Filter(dimension, values.Length > 1 && found == FilterOperator.Is ? FilterOperator.AnyOf : found, values));
        }
        return filters;
    }
}
