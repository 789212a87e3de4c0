using Murmure.Server.Notices;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>A page that is being passed on.</summary>
/// <param name="Title">What it is called; null where nobody knows.</param>
public sealed record PageTakingOff(PageSurge Surge, string? Title);

/// <summary>What is taking off just now: the pages that the alert would tell, by its own rule.</summary>
internal sealed class TakingOff(SurgeReader surges, IEventStore store)
{
    private const int Most = 5;

    /// <summary>The pages, those that stand out most first.</summary>
    public async Task<IReadOnlyList<PageTakingOff>> ReadAsync(SiteRules site, CancellationToken cancellation)
    {
        var found = (await surges.FindAsync(site, cancellation)).OrderByDescending(surge => surge.Previews / surge.Usual).ThenBy(surge => surge.Page, StringComparer.Ordinal).Take(Most).ToList();
        var cards = found.Count == 0 ? null : await store.PagesAsync(site.Host, found.Select(surge => surge.Page), cancellation);
        return [.. found.Select(surge => new PageTakingOff(surge, cards?.GetValueOrDefault(surge.Page)?.Title))];
    }
}
