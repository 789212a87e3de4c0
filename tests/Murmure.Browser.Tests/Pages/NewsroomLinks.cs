using Murmure.Attribution;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;

namespace Murmure.Browser.Tests.Pages;

/// <summary>The newsroom's short links, made on the pages themselves, and a month of clicks on the first of them.</summary>
internal static class NewsroomLinks
{
    public const string Domain = "go.courrier-du-littoral.fr";

    private static readonly (string Variant, Family Family, string Channel, int Clicks, int Previews)[] Clicked =
    [
        ("", Family.Direct, "direct", 214, 18), ("whatsapp", Family.Messaging, "whatsapp", 1_240, 310), ("WhatsApp: supporters", Family.Messaging, "whatsapp", 402, 61),
        ("telegram", Family.Messaging, "telegram", 96, 4), ("email", Family.Email, "email", 371, 0), ("facebook", Family.Social, "facebook", 58, 12),
    ];

    public static async Task MakeAsync(PagesHost host, string site)
    {
        await SendAsync(host, "/app/links/domains", "domain", ("host", Domain), ("site", site));
        await SendAsync(host, "/app/links/new", "link", ("url", $"https://{site}/politique/municipales-le-guide-de-la-campagne-812?edition=soir"), ("slug", "municipales"), ("title", "Municipales : le guide"),
            ("tags", "élections, guide"), ("folder", "Politique"), ("forwardQuery", "yes"), ("noIndex", "yes"), ("notes", "Affiche, flyers et messages."));
        await SendAsync(host, "/app/links/1", "place", ("channel", "whatsapp"), ("name", "WhatsApp: supporters"), ("key", "wsupport"));
        await SendAsync(host, "/app/links/1/rules", "rules", ("press", "save"), ("if-0-0-kind", "device"), ("if-0-0-value", "ios"), ("if-0-1-kind", "country"), ("if-0-1-value", "FR"), ("to-0", "https://apps.apple.com/app/id123456789"),
            ("if-1-0-kind", "query"), ("if-1-0-value", "ref=affiche"), ("to-1", $"70 https://{site}/a\n30 https://{site}/b"));
        await SendAsync(host, "/app/links/1/card", "card", ("press", "save"), ("title-0", "Municipales : le guide"), ("description-0", "Candidats, bureaux de vote, dates."), ("image-0", $"https://{site}/guide.png"), ("channel-1", "telegram"), ("title-1", "Le guide, en un message"));
        foreach (var press in (string[])["keep", "save"])
            await SendAsync(host, "/app/links/1/utm", "utm", ("press", press), ("name", "Messageries"), ("source", "{channel}"), ("medium", "messaging"), ("campaign", "municipales-2026"), ("content", "{placement}"));
        await SendAsync(host, "/app/links/new", "link", ("url", $"https://{site}/culture/un-concert-au-port-123"), ("slug", "concert"), ("title", "Un concert au port"), ("tags", "culture"), ("status", "301"));
        await SendAsync(host, "/app/links/new", "link", ("url", $"https://{site}/abonnes/dossier"), ("slug", "dossier"), ("password", "zauberwort"), ("title", "Dossier des abonnés"), ("validUntil", "2026-10-01T12:00"));
        await SendAsync(host, "/app/links/new", "link", ("url", $"https://{site}/abonnes/cahier"), ("slug", "cahier"), ("password", "zauberwort"), ("title", "Cahier des abonnés"));
        await ClicksAsync(host.Store, site);
    }

    private static async Task SendAsync(PagesHost host, string page, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(host.Client, page, form, fields);
        ((int)answer.StatusCode).ShouldBeLessThan(400, $"{page}: {form}");
    }

    private static async Task ClicksAsync(IEventStore store, string site)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var events = new List<StoredEvent>();
        foreach (var (place, (variant, family, channel, clicks, previews)) in Clicked.Index())
        {
            StoredEvent Of(int number) => Click(today, number) with { Family = family, Channel = channel, Private = family is Family.Messaging or Family.Email, Detail = new EventDetail { Link = 1, Variant = variant } };
            events.AddRange(Enumerable.Range(0, clicks).Select(i => Of(i) with { Visitor = (ulong)((10_000 * place) + (i % (clicks * 4 / 5)) + 5) }));
            events.AddRange(Enumerable.Range(0, clicks / 6).Select(i => Of(i) with { Verdict = Verdict.Automated, Visitor = 0 }));
            events.AddRange(Enumerable.Range(0, previews).Select(i => Of(i) with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = channel == "direct" ? "whatsapp" : channel }));
        }
        events.AddRange(Enumerable.Range(0, 48).Select(i => Click(today, i) with
        {
            Page = Domain + (i % 3 == 0 ? "/municipale" : "/"), Detail = new EventDetail { Orphan = i % 3 == 0 ? Orphan.Unknown : i % 3 == 1 ? Orphan.Root : Orphan.Expired },
        }));
        await store.AppendAsync(new EventBatch("clicks", site, events.ToArray()), default);
    }

    private static StoredEvent Click(DateOnly today, int number)
    {
        var day = today.AddDays(-(number % 12));
        return PagesHost.Visit with { Time = day.ToDateTime(new TimeOnly(8, number % 60), DateTimeKind.Utc), Day = day, Hour = 9, Kind = EventKind.Click, Page = Domain + "/municipales", Visitor = (ulong)(number + 5) };
    }
}
