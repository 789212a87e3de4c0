using System.Collections.Frozen;
using System.Text;
using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;

namespace Murmure.Server.Tests.Ingest;

/// <summary>A request as text, which becomes a hit only for the call that passes it.</summary>
internal sealed record Asked
{
    public const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    public const string WhatsApp = "WhatsApp/2.24.20.83 A";
    public const string Telegram = "TelegramBot (like TwitterBot)";
    public const string Crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    public DateTime Time { get; init; } = new(2026, 11, 9, 8, 0, 0, DateTimeKind.Utc);
    public bool HasZone { get; init; } = true;
    public string Address { get; init; } = "203.0.113.9";
    public string Host { get; init; } = "";
    public string Method { get; init; } = "GET";
    public string Target { get; init; } = "/news/a";
    public string Query { get; init; } = "";
    public string Referrer { get; init; } = "";
    public string? Agent { get; init; } = Firefox;
    public string RequestedWith { get; init; } = "";
    public string SecFetchSite { get; init; } = "";
    public string SecFetchDest { get; init; } = "";
    public string SecPurpose { get; init; } = "";
    public int Status { get; init; } = 200;

    public HitOutcome Through(IngestPipeline pipeline)
    {
        var hit = new RawHit
        {
            Time = Time, HasZone = HasZone, Address = Bytes(Address), Host = Bytes(Host), Method = Bytes(Method), Target = Bytes(Target),
            Query = Bytes(Query), Referrer = Bytes(Referrer), UserAgent = Bytes(Agent ?? ""), HasAgent = Agent is not null,
            RequestedWith = Bytes(RequestedWith), SecFetchSite = Bytes(SecFetchSite), SecFetchDest = Bytes(SecFetchDest),
            SecPurpose = Bytes(SecPurpose), Status = Status, Bytes = -1,
        };
        pipeline.Pass(hit, out var outcome);
        return outcome;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>What every ingest test needs once: the catalogue takes a while to read.</summary>
internal static class Doors
{
    public static readonly Classifier Classifier = new(Catalogue.Load());

    public static readonly Place Places = Place.With(null);

    public static readonly Pseudonyms Pseudonyms = new("example.org");

    /// <summary>A door of the site <c>example.org</c>, in UTC, with the shipped countries where the build has them.</summary>
    public static IngestPipeline Open(string site = "example.org", TimeZoneInfo? zone = null, params string[] otherHosts) => Open(new SiteRules
    {
        Id = new SiteId(1), Host = site, Zone = zone ?? TimeZoneInfo.Utc, Profile = ComplianceProfile.LogOnly, OtherHosts = otherHosts.ToFrozenSet(),
    });

    public static IngestPipeline Open(SiteRules site) => new(Classifier, Pseudonyms, Places.NewMemory(), site, new ReadingCache(Classifier));
}
