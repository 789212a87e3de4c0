using Murmure.Statistics.Intervals;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Bounds;

/// <summary>
/// What the share of private visits can be, whatever the model gets wrong, as long as each anchor's law is right up to the factor <see cref="Factor"/>.
/// </summary>
internal sealed record SiteBounds
{
    // The design has 2.5 and 1.4, from a prototype; docs/adr/0051-bounds.md says why they are not enough here.

    /// <summary>A factor below this is never claimed, however well the anchors fit.</summary>
    private const double LeastFactor = 3;

    /// <summary>That the anchors fit at a factor does not mean that they are right up to it: so much more is allowed for.</summary>
    private const double Inflation = 1.8;

    /// <summary>Above this a law says nothing any more.</summary>
    private const double GreatestFactor = 64;

    /// <summary>Fewer direct visits than these on pages that nobody types leave nothing to bound with.</summary>
    private const int FewestDeep = 200;

    /// <summary>The classes that direct visits outside declared mailings are of, the one that is bounded first.</summary>
    private static readonly Component[] Classes = [Component.Dark, Component.Typed, Component.Lost, Component.Machine];

    /// <summary>Least and greatest share of direct visits.</summary>
    public required double Lower { get; init; }

    /// <inheritdoc cref="Lower"/>
    public required double Upper { get; init; }

    /// <summary>The smallest factor at which the anchors fit the data: how wrong they must be. Null where none does, or nothing was to be bounded.</summary>
    public double? SmallestFactor { get; init; }

    /// <summary>The factor that the bounds allow for.</summary>
    public double Factor { get; init; } = GreatestFactor;

    /// <summary>The greatest weight by ratios of counts, inflated by the factor; null with too few tagged clicks.</summary>
    public double? UpperByRatio { get; init; }

    /// <summary>Bounds of one site and period with at least one direct visit.</summary>
    public static SiteBounds Of(MixtureModel model)
    {
        var tables = model.Tables;
        var counts = DirectCounts.Of(tables);
        if (counts.Deep < FewestDeep)
            return new() { Lower = 0, Upper = 1 };
        var anchors = new AnchorLaws(model.Input, model.Applicable(MixtureSpecification.Default));
        double[] Grouped(IEnumerable<(int Cell, int Count)> rows)
        {
            var sums = new double[anchors.Devices.Length];
            foreach (var (cell, count) in rows)
                sums[anchors.Group[model.Input.CellPlace[cell]]] += count;
            return sums;
        }
        var visits = Grouped(counts.DeepByCell.Select((count, cell) => (cell, count)));
        Interval[] shares = [.. visits.Select(n => Proportion.Wilson((int)n, counts.Deep, .95))];
        // Between 2 and 40 in a hundred visible visits have a twin that lost its referrer; unrecognised machines are 15 in a hundred at most.
        var perVisible = (double)counts.VisibleDeep / counts.Deep;
        var programme = new MixtureProgramme(
            [.. shares.Select(share => share.Lower)],
            [.. shares.Select(share => share.Upper)],
            [.. Classes.Select(component => anchors.Laws[(int)component])],
            [0, 0, Math.Min(.5, .02 * perVisible), 0],
            [1, 1, Math.Min(1, .40 * perVisible), .15]);
        var smallest = programme.SmallestFactor(GreatestFactor);
        var factor = Math.Max(LeastFactor, Inflation * (smallest ?? GreatestFactor));
        var (lower, upper) = programme.Range(0, factor) ?? (0, 1);
        var byRatio = factor * RatioBound.Upper(visits, Grouped(tables.Tagged.Select(row => (row.Cell, row.Count))));
        // The ratio must not contradict the programme: if it does, the slack of one of them is to blame, and the programme allows for more.
        if (byRatio is { } ratio && ratio >= lower)
            upper = Math.Min(upper, ratio);
        return new()
        {
            // A declared mailing's hours may hold as much that is private as others, or nothing. What is typed holds 15 in a hundred at most.
            Lower = lower * counts.Deep / counts.All,
            Upper = Math.Min(1, (upper * (counts.Deep + counts.Campaign) + .15 * counts.Typeable) / counts.All),
            SmallestFactor = smallest,
            Factor = factor,
            UpperByRatio = byRatio,
        };
    }
}

/// <summary>Direct visits by what a bound may say of them.</summary>
internal sealed record DirectCounts
{
    public required int All { get; init; }

    /// <summary>On pages that people type, outside declared mailings.</summary>
    public required int Typeable { get; init; }

    /// <summary>In the hours and on the pages of a declared mailing.</summary>
    public required int Campaign { get; init; }

    /// <summary>All others.</summary>
    public required int Deep { get; init; }

    /// <inheritdoc cref="Deep"/>
    public required int[] DeepByCell { get; init; }

    /// <summary>Visits with a public referrer on the pages that nobody types, outside declared mailings.</summary>
    public required int VisibleDeep { get; init; }

    public static DirectCounts Of(HourlyTables tables)
    {
        var byCell = new int[tables.Cells.Count];
        var (all, typeable, campaign) = (0, 0, 0);
        foreach (var row in tables.Direct)
        {
            all += row.Count;
            if (InCampaign(tables, row.Page, row.Hour))
                campaign += row.Count;
            else if (tables.Pages[row.Page].Typeable)
                typeable += row.Count;
            else
                byCell[row.Cell] += row.Count;
        }
        return new()
        {
            All = all,
            Typeable = typeable,
            Campaign = campaign,
            Deep = all - typeable - campaign,
            DeepByCell = byCell,
            VisibleDeep = tables.Visible.Where(row => !tables.Pages[row.Page].Typeable && !InCampaign(tables, row.Page, row.Hour)).Sum(row => row.Count),
        };
    }

    /// <summary>Whether a declared mailing works on the page in the hour, in part at least.</summary>
    private static bool InCampaign(HourlyTables tables, int page, int hour)
    {
        if (tables.Campaigns is not { } windows)
            return false;
        foreach (var window in windows)
        {
            if (hour + 1 > window.Start && hour < window.End && (window.Page ?? page) == page)
                return true;
        }
        return false;
    }
}
