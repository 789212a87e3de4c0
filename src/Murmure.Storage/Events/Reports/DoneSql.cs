namespace Murmure.Storage.Events;

/// <summary>Which visits did all of some steps (adr/0064).</summary>
/// <remarks>
/// A closed day keeps of an event the hour and the reader's ordinal, and of a visit the hour in which it began. So an event belongs to the reader's last
/// visit that began in its hour or before, and steps count in whatever order: an open day is asked no more than a closed one can tell, and its
/// figures do not change when it closes. Visits of one reader that began in one hour are taken together.
/// </remarks>
internal static class DoneSql
{
    /// <summary>A statement that names them by reader and hour.</summary>
    /// <param name="place">Where visits and events lie.</param>
    /// <param name="steps">SQL that is true of an event that does a step.</param>
    public static string Visits(SingleRows place, IReadOnlyList<string> steps)
    {
        // PRIVACY: what consent, or the site's profile, keeps to the exempt part is nobody's visit: its events are not linked once the day has closed.
        var people = $"verdict IN ('person', 'unknown') AND visitor <> 0 AND NOT limited AND ({string.Join(" OR ", steps)})";
        var columns = $"visitor_of_day, hour, {string.Join(", ", steps.Select((step, at) => $"bool_or({step}) AS s{at}"))}";
        return $"""
            SELECT begun.visitor_of_day, begun.hour
                FROM (SELECT {columns} FROM {place.From(ReportSource.Events, $"{columns} {people}")} WHERE {place.Where} AND {people} GROUP BY visitor_of_day, hour) AS acted
                ASOF JOIN (SELECT DISTINCT visitor_of_day, hour FROM {place.From(ReportSource.Visits, "")} WHERE {place.Where}) AS begun
                    ON begun.visitor_of_day = acted.visitor_of_day AND begun.hour <= acted.hour
                GROUP BY begun.visitor_of_day, begun.hour HAVING {string.Join(" AND ", steps.Select((_, at) => $"bool_or(s{at})"))}
            """;
    }
}
