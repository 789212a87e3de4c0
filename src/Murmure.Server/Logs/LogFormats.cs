using System.Collections.Immutable;

namespace Murmure.Server.Logs;

/// <summary>Every format there is, in the order that settles ties: where two read the same lines, the one that knows more comes first.</summary>
public static class LogFormats
{
    public static readonly ImmutableArray<LogFormat> All =
    [
        JsonFormats.Caddy,
        JsonFormats.Traefik,
        JsonFormats.Cloudflare,
        JsonFormats.GoogleCloud,
        JsonFormats.Fastly,
        JsonFormats.Nginx,
        new GoatCounterFormat { Name = "goatcounter" },
        new W3cFormat { Name = "cloudfront", TextForm = W3cText.Percent, Sign = "x-edge-location" },
        new W3cFormat { Name = "incapsula", Sign = "cs-clapp" },
        new W3cFormat { Name = "netscaler", TextForm = W3cText.Plus, Sign = "sc-servicename" },
        new W3cFormat { Name = "iis", TextForm = W3cText.Plus },
        new W3cFormat(CloudFrontRealTime, epoch: true) { Name = "cloudfront-realtime", TextForm = W3cText.Percent, Sign = "timestamp" },
        new CefFormat { Name = "incapsula-cef" },
        new BunnyFormat { Name = "bunny" },
        new BunnyFormat { Name = "bunny-extended", Extended = true },
        new BalancerFormat { Name = "alb", Application = true },
        new BalancerFormat { Name = "elb" },
        new S3Format { Name = "s3" },
        new HaproxyFormat { Name = "haproxy" },
        new ClfFormat { Name = "varnish", Combined = true, Mark = ClfMark.AbsoluteTarget },
        new ClfFormat { Name = "traefik-clf", Combined = true, Mark = ClfMark.Traefik },
        new ClfFormat { Name = "ovh", Combined = true, VirtualHost = VirtualHostPlace.Ident },
        new ClfFormat { Name = "combined-vhost", Combined = true, VirtualHost = VirtualHostPlace.First },
        new ClfFormat { Name = "combined", Combined = true },
        new ClfFormat { Name = "common-vhost", VirtualHost = VirtualHostPlace.First },
        new ClfFormat { Name = "common" },
    ];

    /// <summary>
    /// The fields of CloudFront's real-time log in the order they have when none is left out. A log with fewer says so in a <c>#Fields:</c> line
    /// put before it; there is none in what CloudFront sends.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html</remarks>
    private const string CloudFrontRealTime =
        "timestamp c-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem cs-bytes x-edge-location "
        + "x-edge-request-id x-host-header time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer cs-cookie cs-uri-query "
        + "x-edge-response-result-type x-forwarded-for ssl-protocol ssl-cipher x-edge-result-type fle-encrypted-fields fle-status "
        + "sc-content-type sc-content-len sc-range-start sc-range-end c-port x-edge-detailed-result-type c-country cs-accept-encoding "
        + "cs-accept cache-behavior-path-pattern cs-headers cs-header-names cs-headers-count";

    /// <summary>All names, for a message or a help text.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(format => format.Name));

    /// <summary>The format of that name, or of the name its host or server gives it; null when there is none.</summary>
    public static LogFormat? Find(string name)
    {
        name = name.Trim().ToLowerInvariant();
        name = Aliases.GetValueOrDefault(name, name);
        return All.FirstOrDefault(format => format.Name == name);
    }

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["w3c"] = "iis",
        ["cloudfront-web"] = "cloudfront",
        ["gandi"] = "combined-vhost",
        ["clf"] = "common",
        ["clf-vhost"] = "common-vhost",
        ["ncsa"] = "combined",
        // Fastly's, behind a syslog header, which any record may stand behind.
        ["fastly"] = "common",
        ["fastly-combined"] = "combined",
        ["nginx"] = "combined",
        ["apache"] = "combined",
    };
}
