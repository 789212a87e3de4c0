using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>
/// Folds what one device or server fetches for one preview: WhatsApp and Signal ask for every prefix of an address while it is typed, then
/// for the page, then for its image. A fetch waits for 60 seconds; one that extends it, repeats it or brings its parts is the same preview.
/// PRIVACY: the keys are random per process, live here only, and are forgotten as soon as the preview is settled.
/// </summary>
internal sealed class PreviewFold
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    // A device composes one message at a time; an operator's server asks for many people's links, so there each page waits by itself.
    private readonly Dictionary<(ulong Fetcher, string Page), StoredEvent> waiting = [];
    private DateTime swept = DateTime.MinValue;

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
        var device = hit.Agent?.Fetcher is { By: FetchedBy.Device };
        var key = (hit.FoldKey, device ? "" : hit.Event.Page);
        if (waiting.TryGetValue(key, out var before))
        {
            if ((hit.Time - before.Time).Duration() <= Wait && IsPrefix(before.Page, hit.Event.Page))
            {
                Folded++;
                // The longest address is the one that was shared; the time is when composing began.
                waiting[key] = hit.Event.Page.Length >= before.Page.Length ? hit.Event with { Time = before.Time, Day = before.Day, Hour = before.Hour } : before;
                return settled ?? [];
            }
            (settled ??= []).Add(before);
        }
        waiting[key] = hit.Event;
        return settled ?? [];
    }

    /// <summary>What still waits, at the end.</summary>
    public IReadOnlyList<StoredEvent> Drain() => Settle(DateTime.MaxValue);

    private static bool IsPrefix(string before, string now) =>
        now.StartsWith(before, StringComparison.Ordinal) || before.StartsWith(now, StringComparison.Ordinal);

    private List<StoredEvent> Settle(DateTime now)
    {
        var old = waiting.Where(pair => (now - pair.Value.Time).Duration() > Wait).ToList();
        foreach (var pair in old)
            waiting.Remove(pair.Key);
        return [.. old.Select(pair => pair.Value)];
    }
}
