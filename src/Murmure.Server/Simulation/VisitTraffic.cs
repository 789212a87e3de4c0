using System.Globalization;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Simulation;

/// <summary>Renders visits: the landing page with whatever the visit shows, what it loads, and the pages read after it.</summary>
internal sealed class VisitTraffic(SimulatedRun run, PrintedSite site, Wire wire, LocalClock clock)
{
    private readonly Agents agents = new(wire);
    private readonly Dictionary<int, Sender> people = [];

    public IEnumerable<Request> Render(SimulatedVisit visit)
    {
        var source = visit.Seed.Of("requests").Stream();
        var from = PersonOf(visit);
        var time = visit.Time;
        var referrer = Referrer(visit, source);
        var target = Target(visit, referrer, source);
        if (source.Chance(.004))
        {
            // The former address of an article: the server redirects, the browser repeats the referrer.
            yield return Page(time, from, site.Cards[visit.Page].Path + ".html", referrer, visit.Cell.Navigation, 301, 0);
            time += .0001;
        }

        yield return Page(time, from, target, referrer, visit.Cell.Navigation, 200, PageSize(visit.Page, source));
        if (!visit.IsHuman)
            yield break;
        foreach (var asset in Assets(time, from, visit.Page, first: !visit.Cell.Returning, source))
            yield return asset;

        var here = visit.Page;
        foreach (var next in visit.Onward)
        {
            time += .005 + Math.Min(.045, source.Exponential(.02));
            yield return Page(time, from, site.Cards[next].Path, Own(here), null, 200, PageSize(next, source)) with { FetchSite = "same-origin" };
            foreach (var asset in Assets(time, from, next, first: false, source))
                yield return asset;
            here = next;
        }
    }

    /// <summary>Who made a visit; the same visitor is the same device and address throughout.</summary>
    public Sender PersonOf(SimulatedVisit visit)
    {
        if (people.TryGetValue(visit.Visitor, out var person))
            return person;
        var source = run.Seed.Of("person").Of(visit.Visitor).Stream();
        var agent = agents.Of(visit.Cell.Device, visit.Trace, visit.Channel, source);
        return people[visit.Visitor] = new Sender(Addresses.OfPerson(source), agent);
    }

    /// <summary>The address of a page in a link that was sent, with its tag where it kept one.</summary>
    public string Link(int page, string channel, int tagGeneration) => tagGeneration == 0
        ? site.Cards[page].Path
        : string.Create(CultureInfo.InvariantCulture, $"{site.Cards[page].Path}?mm={wire.Tags[channel]}{tagGeneration}");

    private string? Referrer(SimulatedVisit visit, RandomSource source) => visit.Trace switch
    {
        Trace.AppReferrer => wire.AppReferrers[visit.Channel],
        Trace.Referrer when visit.Cell.Device == Device.Android && source.Chance(.12) && wire.AppReferrers.TryGetValue(visit.Channel, out var app) => app,
        Trace.Referrer => source.OneOf(wire.WebReferrers[visit.Channel]),
        Trace.CampaignTag when visit.Cell.Device == Device.Desktop && source.Chance(.5) => source.OneOf(wire.WebReferrers[visit.Channel]),
        _ => null,
    };

    private string Target(SimulatedVisit visit, string? referrer, RandomSource source)
    {
        var path = Link(visit.Page, visit.Channel, visit.TagGeneration);
        if (visit.Trace == Trace.CampaignTag)
            return path + Campaign(visit);
        if (referrer is null || visit.Trace != Trace.Referrer)
            return path;
        return visit.Channel switch
        {
            "facebook" when source.Chance(.6) => $"{path}?fbclid=IwY2xjaw{Token(source, 40)}",
            "google" when source.Chance(.015) => $"{path}?gclid=Cj0KCQ{Token(source, 40)}",
            "chatgpt" => $"{path}?utm_source=chatgpt.com",
            _ => path,
        };
    }

    private string Campaign(SimulatedVisit visit)
    {
        var day = clock.Day((int)(visit.Time / 24)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return visit.Channel switch
        {
            "newsletter" => $"?utm_source=newsletter&utm_medium=email&utm_campaign=matinale-{day}",
            "whatsapp" => "?utm_source=whatsapp&utm_medium=chaine&utm_campaign=a-la-une",
            _ => $"?utm_source={visit.Channel}&utm_medium=social&utm_campaign=a-la-une",
        };
    }

    private static Request Page(double time, Sender from, string target, string? referrer, Navigation? navigation, int status, int bytes) => new()
    {
        Time = time,
        From = from,
        Target = target,
        Referrer = referrer,
        Status = status,
        Bytes = bytes,
        FetchSite = navigation switch { Navigation.None => "none", Navigation.CrossSite => "cross-site", _ => null },
    };

    /// <summary>Most static files of such a site come from a content network or the browser's cache: few reach this server.</summary>
    private IEnumerable<Request> Assets(double time, Sender from, int page, bool first, RandomSource source)
    {
        (string Path, double Chance, int Bytes)[] candidates =
        [
            ("/assets/journal.5d21f0.css", first ? .30 : .02, 18_422),
            ("/assets/journal.a9c37e.js", first ? .30 : .02, 41_906),
            (site.Image(page).Replace("-1200", "-640", StringComparison.Ordinal), first ? .35 : .25, 30_000 + source.Below(50_000)),
            ("/favicon.ico", first ? .05 : 0, 4_286),
        ];
        foreach (var (path, chance, bytes) in candidates)
        {
            if (!source.Chance(chance))
                continue;
            var cached = source.Chance(.1);
            yield return new Request
            {
                Time = time + .0001 + source.Exponential(.0002),
                From = from,
                Target = path,
                Referrer = Own(page),
                Status = cached ? 304 : 200,
                Bytes = cached ? 0 : bytes,
                FetchSite = "same-origin",
                IsPage = false,
            };
        }
    }

    private string Own(int page) => $"https://{site.Paper.Host}{site.Cards[page].Path}";

    private static int PageSize(int page, RandomSource source) => 11_000 + page * 7_919 % 24_000 + source.Below(900);

    private static string Token(RandomSource source, int length)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        return string.Create(length, source, static (span, source) =>
        {
            foreach (ref var c in span)
                c = alphabet[source.Below(alphabet.Length)];
        });
    }
}
