using System.Collections.Concurrent;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tracker;

/// <summary>
/// On which sites share buttons stand: on which day a page of each last asked for their script. Only a press of a button is an event, so without this nobody could tell buttons that nobody
/// uses from buttons that are not there.
/// </summary>
// PRIVACY: the name of the site and a day, in memory alone. Who asked, and from which of its pages, is not looked at.
internal sealed class ButtonSightings(SiteDirectory sites, TimeProvider clock)
{
    private readonly ConcurrentDictionary<SiteId, DateOnly> last = new();

    /// <param name="referrer">The address that a browser says the script is for; of one that is no site's nothing is noted.</param>
    public void Note(string referrer)
    {
        if (Uri.TryCreate(referrer, UriKind.Absolute, out var page) && sites.Find(page.IdnHost) is { } site)
            last[site.Id] = site.Today(clock);
    }

    /// <summary>Whether the site had buttons on one of these days, or later.</summary>
    public bool IsSeen(SiteRules site, DayRange days) => last.TryGetValue(site.Id, out var day) && day >= days.From;
}
