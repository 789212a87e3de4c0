using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Hours on the site's clock in which a connection publishes nothing.</summary>
internal static class QuietHours
{
    public static bool Are(Connection connection, SiteRules site, DateTimeOffset now)
    {
        if (connection is not { QuietFrom: { } from, QuietTo: { } to } || from == to)
            return false;
        var hour = TimeZoneInfo.ConvertTime(now, site.Zone).Hour;
        return from < to ? hour >= from && hour < to : hour >= from || hour < to;
    }
}
