using System.Runtime.InteropServices;
using System.Text.Json;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;
using Navigation = Murmure.Statistics.Tables.Navigation;

namespace Murmure.Server.Estimates.Files;

/// <summary>
/// What a log's lines come to in hourly tables: the pipeline says of each who made it and where it came from, half an hour of silence ends a visit as it
/// does in the store, and a visit counts by its landing.
/// PRIVACY: pseudonyms are of a key that dies with the reading, and nothing of this is written.
/// </summary>
internal sealed class WireReading(IngestPipeline pipeline, DateTime latest)
{
    /// <summary>Silence longer than this ends a visit (<c>VisitsSql.Silence</c>).</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    private readonly List<View> views = [];
    private readonly List<StoredEvent> previews = [];
    private readonly List<(DateOnly Day, int Hour, string Page, string Channel)> shares = [];
    private readonly PreviewFold fold = new();
    private readonly LineScratch scratch = new();
    private readonly Dictionary<string, int> pages = new(StringComparer.Ordinal);
    private readonly List<TablePage> named = [];
    private readonly Dictionary<FeatureCell, int> cells = [];

    public void Read(LogReader input, CancellationToken cancellation)
    {
        foreach (var chunk in input.Chunks())
        {
            cancellation.ThrowIfCancellationRequested();
            using (chunk)
            {
                foreach (var line in chunk.Records)
                {
                    if (chunk.Format.Parse(line, scratch, out var hit) != LineOutcome.Hit)
                        continue;
                    var navigation = FetchSites.Read(hit.SecFetchSite);
                    pipeline.Pass(hit, out var outcome);
                    if (LogWorker.IsPlausible(outcome.Time, latest))
                        Take(outcome, navigation);
                }
            }
        }

        previews.AddRange(fold.Drain());
    }

    /// <summary>The presses of the site's share buttons, which no log has and <c>hits.jsonl</c> does: <c>"n":"share"</c> with <c>"p":{"channel":…}</c>.</summary>
    public void TakeShares(IEnumerable<string> lines, TimeZoneInfo zone)
    {
        foreach (var line in lines.Where(line => line.Contains("\"n\":\"share\"", StringComparison.Ordinal)))
        {
            if (Share.Read(line) is not { } share || !Uri.TryCreate(share.Url, UriKind.Absolute, out var url))
                continue;
            var local = TimeZoneInfo.ConvertTime(share.Time, zone);
            shares.Add((DateOnly.FromDateTime(local.DateTime), local.Hour, PagePath.Of(url), share.Channel));
        }
    }

    /// <summary>The tables; null where nobody came.</summary>
    public TableSet? Tables()
    {
        var landings = Landings().ToList();
        if (landings.Count == 0)
            return null;
        var start = landings.Min(l => l.View.Day);
        var end = landings.Max(l => l.View.Day);
        int Hour(DateOnly day, int hour) => 24 * (day.DayNumber - start.DayNumber) + hour;
        bool Within(DateOnly day) => day >= start && day <= end;
        DirectCount[] direct = [.. landings.Where(l => l.View.Family == Family.Direct).CountBy(l => (Page(l.View.Page), Hour(l.View.Day, l.View.Hour), Cell(l)))
            .Select(c => new DirectCount(c.Key.Item1, c.Key.Item2, c.Key.Item3, c.Value))];
        VisibleCount[] visible = [.. landings.Where(l => IsPublic(l.View)).CountBy(l => (Page(l.View.Page), Hour(l.View.Day, l.View.Hour), SourceOf(l.View.Family), Cell(l)))
            .Select(c => new VisibleCount(c.Key.Item1, c.Key.Item2, c.Key.Item3, c.Key.Item4, c.Value))];
        TaggedCount[] tagged = [.. landings.Where(l => l.View.Tagged).CountBy(l => (Page(l.View.Page), Hour(l.View.Day, l.View.Hour), Cell(l)))
            .Select(c => new TaggedCount(c.Key.Item1, c.Key.Item2, null, c.Key.Item3, null, c.Value))];
        PreviewCount[] fetched = [.. previews.Where(p => Within(p.Day)).CountBy(p => (Page(p.Page), Hour(p.Day, p.Hour), p.Platform))
            .Select(c => new PreviewCount(c.Key.Item1, c.Key.Item2, c.Key.Item3, c.Value))];
        ShareCount[] pressed = [.. shares.Where(s => Within(s.Day)).CountBy(s => (Page(s.Page), Hour(s.Day, s.Hour), s.Channel))
            .Select(c => new ShareCount(c.Key.Item1, c.Key.Item2, c.Key.Item3, c.Value))];
        return new TableSet(
            new HourlyTables
            {
                Hours = 24 * (end.DayNumber - start.DayNumber + 1),
                Pages = named,
                Cells = [.. cells.OrderBy(c => c.Value).Select(c => c.Key)],
                Direct = direct,
                Visible = visible,
                Tagged = tagged,
                Previews = fetched,
                PublicFetchers = Catalogue.Load().PublicFetchers,
                Shares = pressed,
                HasNavigation = landings.Exists(l => l.View.Family == Family.Direct && l.View.Navigation != Navigation.Missing),
                // A log without one preview of any kind says nothing of shares: something in front of the server answers the fetchers.
                HasPreviews = previews.Count > 0,
            },
            start);
    }

    private void Take(in HitOutcome outcome, FetchSite site)
    {
        switch (outcome.Dropped)
        {
            case DropReason.PreviewPart:
            case null when outcome.Event.Kind == EventKind.Preview:
                previews.AddRange(fold.Add(outcome));
                break;
            case null:
                views.Add(View.Of(outcome.Event, site));
                break;
        }
    }

    /// <summary>The first view of each visit. A visit that begins on a link of the site itself only went on after a silence: it landed nowhere.</summary>
    private IEnumerable<Landing> Landings()
    {
        foreach (var visitor in views.GroupBy(view => (view.Day, view.Visitor)))
        {
            var (last, seen) = (DateTime.MinValue, false);
            foreach (var view in visitor.OrderBy(view => view.Time))
            {
                if (view.Time - last > Silence && view.Family != Family.Internal)
                    yield return new Landing(view, seen);
                (last, seen) = (view.Time, true);
            }
        }
    }

    private int Page(string name)
    {
        ref var page = ref CollectionsMarshal.GetValueRefOrAddDefault(pages, name, out var known);
        if (!known)
        {
            page = named.Count;
            named.Add(new TablePage(name, !Typeability.IsDeep(name)));
        }

        return page;
    }

    // The engine is left out, as in the survey's cells: a few thousand visits are too few to be divided by it.
    private int Cell(in Landing landing)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, new FeatureCell("", landing.View.Device, landing.Returning, landing.View.Navigation), out var known);
        if (!known)
            place = cells.Count - 1;
        return place;
    }

    private static bool IsPublic(in View view) => !view.Ours && HourlyCell.PublicFamilies.Contains(view.Family);

    private static string SourceOf(Family family) => family.ToString().ToLowerInvariant();

    private readonly record struct Landing(View View, bool Returning);

    /// <summary>What is needed of one page view.</summary>
    private readonly record struct View(
        ulong Visitor, DateTime Time, DateOnly Day, byte Hour, string Page, Family Family, bool Tagged, bool Ours, Device Device, Navigation Navigation)
    {
        public static View Of(in StoredEvent kept, FetchSite site) => new(
            kept.Visitor, kept.Time, kept.Day, kept.Hour, kept.Page, kept.Family, kept.Rule == Classifier.ShareTagRule, kept.Sender == Sender.Ours,
            GatheredTables.DeviceOf(HourlyCell.DeviceOf(kept)), GatheredTables.NavigationOf(site));
    }

    /// <summary>One press of a share button.</summary>
    private sealed record Share(DateTimeOffset Time, string Url, string Channel)
    {
        public static Share? Read(string line)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                return root.TryGetProperty("time", out var time) && time.TryGetDateTimeOffset(out var at) && root.TryGetProperty("url", out var url)
                    && root.TryGetProperty("p", out var told) && told.TryGetProperty("channel", out var channel)
                    ? new Share(at, url.GetString() ?? "", channel.GetString() ?? "")
                    : null;
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
