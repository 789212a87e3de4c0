using System.Collections.Concurrent;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>
/// On which open days a site's script counts its people: then a log's lines are previews and machines only, and nobody is counted twice. A mark
/// beside the day's key tells the next start.
/// </summary>
internal sealed class ScriptDays(DayKeys keys)
{
    private readonly ConcurrentDictionary<(long Site, DateOnly Day), bool> days = new();

    /// <summary>
    /// Whether a log's people of that day are the script's to count. The day before tells for the first minutes of a day, whose lines come before
    /// its first beacon does.
    /// </summary>
    public bool Counts(SiteId site, DateOnly day) => Has(site, day) || Has(site, day.AddDays(-1));

    private bool Has(SiteId site, DateOnly day) =>
        days.GetOrAdd((site.Value, day), static (place, folder) => File.Exists(folder.Beside(new SiteId(place.Site), place.Day, "script")), keys);

    public void Note(SiteId site, DateOnly day)
    {
        if (days.TryGetValue((site.Value, day), out var known) && known)
            return;
        days[(site.Value, day)] = true;
        using var mark = File.Open(keys.Beside(site, day, "script"), FileMode.OpenOrCreate);
    }
}
