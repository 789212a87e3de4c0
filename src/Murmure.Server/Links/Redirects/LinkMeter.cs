using System.Diagnostics.Metrics;
using Murmure.Server.Ingest;

namespace Murmure.Server.Links;

/// <summary>The one loss there is, made visible: redirects that were answered and could not be recorded.</summary>
public sealed class LinkMeter
{
    private readonly Counter<long> unrecorded;

    public LinkMeter(IMeterFactory meters)
    {
        var meter = meters.Create(IntakeMeter.Name);
        unrecorded = meter.CreateCounter<long>("murmure_clicks_unrecorded", description: "Clicks that were redirected while the journal had no room, and are not counted.");
    }

    internal void Unrecorded() => unrecorded.Add(1);
}
