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
        var (done, all) = (steps.Select((step, at) => $"CASE WHEN {step} THEN CAST(1 AS BIGINT) << hour ELSE 0 END AS s{at}"), Enumerable.Range(0, steps.Count));
        var columns = $"visitor_of_day, CAST(0 AS BIGINT) AS begun, {string.Join(", ", done)}";
        // Hours are bits: those in which a reader's visits began, and those of each step. What a visit did are the bits from its own up to that of the next; a join by order took minutes for what this takes a second.
        return $"""
            WITH hours AS (
                    SELECT {columns} FROM {place.From(ReportSource.Events, $"{columns} {people}")} WHERE {place.Where} AND {people}
                    UNION ALL
                    SELECT visitor_of_day, CAST(1 AS BIGINT) << hour, {string.Join(", ", all.Select(_ => "0"))} FROM {place.From(ReportSource.Visits, "")} WHERE {place.Where}),
                readers AS (
                    SELECT visitor_of_day, bit_or(begun) AS begun, {string.Join(", ", all.Select(at => $"bit_or(s{at}) AS s{at}"))} FROM hours
                    GROUP BY visitor_of_day HAVING bit_or(begun) <> 0 AND {string.Join(" AND ", all.Select(at => $"bit_or(s{at}) <> 0"))}),
                begun AS (
                    SELECT readers.*, bit, (begun >> (bit + 1)) << (bit + 1) AS later FROM readers, range(24) AS bits(bit) WHERE ((begun >> bit) & 1) = 1),
                visit AS (
                    SELECT begun.*, CASE later WHEN 0 THEN CAST(1 AS BIGINT) << 24 ELSE later & -later END - (CAST(1 AS BIGINT) << bit) AS span FROM begun)
                SELECT visitor_of_day, bit FROM visit WHERE {string.Join(" AND ", all.Select(at => $"(s{at} & span) <> 0"))}
            """;
    }
}
