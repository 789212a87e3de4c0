using System.Globalization;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Storage.Tests.Events;

public sealed class ReportSqlTests
{
    private static readonly DayRange Week = new(new DateOnly(2026, 11, 16), new DateOnly(2026, 11, 22));

    public static TheoryData<string> Names => [.. Queries.Keys];

    private static readonly Dictionary<string, ReportQuery> Queries = new(StringComparer.Ordinal)
    {
        ["totals"] = Ask(Metric.Visits, Metric.Visitors, Metric.EvidenceVisits, Metric.BareVisits),
        ["days"] = Ask(Metric.Visits, Metric.Pageviews) with { Dimensions = [Dimension.Day], Caller = "Reports.Days" },
        ["channels"] = Ask(Metric.Visits, Metric.OursVisits, Metric.Previews) with { Dimensions = [Dimension.Family, Dimension.Channel] },
        ["pages"] = Ask(Metric.EvidenceVisits, Metric.Visits, Metric.Previews) with
        {
            Dimensions = [Dimension.Page],
            Order = [Order.Largest(Metric.EvidenceVisits), Order.Largest(Metric.Visits)],
            Limit = 50,
        },
        ["sections-by-hour"] = Ask(Metric.Visits) with { Dimensions = [Dimension.Hour, Dimension.Section], Order = [new("section", true)] },
        ["filtered"] = Ask(Metric.Visits, Metric.Hits) with
        {
            Dimensions = [Dimension.Device],
            Filters =
            [
                Filter.Is(Dimension.Family, "messaging"),
                new(Dimension.Page, FilterOperator.Contains, ["sport"]),
                new(Dimension.Country, FilterOperator.AnyOf, ["FR", "BE"]),
                new(Dimension.Day, FilterOperator.IsNot, ["2026-11-20"]),
            ],
        },
        ["links"] = Ask(Metric.Clicks, Metric.Clickers, Metric.Visits) with { Dimensions = [Dimension.Link, Dimension.Channel], Filters = [Filter.Is(Dimension.Scan, "no")] },
        ["done"] = Ask(Metric.Visits) with { Dimensions = [Dimension.Family], Filters = [Filter.Is(Dimension.Channel, "whatsapp")], Done = [new(false, "/a_b/*"), new(true, "Sign-up")] },
        ["reached"] = Ask(Metric.Visits) with
        {
            Filters = [Filter.Is(Dimension.Reached, "Sign-up"), new(Dimension.Reached, FilterOperator.ContainsNot, ["gift"]), new(Dimension.Page, FilterOperator.ContainsNot, ["sport"])],
        },
        ["machines"] = Ask(Metric.MachineHits, Metric.BareMachineHits) with { Dimensions = [Dimension.Reason, Dimension.Platform] },
        ["three-tables"] = Ask(Metric.Visits, Metric.Hits, Metric.MachineHits) with { Dimensions = [Dimension.Day] },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_sql_of_a_query_is_the_one_on_file(string name)
    {
        var sql = ReportSql.Compile(Queries[name], DuckDbDialect.Instance);
        Golden.Compare($"{name}.sql", sql.Text + string.Concat(sql.Parameters.Select(parameter =>
            $"-- ${parameter.Key} = {(parameter.Value is DateOnly day ? day.ToString("O", CultureInfo.InvariantCulture) : parameter.Value)}\n")));
    }

    [Fact]
    public void No_value_stands_in_the_text()
    {
        const string Canary = "canary' -- */";
        foreach (var dimension in Dimension.All.Where(dimension => dimension is { Type: DimensionType.Text } && dimension.In(ReportSource.Events)))
        {
            foreach (var filter in FilterOperator.All)
            {
                var query = new ReportQuery(Canary, Week, [Metric.Hits]) { Dimensions = [dimension], Filters = [new(dimension, filter, [Canary])] };
                ReportSql.Compile(query, DuckDbDialect.Instance).Text.ShouldNotContain("canary");
            }
        }
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var query = Ask(Metric.Visits, Metric.Visits, Metric.MachineHits) with
        {
            Caller = "x */ DROP TABLE",
            Dimensions = [Dimension.Country],
            Filters = [new(Dimension.Day, FilterOperator.Contains, ["yesterday"]), new(Dimension.Country, FilterOperator.AnyOf, [])],
            Order = [new("page")],
            Limit = 0,
        };
        query.Problems().Select(problem => problem.Slug).Order(StringComparer.Ordinal).ShouldBe(
            ["caller", "filter-operator", "filter-value", "filter-values", "limit", "not-kept", "order", "repeated"]);
        Should.Throw<ArgumentException>(() => ReportSql.Compile(query, DuckDbDialect.Instance));
        Ask().Problems().ShouldHaveSingleItem().Slug.ShouldBe("metric-missing");
    }

    [Fact]
    public void Names_are_unique_and_every_sentence_is_written_in_both_languages()
    {
        // What members read of metrics are texts of the dashboard, whose tests compare the languages.
        Metric.All.ShouldAllBe(metric => metric.English.EndsWith('.'));
        var all = Dimension.All.Select(dimension => (dimension.Name, dimension.English, dimension.French))
            .Concat(FilterOperator.All.Select(filter => (filter.Name, filter.English, filter.French))).ToList();
        Metric.All.Select(metric => metric.Name).Concat(all.Select(one => one.Name)).ShouldBeUnique();
        all.ShouldAllBe(one => one.English.EndsWith('.') && one.French.EndsWith('.') && one.English != one.French);
        Metric.All.ShouldAllBe(metric => Metric.Find(metric.Name) == metric);
        all.ShouldAllBe(one => Dimension.Find(one.Name) != null || FilterOperator.Find(one.Name) != null);
    }

    private static ReportQuery Ask(params Metric[] metrics) => new("journal.example", Week, metrics);
}
