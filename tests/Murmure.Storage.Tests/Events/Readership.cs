using CsCheck;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Storage.Tests.Events;

/// <summary>
/// Readers of a site over some days, each with a pseudonym for each day. What a reader does on a day is apart from who the reader is, so that
/// the same days can be told with other readers behind them.
/// </summary>
/// <param name="Seed">Of the pseudonyms.</param>
internal sealed record Readership(IReadOnlyList<Readership.Reader> Readers, int Seed)
{
    public const int Days = 3;

    /// <summary>Within every text that one reader alone brings, and that the close folds.</summary>
    public const string Own = "-of-";

    /// <param name="Owl">Whether a visit of theirs goes on over every midnight: of these the store knows two days, for as long as both are open.</param>
    /// <param name="Days">What they do on each day; nothing where they do not come.</param>
    internal sealed record Reader(bool Owl, IReadOnlyList<StoredEvent[]> Days);

    /// <summary>What somebody does on a day, but for what they are.</summary>
    private sealed record Doing(bool Comes, bool Early, bool Limited, int Start, (int Gap, int Second, int Kind, int Page)[] Steps);

    public static readonly Gen<Readership> Any =
        from readers in Gen.Select(Gen.Int[0, 9].Array[14], Doings.Array[Days], Gen.Int[0, 9]).Array[18, 40]
        from seed in Gen.Int[0, 1_000_000]
        select new Readership([.. readers.Select((reader, number) => Make(number, reader.Item1, reader.Item2, reader.Item3 == 0))], seed);

    private static Gen<Doing> Doings =>
        from luck in Gen.Int[0, 9].Array[3]
        from start in Gen.Int[60, 1_000]
        from steps in Gen.Select(Gen.Int[0, 50], Gen.Int[1, 59], Gen.Int[0, 6], Gen.Int[0, 4]).Array[1, 5]
        select new Doing(luck[0] > 1, luck[1] > 7, luck[2] > 8, start, steps);

    /// <summary>Another readership over the same days: of whoever is no owl, each day's doings are somebody else's.</summary>
    /// <returns>For each day, whose doings are each reader's.</returns>
    public int[][] Rematched(int seed)
    {
        var random = new Random(seed);
        var free = Enumerable.Range(0, Readers.Count).Where(reader => !Readers[reader].Owl).ToArray();
        return [.. AsTheyAre().Select((match, day) =>
        {
            var others = free.ToArray();
            if (day > 0)
                random.Shuffle(others);
            foreach (var (place, reader) in free.Index())
                match[reader] = others[place];
            return match;
        })];
    }

    public int[][] AsTheyAre() => [.. Enumerable.Range(0, Days).Select(_ => Enumerable.Range(0, Readers.Count).ToArray())];

    /// <summary>
    /// A day's events, reader by reader: on every day the first to come are the same, with the lowest pseudonyms, so that anything that follows
    /// either would tell who they are.
    /// </summary>
    public IEnumerable<StoredEvent> Day(int day, int[] match) => Enumerable.Range(0, Readers.Count).SelectMany(reader =>
        Readers[match[reader]].Days[day].Select((done, place) => done with
        {
            Visitor = Pseudonym(reader, day),
            Detail = done.Detail is null ? null : done.Detail with { Key = Key(reader, day, place), VisitorYesterday = Yesterday(done, reader, day) },
        }));

    /// <summary>Every number of one reader: pseudonyms and what becomes of their clients' ids.</summary>
    public IEnumerable<ulong> Numbers() =>
        from reader in Enumerable.Range(0, Readers.Count)
        from day in Enumerable.Range(0, Days)
        from number in Enumerable.Range(0, 10).Select(place => Key(reader, day, place)).Prepend(Pseudonym(reader, day))
        select number;

    private ulong Pseudonym(int reader, int day) => (ulong)(reader + 1) << 48 | (ulong)new Random(Seed + (reader * Days) + day).NextInt64(1L << 48);

    private ulong Key(int reader, int day, int place) => Pseudonym(reader, day) * (ulong)(2 * place + 3);

    private ulong Yesterday(StoredEvent done, int reader, int day) => day > 0 && done.Time.TimeOfDay < TimeSpan.FromMinutes(30) ? Pseudonym(reader, day - 1) : 0;

    private static Reader Make(int number, int[] traits, Doing[] doings, bool owl) => new(
        owl, [.. doings.Select((doing, day) => !doing.Comes && !owl ? [] : Times(doing, day, owl).Select(step => Event(number, traits, doing.Limited, step)).ToArray())]);

    private static IEnumerable<(DateTime Time, int Kind, int Page)> Times(Doing doing, int day, bool owl)
    {
        var midnight = SomeEvents.Monday.AddDays(day).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        if (owl || doing.Early)
            yield return (midnight.AddMinutes(doing.Start % 15).AddSeconds(11), 6, doing.Start % 5);
        var minute = doing.Start;
        foreach (var step in doing.Steps)
            yield return (midnight.AddMinutes(minute += step.Gap).AddSeconds(step.Second), step.Kind, step.Page);
        if (owl)
            yield return (midnight.AddMinutes(1_439 - (doing.Start % 10)).AddSeconds(12), 6, doing.Start % 3);
    }

    private static StoredEvent Event(int number, int[] traits, bool limited, (DateTime Time, int Kind, int Page) step)
    {
        string Text(string name, int trait, string own = Own) => traits[trait] switch { < 6 => name, < 8 => name + "-2", _ => name + own + number };
        var host = Text("host", 0, "-alone-");
        var view = SomeEvents.View($"/{step.Page}", 0, day: DateOnly.FromDateTime(step.Time)) with
        {
            Time = step.Time, Hour = (byte)step.Time.Hour, ReferrerHost = host, ReferrerPath = Text("/path", 1), Clue = traits[2] < 5 ? host : Text("clue", 2),
            Package = Text("package", 3), UtmSource = Text("source", 4), Source = Text("source", 4), UtmMedium = Text("medium", 5), UtmCampaign = Text("campaign", 6),
            Browser = Text("browser", 7), BrowserMajor = (short)(traits[8] < 6 ? 140 : 100 + number), Os = Text("os", 9), Country = Text("country", 10),
            Region = traits[10] is 0 or > 5 ? "" : traits[2] < 5 ? "country/north" : "country/south" + Own + number,
            City = traits[10] is 0 or > 5 ? "" : traits[2] >= 5 ? "country/south" + Own + number + "/port" : traits[9] < 4 ? "country/north/town" : "country/north/village" + Own + number,
            Device = traits[11] < 5 ? "mobile" : "desktop", Family = Family.Referral, Channel = "referral",
        };
        var detail = new EventDetail { Limited = limited };
        // A log's readers send nothing but page views, and nobody asks them.
        return (step.Kind, traits[13]) switch
        {
            (6, _) => view.Live(detail: detail),
            (_, 0) => view,
            (0, _) => view.Live(EventKind.Goal, detail with { Name = Text("goal", 11), Properties = [new(Text("key", 12), "1"), new("plan", Text("plan", 13))], Revenue = 5, Currency = "EUR" }),
            (1, _) => view.Live(EventKind.Engagement, detail with { EngagedMilliseconds = step.Time.Second * 1_000, ScrollPercent = 60 }),
            (2, _) => view.Live(EventKind.Click, detail with { Target = "shop.example" + Text("/target", 12) }),
            _ => view.Live(detail: detail),
        };
    }
}
