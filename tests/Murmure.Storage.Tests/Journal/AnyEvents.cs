using CsCheck;
using Murmure.Storage.Events;
using Murmure.Storage.Tests.Events;

namespace Murmure.Storage.Tests;

/// <summary>Any events of a live site, details included.</summary>
internal static class AnyEvents
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.Const(""), Gen.String[Gen.Char.AlphaNumeric, 0, 20], Gen.OneOf(Gen.Const("été 🌶"), Gen.Const("a"), Gen.Const("\0")));

    private static readonly Gen<EventDetail?> Detail =
        from key in Gen.OneOf(Gen.Const(0UL), Gen.ULong)
        from yesterday in Gen.OneOf(Gen.Const(0UL), Gen.ULong)
        from name in Text
        from properties in Gen.Select(Text, Text, (text, value) => KeyValuePair.Create(text, value)).Array[0, 20]
        from engaged in Gen.OneOf(Gen.Const(0), Gen.Int)
        from scroll in Gen.Byte
        from revenue in Gen.OneOf(Gen.Const(0m), Gen.Decimal, Gen.Const(12.50m), Gen.Const(-0.01m), Gen.Const(decimal.MaxValue), Gen.Const(decimal.MinValue))
        from target in Text
        from navigation in Gen.Enum<Navigation>()
        from fetch in Gen.Enum<FetchSite>()
        from history in Gen.Byte
        from limited in Gen.Bool
        from link in Gen.OneOf(Gen.Const(0L), Gen.Long)
        from generation in Gen.Byte
        from scan in Gen.Bool
        from orphan in Gen.Enum<Orphan>()
        from before in Text
        select new EventDetail
        {
            Key = key, VisitorYesterday = yesterday, Name = name, Properties = properties, EngagedMilliseconds = engaged, ScrollPercent = scroll,
            Revenue = revenue, Currency = name, Target = target, Navigation = navigation, FetchSite = fetch, History = history, Limited = limited,
            Link = link, Variant = target, Generation = generation, Scan = scan, Orphan = orphan, InsteadOf = before,
        };

    public static readonly Gen<StoredEvent> Live =
        from stored in SomeEvents.Any
        from at in Gen.OneOf(Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond], Gen.Const(new DateTime(2026, 11, 25, 10, 0, 0).Ticks / TimeSpan.TicksPerSecond))
        from shift in Gen.Int[-1, 1]
        from texts in Gen.Select(Text, Text, Text, Text)
        from major in Gen.Short
        from suspicion in Text
        from visitor in Gen.ULong
        from detail in Gen.OneOf(Gen.Const((EventDetail?)null), Detail)
        let time = new DateTime(at * TimeSpan.TicksPerSecond, DateTimeKind.Utc)
        select stored with
        {
            Time = time,
            Day = DateOnly.FromDayNumber(Math.Clamp(DateOnly.FromDateTime(time).DayNumber + shift, 0, DateOnly.MaxValue.DayNumber)),
            Package = texts.Item1, ClickId = texts.Item2, UtmMedium = texts.Item3, UtmCampaign = texts.Item4, BrowserMajor = major, Visitor = visitor,
            Suspicion = suspicion, Region = suspicion, City = suspicion, Detail = detail,
        };

    /// <summary>As it comes back: absent texts are empty, and properties are compared one by one by those who compare.</summary>
    public static StoredEvent Read(this StoredEvent stored) => stored with
    {
        Source = stored.Source ?? "", Clue = stored.Clue ?? "", ReferrerHost = stored.ReferrerHost ?? "", ReferrerPath = stored.ReferrerPath ?? "",
        Package = stored.Package ?? "", ClickId = stored.ClickId ?? "", UtmSource = stored.UtmSource ?? "", UtmMedium = stored.UtmMedium ?? "",
        UtmCampaign = stored.UtmCampaign ?? "", App = stored.App ?? "", Platform = stored.Platform ?? "", Browser = stored.Browser ?? "",
        Os = stored.Os ?? "", Device = stored.Device ?? "", Country = stored.Country ?? "", Suspicion = stored.Suspicion ?? "", Region = stored.Region ?? "", City = stored.City ?? "",
        Detail = stored.Detail is null ? null : stored.Detail with { Properties = [] },
    };
}
