using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Surveys;

/// <summary>What is known of a visit that goes on: whose answer one of it would be.</summary>
/// <param name="Returning">Whether it is not the reader's first of the day.</param>
/// <param name="Stratum">One of <see cref="SurveyNames.Strata"/>, or null where nobody is asked.</param>
/// <param name="FetchSite">What came with its landing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AskedVisit(DateTime Last, bool Returning, string? Stratum, FetchSite FetchSite);

/// <summary>
/// What a site that asks remembers of its readers' day: how their visit began, and that they were asked. So an answer needs to say nothing but itself, and
/// who invents one has had a visit of its kind. PRIVACY: by the day's pseudonym, in memory alone and for two days at most; it decides about an answer and
/// is not kept with it. A restart forgets it.
/// </summary>
internal sealed class SurveyMemory
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    /// <summary>Readers of a site's day, some 10 MB; those that come after are not asked.</summary>
    private const int MostReaders = 200_000;

    /// <summary>Invitations of a site's day; nobody needs more answers.</summary>
    private const int MostAsked = 50_000;

    /// <summary>Invitations of one network and day. A carrier's NAT is one network: be generous.</summary>
    private const int MostOfNetwork = 200;

    private sealed class Day
    {
        public Dictionary<ulong, AskedVisit> Readers { get; } = [];

        /// <summary>Whether who was asked has answered.</summary>
        public Dictionary<ulong, bool> Asked { get; } = [];

        public Dictionary<ulong, int> Networks { get; } = [];
    }

    private readonly ConcurrentDictionary<(long Site, DateOnly Day), Day> days = new();

    /// <summary>A page was opened: a visit goes on, or after half an hour's silence another begins.</summary>
    public void Saw(SiteId site, DateOnly day, ulong visitor, DateTime time, string? stratum, FetchSite fetchSite)
    {
        var known = Of(site, day);
        lock (known)
        {
            if (known.Readers.TryGetValue(visitor, out var visit))
                known.Readers[visitor] = time - visit.Last <= Silence ? visit with { Last = time } : new AskedVisit(time, true, stratum, fetchSite);
            else if (known.Readers.Count < MostReaders)
                known.Readers[visitor] = new AskedVisit(time, false, stratum, fetchSite);
        }
    }

    /// <summary>The visit that goes on; one without a stratum where none is known.</summary>
    public AskedVisit VisitOf(SiteId site, DateOnly day, ulong visitor)
    {
        var known = Of(site, day);
        lock (known)
            return known.Readers.GetValueOrDefault(visitor);
    }

    /// <summary>Takes an invitation: one a reader and day. Whoever sends them by the hundred is not a hundred readers.</summary>
    public bool TryInvite(SiteId site, DateOnly day, ulong visitor, ulong network)
    {
        var known = Of(site, day);
        lock (known)
        {
            var ofNetwork = known.Networks.GetValueOrDefault(network);
            if (known.Asked.Count >= MostAsked || ofNetwork >= MostOfNetwork || !known.Asked.TryAdd(visitor, false))
                return false;
            known.Networks[network] = ofNetwork + 1;
            return true;
        }
    }

    /// <summary>Takes an answer: one an invitation.</summary>
    public bool TryAnswer(SiteId site, DateOnly day, ulong visitor)
    {
        var known = Of(site, day);
        lock (known)
        {
            if (!known.Asked.TryGetValue(visitor, out var answered) || answered)
                return false;
            known.Asked[visitor] = true;
            return true;
        }
    }

    private Day Of(SiteId site, DateOnly day)
    {
        if (days.TryGetValue((site.Value, day), out var known))
            return known;
        foreach (var old in days.Keys.Where(key => key.Site == site.Value && key.Day < day.AddDays(-1)))
            days.TryRemove(old, out _);
        return days.GetOrAdd((site.Value, day), _ => new Day());
    }
}
