using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What the door remembers of a site's open days: which events are counted, by their ids, and that the script counts the site's people.</summary>
internal sealed class DoorMemory(DayKeys keys, EventKeys seen, ScriptDays scripts)
{
    /// <summary>Remembers an event that has an id, and gives it the key by which it is known from now on.</summary>
    /// <returns>False when it is counted already.</returns>
    public bool TryRemember(SiteId site, ref StoredEvent kept, scoped in RawHit hit)
    {
        var key = hit.EventId.IsEmpty ? 0 : keys.Events(site, kept.Day).Hash(hit.EventId);
        if (key == 0)
            return true;
        // Told before consent and whole now: it has a key of its own, because it too counts once, and takes the other's place in the store.
        var completes = hit.Completes && kept is { Kind: EventKind.Pageview, Detail.Limited: false } && seen.Has(site, kept.Day, key);
        key = completes ? ~key : key;
        if (!seen.Add(site, kept.Day, key) || SeenYesterday(site, kept, hit.EventId))
            return false;
        kept = kept with { Detail = (kept.Detail ?? new EventDetail()) with { Key = key, Completes = completes } };
        return true;
    }

    /// <summary>Remembers a line of a log by its key; false when it is counted already.</summary>
    public bool TryRemember(SiteId site, DateOnly day, ulong line) => seen.Add(site, day, line);

    public void Forget(SiteId site, DateOnly day, ulong line) => seen.Remove(site, day, line);

    /// <summary>What the keys of a day's lines are made with.</summary>
    public SipHash Lines(SiteId site, DateOnly day) => keys.Events(site, day);

    /// <summary>Whether a log's people of that day are the script's to count.</summary>
    public bool ScriptCounts(SiteId site, DateOnly day) => scripts.Counts(site, day);

    /// <summary>Takes back an event that could not be kept after all: it counts when it is sent again.</summary>
    public void Forget(SiteId site, in StoredEvent lost)
    {
        if (lost.Detail is { Key: not 0 and var key })
            seen.Remove(site, lost.Day, key);
    }

    /// <summary>The event is kept; one that the script told leaves a log's people of that day to the script.</summary>
    public void Note(SiteId site, in StoredEvent kept, HitDoor door)
    {
        if (door == HitDoor.Script)
            scripts.Note(site, kept.Day);
    }

    /// <summary>A client that tries again after midnight is told the same as before it, as long as yesterday is open.</summary>
    private bool SeenYesterday(SiteId site, in StoredEvent kept, ReadOnlySpan<byte> id)
    {
        var yesterday = kept.Day.AddDays(-1);
        return kept.Hour < 2 && keys.Has(site, yesterday) && seen.Has(site, yesterday, keys.Events(site, yesterday).Hash(id));
    }
}
