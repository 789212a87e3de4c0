using Murmure.Attribution;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;
using Navigation = Murmure.Statistics.Tables.Navigation;

namespace Murmure.Server.Estimates;

/// <summary>Puts the store's hourly counts of some days into the tables that an estimate is made of.</summary>
/// <param name="linkPages">The page of the site that each short link leads to; a link that leads elsewhere is not in it, and its previews are of no page.</param>
internal sealed class GatheredTables(IReadOnlyDictionary<long, string> linkPages)
{
    private static readonly List<string> Devices = [.. FeatureCell.DeviceNames];

    private readonly Dictionary<string, int> pages = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly List<int> landings = [];
    private readonly Dictionary<FeatureCell, int> cells = [];
    private readonly List<DirectCount> direct = [];
    private readonly List<VisibleCount> visible = [];
    private readonly List<TaggedCount> tagged = [];
    private readonly List<PreviewCount> previews = [];
    private readonly List<ShareCount> shares = [];
    private readonly Dictionary<(SurveyStratum Stratum, int Cell), int> invited = [];
    private readonly Dictionary<(SurveyStratum Stratum, int Cell, SurveyAnswer Answer), int> answered = [];
    private bool navigation;

    /// <param name="midnight">The hour of the period at which the day begins.</param>
    public void Add(int midnight, IReadOnlyList<HourlyCount> counts)
    {
        foreach (var count in counts)
        {
            navigation |= count.Kind is HourlyKind.Direct or HourlyKind.Visible or HourlyKind.Tagged && count.Cell.FetchSite != FetchSite.Unknown;
            var hour = midnight + count.Hour;
            switch (count.Kind)
            {
                case HourlyKind.Direct:
                    var page = PageOf(count.Page);
                    landings[page] += count.Count;
                    direct.Add(new(page, hour, CellOf(count.Cell), count.Count));
                    break;
                case HourlyKind.Visible:
                    visible.Add(new(PageOf(count.Page), hour, string.Intern(count.Label), CellOf(count.Cell), count.Count));
                    break;
                case HourlyKind.Tagged:
                    // A generation tag has no time of issue, and no preview of its own.
                    tagged.Add(new(PageOf(count.Page), hour, null, CellOf(count.Cell), null, count.Count));
                    break;
                case HourlyKind.Preview when (count.Link == 0 ? count.Page : linkPages.GetValueOrDefault(count.Link)) is { } shown:
                    previews.Add(new(PageOf(shown), hour, string.Intern(count.Label), count.Count));
                    break;
                case HourlyKind.Share:
                    shares.Add(new(PageOf(count.Page), hour, string.Intern(count.Label), count.Count));
                    break;
                case HourlyKind.Answer:
                    AddAnswer(count);
                    break;
            }
        }
    }

    /// <param name="hours">Hours of the period.</param>
    /// <param name="campaigns">The owner's mailings, where the list is confirmed.</param>
    public HourlyTables Whole(int hours, IReadOnlyList<CampaignWindow>? campaigns)
    {
        var (grouped, places) = PageGroups.Of(names, landings);
        return new HourlyTables
        {
            Hours = hours,
            Pages = grouped,
            Cells = [.. cells.OrderBy(cell => cell.Value).Select(cell => cell.Key)],
            Direct = [.. direct.Select(row => row with { Page = places[row.Page] })],
            Visible = [.. visible.Select(row => row with { Page = places[row.Page] })],
            Tagged = [.. tagged.Select(row => row with { Page = places[row.Page] })],
            Previews = [.. previews.Select(row => row with { Page = places[row.Page] })],
            PublicFetchers = Catalogue.Load().PublicFetchers,
            Shares = [.. shares.Select(row => row with { Page = places[row.Page] })],
            Campaigns = campaigns,
            Survey = Survey(),
            HasNavigation = navigation,
            HasPreviews = previews.Count > 0,
        };
    }

    public static Device DeviceOf(string name) => (Device)Devices.IndexOf(name);

    // A page of a sister host that strips its referrer is another site's page, as far as this one can tell.
    public static Navigation NavigationOf(FetchSite site) => site switch { FetchSite.None => Navigation.None, FetchSite.Unknown => Navigation.Missing, _ => Navigation.CrossSite };

    private void AddAnswer(HourlyCount count)
    {
        if (SurveyNames.Read(count.Label) is not var (stratum, returning, said))
            return;
        var key = (Stratum: Enum.Parse<SurveyStratum>(stratum, ignoreCase: true), Cell: CellOf(count.Cell with { Returning = returning }));
        if (said == SurveyNames.Invited)
        {
            invited[key] = invited.GetValueOrDefault(key) + count.Count;
            return;
        }
        var answer = said switch { SurveyNames.Private => SurveyAnswer.Private, SurveyNames.DoNotKnow => SurveyAnswer.DoNotKnow, _ => SurveyAnswer.Other };
        answered[(key.Stratum, key.Cell, answer)] = answered.GetValueOrDefault((key.Stratum, key.Cell, answer)) + count.Count;
    }

    private IReadOnlyList<SurveyCount> Survey()
    {
        // An answer without its invitation (which a restart forgot, say) was invited all the same.
        var asked = invited.Keys.Union(answered.Keys.Select(key => (key.Stratum, key.Cell))).ToDictionary(
            key => key, key => Math.Max(invited.GetValueOrDefault(key), answered.Where(row => (row.Key.Stratum, row.Key.Cell) == key).Sum(row => row.Value)));
        return
        [
            .. answered.Select(row => new SurveyCount(row.Key.Stratum, row.Key.Cell, row.Key.Answer, asked[(row.Key.Stratum, row.Key.Cell)], row.Value)),
            .. asked.Where(row => !answered.Keys.Any(key => (key.Stratum, key.Cell) == row.Key)).Select(row => new SurveyCount(row.Key.Stratum, row.Key.Cell, null, row.Value, 0)),
        ];
    }

    private int PageOf(string page)
    {
        if (!pages.TryGetValue(page, out var at))
        {
            at = pages[page] = names.Count;
            names.Add(page);
            landings.Add(0);
        }
        return at;
    }

    private int CellOf(HourlyCell seen)
    {
        var cell = new FeatureCell(string.Intern(seen.Engine), DeviceOf(seen.Device), seen.Returning, NavigationOf(seen.FetchSite));
        if (!cells.TryGetValue(cell, out var at))
            at = cells[cell] = cells.Count;
        return at;
    }
}
