using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>
/// Folds what one device or server fetches for one preview: WhatsApp and Signal ask for every prefix of an address while it is typed, then
/// for the page, then for its image. A fetch waits for 60 seconds; one that repeats it, extends it, or brings its parts is the same
/// preview.
/// PRIVACY: the keys are random per process, live here only, and are forgotten as soon as the preview is settled.
/// </summary>
internal sealed class PreviewFold
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<(ulong Key, string Page), Waiting> waiting = [];
    private DateTime swept = DateTime.MinValue;

    private readonly record struct Waiting(StoredEvent Preview, DateTime LastFetch);

    /// <summary>Hits that were found to be part of another preview.</summary>
    public long Folded { get; private set; }

    /// <summary>Takes a preview or a part of one; gives back the previews that nothing can join any more.</summary>
    public IReadOnlyList<StoredEvent> Add(in HitOutcome hit)
    {
        List<StoredEvent>? settled = null;
        if ((hit.Time - swept).Duration() > Wait)
        {
            settled = Settle(hit.Time);
            swept = hit.Time;
        }
        if (hit.Dropped == DropReason.PreviewPart)
        {
            Folded++; // a part alone, whose page was fetched elsewhere or not at all, is no preview of a page
            return settled ?? [];
        }
        // An operator's server asks for many people's links from one address, so there each page waits by itself.
        var key = (hit.FoldKey, hit.Agent?.Fetcher is { By: FetchedBy.Device } ? "" : hit.Event.Page);
        if (waiting.TryGetValue(key, out var before) && Same(before, hit))
        {
            Folded++;
            // The longest address is the one that was shared; the time is when composing began.
            var first = before.Preview;
            waiting[key] = new Waiting(
                hit.Event.Page.Length >= first.Page.Length ? hit.Event with { Time = first.Time, Day = first.Day, Hour = first.Hour } : first, hit.Time);
            return settled ?? [];
        }
        if (before.Preview.Page is not null)
            (settled ??= []).Add(before.Preview);
        waiting[key] = new Waiting(hit.Event, hit.Time);
        return settled ?? [];
    }

    /// <summary>What still waits, at the end.</summary>
    public IReadOnlyList<StoredEvent> Drain() => Settle(DateTime.MaxValue);

    private static bool Same(in Waiting before, in HitOutcome hit)
    {
        var (old, now) = (before.Preview.Page, hit.Event.Page);
        if (now == old)
            return (hit.Time - before.Preview.Time).Duration() <= Wait;
        // People pause while they type: with ten seconds, one in forty of the simulated WhatsApp previews counted twice.
        return (hit.Time - before.LastFetch).Duration() <= Wait
            && (now.StartsWith(old, StringComparison.Ordinal) || old.StartsWith(now, StringComparison.Ordinal));
    }

    /// <summary>The previews that nothing can join any more at that time.</summary>
    public List<StoredEvent> Settle(DateTime now)
    {
        var old = waiting.Where(pair => (now - pair.Value.LastFetch).Duration() > Wait).ToList();
        foreach (var pair in old)
            waiting.Remove(pair.Key);
        return [.. old.Select(pair => pair.Value.Preview)];
    }
}
