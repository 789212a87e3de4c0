using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Questions;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What estimates are made of.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<HourlyCount>> HourlyCountsAsync(string site, DateOnly day, CancellationToken cancellation) =>
        AskAsync(site, DayRange.Of(day), IReadOnlyList<HourlyCount> (connection, seen) =>
        {
            if (seen.Open is [var part, ..])
                return Counts(connection, HourlySql.Ask(part.In, "true", seen.Counted));
            return KnownSite(connection, own, site) is { } number ? Counts(connection, HourlySql.Ask("", HourlySql.Of(number, day), seen.Counted)) : [];
        }, cancellation);

    private static List<HourlyCount> Counts(DuckDBConnection connection, string sql) => connection.Rows(sql, row => new HourlyCount(
        Enum.Parse<HourlyKind>(row.GetString(0)), row.GetString(1), row.GetByte(2), row.GetString(3),
        new HourlyCell(row.GetString(4), row.GetString(5), row.GetBoolean(6), Enum.Parse<FetchSite>(row.GetString(7), ignoreCase: true)), row.GetInt64(8), (int)row.GetInt64(9)));
}
