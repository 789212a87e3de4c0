using Murmure.Connectors;
using Murmure.Statistics;
using Murmure.Statistics.Intervals;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>
/// What came of a campaign on one channel, or at one of its places: of all posts that carry that address. A figure that nobody knows is null.
/// </summary>
/// <param name="Variant">As events name the address.</param>
/// <param name="Posts">Those that are out; none where only an invitation was made.</param>
/// <param name="Told">What the channel itself told, by kind; a kind that it never tells of is absent.</param>
public sealed record CampaignRow(string Channel, string Variant, IReadOnlyList<Post> Posts, IReadOnlyDictionary<string, long> Told)
{
    /// <summary>At this level are the intervals of a report.</summary>
    public const double Level = .9;

    public long? Clicks { get; init; }

    /// <summary>People, each once a day.</summary>
    public long? Clickers { get; init; }

    /// <summary>Clicks by machines that say what they are, mail gateways that look at links above all: set apart, and among the clicks nowhere.</summary>
    public long? MachineClicks { get; init; }

    public long? Previews { get; init; }

    public long? Visits { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? Engaged { get; init; }

    public long? Goals { get; init; }

    /// <summary>By currency, in ten-thousandths, of whatever the visits brought; empty where none was told.</summary>
    public IReadOnlyDictionary<string, long> Revenue { get; init; } = new Dictionary<string, long>();

    /// <summary>In ten-thousandths of the campaign's currency, as stated at the posts; null where nothing is: a budget is never shared out by us.</summary>
    public long? Cost => Posts.Where(post => post.State == PostState.Published).Sum(post => post.Cost) is > 0 and var cost ? cost : null;

    public int Published => Posts.Count(post => post.State == PostState.Published);

    /// <summary>People who could see it, as somebody typed it in; null where nobody did.</summary>
    public long? DeclaredAudience => Sum(Posts.Select(post => post.DeclaredAudience));

    public long? DeclaredReactions => Sum(Posts.Select(post => post.DeclaredReactions));

    /// <summary>A kind's count; null where the channel never told of it.</summary>
    public long? Of(ObservationKind kind) => Told.TryGetValue(Connections.ObservationIntake.NameOf(kind), out var count) ? count : null;

    /// <summary>Share of delivered messages that were clicked, each day's readers once; null without delivered ones.</summary>
    public Interval? ClickRate => Of(ObservationKind.Delivered) is > 0 and var delivered && Clickers is { } clickers ? Proportion.Wilson(Math.Min(clickers, delivered), delivered, Level) : null;

    /// <summary>Goals for each visit, of which one may reach several; null without visits.</summary>
    public Interval? GoalRate => Visits is > 0 and var visits && Goals is { } goals ? Rate.Garwood(goals, visits, Level) : null;

    public GoalCost? GoalCost => GoalCost.Of(Cost, Goals);

    /// <summary>Clicks for each post; null where they are unknown, and where nothing is out.</summary>
    public double? ClicksPerPost => PerPost(Clicks);

    public double? VisitsPerPost => PerPost(Visits);

    public double? GoalsPerPost => PerPost(Goals);

    /// <summary>Milliseconds of reading for each visit; null where nobody told.</summary>
    public long? EngagedPerVisit => Visits is > 0 and var visits && Engaged is { } engaged ? engaged / visits : null;

    /// <summary>All rows as one. What is unknown in all of them is unknown.</summary>
    public static CampaignRow Sum(IReadOnlyList<CampaignRow> rows) => new("", "", [.. rows.SelectMany(row => row.Posts)], Added(rows.Select(row => row.Told)))
    {
        MachineClicks = Sum(rows.Select(row => row.MachineClicks)), Clicks = Sum(rows.Select(row => row.Clicks)), Clickers = Sum(rows.Select(row => row.Clickers)), Previews = Sum(rows.Select(row => row.Previews)),
        Visits = Sum(rows.Select(row => row.Visits)), Engaged = Sum(rows.Select(row => row.Engaged)), Goals = Sum(rows.Select(row => row.Goals)), Revenue = Added(rows.Select(row => row.Revenue)),
    };

    private double? PerPost(long? count) => Published > 0 && count is { } known ? (double)known / Published : null;

    private static Dictionary<string, long> Added(IEnumerable<IReadOnlyDictionary<string, long>> all) =>
        all.SelectMany(one => one).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(pair => pair.Value), StringComparer.Ordinal);

    private static long? Sum(IEnumerable<long?> values) => values.Where(value => value is not null).ToList() is { Count: > 0 } known ? known.Sum() : null;
}
