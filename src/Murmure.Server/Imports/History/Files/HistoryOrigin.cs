using Murmure.Attribution;
using Murmure.Server.Dashboard.Details.Google;

namespace Murmure.Server.Imports.History;

/// <summary>
/// What a program says of where a visit came from: hosts, names and tags. PRIVACY: it lives while a file is read; what goes on is a group and a channel.
/// </summary>
/// <param name="Referrer">A host, with or without a path.</param>
internal readonly record struct HistoryOrigin(string Source, string Medium, string Campaign, string Referrer = "")
{
    /// <summary>Of visits whose source is known to nobody here.</summary>
    public const string Other = "other";

    private bool IsDirect => Referrer.Length == 0 && Campaign.Length == 0 && Medium is "" or "(none)" or "(not set)"
        && Source.ToLowerInvariant() is "" or "(direct)" or "direct / none";

    /// <summary>Google's name of a source and a medium in one: <c>google / organic</c>.</summary>
    public static HistoryOrigin OfPair(string pair, string campaign) =>
        pair.Split(" / ", 2) is [var source, var medium] ? new HistoryOrigin(source.Trim(), medium.Trim(), campaign) : new HistoryOrigin(pair.Trim(), "", campaign);

    /// <summary>Our channel of it: by the host or by the tag, as of our own visits.</summary>
    public string ChannelOf(Catalogue catalogue)
    {
        if (IsDirect)
            return "";
        var (source, host) = (Source.ToLowerInvariant(), HostOf(Referrer));
        if (source is "" or "(not set)" && host.Length == 0)
            return "";
        return (catalogue.FindUtmSource(source) ?? Channel(catalogue, source) ?? Channel(catalogue, host))?.Slug ?? Other;
    }

    /// <summary>Where the program has no groups: what Google's published rules would say.</summary>
    public string GroupOf(Catalogue catalogue)
    {
        if (IsDirect)
            return HistoryGroups.Direct;
        var host = HostOf(Referrer.Length > 0 ? Referrer : Source.Contains('.', StringComparison.Ordinal) ? Source : "");
        var facts = Medium is "" or "referral" && Campaign.Length == 0 && host.Length > 0
            ? new Ga4Facts(host, "", "", "", Paid: false, Family.Referral, "")
            // A name without a medium, such as Plausible's "Google": it was found in a referrer.
            : new Ga4Facts("", Source, Medium.Length > 0 ? Medium : "referral", Campaign, Paid: false, Family.Referral, "");
        return HistoryGroups.Slug(Ga4Channels.Of(facts, catalogue));
    }

    private static string HostOf(string referrer) => referrer.Split('/', 2)[0].ToLowerInvariant();

    private static Channel? Channel(Catalogue catalogue, string host) => host.Contains('.', StringComparison.Ordinal) ? catalogue.FindHost(host, "")?.Channel : null;
}
