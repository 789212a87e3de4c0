using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What is counted at the door: for the metrics as it happens, and by site and day for the reports.</summary>
internal sealed class DoorCounts(IntakeMeter meter, IntakeTallies tallies)
{
    public void Kept(in StoredEvent kept)
    {
        meter.Kept(kept.Kind);
        if (kept.Suspicion is { Length: > 0 } rule)
            meter.Suspected(rule);
    }

    public void Dropped(SiteRules site, in HitOutcome outcome, DropReason reason)
    {
        if (reason == DropReason.Machine)
            tallies.Machine(site.Host, outcome);
        meter.Dropped(reason);
        tallies.Refused(site.Host, outcome.Day, reason);
    }

    /// <summary>A hit that a fault of the program lost.</summary>
    public void Fault() => meter.Fault();
}
