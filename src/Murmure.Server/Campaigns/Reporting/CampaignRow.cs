using Murmure.Connectors;
using Murmure.Statistics.Intervals;
using Murmure.Statistics;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>What came of a campaign on one channel, or at one of its places: of all posts that carry that address.</summary>
/// <param name="Variant">As events name the address.</param>
/// <param name="Told">What the channel itself told, by kind; a kind that it never tells of is absent.</param>
/// <param name="Revenue">By currency, in ten-thousandths.</param>
public sealed record CampaignRow(string Channel, string Variant, IReadOnlyList<Post> Posts, IReadOnlyDictionary<string, long> Told, IReadOnlyDictionary<string, long> Revenue)
{
    /// <summary>At this level are the intervals of a report.</summary>
    public const double Level = .9;

    public long Clicks { get; init; }

    /// <summary>People, each once a day.</summary>
    public long Clickers { get; init; }

    public long Previews { get; init; }

    public long Visits { get; init; }

    /// <summary>Milliseconds.</summary>
    public long Engaged { get; init; }

    public long Goals { get; init; }

    /// <summary>In ten-thousandths of the campaign's currency.</summary>
    public long Cost => Posts.Where(post => post.State == PostState.Published).Sum(post => post.Cost);

    public int Published => Posts.Count(post => post.State == PostState.Published);

    /// <summary>People who could see it, as somebody typed it in; null where nobody did.</summary>
    public long? DeclaredAudience => Sum(Posts.Select(post => post.DeclaredAudience));

    public long? DeclaredReactions => Sum(Posts.Select(post => post.DeclaredReactions));

    /// <summary>A kind's count; null where the channel never told of it.</summary>
    public long? Of(ObservationKind kind) => Told.TryGetValue(Connections.ObservationIntake.NameOf(kind), out var count) ? count : null;

    /// <summary>Share of delivered messages that were clicked, each day's readers once; null without delivered ones.</summary>
    public Interval? ClickRate => Of(ObservationKind.Delivered) is > 0 and var delivered ? Proportion.Wilson(Math.Min(Clickers, delivered), delivered, Level) : null;

    /// <summary>Share of visits that reached the goal; null without visits.</summary>
    public Interval? GoalRate => Visits > 0 ? Proportion.Wilson(Math.Min(Goals, Visits), Visits, Level) : null;

    /// <summary>Cost of a goal, in ten-thousandths; null without cost or goals. The interval is that of the goals, which came by chance; the cost did not.</summary>
    public Interval? CostPerGoal
    {
        get
        {
            if (Cost == 0 || Goals == 0)
                return null;
            var goals = Rate.Garwood(Goals, 1, Level);
            return new Interval((double)Cost / Goals, Cost / goals.Upper, Cost / goals.Lower, Level);
        }
    }

    /// <summary>All rows as one.</summary>
    public static CampaignRow Sum(IReadOnlyList<CampaignRow> rows) => new("", "", [.. rows.SelectMany(row => row.Posts)], Added(rows.Select(row => row.Told)), Added(rows.Select(row => row.Revenue)))
    {
        Clicks = rows.Sum(row => row.Clicks), Clickers = rows.Sum(row => row.Clickers), Previews = rows.Sum(row => row.Previews),
        Visits = rows.Sum(row => row.Visits), Engaged = rows.Sum(row => row.Engaged), Goals = rows.Sum(row => row.Goals),
    };

    private static Dictionary<string, long> Added(IEnumerable<IReadOnlyDictionary<string, long>> all) =>
        all.SelectMany(one => one).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(pair => pair.Value), StringComparer.Ordinal);

    private static long? Sum(IEnumerable<long?> values) => values.Where(value => value is not null).ToList() is { Count: > 0 } typed ? typed.Sum() : null;
}

/// <summary>What a campaign brought, and what campaigns usually bring.</summary>
/// <param name="Days">The days counted; null while nothing is out.</param>
/// <param name="Rows">By channel and place, most clicks first.</param>
/// <param name="Usual">Clicks for each post of earlier campaigns, one value each, in order.</param>
public sealed record CampaignReport(Campaign Campaign, Storage.Events.DayRange? Days, IReadOnlyList<CampaignRow> Rows, IReadOnlyList<double> Usual)
{
    public CampaignRow Total { get; } = CampaignRow.Sum(Rows);

    /// <summary>Share of delivered messages that were clicked, over the channels that tell how many were; null where none does.</summary>
    public Interval? ClickRate => CampaignRow.Sum([.. Rows.Where(row => row.Of(ObservationKind.Delivered) is > 0)]).ClickRate;

    /// <summary>Clicks for each post of this one; null while nothing is out.</summary>
    public double? ClicksPerPost => Total.Published > 0 ? (double)Total.Clicks / Total.Published : null;

    /// <summary>How many of the earlier campaigns this one is above.</summary>
    public int Above => Usual.Count(one => one < ClicksPerPost);

    /// <summary>The one in the middle of the earlier ones; null without any.</summary>
    public double? Median => Usual.Count == 0 ? null : Usual.Count % 2 == 1 ? Usual[Usual.Count / 2] : (Usual[(Usual.Count / 2) - 1] + Usual[Usual.Count / 2]) / 2;
}
