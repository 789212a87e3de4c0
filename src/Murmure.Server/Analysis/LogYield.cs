using Murmure.Attribution;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>What one chunk of a log gave. Previews come apart from page views, because they still have to be folded, in order.</summary>
internal sealed class LogYield
{
    public List<StoredEvent> Events { get; } = [];

    /// <summary>Previews and their parts, in the order of the lines.</summary>
    public List<HitOutcome> Previews { get; } = [];

    public Dictionary<(DateOnly Day, string Reason, string Platform), (long Hits, long Bare)> Machines { get; } = [];
    public Dictionary<int, long> Status { get; } = [];
    public long[] Dropped { get; } = new long[Enum.GetValues<DropReason>().Length];
    public long[] Refused { get; } = new long[Enum.GetValues<LineOutcome>().Length];
    public long Parsed { get; set; }
    public DateTime First { get; set; } = DateTime.MaxValue;
    public DateTime Last { get; set; } = DateTime.MinValue;

    public void Clear()
    {
        Events.Clear();
        Previews.Clear();
        Machines.Clear();
        Status.Clear();
        Array.Clear(Dropped);
        Array.Clear(Refused);
        Parsed = 0;
        First = DateTime.MaxValue;
        Last = DateTime.MinValue;
    }
}
