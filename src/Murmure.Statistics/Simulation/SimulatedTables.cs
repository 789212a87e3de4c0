using System.Collections.Frozen;
using System.Globalization;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Simulation;

/// <summary>What the tags of a run tell.</summary>
public enum TagLevel
{
    /// <summary>Channel and generation, the same for everybody: no issue time, no preview of one's own. What sites have by default.</summary>
    Generation,

    /// <summary>A token of a campaign: the hour of issue and whether it was previewed, kept for two days and folded into the counts.</summary>
    Token,
}

/// <summary>
/// A run as the product would know it: counts by page, hour and cell, without a request in between. Machines that no rule recognises are among the
/// direct visits here, as they would be; whoever compares with the truth, which counts people alone, finds them in <see cref="SimulatedRun.Visits"/>.
/// </summary>
public static class SimulatedTables
{
    /// <summary>Whose fetcher an application's is, by the catalogue's slugs: Messenger's is Facebook's, which public posts cause too.</summary>
    public static string FetcherOf(string app) => app switch
    {
        "messenger" => "facebook",
        "sms" => "google-messages",
        _ => app,
    };

    /// <summary>By those slugs, fetchers that public posts, channels and communities cause as well.</summary>
    private static readonly FrozenSet<string> PublicFetchers =
        FrozenSet.Create(StringComparer.Ordinal, "bluesky", "discord", "facebook", "linkedin", "mastodon", "slack", "telegram", "x");

    /// <summary>All tables of a run but the survey's, which is asked apart (<see cref="SurveyStudy"/>).</summary>
    public static HourlyTables Of(SimulatedRun run, TagLevel tags = TagLevel.Generation)
    {
        ArgumentNullException.ThrowIfNull(run);
        var cells = new Cells();
        var previewed = run.Previews.Select(p => p.Share.Seed.Value).ToHashSet();
        var direct = new Counts<(int Page, int Hour, int Cell)>();
        var visible = new Counts<(int Page, int Hour, string Source, int Cell)>();
        var tagged = new Counts<(int Page, int Hour, int? Delay, int Cell, bool? Previewed)>();
        foreach (var visit in run.Visits)
        {
            var (page, hour) = (visit.Page, (int)visit.Time);
            switch (visit.Trace)
            {
                case Trace.None:
                    direct.Add((page, hour, cells[visit.Cell]));
                    break;
                case Trace.Referrer when visit.Cause == Cause.Public:
                    visible.Add((page, hour, PublicChannel.SourceOf(visit.Channel), cells[visit.Cell]));
                    break;
                case Trace.ShareTag when tags == TagLevel.Token && visit.By is { } share:
                    tagged.Add((page, hour, (int)(visit.Time - share.Time), cells[visit.Cell], previewed.Contains(share.Seed.Value)));
                    break;
                case Trace.ShareTag:
                    tagged.Add((page, hour, null, cells[visit.Cell], null));
                    break;
            }
        }

        return new HourlyTables
        {
            Hours = 24 * run.Scenario.Days,
            Pages = [.. run.Site.Pages.Select(page => new TablePage(NameOf(page), page.Kind != PageKind.Article))],
            Cells = cells.All,
            Direct = [.. direct.Select(c => new DirectCount(c.Key.Page, c.Key.Hour, c.Key.Cell, c.Count))],
            Visible = [.. visible.Select(c => new VisibleCount(c.Key.Page, c.Key.Hour, c.Key.Source, c.Key.Cell, c.Count))],
            Tagged = [.. tagged.Select(c => new TaggedCount(c.Key.Page, c.Key.Hour, c.Key.Delay, c.Key.Cell, c.Key.Previewed, c.Count))],
            Previews = run.Scenario.Collected.Previews ? PreviewsOf(run) : [],
            PublicFetchers = PublicFetchers,
            Shares = SharesOf(run),
            Campaigns = run.Scenario.Collected.CalendarConfirmed
                // As an owner declares them: by their days.
                ? [.. run.Campaigns.Where(c => c.Declared).Select(c => new CampaignWindow(24 * Math.Floor(c.Start / 24), 24 * Math.Ceiling(c.End / 24)))]
                : null,
            HasPreviews = run.Scenario.Collected.Previews,
        };
    }

    /// <summary>The page's name: draws of chance are keyed by it, and it says nothing that an estimator could use.</summary>
    public static string NameOf(SimulatedPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.Kind switch
        {
            PageKind.Home => "/",
            PageKind.Section => string.Create(CultureInfo.InvariantCulture, $"/section-{page.Ordinal}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"/section-{page.Section}/article-{page.Ordinal}"),
        };
    }

    private static PreviewCount[] PreviewsOf(SimulatedRun run)
    {
        var counts = new Counts<(int Page, int Hour, string Family)>();
        var fetches = run.Previews.Select(p => (p.Share.Page, p.Time, p.Share.App.Slug)).Concat(run.Strays.Select(s => (s.Page, s.Time, Slug: s.App)));
        foreach (var (page, time, app) in fetches)
            counts.Add((page, (int)time, FetcherOf(app)));

        return [.. counts.Select(c => new PreviewCount(c.Key.Page, c.Key.Hour, c.Key.Family, c.Count))];
    }

    private static ShareCount[] SharesOf(SimulatedRun run)
    {
        var counts = new Counts<(int Page, int Hour, string Channel)>();
        foreach (var share in run.Shares.Where(s => s.Button))
            counts.Add((share.Page, (int)share.Time, share.App.Slug));
        return [.. counts.Select(c => new ShareCount(c.Key.Page, c.Key.Hour, c.Key.Channel, c.Count))];
    }

    /// <summary>Counts in the order in which their keys first came, which is that of time: the same run gives the same rows.</summary>
    private sealed class Counts<TKey>
        where TKey : notnull
    {
        private readonly Dictionary<TKey, int> places = [];
        private readonly List<(TKey Key, int Count)> rows = [];

        public void Add(TKey key)
        {
            ref var place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(places, key, out var known);
            if (!known)
            {
                place = rows.Count;
                rows.Add((key, 0));
            }

            rows[place] = (key, rows[place].Count + 1);
        }

        public IEnumerable<TRow> Select<TRow>(Func<(TKey Key, int Count), TRow> row) => rows.Select(row);
    }

    /// <summary>All cells there can be, each at its place: simulated browsers have no engine.</summary>
    internal sealed class Cells
    {
        public IReadOnlyList<FeatureCell> All { get; } =
        [
            .. from device in Enum.GetValues<Device>()
               from returning in (bool[])[false, true]
               from navigation in Enum.GetValues<Navigation>()
               select new FeatureCell("", device, returning, navigation),
        ];

        public int this[Cell cell] => ((int)cell.Device * 2 + (cell.Returning ? 1 : 0)) * 3 + (int)cell.Navigation;
    }
}
