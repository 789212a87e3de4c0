using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Sites and pages: what events are about.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<SiteSummary>> SitesAsync(CancellationToken cancellation) => _readers.RunAsync(connection =>
    {
        using var command = connection.Command("""
            /* Sites */
            WITH kept AS (
                SELECT site, day, count(*) AS events, 0 AS machines FROM events GROUP BY site, day
                UNION ALL
                SELECT site, day, 0, sum(hits) FROM machines GROUP BY site, day),
            totals AS (
                SELECT site, min(day) AS first, max(day) AS last, sum(events) AS events, sum(machines) AS machines FROM kept GROUP BY site),
            counted AS (SELECT site, count(*) AS visits FROM visits GROUP BY site)
            SELECT host, time_zone, language, simulated, created, first, last,
                CAST(coalesce(events, 0) AS BIGINT), CAST(coalesce(visits, 0) AS BIGINT), CAST(coalesce(machines, 0) AS BIGINT)
            FROM sites LEFT JOIN totals ON totals.site = host LEFT JOIN counted ON counted.site = host
            ORDER BY host
            """);
        using var reader = command.ExecuteReader();
        var sites = new List<SiteSummary>();
        while (reader.Read())
        {
            sites.Add(new(
                new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), Utc(reader, 4)),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateOnly>(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateOnly>(6),
                reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9)));
        }

        return (IReadOnlyList<SiteSummary>)sites;
    }, cancellation);

    public Task PutSiteAsync(SiteSettings site, CancellationToken cancellation) => WriteAsync(connection =>
    {
        using var transaction = connection.BeginTransaction();
        SiteNumber(connection, site.Host);
        var changed = connection.Execute("""
            /* PutSite */ UPDATE sites SET time_zone = $zone, language = $language, simulated = $simulated, created = $created WHERE host = $host
            """, ("host", site.Host), ("zone", site.TimeZone), ("language", site.Language), ("simulated", site.Simulated), ("created", site.Created));
        transaction.Commit();
        return changed;
    }, cancellation);

    public Task PutPagesAsync(string site, IEnumerable<PageCard> pages, CancellationToken cancellation)
    {
        // Two cards for one page in one statement would break the key.
        var cards = pages.GroupBy(card => card.Page, StringComparer.Ordinal).Select(group => group.Last()).ToList();
        return WriteAsync(connection =>
        {
            using var transaction = connection.BeginTransaction();
            foreach (var card in cards)
            {
                connection.Execute("/* PutPages */ INSERT OR REPLACE INTO pages VALUES ($site, $page, $title, $section, $author, $published)",
                    ("site", site), ("page", card.Page), ("title", card.Title), ("section", card.Section), ("author", card.Author),
                    ("published", card.Published));
            }

            transaction.Commit();
            return cards.Count;
        }, cancellation);
    }

    public Task<IReadOnlyDictionary<string, PageCard>> PagesAsync(string site, IEnumerable<string> pages, CancellationToken cancellation)
    {
        var wanted = pages.Distinct(StringComparer.Ordinal).ToList();
        return _readers.RunAsync(connection =>
        {
            var cards = new Dictionary<string, PageCard>(StringComparer.Ordinal);
            using var command = connection.Command("""
                /* Pages */ SELECT page, title, section, author, published FROM pages
                WHERE site = $site AND page IN (SELECT unnest($pages))
                """, ("site", site), ("pages", wanted));
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var card = new PageCard(reader.GetString(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), reader.IsDBNull(4) ? null : Utc(reader, 4));
                cards.Add(card.Page, card);
            }

            return (IReadOnlyDictionary<string, PageCard>)cards;
        }, cancellation);
    }

    private static string? Text(DuckDBDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTime Utc(DuckDBDataReader reader, int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);
}
