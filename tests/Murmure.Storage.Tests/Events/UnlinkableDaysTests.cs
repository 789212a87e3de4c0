using System.Globalization;
using System.Text.Json;
using CsCheck;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Murmure.Storage.Tests.Events;

/// <summary>
/// After the close no two days of a reader can be joined, whoever the readers are: what is left of the days is the same when other readers stand
/// behind them, and nothing is left that few of a day's readers have.
/// </summary>
public sealed class UnlinkableDaysTests
{
    private const int K = 5;

    /// <summary>What folds (<see cref="CloseRules"/>): with how many readers of the day a value stands, counted together with which other columns.</summary>
    private static readonly (string Column, int Fewest, string[] Together)[] Folds =
    [
        ("browser", K, []), ("browser_major", K, ["app", "browser", "os", "device", "country", "region", "city"]), ("os", K, []), ("country", K, []), ("region", K, []), ("city", K, []),
        ("region", 2, ["app", "browser", "os", "device"]), ("city", 2, ["app", "browser", "os", "device"]), ("package", K, []),
        ("referrer_path", K, ["referrer_host"]), ("clue", K, []), ("name", K, []), ("target", K, []), ("key", K, []), ("pair", K, []),
        ("source", 2, []), ("utm_source", 2, []), ("utm_medium", 2, []), ("utm_campaign", 2, []),
    ];

    /// <param name="AsDaysGo">Whether each day closes when the next has begun, as on a server; else all at the end, in this order.</param>
    /// <param name="Restart">Before which close the store is shut and opened.</param>
    private sealed record Course(bool AsDaysGo, int[] Order, int Restart, int BatchSize);

    private static readonly Gen<Course> AnyCourse =
        from goes in Gen.Bool
        from order in Gen.Shuffle(Enumerable.Range(0, Readership.Days).ToArray())
        from restart in Gen.Int[0, Readership.Days]
        from size in Gen.Int[7, 90]
        select new Course(goes, order, restart, size);

    [Fact]
    public async Task Closed_days_are_the_same_whichever_days_were_one_readers() =>
        await Gen.Select(Readership.Any, AnyCourse, Gen.Int[0, 1_000_000]).SampleAsync(async (readers, course, seed) =>
        {
            await using var one = await ClosedAsync(readers, readers.AsTheyAre(), course);
            await using var other = await ClosedAsync(readers, readers.Rematched(seed), course);
            Told(await other.ReadTablesAsync()).ShouldBe(Told(await one.ReadTablesAsync()));
        }, iter: 6, threads: 1);

    [Fact]
    public async Task Closed_days_hold_no_number_of_a_reader_no_time_and_nothing_that_few_readers_have() =>
        await Gen.Select(Readership.Any, AnyCourse).SampleAsync(async (readers, course) =>
        {
            var numbers = readers.Numbers().ToHashSet();
            var found = 0;
            await using var store = await ClosedAsync(readers, readers.AsTheyAre(), course, opened => found = opened.Holding(numbers).Count);
            found.ShouldBeGreaterThan(0, "the search must find what is there");

            var events = readers.AsTheyAre().SelectMany((match, day) => readers.Day(day, match)).ToList();
            store.Holding(numbers).ShouldBeEmpty();
            store.Holding(events.Select(e => (ulong)(e.Time - DateTime.UnixEpoch).Ticks / 10).ToHashSet()).ShouldBeEmpty("a time in microseconds, as the store writes it");
            var times = events.Select(e => e.Time).ToHashSet();
            foreach (var (table, rows) in await store.ReadTablesAsync())
            {
                rows.SelectMany(row => row.Values).Where(value => value switch
                {
                    ulong number => numbers.Contains(number),
                    DateTime time => times.Contains(time),
                    string text => text.Contains(Readership.Own, StringComparison.Ordinal),
                    _ => false,
                }).ShouldBeEmpty(table);
            }

            var kept = await store.ReadFileAsync("SELECT * FROM events");
            OnlyWhatManyHave(kept);
            PlacesHoldMany(kept);
        }, iter: 6, threads: 1);

    private static async Task<ServerStore> ClosedAsync(Readership readers, int[][] match, Course course, Action<ServerStore>? beforeLast = null)
    {
        var store = ServerStore.New();
        var closes = 0;
        async Task CloseAsync(int day)
        {
            if (closes == Readership.Days - 1)
                beforeLast?.Invoke(store);
            if (closes++ == course.Restart)
                await store.ReopenAsync();
            await store.CloseAsync(Monday.AddDays(day), K);
        }

        for (var day = 0; day < Readership.Days; day++)
        {
            var events = readers.Day(day, match[day]).ToList();
            await store.AppendAsync($"{day} begins", [.. events.Where(e => e.Hour < 2)]);
            if (course.AsDaysGo && day > 0)
                await CloseAsync(day - 1);
            foreach (var (number, batch) in events.Where(e => e.Hour >= 2).Chunk(course.BatchSize).Index())
                await store.AppendAsync($"{day} {number}", batch);
            await store.DeriveAsync();
        }

        foreach (var day in course.AsDaysGo ? [Readership.Days - 1] : course.Order)
            await CloseAsync(day);
        store.OpenFiles().ShouldBeEmpty();
        return store;
    }

    /// <summary>Everything that the file says: a day's rows of each reader together, whatever the reader's number within the day is; all other rows as they are.</summary>
    private static List<string> Told(Dictionary<string, List<Row>> tables) =>
        [.. tables.SelectMany(table => table.Value.Select(row => (Table: table.Key, Row: row)))
            .GroupBy(told => told.Row.GetValueOrDefault("visitor") is > 0UL and var visitor ? (told.Row["day"], visitor) : default)
            .SelectMany(reader => reader.Key == default ? reader.Select(Line) : [string.Join('\n', reader.Select(Line).Order(StringComparer.Ordinal))])
            .Order(StringComparer.Ordinal)];

    private static string Line((string Table, Row Row) told) => told.Table + ": " + string.Join('|',
        told.Row.Where(cell => cell.Key != "visitor").Select(cell => Convert.ToString(cell.Value, CultureInfo.InvariantCulture)));

    private static void OnlyWhatManyHave(List<Row> events)
    {
        foreach (var (column, fewest, together) in Folds)
        {
            var standing = from row in events
                           from value in Values(row, column)
                           group row["visitor"] by string.Join('|', together.Select(other => row[other]).Prepend(row["day"]).Append(value));
            foreach (var value in standing)
                value.Distinct().Count(visitor => visitor is not 0UL).ShouldBeGreaterThanOrEqualTo(fewest, $"{column}: {value.Key}");
        }
    }

    /// <summary>The rows that stay are looked at as they stay: a city, a region without its cities, a country without its regions.</summary>
    private static void PlacesHoldMany(List<Row> events)
    {
        var readers = events.Where(row => row["visitor"] is not 0UL && row["country"] is not "").ToList();
        foreach (var country in readers.GroupBy(row => (row["day"], row["country"])).Where(country => country.Any(row => row["region"] is not "")))
        {
            foreach (var cell in country.GroupBy(row => (row["region"], row["city"])))
                cell.Select(row => row["visitor"]).Distinct().Count().ShouldBeGreaterThanOrEqualTo(K, $"{country.Key}: {cell.Key}");
        }
    }

    /// <summary>What a row says in a column, but for what says nothing of a reader.</summary>
    private static IEnumerable<object?> Values(Row row, string column)
    {
        var value = column is "key" or "pair" ? row["properties"] : row[column];
        if (value is null or "" or "other" or (short)0)
            return [];
        return column switch
        {
            "key" => Properties((string)value).Select(pair => pair.Key),
            "pair" => Properties((string)value).Where(pair => pair.Value != "other").Select(pair => $"{pair.Key}={pair.Value}"),
            "clue" when value.Equals(row["referrer_host"]) => [],
            "target" when !((string)value).Contains('/', StringComparison.Ordinal) => [],
            _ => [value],
        };
    }

    private static Dictionary<string, string> Properties(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}
