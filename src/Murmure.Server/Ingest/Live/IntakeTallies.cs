using System.Collections.Concurrent;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// Counts of what was refused and of machines, in memory until the next round writes them down; and what pages say of themselves.
/// They are counts, not events: those of the last seconds may be lost when the process is killed, and nobody was promised them.
/// </summary>
public sealed class IntakeTallies
{
    private const int MostCards = 5_000;

    private ConcurrentDictionary<(string Site, DateOnly Day, string Reason, string Platform), (long Hits, long Bare)> machines = new();
    private readonly ConcurrentDictionary<(string Site, string Page), PageCard> cards = new();
    private ConcurrentDictionary<(string Site, DateOnly Day, DropReason Reason), long> refused = new();

    internal void Refused(string site, DateOnly day, DropReason reason) => refused.AddOrUpdate((site, day, reason), 1, static (_, count) => count + 1);

    internal void Machine(string site, in HitOutcome outcome)
    {
        var bare = outcome.Bare ? 1 : 0;
        machines.AddOrUpdate(
            (site, outcome.Day, outcome.MachineReason, outcome.Agent?.Platform ?? ""),
            static (_, first) => (1, first), static (_, before, more) => (before.Hits + 1, before.Bare + more), bare);
    }

    /// <summary>What a page says of itself; the last word before the next round counts.</summary>
    internal void Card(string site, PageCard card)
    {
        if (cards.Count < MostCards)
            cards[(site, card.Page)] = card;
    }

    /// <summary>Takes the counts of refusals gathered so far, by site.</summary>
    internal ILookup<string, RefusedCount> TakeRefused()
    {
        var taken = Interlocked.Exchange(ref refused, new());
        return taken.ToLookup(pair => pair.Key.Site, pair => new RefusedCount(pair.Key.Day, pair.Key.Reason.Slug(), pair.Value), StringComparer.Ordinal);
    }

    /// <summary>Takes the machine counts gathered so far, by site.</summary>
    internal ILookup<string, MachineCount> TakeMachines()
    {
        var taken = Interlocked.Exchange(ref machines, new());
        return taken.ToLookup(
            pair => pair.Key.Site,
            pair => new MachineCount(pair.Key.Day, pair.Key.Reason, pair.Key.Platform, pair.Value.Hits, pair.Value.Bare), StringComparer.Ordinal);
    }

    /// <summary>Takes the cards gathered so far, by site.</summary>
    internal ILookup<string, PageCard> TakeCards()
    {
        var taken = new List<(string Site, PageCard Card)>();
        foreach (var key in cards.Keys)
        {
            if (cards.TryRemove(key, out var card))
                taken.Add((key.Site, card));
        }
        return taken.ToLookup(pair => pair.Site, pair => pair.Card, StringComparer.Ordinal);
    }
}
