using System.Globalization;
using System.Text.RegularExpressions;

namespace Murmure.Storage.Events;

/// <summary>A question to the store, as a value.</summary>
/// <param name="Site">The site's host.</param>
/// <param name="Range">The site's calendar days.</param>
/// <param name="Metrics">What to count, at least one.</param>
public sealed partial record ReportQuery(string Site, DayRange Range, IReadOnlyList<Metric> Metrics)
{
    /// <summary>The most rows one answer has.</summary>
    public const int MaxLimit = 1_000_000;

    /// <summary>What to count by; one row per combination that occurs.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];

    /// <summary>Which rows to count; all must hold.</summary>
    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>What visits must have done, in whatever order, to be counted; only of metrics of visits. Days whose events are deleted cannot tell.</summary>
    public IReadOnlyList<VisitStep> Done { get; init; } = [];

    /// <summary>Empty: by time where a day or an hour is asked for, else by the first metric, largest first. Ties go by the dimensions.</summary>
    public IReadOnlyList<Order> Order { get; init; } = [];

    public int? Limit { get; init; }

    /// <summary>Who asks, for the comment that opens the SQL: letters, digits and dots, such as <c>Reports.Channels</c>.</summary>
    public string Caller { get; init; } = "Report";

    /// <summary>Everything that is wrong with the query; empty when it can be answered.</summary>
    public IReadOnlyList<ReportProblem> Problems()
    {
        var problems = new List<ReportProblem>();
        if (!CallerShape().IsMatch(Caller))
            problems.Add(new("caller", "The caller's name has letters, digits and dots only."));
        if (Metrics.Count == 0)
            problems.Add(new("metric-missing", "Ask for at least one metric."));
        if (Limit is < 1 or > MaxLimit)
            problems.Add(new("limit", $"The limit is between 1 and {MaxLimit}."));
        problems.AddRange(Repeated(Metrics.Select(metric => metric.Name).Concat(Dimensions.Select(dimension => dimension.Name))));
        problems.AddRange(NotKept());
        if (Dimensions.Contains(Dimension.Reached))
            problems.Add(new("not-kept", $"Nothing is counted by '{Dimension.Reached.Name}': visits are filtered on it."));
        if (Done.Count > VisitStep.Most || (Done.Count > 0 && Metrics.Any(metric => metric.Source != ReportSource.Visits)))
            problems.Add(new("steps", $"What was done, in at most {VisitStep.Most} steps, is asked of visits only."));
        if (Metrics.Contains(Metric.Revenue) && !Dimensions.Contains(Dimension.Currency) && !Filters.Any(IsOneCurrency))
            problems.Add(new("currency", "Revenue of different currencies does not add up: ask by currency, or for one of them."));
        problems.AddRange(Filters.SelectMany(filter => filter.Problems()));
        problems.AddRange(Order.Where(order => !IsAsked(order.By)).Select(order =>
            new ReportProblem("order", $"'{order.By}' is neither a metric nor a dimension of this query.")));
        return problems;
    }

    /// <exception cref="ArgumentException">It has problems.</exception>
    internal static void Check(ReportQuery query)
    {
        if (query.Problems() is [var problem, ..])
            throw new ArgumentException(problem.Detail, nameof(query));
    }

    private static bool IsOneCurrency(Filter filter) => filter.Dimension == Dimension.Currency && filter.Operator == FilterOperator.Is;

    private bool IsAsked(string name) => Metrics.Any(metric => metric.Name == name) || Dimensions.Any(dimension => dimension.Name == name);

    private static IEnumerable<ReportProblem> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => new ReportProblem("repeated", $"'{group.Key}' is asked for more than once."));

    /// <summary>A metric can only be counted by, and filtered on, what its own table keeps.</summary>
    private IEnumerable<ReportProblem> NotKept() =>
        from metric in Metrics
        from dimension in Dimensions.Concat(Filters.Select(filter => filter.Dimension)).Distinct()
        where !dimension.In(metric.Source)
        select new ReportProblem("not-kept", $"'{metric.Name}' cannot be counted by '{dimension.Name}'.");

    [GeneratedRegex(@"^[A-Za-z0-9.]{1,80}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CallerShape();
}

/// <summary>The order of an answer's rows: a metric's or dimension's name, and its direction.</summary>
public readonly record struct Order(string By, bool Descending = false)
{
    public static Order Largest(Metric metric) => new(metric.Name, Descending: true);

    public static Order Along(Dimension dimension) => new(dimension.Name);
}

/// <summary>Why a query cannot be answered.</summary>
/// <param name="Slug">Stable, for programs.</param>
/// <param name="Detail">One sentence in English, for people.</param>
public readonly record struct ReportProblem(string Slug, string Detail)
{
    /// <summary>For a question that needs events which are gone: the first day from which on they are there.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The question can only be answered from events, and some of its days have none left.</summary>
    /// <param name="first">The first day from which on every day of the question has them.</param>
    public static ReportProblem RangeNeedsEvents(DateOnly first) => new("range-needs-events", string.Create(CultureInfo.InvariantCulture,
        $"This is counted from single events, and those of days before {first:yyyy-MM-dd} are deleted: ask for later days, or by one dimension alone.")) { Since = first };
}
