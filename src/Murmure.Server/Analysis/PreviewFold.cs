using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>What a fetch makes of the previews that wait.</summary>
/// <param name="Key">Whose preview it is, and of which page where an operator's server asks.</param>
/// <param name="Preview">The preview as it is with this fetch.</param>
/// <param name="Fetched">When the fetch was made, UTC.</param>
/// <param name="Before">The page that it was of until then; null for one more preview.</param>
/// <param name="Readdressed">Whether it is of another address of the same link now.</param>
internal readonly record struct FoldStep((ulong Fold, string Page) Key, StoredEvent Preview, DateTime Fetched, string? Before, bool Readdressed = false)
{
    /// <summary>Whether the fetch changed anything that is kept.</summary>
    public bool Changes => Before != Preview.Page || Tagged || Readdressed;

    /// <summary>Whether this fetch was the first of them whose address had a share tag.</summary>
    public bool Tagged { get; init; }
}

/// <summary>
/// Folds what one device or server fetches for one preview: WhatsApp and Signal ask for every prefix of an address while it is typed, then
/// for the page, then for its image. A fetch waits for 60 seconds; one that repeats it, extends it, or brings its parts is the same
/// preview.
/// PRIVACY: the keys are random per process, live here only, and are forgotten as soon as the preview is settled.
/// </summary>
internal sealed class PreviewFold
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<(ulong Fold, string Page), Waiting> waiting = [];
    private DateTime swept = DateTime.MinValue;

    private readonly record struct Waiting(StoredEvent Preview, DateTime LastFetch);

    /// <summary>Hits that were found to be part of another preview.</summary>
    public long Folded { get; private set; }

    /// <summary>Takes a preview or a part of one; gives back the previews that nothing can join any more.</summary>
    public IReadOnlyList<StoredEvent> Add(in HitOutcome hit)
    {
        var settled = Sweep(hit.Time);
        if (hit.Dropped == DropReason.PreviewPart)
        {
            Folded++; // a part alone, whose page was fetched elsewhere or not at all, is no preview of a page
            return settled ?? [];
        }
        var step = Next(hit);
        if (step.Before is null && waiting.TryGetValue(step.Key, out var other))
            (settled ??= []).Add(other.Preview);
        Keep(step);
        return settled ?? [];
    }

    /// <summary>What a fetch makes of the previews that wait. It is part of nothing before <see cref="Keep"/>.</summary>
    public FoldStep Next(in HitOutcome hit)
    {
        // An operator's server asks for many people's links from one address, so there each page waits by itself.
        var key = (hit.FoldKey, hit.Agent?.Fetcher is { By: FetchedBy.Device } ? "" : hit.Event.Page);
        if (!waiting.TryGetValue(key, out var before) || !Same(before, hit))
            return new FoldStep(key, hit.Event, hit.Time, null);
        // The longest address is the one that was shared; the time is when composing began.
        var first = before.Preview;
        var extends = hit.Event.Page.Length > first.Page.Length || (hit.Event.Page.Length == first.Page.Length && (VariantOf(hit.Event).Length > 0 || VariantOf(first).Length == 0));
        var longest = extends ? hit.Event with { Time = first.Time, Hour = first.Hour } : first;
        var generation = Math.Max(GenerationOf(hit.Event), GenerationOf(first));
        if (generation != GenerationOf(longest))
            longest = longest with { Detail = (longest.Detail ?? new EventDetail()) with { Generation = generation } };
        return new FoldStep(key, longest, hit.Time, first.Page, VariantOf(longest) != VariantOf(first)) { Tagged = generation != GenerationOf(first) };
    }

    /// <summary>Which address of a short link was fetched: all of them have the link's page.</summary>
    private static string VariantOf(in StoredEvent preview) => preview.Detail?.Variant ?? "";

    public void Keep(in FoldStep step)
    {
        Folded += step.Before is null ? 0 : 1;
        waiting[step.Key] = new Waiting(step.Preview, step.Fetched);
    }

    /// <summary>Forgets, where a minute has passed since the last time, what nothing can join at this time; null where there is nothing.</summary>
    public List<StoredEvent>? Sweep(DateTime time)
    {
        if ((time - swept).Duration() <= Wait)
            return null;
        swept = time;
        return Settle(time);
    }

    /// <summary>What still waits, at the end.</summary>
    public IReadOnlyList<StoredEvent> Drain() => Settle(DateTime.MaxValue);

    private static byte GenerationOf(StoredEvent preview) => preview.Detail?.Generation ?? 0;

    private static bool Same(in Waiting before, in HitOutcome hit)
    {
        var (old, now) = (before.Preview.Page, hit.Event.Page);
        // A preview is of one day: what is known by that day's key is destroyed with it.
        if (hit.Event.Day != before.Preview.Day)
            return false;
        // Two addresses of one link are two shares; the plain one is what the other begins with.
        if (now == old && VariantOf(before.Preview) is { Length: > 0 } variant && VariantOf(hit.Event) is { Length: > 0 } other && variant != other)
            return false;
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
