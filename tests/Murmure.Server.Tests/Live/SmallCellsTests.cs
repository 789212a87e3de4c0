using System.Globalization;
using System.Net;
using System.Text.Json;
using Murmure.Attribution;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>What of few people is told to nobody: the rule, and that no question of the API gets around it.</summary>
[WholeServer]
public sealed class SmallCellsTests
{
    /// <summary>No answer where everything is kept back.</summary>
    private const string Nothing = " total=";

    private static readonly DateOnly Today = new(2026, 11, 25);

    /// <summary>How many readers have which device, and come from where. Three tablets and five readers of Tuvalu are few.</summary>
    private static readonly (string Device, string Country, int Readers)[] Readers =
        [("mobile", "FR", 40), ("mobile", "DE", 30), ("mobile", "BE", 12), ("desktop", "FR", 25), ("desktop", "DE", 20), ("desktop", "TV", 5), ("tablet", "FR", 3), ("tv", "BE", 11)];

    [Theory]
    [InlineData("50 20 3", "50 . .")]
    [InlineData("50 20 6 6", "50 20 . .")]
    [InlineData("50 3 3", ". . .")]
    [InlineData("12", "12")]
    [InlineData("9", ".")]
    [InlineData("30 20 10", "30 20 10")]
    public void A_small_cell_is_kept_back_and_as_many_others_as_would_give_it_away(string visitors, string shown)
    {
        // Five visits each: it is people who are few, not what they did.
        var rows = visitors.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Select((count, place) => new CountRow($"{place}", 5 * count) { Visitors = count });
        string.Join(' ', SmallCells.Of([.. rows]).Select(cell => cell.Visits is { } visits ? $"{visits / 5}" : ".")).ShouldBe(shown);
    }

    [Theory]
    [InlineData("dimensions=device", "mobile=82 desktop=50 tablet= tv= total=146")]
    [InlineData("dimensions=country", "FR=68 DE=50 BE= TV= total=146")]
    [InlineData("dimensions=country&limit=1", "FR=68 total=146")]
    [InlineData("dimensions=device&limit=3", "mobile=82 desktop=50 tablet= total=146")]
    [InlineData("dimensions=country&limit=3", "FR=68 DE=50 BE= total=146")]
    [InlineData("filters=device==mobile", "82 total=82")]
    [InlineData("filters=device==tablet", Nothing)]
    [InlineData("filters=device!=tablet", Nothing)]
    [InlineData("filters=device~=table", Nothing)]
    [InlineData("filters=device==mobile|tablet", Nothing)]
    [InlineData("filters=device==mobile|desktop", "132 total=132")]
    [InlineData("filters=device==tablet|tv", "14 total=14")]
    [InlineData("filters=device==watch", Nothing)]
    [InlineData("filters=device!=watch", "146 total=146")]
    [InlineData("filters=country==TV", Nothing)]
    [InlineData("filters=country!=TV", Nothing)]
    [InlineData("filters=country==TV;page==/", Nothing)]
    [InlineData("filters=country==FR;hour!=8", Nothing)]
    [InlineData("dimensions=page&filters=country==TV", "/= total=")]
    [InlineData("dimensions=country&filters=device==tablet", "FR= total=")]
    [InlineData("dimensions=page", "/=146 total=146")]
    [InlineData("dimensions=channel&filters=page==/", "direct=146 total=146")]
    public async Task The_api_answers_by_what_a_browser_tells_as_the_pages_do(string question, string told)
    {
        await using var host = await FilledAsync();
        (await AskAsync(host, await KeyAsync(host), question)).ShouldBe(told);
    }

    [Fact]
    public async Task What_is_kept_back_does_not_depend_on_how_many_rows_are_asked_for()
    {
        await using var host = await FilledAsync();
        var key = await KeyAsync(host);
        foreach (var dimensions in (string[])["device", "country", "device,country"])
        {
            var whole = (await AskAsync(host, key, "dimensions=" + dimensions)).Split(' ')[..^1];
            for (var limit = 1; limit <= whole.Length; limit++)
            {
                var answer = await AnswerAsync(host, key, $"dimensions={dimensions}&limit={limit}");
                answer.GetProperty("suppressed").GetBoolean().ShouldBeTrue();
                answer.GetProperty("rows").EnumerateArray().Select(row => string.Join('=', row.EnumerateArray().Select(cell => cell.ToString()))).ShouldBe(whole[..limit]);
            }
        }
    }

    [Theory]
    [InlineData("dimensions=country")]
    [InlineData("filters=country==FR")]
    [InlineData("dimensions=page&filters=device!=tablet")]
    [InlineData("dimensions=property:plan&metrics=goals")]
    public async Task A_reader_who_comes_today_changes_no_answer_by_what_browsers_tell(string question)
    {
        await using var host = await FilledAsync();
        var key = await KeyAsync(host);
        async Task<string> AnswerAsync(string to) => (await ApiTests.GetAsync(host, key, $"/api/v1/reports?site=example.org&from=2026-11-25&to={to}&{question}")).Body;
        var before = await AnswerAsync("2026-11-26");
        before.ShouldContain("\"until\":\"2026-11-25\"");
        before.Replace("\"until\":\"2026-11-25\"", "\"until\":null", StringComparison.Ordinal).ShouldBe(await AnswerAsync("2026-11-25"));
        var reader = View("mobile", "FR") with { Visitor = 1_000, Day = Today.AddDays(1), Time = Today.AddDays(1).ToDateTime(new TimeOnly(1, 0), DateTimeKind.Utc), Hour = 1 };
        await host.Store.AppendAsync(new EventBatch("one more", LiveHost.Host, (StoredEvent[])[reader, .. Goals(reader, "year", 1)]), default);
        await host.Store.DeriveVisitsAsync(LiveHost.Host, DayRange.Of(Today.AddDays(1)), default);
        (await AnswerAsync("2026-11-26")).ShouldBe(before);
        (await ApiTests.GetAsync(host, key, "/api/v1/reports?site=example.org&from=2026-11-26&to=2026-11-26")).Body.ShouldContain("\"totals\":{\"visits\":1}", customMessage: "without traits today is told as it is");
        var today = (await ApiTests.GetAsync(host, key, $"/api/v1/reports?site=example.org&from=2026-11-26&to=2026-11-26&{question}")).Body;
        today.ShouldContain("\"rows\":[]");
        today.ShouldContain("\"suppressed\":true");
    }

    [Fact]
    public async Task No_two_answers_differ_by_few_people()
    {
        await using var host = await FilledAsync();
        var key = await KeyAsync(host);
        foreach (var (dimension, of) in new (string, Func<(string Device, string Country, int Readers), string>)[] { ("device", one => one.Device), ("country", one => one.Country) })
        {
            var sizes = Readers.GroupBy(of).ToDictionary(group => group.Key, group => group.Sum(one => one.Readers), StringComparer.Ordinal);
            // Every list of values, and everything but each value: what is answered is noted as the set that it counts. The total is known to all.
            var asked = Enumerable.Range(1, (1 << sizes.Count) - 1).Select(mask => sizes.Keys.Where((_, place) => (mask >> place & 1) == 1).ToHashSet(StringComparer.Ordinal))
                .Select(some => (Filter: $"=={string.Join('|', some)}", Counts: some))
                .Concat(sizes.Keys.Select(one => (Filter: $"!={one}", Counts: sizes.Keys.Where(other => other != one).ToHashSet(StringComparer.Ordinal))));
            var answered = new List<HashSet<string>> { new(StringComparer.Ordinal), sizes.Keys.ToHashSet(StringComparer.Ordinal) };
            foreach (var (filter, counts) in asked)
            {
                if (await AskAsync(host, key, $"filters={dimension}{filter}") != Nothing)
                    answered.Add(counts);
            }

            answered.Count.ShouldBeGreaterThan(4, "something is answered");
            foreach (var (more, fewer) in from more in answered from fewer in answered where fewer.IsSubsetOf(more) select (more, fewer))
                more.Except(fewer).Sum(value => sizes[value]).ShouldNotBeInRange(1, SmallCells.Threshold - 1, $"{string.Join('|', more)} less {string.Join('|', fewer)}");
        }
    }

    [Fact]
    public async Task In_a_table_of_two_neither_a_row_nor_a_column_gives_a_small_cell_away()
    {
        await using var host = await FilledAsync();
        var answer = await AnswerAsync(host, await KeyAsync(host), "dimensions=device,country");
        answer.GetProperty("suppressed").GetBoolean().ShouldBeTrue();
        var cells = answer.GetProperty("rows").EnumerateArray().Select(row => (Device: row[0].GetString()!, Country: row[1].GetString()!, Shown: row[2].ValueKind == JsonValueKind.Number)).ToList();
        cells.Where(cell => cell.Shown).ShouldNotBeEmpty();
        cells.Where(cell => cell.Device is "tablet" or "tv" || cell.Country is "BE" or "TV").ShouldAllBe(cell => !cell.Shown, "what is hidden alone cannot be added up here");
        foreach (var line in cells.GroupBy(cell => cell.Device).Concat(cells.GroupBy(cell => cell.Country)).Where(line => line.Any(cell => cell.Shown)))
        {
            var hidden = line.Where(cell => !cell.Shown).ToList();
            hidden.Count.ShouldNotBe(1, line.Key);
            hidden.Sum(cell => Readers.Single(one => one.Device == cell.Device && one.Country == cell.Country).Readers).ShouldNotBeInRange(1, SmallCells.Threshold - 1, line.Key);
        }
    }

    [Theory]
    [InlineData("dimensions=property:plan&metrics=goals", "year=24 decade= month= total=38")]
    [InlineData("metrics=goals&filters=property:plan==year", "24 total=24")]
    [InlineData("metrics=goals&filters=property:plan==decade", Nothing)]
    [InlineData("metrics=goals&filters=property:plan!=decade", Nothing)]
    [InlineData("dimensions=country&metrics=goals&filters=event==buy", "FR=38 total=38")]
    [InlineData("dimensions=country&metrics=goals&filters=event==buy;property:plan==decade", "FR= total=")]
    [InlineData("dimensions=event&metrics=goals", "buy=38 =0 total=38")]
    [InlineData("dimensions=currency&metrics=revenue", "EUR=1900000 =0 total=")]
    [InlineData("filters=currency==EUR&metrics=revenue", "1900000 total=1900000")]
    public async Task Of_events_the_people_count_and_not_how_often_they_did_it(string question, string told)
    {
        await using var host = await FilledAsync();
        (await AskAsync(host, await KeyAsync(host), question)).ShouldBe(told);
    }

    /// <summary>An answer in one line: each row's keys and figure, then the total; nothing in the place of what is kept back.</summary>
    private static async Task<string> AskAsync(LiveHost host, string key, string question)
    {
        var answer = await AnswerAsync(host, key, question);
        var rows = answer.GetProperty("rows").EnumerateArray().Select(row => string.Join('=', row.EnumerateArray().Select(cell => cell.ToString())));
        return string.Join(' ', rows.Append("total=" + answer.GetProperty("totals").EnumerateObject().Single().Value));
    }

    private static async Task<JsonElement> AnswerAsync(LiveHost host, string key, string question)
    {
        var (status, body) = await ApiTests.GetAsync(host, key, $"/api/v1/reports?site=example.org&from=2026-11-25&to=2026-11-25&{question}");
        status.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    private static Task<string> KeyAsync(LiveHost host) => ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);

    private static async Task<LiveHost> FilledAsync()
    {
        // In the night after that day, before it closes.
        var host = await LiveHost.StartAsync(new DateTimeOffset(2026, 11, 26, 2, 30, 0, TimeSpan.Zero));
        var readers = Readers.SelectMany(group => Enumerable.Repeat(View(group.Device, group.Country), group.Readers)).Select((view, number) => view with { Visitor = (ulong)number + 1 }).ToList();
        // Of the first, twelve buy by the year, twice each; ten by the month; two for ten years, twice each.
        var goals = readers.Take(24).SelectMany((reader, number) => number < 12 ? Goals(reader, "year", 2) : number < 22 ? Goals(reader, "month", 1) : Goals(reader, "decade", 2));
        await host.Store.AppendAsync(new EventBatch("readers", LiveHost.Host, readers.Concat(goals).ToArray()), default);
        await host.Store.DeriveVisitsAsync(LiveHost.Host, DayRange.Of(Today), default);
        return host;
    }

    private static IEnumerable<StoredEvent> Goals(StoredEvent reader, string plan, int times) => Enumerable.Repeat(
        reader with { Kind = EventKind.Goal, Time = reader.Time.AddSeconds(9), Detail = new EventDetail { Name = "buy", Properties = [new("plan", plan)], Revenue = 5, Currency = "EUR" } }, times);

    private static StoredEvent View(string device, string country) => new()
    {
        Time = Today.ToDateTime(new TimeOnly(8, 0), DateTimeKind.Utc), Day = Today, Hour = 8, Kind = EventKind.Pageview, Verdict = Verdict.Person, Visitor = 0, Page = "/",
        Family = Family.Direct, Channel = "direct", Grade = Grade.Unknown, Sender = Sender.Unknown, Private = false, Rule = "nothing", Device = device, Country = country,
        Detail = new EventDetail(),
    };
}
