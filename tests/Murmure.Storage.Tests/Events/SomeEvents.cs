using CsCheck;
using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Storage.Tests.Events;

/// <summary>Events to store: by hand, and any.</summary>
internal static class SomeEvents
{
    public const string Site = "journal.example";
    public static readonly DateOnly Monday = new(2026, 11, 23);

    public static StoredEvent View(string page, int minute, ulong visitor = 1, DateOnly? day = null)
    {
        var on = day ?? Monday;
        var time = on.ToDateTime(new TimeOnly(8, 0), DateTimeKind.Utc).AddMinutes(minute);
        return new StoredEvent
        {
            Time = time,
            Day = on,
            Hour = (byte)time.Hour,
            Kind = EventKind.Pageview,
            Verdict = Verdict.Person,
            Visitor = visitor,
            Page = page,
            Family = Family.Direct,
            Channel = "direct",
            Grade = Grade.Unknown,
            Sender = Sender.Unknown,
            Private = false,
            Rule = "nothing",
        };
    }

    public static StoredEvent From(this StoredEvent view, Family family, string channel, Grade grade, Sender sender, string? host = null) =>
        view with
        {
            Family = family, Channel = channel, Source = channel, Grade = grade, Sender = sender, ReferrerHost = host!, Rule = "referrer",
            Private = family is Family.Messaging or Family.Email or Family.Sms,
        };

    public static StoredEvent Preview(string page, string platform, int minute, DateOnly? day = null) => View(page, minute, 0, day) with
    {
        Kind = EventKind.Preview, Verdict = Verdict.Preview, Family = Family.Messaging, Channel = platform, Platform = platform, Private = true,
    };

    /// <summary>An event as the tracker sends it.</summary>
    public static StoredEvent Live(this StoredEvent view, EventKind kind = EventKind.Pageview, EventDetail? detail = null) =>
        view with { Kind = kind, Detail = detail ?? new EventDetail() };

    public static EventBatch Batch(string id, params StoredEvent[] events) => new(id, Site, events);

    /// <summary>
    /// Any events, of few enough values that visits overlap, that seconds tie, and that every filter finds something.
    /// </summary>
    public static readonly Gen<StoredEvent> Any =
        from day in Gen.Int[0, 2]
        from second in Gen.OneOf(Gen.Int[0, 86_399], Gen.Int[0, 30].Select(step => step * 600))
        from kind in Gen.Frequency((6, Gen.Const(EventKind.Pageview)), (2, Gen.Enum<EventKind>()))
        from verdict in Gen.Frequency((6, Gen.Const(Verdict.Person)), (2, Gen.Enum<Verdict>()))
        from visitor in Gen.Int[1, 4]
        from page in OneOf("/", "/sport", "/sport/rugby-2026-11-23-finale", "/a?p=1", "/une-page-au-nom-bien-trop-long-pour-etre-tapee", "/a/b")
        from family in Gen.Enum<Family>()
        from channel in OneOf("whatsapp", "direct", "gmail", "google")
        from grade in Gen.Enum<Grade>()
        from sender in Gen.Enum<Sender>()
        from flags in Gen.Int[0, 3]
        from text in OneOf<string?>(null, "", "x", "été 🌶 plus long que douze octets")
        from host in OneOf<string?>(null, "web.whatsapp.com", SomeEvents.Site)
        from utm in OneOf<string?>(null, "whatsapp")
        from detail in Gen.Frequency((3, Gen.Bool.Select(EventDetail? (_) => null)), (2, Details.Select(EventDetail? (some) => some)))
        select new StoredEvent
        {
            Time = Monday.AddDays(day).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddSeconds(second),
            Day = Monday.AddDays(day),
            Hour = (byte)(second / 3600),
            Kind = kind,
            Verdict = verdict,
            Visitor = (ulong)visitor << 61 | 7,
            Page = page,
            Family = family,
            Channel = channel,
            Source = text!,
            Paid = (flags & 1) == 1,
            Grade = grade,
            Sender = sender,
            Private = (flags & 2) == 2,
            Rule = channel + "-rule",
            Clue = text!,
            ReferrerHost = host!,
            ReferrerPath = text!,
            UtmSource = utm!,
            App = channel == "whatsapp" ? "whatsapp" : null!,
            Platform = kind == EventKind.Preview ? "whatsapp" : null!,
            Browser = "Firefox",
            BrowserMajor = (short)(130 + visitor),
            Os = text!,
            Device = visitor == 1 ? "mobile" : "desktop",
            Country = "FR",
            Region = visitor == 2 ? "FR/Normandie" : null!,
            City = visitor == 2 ? "FR/Normandie/Caen" : null!,
            Detail = detail,
        };

    private static Gen<EventDetail> Details =>
        from name in OneOf("", "subscribe", "L'été")
        from properties in OneOf<KeyValuePair<string, string>[]>([], [new("plan", "year")], [new("a b", "\"é\\\n"), new("plan", "")])
        from engaged in Gen.Int[0, 3].Select(step => step * 1_500)
        from scroll in Gen.Int[0, 100]
        from revenue in OneOf(0m, 12.5m, 0.0001m, -3m)
        from currency in OneOf("", "EUR")
        from navigation in Gen.Enum<Navigation>()
        from history in Gen.Byte[0, 3]
        from site in Gen.Enum<FetchSite>()
        from limited in Gen.Bool
        from link in OneOf(0L, 0L, 7L, long.MaxValue)
        from variant in OneOf("", "signal", "Groupe Parents")
        from generation in Gen.Byte[0, 2]
        from scan in Gen.Bool
        from orphan in Gen.Enum<Orphan>()
        select new EventDetail
        {
            Name = name, Properties = properties, EngagedMilliseconds = engaged, ScrollPercent = (byte)scroll, Revenue = revenue, Currency = currency,
            Target = name.Length > 0 ? "shop.example/a" : "", Navigation = navigation, History = history, FetchSite = site, Limited = limited,
            Link = link, Variant = variant, Generation = generation, Scan = scan, Orphan = orphan,
        };

    /// <summary>An event in words: an absent text and an empty one alike, since the store keeps both as empty.</summary>
    public static string Told(this StoredEvent e) => e.Detail is { } detail
        ? $"{e with { Detail = null }} {detail with { Properties = [], Revenue = 0 }} {string.Join(';', detail.Properties)} {detail.Revenue:0.####}"
        : e.ToString();

    /// <summary>A row of an answer in one line.</summary>
    public static string Told(this ReportRow row) => FormattableString.Invariant(
        $"{string.Join('|', row.Keys.Select(key => FormattableString.Invariant($"{key}")))}={string.Join('|', row.Counts)}");

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);
}
