using System.Collections.Frozen;

namespace Murmure.Server.Dashboard;

/// <summary>The time zones that the upload offers: places, and UTC. The system's older names (<c>Etc/GMT+5</c>, <c>EST5EDT</c>) are left out.</summary>
internal static class Zones
{
    private static readonly FrozenDictionary<string, TimeZoneInfo> Known = TimeZoneInfo.GetSystemTimeZones()
        .Where(zone => zone.Id.Contains('/', StringComparison.Ordinal) && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
        .Append(TimeZoneInfo.Utc)
        .DistinctBy(zone => zone.Id, StringComparer.Ordinal)
        .ToFrozenDictionary(zone => zone.Id, StringComparer.Ordinal);

    /// <summary>UTC first, which is what a form without a script sends; then by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [TimeZoneInfo.Utc.Id, .. Known.Keys.Where(id => id != TimeZoneInfo.Utc.Id).Order(StringComparer.Ordinal)];

    /// <summary>The zone of an offered name, or null. Only offered names are looked up: the system would look for any other among its files.</summary>
    public static TimeZoneInfo? Find(string name) => Known.GetValueOrDefault(name);
}
