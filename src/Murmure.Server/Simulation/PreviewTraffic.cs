using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Simulation;

/// <summary>
/// Renders the fetches by which applications make link previews: the page, then its image; from the sharer's own address for
/// applications that fetch on the device; sometimes the beginnings of an address that somebody types instead of pasting it.
/// </summary>
internal sealed class PreviewTraffic(SimulatedRun run, PrintedSite site, VisitTraffic visits, Wire wire)
{
    /// <summary>Share of WhatsApp's and Signal's senders who type or edit the address while the application watches. An assumption.</summary>
    private const double Typing = .15;

    private readonly Dictionary<ulong, SimulatedVisit> bySeed = run.Visits.ToDictionary(v => v.Seed.Value);

    public IEnumerable<Request> Render(SimulatedPreview preview)
    {
        var share = preview.Share;
        var source = share.Seed.Of("preview").Stream();
        var sharer = bySeed[share.Sharer.Value];
        var agent = Agent(share.App.Slug, sharer.Cell.Device, source);
        var address = share.App.BySender ? visits.PersonOf(sharer).Address : Addresses.OfMachine(source);
        var from = new Sender(address, agent);
        var link = visits.Link(share.Page, share.App.Slug, share.TagGeneration);
        var time = preview.Time;
        if (share.App.Slug is "whatsapp" or "signal" && source.Chance(Typing))
        {
            foreach (var prefix in Prefixes(link, source))
            {
                yield return Fetch(time, from, prefix, site.Cards.Any(c => c.Path == prefix.TrimEnd('/') || c.Path == prefix) ? 200 : 404, source);
                time += .0002 + source.Exponential(.0004);
            }
        }

        yield return Fetch(time, from, link, 200, source);
        yield return Fetch(time + .0002 + source.Exponential(.0002), from, site.Image(share.Page), 200, source) with
        {
            IsPage = false,
            Bytes = 90_000 + source.Below(120_000),
        };
    }

    /// <summary>A preview that no private share caused: the same requests, from a machine's address, of the page as it is.</summary>
    public IEnumerable<Request> Render(StrayPreview stray)
    {
        var source = stray.Seed.Of("preview").Stream();
        var from = new Sender(Addresses.OfMachine(source), PublicAgent(stray.App, source) ?? Agent(stray.App, Device.Android, source));
        yield return Fetch(stray.Time, from, site.Cards[stray.Page].Path, 200, source);
        yield return Fetch(stray.Time + .0002 + source.Exponential(.0002), from, site.Image(stray.Page), 200, source) with
        {
            IsPage = false,
            Bytes = 90_000 + source.Below(120_000),
        };
    }

    /// <summary>The press on a share button, which the page reports.</summary>
    public Request? Button(SimulatedShare share)
    {
        if (!share.Button)
            return null;
        var sharer = bySeed[share.Sharer.Value];
        return new Request
        {
            Time = share.Time,
            From = visits.PersonOf(sharer),
            Target = site.Cards[share.Page].Path,
            Bytes = 0,
            Method = "POST",
            SharedBy = share.App.Slug,
        };
    }

    private static Request Fetch(double time, Sender from, string target, int status, RandomSource source) => new()
    {
        Time = time,
        From = from,
        Target = target,
        Status = status,
        Bytes = status == 200 ? 12_000 + source.Below(24_000) : 1_874,
    };

    /// <summary>The site's root, then two or three cuts within the path, each longer than the one before.</summary>
    private static IEnumerable<string> Prefixes(string link, RandomSource source)
    {
        yield return "/";
        var length = 1;
        for (var i = 0; i < 3; i++)
        {
            length += 1 + source.Below(Math.Max(1, link.Length / 3));
            if (length >= link.Length)
                yield break;
            yield return link[..length];
        }
    }

    /// <summary>The agent by which a network, or a community, fetches what is posted there; null for a messenger's.</summary>
    private string? PublicAgent(string app, RandomSource source) => app switch
    {
        "facebook" => Poster("facebookexternalhit"),
        "x" => Poster("Twitterbot"),
        "linkedin" => Poster("LinkedInBot"),
        "bluesky" => Poster("Bluesky"),
        "mastodon" => source.OneOf([.. wire.PostFetchers.Where(agent => agent.StartsWith("Mastodon", StringComparison.Ordinal))]),
        "slack" => "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        _ => null,
    };

    private string Poster(string name) => wire.PostFetchers.First(agent => agent.Contains(name, StringComparison.Ordinal));

    private static string Agent(string app, Device device, RandomSource source) => app switch
    {
        "whatsapp" => Agents.WhatsAppFetcher(device, source),
        "signal" => "WhatsApp/2",
        "imessage" => "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "telegram" => "TelegramBot (like TwitterBot)",
        "discord" => "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "messenger" => source.Chance(.5) ? "facebookexternalhit/1.1" : "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "sms" => "GoogleMessages",
        _ => throw new ArgumentException($"{app} fetches no previews.", nameof(app)),
    };
}
