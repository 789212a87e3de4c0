using System.Text;

namespace Murmure.Storage.Events;

/// <summary>A statement and its parameters. No value stands in the text.</summary>
public sealed record ReportSql(string Text, IReadOnlyList<KeyValuePair<string, object>> Parameters)
{
    /// <summary>
    /// Compiles a query. Each table that a metric needs is aggregated on its own; several are stacked, each giving 0 for the others' metrics,
    /// and added up by the dimensions. That equals a full outer join, without its absent keys.
    /// </summary>
    /// <exception cref="ArgumentException">The query has problems.</exception>
    public static ReportSql Compile(ReportQuery query, SqlDialect dialect) => Compile(query, dialect, table => table);

    /// <param name="from">What to read in place of a table, where its rows lie in several.</param>
    internal static ReportSql Compile(ReportQuery query, SqlDialect dialect, Func<string, string> from)
    {
        ReportQuery.Check(query);
        return new Compiler(query, dialect, from).Compile();
    }

    private sealed class Compiler(ReportQuery query, SqlDialect dialect, Func<string, string> from)
    {
        private readonly List<KeyValuePair<string, object>> _parameters = [];
        private readonly StringBuilder _text = new();

        public ReportSql Compile()
        {
            var sources = query.Metrics.Select(metric => metric.Source).Distinct().Order().ToList();
            var scope = Scope();
            var filters = query.Filters.Select(filter => (Filter: filter, Values: filter.Parsed()
                .Select(value => Parameter($"f{_parameters.Count}", value, filter.Dimension.Type)).ToList())).ToList();

            Line($"/* {query.Caller} */");
            if (sources is [var only])
            {
                Select(only, scope, filters);
            }
            else
            {
                Line($"SELECT {string.Join(", ", [.. Keys(), .. query.Metrics.Select(metric => $"CAST(sum({metric.Name}) AS BIGINT) AS {metric.Name}")])}");
                Line("FROM (");
                foreach (var source in sources)
                {
                    if (source != sources[0])
                        Line("UNION ALL");
                    Select(source, scope, filters);
                }

                Line(") AS parts");
                GroupByKeys();
            }

            OrderAndLimit();
            return new(_text.ToString(), _parameters);
        }

        private string Scope()
        {
            var site = Parameter("site", query.Site, DimensionType.Text);
            var first = Parameter("from", query.Range.From, DimensionType.Day);
            var last = Parameter("to", query.Range.To, DimensionType.Day);
            return $"site = {site} AND day BETWEEN {first} AND {last}";
        }

        private void Select(ReportSource source, string scope, List<(Filter Filter, List<string> Values)> filters)
        {
            var keys = query.Dimensions.Select(dimension => $"{dimension.Expression(source, dialect)} AS {Key(dimension)}");
            var counts = query.Metrics.Select(metric => metric.Source == source
                ? $"CAST({metric.Expression} AS BIGINT) AS {metric.Name}"
                : $"CAST(0 AS BIGINT) AS {metric.Name}");
            Line($"SELECT {string.Join(", ", keys.Concat(counts))}");
            Line($"FROM {from(Table(source))}");
            Line($"WHERE {scope}");
            foreach (var (filter, values) in filters)
                Line($"  AND {filter.Operator.Condition(dialect, filter.Dimension.Expression(source, dialect), values)}");
            foreach (var property in query.Dimensions.Where(dimension => dimension.PropertyName is not null))
                Line($"  AND {property.Expression(source, dialect)} <> ''");
            GroupByKeys();
        }

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

        private static string Table(ReportSource source) => source switch
        {
            ReportSource.Events => "events",
            ReportSource.Visits => "visits",
            _ => "machines",
        };

        private string Parameter(string name, object value, DimensionType type)
        {
            _parameters.Add(new(name, value));
            return dialect.Parameter(name, type);
        }

        private void Line(string text) => _text.Append(text).Append('\n');
    }
}
