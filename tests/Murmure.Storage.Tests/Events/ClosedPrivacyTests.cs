using System.Globalization;
using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What the close leaves of people.</summary>
public sealed class ClosedPrivacyTests
{
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    /// <summary>What a report is for: the same on two days for very many readers.</summary>
    private static readonly string[] HonestColumns =
    [
        "site", "day", "hour", "kind", "verdict", "visitor", "page", "landing_page", "exit_page", "family", "channel", "source", "paid", "grade", "sender",
        "private", "rule", "click_id", "referrer_host", "platform", "app", "device", "bare", "deep", "views", "acts", "live", "limited", "currency", "navigation", "history", "fetch_site", "suspicion",
        "link", "variant", "generation", "scan", "orphan",
    ];

    [Fact]
    public async Task No_pseudonym_and_no_time_is_left_in_any_file()
    {
        await using var store = ServerStore.New();
        const ulong Canary = 0xA1B2C3D4E5F60718;
        await store.AppendAsync("1", View("/a", 7, Canary).Live(detail: new EventDetail { Key = Canary + 1, VisitorYesterday = Canary + 2 }), View("/b", 9, Canary));
        await store.DeriveAsync();
        store.Holding(new HashSet<ulong> { Canary }).ShouldNotBeEmpty("the search must find what is there");
        await store.CloseAsync(Monday);
        await store.ReopenAsync();

        store.Holding(new HashSet<ulong> { Canary, Canary + 1, Canary + 2 }).ShouldBeEmpty();
        (await store.ReadFileAsync("SELECT time, visitor FROM events")).ShouldAllBe(row => row["time"] == null && (ulong)row["visitor"]! == 1);
        (await store.ReadFileAsync("SELECT started, ended FROM visits")).ShouldAllBe(row => row["started"] == null && row["ended"] == null);
        (await store.ReadFileAsync("SELECT 1 AS n FROM event_keys UNION ALL SELECT 1 FROM yesterdays UNION ALL SELECT 1 FROM batches")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ordinals_are_drawn_anew_and_follow_neither_pseudonyms_nor_arrival()
    {
        const int Visitors = 2_000;
        await using var store = ServerStore.New();
        foreach (var day in new[] { Monday, Tuesday })
        {
            // The page tells who it was: arrival and pseudonym rise together.
            await store.AppendAsync($"{day}", [.. Enumerable.Range(1, Visitors).Select(i => View($"/{i}", 0, (ulong)i * 1_000, day) with { Time = View("", 0, day: day).Time.AddSeconds(i) })]);
            await store.CloseAsync(day);
        }

        var rows = await store.ReadFileAsync("SELECT day, page, visitor FROM events");
        var ordinals = new[] { Monday, Tuesday }.Select(day => rows.Where(row => (DateOnly)row["day"]! == day)
            .OrderBy(row => int.Parse(((string)row["page"]!)[1..], CultureInfo.InvariantCulture)).Select(row => (double)(ulong)row["visitor"]!).ToArray()).ToArray();
        foreach (var drawn in ordinals)
        {
            drawn.Order().ShouldBe(Enumerable.Range(1, Visitors).Select(i => (double)i));
            // The correlation of two independent orders has a deviation of 1/sqrt(n-1) = 0.022: six of them never happen.
            Math.Abs(Correlation([.. Enumerable.Range(1, Visitors).Select(i => (double)i)], drawn)).ShouldBeLessThan(0.135);
            // Uniform: chi-square over 20 bands of the first half of arrivals, 19 degrees of freedom; 56 is passed once in 100,000.
            var bands = drawn.Take(Visitors / 2).GroupBy(ordinal => (int)((ordinal - 1) * 20 / Visitors)).Select(band => band.Count()).ToList();
            bands.Sum(count => Math.Pow(count - 50, 2) / 50).ShouldBeLessThan(56);
        }

        Math.Abs(Correlation(ordinals[0], ordinals[1])).ShouldBeLessThan(0.135);
    }

    [Fact]
    public async Task Rows_lie_in_the_order_of_what_they_say_and_not_of_their_arrival()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/c", 1, 1), View("/a", 2, 2), View("/b", 3, 3), View("/d", 0, 4));
        await store.CloseAsync(Monday);
        (await store.ReadFileAsync("SELECT path FROM paths ORDER BY id")).Select(row => row["path"]).ShouldBe(["/a", "/b", "/c", "/d"]);
        (await store.ReadFileAsync("SELECT rowid, visitor FROM event_rows ORDER BY rowid")).Select(row => (ulong)row["visitor"]!).ShouldBeInOrder();
    }

    [Fact]
    public async Task Two_closed_days_of_one_reader_share_nothing_but_honest_dimensions()
    {
        await using var store = ServerStore.New();
        foreach (var day in new[] { Monday, Tuesday })
        {
            await store.AppendAsync($"{day}", [.. Crowd(day), .. Marked(day)]);
            await store.DeriveAsync();
            await store.CloseAsync(day, k: 10);
        }

        foreach (var view in new[] { "events", "visits" })
        {
            var rows = await store.ReadFileAsync($"SELECT * FROM {view}");
            var dishonest = rows[0].Keys.Except(HonestColumns).ToList();
            dishonest.ShouldContain("utm_campaign");
            foreach (var column in dishonest)
                Alone(rows, row => Beyond(column, row[column])).ShouldBeEmpty(column);
            // All of them together, as whoever wanted to join would try it. That something was rare is left; what it was is not.
            Alone(rows, row => string.Concat(dishonest.Select(column => Beyond(column, row[column])).Where(value => !IsNeutral(value)))).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Values_seen_with_fewer_than_K_visitors_go_and_others_stay()
    {
        await using var store = ServerStore.New();
        StoredEvent Goal(ulong visitor, string name, string plan) =>
            View("/", 2, visitor).Live(EventKind.Goal, new EventDetail { Name = name, Properties = [new("plan", plan), new("id" + visitor, "1")], Target = $"shop.example/{plan}" });
        await store.AppendAsync("1",
        [
            .. Enumerable.Range(1, 3).Select(i => View("/", 0, (ulong)i).Live() with { Browser = "Firefox", BrowserMajor = 140, Os = "Linux", Country = "FR", UtmSource = "lettre", ReferrerHost = "a.example", ReferrerPath = "/fil", Clue = "a.example" }),
            .. Enumerable.Range(4, 2).Select(i => View("/", 0, (ulong)i).Live() with { Browser = "Firefox", BrowserMajor = 139, Os = "Linux", Country = "BE", UtmSource = "deux", ReferrerHost = "a.example", ReferrerPath = "/autre", Clue = "token" }),
            View("/", 0, 6).Live() with { Browser = "Rare", BrowserMajor = 1, Os = "Haiku", Country = "FR", UtmSource = "abonné-6", Source = "abonné-6", Package = "org.rare" },
            Goal(1, "buy", "year"), Goal(2, "buy", "year"), Goal(3, "buy", "year"), Goal(4, "declared", "month"), Goal(5, "custom", "month"),
        ]);
        await store.DeriveAsync();
        var result = await store.CloseAsync(Monday, k: 3, declared: "declared");

        async Task<IEnumerable<string>> By(Metric metric, Dimension dimension) =>
            (await store.AskAsync(Site, [metric], dimension)).Rows.Where(row => row.Counts[0] > 0).Select(row => row.Told());
        (await By(Metric.Visits, Dimension.Browser)).ShouldBe(["Firefox=5", "other=1"]);
        (await By(Metric.Visits, Dimension.Os)).ShouldBe(["Linux=5", "other=1"]);
        (await By(Metric.Visits, Dimension.Country)).ShouldBe(["FR=4", "=2"]);
        (await By(Metric.Visits, Dimension.UtmSource)).ShouldBe(["lettre=3", "deux=2", "other=1"]);
        (await By(Metric.Visits, Dimension.Source)).ShouldBe(["=5", "other=1"]);
        (await By(Metric.Goals, Dimension.EventName)).ShouldBe(["buy=3", "declared=1", "other=1"]);
        (await By(Metric.Goals, Dimension.Property("plan"))).ShouldBe(["year=3", "other=2"]);
        (await By(Metric.Goals, Dimension.Target)).ShouldBe(["shop.example/year=3", "shop.example=2"]);
        var rows = await store.ReadFileAsync("SELECT DISTINCT browser_major, referrer_path, clue, package, properties FROM events");
        rows.Select(row => (short)row["browser_major"]!).Distinct().Order().ShouldBe([(short)0, (short)140]);
        rows.Select(row => row["referrer_path"]).Distinct().ShouldBe(["/fil", ""], ignoreOrder: true);
        rows.Select(row => row["clue"]).Distinct().ShouldBe(["a.example", ""], ignoreOrder: true);
        rows.Select(row => row["package"]).Distinct().ShouldBe([""]);
        rows.Select(row => row["properties"]).Distinct().ShouldBe(["", """{"plan":"year"}""", """{"plan":"other"}"""], ignoreOrder: true);
        result.Folded.OrderBy(fold => fold.Key, StringComparer.Ordinal).Select(fold => $"{fold.Key}={fold.Value}").ShouldBe(
        [
            "browser=1", "browser_major=2", "clue=1", "country=1", "name=1", "os=1", "package=1", "properties=5", "referrer_path=1", "source=1", "target=1", "utm_source=1",
        ]);
    }

    [Fact]
    public async Task A_place_of_few_goes_into_the_one_around_it_and_so_does_who_is_alone_in_it_with_a_browser()
    {
        await using var store = ServerStore.New();
        var visitor = 0UL;
        IEnumerable<StoredEvent> In(string city, int readers, string browser = "Firefox") => Enumerable.Range(0, readers).Select(_ => View("/", 0, ++visitor) with
        {
            Browser = browser, Country = city[..2], Region = city[..city.LastIndexOf('/')], City = city,
        });
        await store.AppendAsync("1",
        [
            .. In("FR/Normandie/Caen", 3), .. In("FR/Normandie/Caen", 1, "Safari"), .. In("FR/Normandie/Bayeux", 2), .. In("FR/Bretagne/Brest", 2, "Safari"), .. In("FR/Corse/Bastia", 2),
            .. In("BE/Hainaut/Mons", 2),
        ]);
        await store.DeriveAsync();
        var result = await store.CloseAsync(Monday, k: 3);

        async Task<IEnumerable<string>> By(Dimension dimension) =>
            (await store.AskAsync(Site, [Metric.Visits], dimension)).Rows.Where(row => row.Counts[0] > 0).Select(row => row.Told());
        (await By(Dimension.City)).ShouldBe(["=9", "FR/Normandie/Caen=3"], ignoreOrder: true);
        (await By(Dimension.Region)).ShouldBe(["=9", "FR/Normandie=3"], ignoreOrder: true, customMessage: "without Caen, and without the one who reads there with Safari, two would be left");
        (await By(Dimension.Country)).ShouldBe(["FR=10", "=2"]);
        result.Folded["city"].ShouldBe(5);
        result.Folded["region"].ShouldBe(4);
        (await store.ReadFileAsync("SELECT DISTINCT region, city FROM events WHERE city <> '' AND city NOT LIKE region || '/%'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Machines_that_are_set_apart_hide_nobody_among_them()
    {
        await using var store = ServerStore.New();
        StoredEvent Of(int visitor, string country, string suspicion) => View("/", 0, (ulong)visitor) with
        {
            Browser = country == "BE" ? "Rare" : "Firefox", Os = country == "BE" ? "Haiku" : "Linux", Country = country, Region = country + "/Here", City = country + "/Here/There", Suspicion = suspicion,
        };
        await store.AppendAsync("1",
        [
            .. Enumerable.Range(1, 4).Select(i => Of(i, "FR", "")), .. Enumerable.Range(5, 1).Select(i => Of(i, "BE", "")),
            .. Enumerable.Range(6, 9).Select(i => Of(i, "BE", "hosting-network")), Of(15, "FR", "hosting-network"),
        ]);
        await store.DeriveAsync();
        await store.CloseAsync(Monday, k: 3);

        var rows = (await store.ReadFileAsync("SELECT DISTINCT visitor, suspicion, browser, os, country, region, city FROM events"))
            .GroupBy(row => string.Join(' ', row.Where(cell => cell.Key != "visitor").Select(cell => cell.Value))).Select(group => $"{group.Key}: {group.Count()}");
        rows.ShouldBe([" Firefox Linux FR FR/Here FR/Here/There: 4", " other other   : 1", "hosting-network Rare Haiku BE  : 9", "hosting-network other other   : 1"], ignoreOrder: true);
    }

    /// <summary>Which link was followed is kept as the page is: an address of the site's own. The door gives one to clicks alone.</summary>
    private static readonly string[] Exempt = ["day", "device", "kind", "limited", "link", "live", "page", "referrer_host", "site"];

    [Fact]
    public async Task The_exempt_profile_keeps_page_referrers_host_and_device_by_day_and_nothing_else()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", [.. Crowd(Monday), .. Marked(Monday)]);
        await store.DeriveAsync();
        await store.CloseAsync(Monday, k: 1, exempt: true);

        // Constants take the place of what is not kept: the family says "direct", the verdict of people says "person".
        NonEmpty(await store.ReadFileAsync("SELECT * FROM events")).ShouldBe(Exempt, ignoreOrder: true);
        NonEmpty(await store.ReadFileAsync("SELECT * FROM visits")).ShouldBe(
            ["day", "device", "exit_page", "landing_page", "limited", "referrer_host", "site", "views", "visitor"], ignoreOrder: true);
        // Nor may the texts linger where no row needs them.
        var texts = await store.ReadFileAsync("SELECT CAST(paths AS VARCHAR) AS t FROM paths UNION SELECT CAST(origins AS VARCHAR) FROM origins UNION SELECT CAST(agents AS VARCHAR) FROM agents UNION SELECT CAST(details AS VARCHAR) FROM details");
        texts.ShouldAllBe(row => !((string)row["t"]!).Contains("marked", StringComparison.Ordinal) || ((string)row["t"]!).Contains("marked.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_any_profile_an_event_without_consent_keeps_the_exempt_part_only()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", [.. Crowd(Monday), .. Marked(Monday).Select(e => e with { Detail = e.Detail! with { Limited = true } })]);
        await store.DeriveAsync();
        await store.CloseAsync(Monday, k: 1);
        NonEmpty(await store.ReadFileAsync("SELECT * FROM events WHERE limited")).ShouldBe(Exempt, ignoreOrder: true);
        NonEmpty(await store.ReadFileAsync("SELECT * FROM events WHERE NOT limited")).ShouldContain("country");
    }

    /// <summary>Readers like each other, of whom twelve share whatever they have.</summary>
    private static IEnumerable<StoredEvent> Crowd(DateOnly day) => Enumerable.Range(100, 24).Select(i =>
        (View($"/{i % 2}", i % 7, (ulong)i, day) with { Browser = "Firefox", BrowserMajor = 140, Os = "Linux", Device = "desktop", Country = "FR" }).Live());

    /// <summary>One reader, marked in every way that a hit allows; another pseudonym each day.</summary>
    private static IEnumerable<StoredEvent> Marked(DateOnly day)
    {
        var view = View("/0", 3, (ulong)day.DayNumber, day) with
        {
            Family = Family.Campaign, Channel = "campaign", Source = "marked-source", Grade = Grade.Measured, Sender = Sender.Ours, Rule = "campaign.tag", Clue = "marked-clue",
            ReferrerHost = "marked.example", ReferrerPath = "/marked-profile", Package = "com.marked", ClickId = "gclid", UtmSource = "marked-source", UtmMedium = "marked-medium",
            UtmCampaign = "marked-campaign", App = "telegram", Browser = "MarkedBrowser", BrowserMajor = 7, Os = "MarkedOs", Device = "tablet", Country = "TV",
        };
        var detail = new EventDetail
        {
            Name = "marked-name", Properties = [new("marked-key", "marked-value"), new("plan", "marked-value")], EngagedMilliseconds = 12_345, ScrollPercent = 77,
            Revenue = 123.45m, Currency = "EUR", Target = "marked.example/marked-target", Navigation = Navigation.Navigate, History = 2, FetchSite = FetchSite.CrossSite,
            Link = 77, Variant = "marked-variant", Generation = 3, Scan = true,
        };
        yield return view.Live();
        yield return (view with { Time = view.Time.AddMinutes(4) }).Live(EventKind.Goal, detail with { Revenue = day.Day, EngagedMilliseconds = 0, ScrollPercent = 0 });
        yield return (view with { Time = view.Time.AddMinutes(day.Day) }).Live(EventKind.Engagement, detail with { EngagedMilliseconds = day.Day * 1_000, ScrollPercent = (byte)day.Day, Revenue = 0 });
    }

    /// <summary>Values that one visitor alone has on the first day and one alone on the second: those that could be joined.</summary>
    private static List<object?> Alone(List<Dictionary<string, object?>> rows, Func<Dictionary<string, object?>, object?> value)
    {
        List<object?> Lone(DateOnly day) => [.. rows.Where(row => (DateOnly)row["day"]! == day).GroupBy(value)
            .Where(group => group.Select(row => row["visitor"]).Distinct().Count() == 1).Select(group => group.Key)];
        return [.. Lone(Monday).Intersect(Lone(Tuesday)).Where(found => !IsNeutral(found))];
    }

    /// <summary>Of a link's target the host is the site's own choice, as honest as a page: only what stands behind it could be a reader's.</summary>
    private static object? Beyond(string column, object? value) =>
        column == "target" && value is string target && !target.Contains('/', StringComparison.Ordinal) ? "" : value;

    private static List<string> NonEmpty(List<Dictionary<string, object?>> rows) =>
        [.. rows[0].Keys.Where(column => rows.Exists(row => !IsNeutral(row[column])))];

    private static bool IsNeutral(object? value) =>
        value is null or "" or false or "unknown" or "direct" or "person" or "other" || (value is IConvertible number and not string and not bool && Convert.ToDecimal(number, CultureInfo.InvariantCulture) == 0);

    private static double Correlation(double[] one, double[] other)
    {
        var (a, b) = (one.Average(), other.Average());
        return one.Zip(other).Sum(pair => (pair.First - a) * (pair.Second - b))
            / Math.Sqrt(one.Sum(x => (x - a) * (x - a)) * other.Sum(y => (y - b) * (y - b)));
    }
}
