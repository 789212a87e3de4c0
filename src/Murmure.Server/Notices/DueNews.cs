using Murmure.Server.Sites;

namespace Murmure.Server.Notices;

/// <summary>Everything that a site can have to tell; each looks whether it has, and writes it down.</summary>
internal sealed class DueNews(Digests digests, SurgeAlerts surges, SeasonAlerts seasons)
{
    public IReadOnlyList<Func<SiteRules, CancellationToken, Task>> Writers { get; } = [digests.WriteDueAsync, surges.WriteDueAsync, seasons.WriteDueAsync];
}
