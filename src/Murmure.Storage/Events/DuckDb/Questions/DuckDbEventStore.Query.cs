using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Questions;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Questions and answers.</summary>
public sealed partial class DuckDbEventStore
{
    /// <summary>Whether questions read events even where a roll-up would answer: how a test compares the two.</summary>
    internal bool ReadsEventsOnly { get; set; }

    public Task<IReadOnlyList<ReportProblem>> ProblemsAsync(ReportQuery query, CancellationToken cancellation) => query.Problems() is { Count: > 0 } problems
        ? Task.FromResult(problems)
        : AskAsync(query.Site, query.Range, IReadOnlyList<ReportProblem> (connection, seen) => PlacesOf(query, connection, seen).Problem is { } problem ? [problem] : [], cancellation);

    public Task<ReportTable> QueryAsync(ReportQuery query, CancellationToken cancellation)
    {
        ReportQuery.Check(query);
        return AskAsync(query.Site, query.Range, (connection, seen) =>
        {
            var places = PlacesOf(query, connection, seen);
            if (places.Problem is { } problem)
                throw new ArgumentException(problem.Detail, nameof(query));
            var sql = ReportSql.Compile(query, DuckDbDialect.Instance, places.Of);
            var rows = connection.Rows(sql.Text, reader => Row(query, reader), [.. sql.Parameters.Select(parameter => (parameter.Key, (object?)parameter.Value))]);
            return new ReportTable(query.Dimensions, query.Metrics, rows);
        }, cancellation);
    }

    private Places PlacesOf(ReportQuery query, DuckDBConnection connection, PartsSeen seen)
    {
        var site = KnownSite(connection, own, query.Site);
        return new Places(query, seen, open is null || ReadsEventsOnly ? ClosedSeen.Nothing(site) : ClosedSeen.Read(connection, site, query.Range, seen));
    }

    private static ReportRow Row(ReportQuery query, DuckDBDataReader reader)
    {
        var keys = new object[query.Dimensions.Count];
        var counts = new long[query.Metrics.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = query.Dimensions[i].Type switch
            {
                DimensionType.Day => reader.GetFieldValue<DateOnly>(i),
                DimensionType.Hour => (int)reader.GetFieldValue<byte>(i),
                _ => reader.GetString(i),
            };
        }

        for (var i = 0; i < counts.Length; i++)
            counts[i] = reader.GetInt64(keys.Length + i);
        return new(query, keys, counts);
    }
}
