using CsCheck;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>The same as above for whatever a reader brings.</summary>
public sealed partial class ClosedPrivacyTests
{
    /// <summary>What of a reader is theirs alone; the rest is as the crowd has it.</summary>
    private static readonly Func<StoredEvent, StoredEvent>[] Unmarked =
    [
        e => e with { Source = "" },
        e => e with { Clue = "" },
        e => e with { ReferrerHost = "", ReferrerPath = "" },
        e => e with { ReferrerPath = "" },
        e => e with { Package = "" },
        e => e with { UtmSource = "" },
        e => e with { UtmMedium = "" },
        e => e with { UtmCampaign = "" },
        e => e with { Browser = "Firefox", BrowserMajor = 140 },
        e => e with { BrowserMajor = 140 },
        e => e with { Os = "Linux" },
        e => e with { Country = "FR" },
        e => e with { Detail = e.Detail! with { Name = "" } },
        e => e with { Detail = e.Detail! with { Properties = [] } },
        e => e with { Detail = e.Detail! with { Target = "" } },
        e => e with { Detail = e.Detail! with { Limited = true } },
        e => e with { Suspicion = "hosting-network" },
    ];

    private static readonly string[] Views = ["events", "visits"];

    [Fact]
    public async Task Whatever_a_reader_brings_no_two_closed_days_can_be_joined_by_it() =>
        await Gen.Bool.Array[Unmarked.Length].SampleAsync(async chosen =>
        {
            await using var store = ServerStore.New();
            foreach (var day in new[] { Monday, Tuesday })
            {
                var brought = Marked(day).Select(e => Unmarked.Where((_, place) => chosen[place]).Aggregate(e, (one, without) => without(one)));
                await store.AppendAsync($"{day}", [.. Crowd(day), .. brought]);
                await store.DeriveAsync();
                await store.CloseAsync(day, k: 10);
            }

            foreach (var view in Views)
            {
                var rows = await store.ReadFileAsync($"SELECT * FROM {view}");
                var dishonest = rows[0].Keys.Except(HonestColumns).ToList();
                Alone(rows, row => string.Concat(dishonest.Select(column => Beyond(column, row[column])).Where(value => !IsNeutral(value)))).ShouldBeEmpty();
            }
        }, iter: 12, threads: 1);
}
