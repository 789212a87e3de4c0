using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Benchmarks;

/// <summary>A page view as a tracker reports it.</summary>
internal static class SomeLiveEvent
{
    public const string Site = "journal.example";

    public static StoredEvent Of(int number) => new()
    {
        Time = new DateTime(2026, 11, 25, 10, 0, 0, DateTimeKind.Utc).AddSeconds(number % 3600), Day = new DateOnly(2026, 11, 25), Hour = 11,
        Kind = EventKind.Pageview, Verdict = Verdict.Person, Visitor = 0xFEDCBA9876543210 + (ulong)(number / 4),
        Page = $"/politique/2026/11/25/le-budget-vote-dans-la-nuit-{number % 500}", Family = Family.Messaging, Channel = "whatsapp", Source = "WhatsApp",
        Grade = Grade.Observed, Sender = Sender.Readers, Private = true, Rule = "referrer", Clue = "web.whatsapp.com", ReferrerHost = "web.whatsapp.com",
        Browser = "Chrome", BrowserMajor = 142, Os = "Android", Device = "mobile", Country = "FR",
        Detail = new EventDetail { Key = 0x0123456789ABCDEF + (ulong)number, Navigation = Navigation.Navigate, History = 1, FetchSite = FetchSite.CrossSite },
    };
}
