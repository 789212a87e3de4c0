using Murmure.Attribution;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;

namespace Murmure.Browser.Tests.Pages;

/// <summary>The one article of which everything is known: who wrote it, how far it was read, who passed it on, and who came of that, hour by hour and a generation at a time.</summary>
internal static class NewsroomArticle
{
    public const string Page = "/politique/municipales-le-guide-de-la-campagne-812";
    public const string Section = "politique";
    public const string Author = "Maëlle Guérandel";

    private const string Title = "Municipales : le guide de la campagne";

    /// <summary>Visits by generation of the share tag in their address.</summary>
    private static readonly int[] Generations = [0, 96, 41, 17, 5];

    public static async Task MakeAsync(IEventStore store, string site)
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-4);
        await store.PutPagesAsync(site, [new(Page, Title, Section, Author, day.ToDateTime(new TimeOnly(6, 0), DateTimeKind.Utc))], default);
        List<StoredEvent> events = [.. Enumerable.Range(0, 64).Select(i => At(day, 7 + (i % 6), i) with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Detail = Tagged(i % 4) })];
        events.AddRange(Enumerable.Range(0, 38).Select(i => At(day, 8 + (i % 5), i) with { Kind = EventKind.Share, Visitor = (ulong)(910_000 + i), Detail = Tagged(1 + (i % 2)) }));
        events.AddRange(Enumerable.Range(0, 11).Select(i => At(day, 9, i) with { Kind = EventKind.Copy, Visitor = (ulong)(910_000 + i), Detail = Tagged(1) }));
        for (var (generation, visitor) = (1, 920_000UL); generation < Generations.Length; generation++)
        {
            for (var i = 0; i < Generations[generation]; i++)
            {
                var view = At(day, 9 + generation + (i % 9), i) with { Visitor = ++visitor, Detail = Tagged(generation) };
                events.AddRange([view, view with { Kind = EventKind.Engagement, Detail = view.Detail with { EngagedMilliseconds = 52_000, ScrollPercent = (byte)(40 + (i % 61)) } }]);
            }
        }
        await store.AppendAsync(new EventBatch("article", site, events.ToArray()), default);
        await store.DeriveVisitsAsync(site, DayRange.Of(day), default);
    }

    private static EventDetail Tagged(int generation) => new() { Generation = (byte)generation };

    /// <param name="hour">In UTC; the newspaper's clock is an hour ahead.</param>
    private static StoredEvent At(DateOnly day, int hour, int number) => PagesHost.Visit with
    {
        Time = day.ToDateTime(new TimeOnly(hour, number % 60), DateTimeKind.Utc), Day = day, Hour = (byte)(hour + 1), Page = Page,
    };
}
