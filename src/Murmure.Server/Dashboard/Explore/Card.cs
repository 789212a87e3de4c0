using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>A card of a site's page: one table at a time of several that answer the same kind of question.</summary>
/// <param name="Name">In keys of texts.</param>
/// <param name="Counted">What its tables count; the first is drawn and ordered by.</param>
/// <param name="Tables">What is counted by; the first is open where the address says nothing.</param>
public sealed record Card(string Name, IReadOnlyList<Metric> Counted, IReadOnlyList<Dimension> Tables)
{
    /// <summary>All of them, in the order of the page. No dimension stands in two.</summary>
    public static IReadOnlyList<Card> All { get; } =
    [
        new("sources", [Metric.Visits], [Dimension.Channel, Dimension.Family, Dimension.Source, Dimension.ReferrerHost, Dimension.Grade, Dimension.Rule]),
        new("pages", [Metric.Visits], [Dimension.Page, Dimension.ExitPage, Dimension.Section]),
        new("campaigns", [Metric.Visits], [Dimension.Campaign, Dimension.UtmSource, Dimension.UtmMedium, Dimension.Variant, Dimension.Generation]),
        new("events", [Metric.Hits], [Dimension.EventName, Dimension.Target]),
        new("places", [Metric.Visits], [Dimension.Country, Dimension.Region, Dimension.City]),
        new("devices", [Metric.Visits], [Dimension.Device, Dimension.Browser, Dimension.Os, Dimension.App]),
    ];

    /// <summary>Those of a site: regions and cities are asked for where it keeps them.</summary>
    public static IEnumerable<Card> Of(SiteRules site) => site.Cities ? All
        : All.Select(card => card with { Tables = [.. card.Tables.Where(table => table != Dimension.Region && table != Dimension.City)] });

    /// <summary>The table that is open.</summary>
    public Dimension Open(SiteQuestion question) => Tables.FirstOrDefault(question.Tables.Contains) ?? Tables[0];
}
