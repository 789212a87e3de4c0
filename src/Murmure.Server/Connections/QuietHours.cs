using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>The hours of a connection in which nothing is published, on the clock of the site's readers.</summary>
internal static class QuietHours
{
    public static bool Has(Connection connection, SiteRules site, DateTimeOffset now)
    {
        if (connection is not { QuietFrom: { } from, QuietTo: { } to } || from == to)
            return false;
        var hour = new SiteCalendar(site.Zone).DayOf(now.UtcDateTime).Hour;
        // Most nights go over midnight.
        return from < to ? hour >= from && hour < to : hour >= from || hour < to;
    }
}
