using System.Text;

namespace Murmure.Storage.Events;

/// <summary>A statement and its parameters. No value stands in the text.</summary>
public sealed record ReportSql(string Text, IReadOnlyList<KeyValuePair<string, object>> Parameters)
{
    /// <summary>
    /// Compiles a query. Each table that a metric needs, and each place where its rows lie, is aggregated on its own; several are stacked, each
    /// giving 0 for the others' metrics, and added up by the dimensions. That equals a full outer join, without its absent keys. Visitors add up
    /// as well, because a day lies in one place.
    /// </summary>
    /// <exception cref="ArgumentException">The query has problems.</exception>
    public static ReportSql Compile(ReportQuery query, SqlDialect dialect) => Compile(query, dialect, source =>
        [new SingleRows(source, $"site = {dialect.Parameter("site", DimensionType.Text)} AND {Days(dialect)}", (of, _) => Table(of))]);

    /// <param name="rows">Where a table's rows lie; at least one place.</param>
    internal static ReportSql Compile(ReportQuery query, SqlDialect dialect, Func<ReportSource, IReadOnlyList<ReportRows>> rows)
    {
        ReportQuery.Check(query);
        return new Compiler(query, dialect, rows).Compile();
    }

    /// <summary>SQL that keeps the days of a query.</summary>
    internal static string Days(SqlDialect dialect) =>
        $"day BETWEEN {dialect.Parameter("from", DimensionType.Day)} AND {dialect.Parameter("to", DimensionType.Day)}";

    private static string Table(ReportSource source) => source switch
    {
        ReportSource.Events => "events",
        ReportSource.Visits => "visits",
        _ => "machines",
    };

    /// <summary>What is asked of rows: SQL of their columns, and of what visits must have done and must not.</summary>
    private sealed record Asked(List<(Filter Filter, List<string> Values)> Filters, List<string> Done, List<string> NotDone);

    private sealed class Compiler(ReportQuery query, SqlDialect dialect, Func<ReportSource, IReadOnlyList<ReportRows>> rows)
    {
        private readonly List<KeyValuePair<string, object>> _parameters = [];
        private readonly StringBuilder _text = new();

        public ReportSql Compile()
        {
            Parameter("site", query.Site, DimensionType.Text);
            Parameter("from", query.Range.From, DimensionType.Day);
            Parameter("to", query.Range.To, DimensionType.Day);
            var filters = query.Filters.Select(filter => (Filter: filter, Values: filter.Parsed()
                .Select(value => Parameter($"f{_parameters.Count}", value, filter.Dimension.Type)).ToList())).ToList();
            var places = query.Metrics.Select(metric => metric.Source).Distinct().Order().SelectMany(rows).ToList();

            // A goal that a visit reached is found among its events: what it must have done, and what it must not.
            var (reached, conditions) = (filters.Where(IsOfGoal).ToLookup(one => one.Filter.Operator.Denies), filters.Where(one => !IsOfGoal(one)).ToList());
            var done = query.Done.Select(step => step.Condition(dialect, Parameter($"f{_parameters.Count}", step.Compared, DimensionType.Text)))
                .Concat(reached[false].Select(one => Goal(one.Filter.Operator, one.Values))).ToList();
            var asked = new Asked(conditions, done, [.. reached[true].Select(one => Goal(one.Filter.Operator.Contrary!, one.Values))]);

            Line($"/* {query.Caller} */");
            if (places is [var only])
            {
                Select(only, asked);
            }
            else
            {
                Line($"SELECT {string.Join(", ", [.. Keys(), .. query.Metrics.Select(metric => $"CAST(sum({metric.Name}) AS BIGINT) AS {metric.Name}")])}");
                Line("FROM (");
                foreach (var place in places)
                {
                    if (place != places[0])
                        Line("UNION ALL");
                    Select(place, asked);
                }

                Line(") AS parts");
                GroupByKeys();
            }

            OrderAndLimit();
            return new(_text.ToString(), _parameters);
        }

        private static bool IsOfGoal((Filter Filter, List<string> Values) one) => one.Filter.Dimension == Dimension.Reached;

        private string Goal(FilterOperator how, List<string> values) =>
            $"(kind = 'goal' AND {how.Condition(dialect, Dimension.Reached.Expression(ReportSource.Visits, dialect), values)})";

        private void Select(ReportRows place, Asked asked)
        {
            var keys = query.Dimensions.Select(dimension => $"{Expression(dimension, place)} AS {Key(dimension)}");
            var counts = query.Metrics.Select(metric => $"CAST({(metric.Source == place.Source ? Count(metric, place) : "0")} AS BIGINT) AS {metric.Name}");
            var columns = string.Join(", ", keys.Concat(counts));
            var conditions = asked.Filters.Select(filter => filter.Filter.Operator.Condition(dialect, Expression(filter.Filter.Dimension, place), filter.Values))
                .Concat(query.Dimensions.Where(dimension => dimension.PropertyName is not null).Select(property => $"{Expression(property, place)} <> ''")).ToList();
            Line($"SELECT {columns}");
            Line($"FROM {(place switch
            {
                SingleRows single => single.From(single.Source, string.Join(' ', conditions.Prepend(columns))),
                RolledUpRows rolledUp => rolledUp.From,
                _ => throw new ArgumentOutOfRangeException(nameof(place)),
            })}");
            Line($"WHERE {place.Where}");
            foreach (var condition in conditions)
                Line($"  AND {condition}");
            if (asked.Done.Count > 0)
                Line($"  AND (visitor_of_day, hour) IN ({DoneSql.Visits((SingleRows)place, asked.Done)})");
            foreach (var goal in asked.NotDone)
                Line($"  AND (visitor_of_day, hour) NOT IN ({DoneSql.Visits((SingleRows)place, [goal])})");
            GroupByKeys();
        }

        private string Expression(Dimension dimension, ReportRows place) => place is not RolledUpRows rolledUp
            ? dimension.Expression(place.Source, dialect)
            : dimension == Dimension.Day ? "day"
            : dialect.FromText(((char)('a' + rolledUp.Rollup.Dimensions.ToList().IndexOf(dimension))).ToString(), dimension.Type);

        private static string Count(Metric metric, ReportRows place) => place is RolledUpRows ? $"coalesce(sum({metric.Name}), 0)" : metric.Expression;

        private void GroupByKeys()
        {
            if (query.Dimensions.Count > 0)
                Line($"GROUP BY {string.Join(", ", Keys())}");
        }

        private void OrderAndLimit()
        {
            // An answer without dimensions is one row. Otherwise all keys close the order, so that equal counts never swap places.
            if (query.Dimensions.Count > 0)
                Line($"ORDER BY {string.Join(", ", Wanted().Concat(Remaining()))}");
            if (query.Limit is { } limit)
                Line($"LIMIT {Parameter("limit", limit, DimensionType.Hour)}");
        }

        private IEnumerable<string> Wanted()
        {
            if (query.Order.Count > 0)
            {
                return query.Order.Select(order => (query.Dimensions.Any(dimension => dimension.Name == order.By) ? Key(order.By) : order.By)
                    + (order.Descending ? " DESC" : " ASC"));
            }

            return query.Dimensions[0].Type == DimensionType.Text ? [$"{query.Metrics[0].Name} DESC"] : [];
        }

        private IEnumerable<string> Remaining() => query.Dimensions
            .Where(dimension => query.Order.All(order => order.By != dimension.Name))
            .Select(dimension => $"{Key(dimension)} ASC");

        private IEnumerable<string> Keys() => query.Dimensions.Select(Key);

        private static string Key(Dimension dimension) => Key(dimension.Name);

        // TRICKY: not the bare name. "page" would be both a column of events and the alias of landing_page, and GROUP BY would pick the column.
        private static string Key(string name) => name.Contains(':', StringComparison.Ordinal) ? $"\"by_{name}\"" : $"by_{name}";

        private string Parameter(string name, object value, DimensionType type)
        {
            _parameters.Add(new(name, value));
            return dialect.Parameter(name, type);
        }

        private void Line(string text) => _text.Append(text).Append('\n');
    }
}
