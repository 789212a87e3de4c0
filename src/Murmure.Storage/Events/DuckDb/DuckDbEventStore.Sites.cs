using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Sites and pages: what events are about.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<SiteSummary>> SitesAsync(CancellationToken cancellation) => readers.RunAsync(connection =>
    {
        // Before the closed days are read: a day that closes in between is then counted in one place at least, and below in one at most.
        var days = open?.All.ToList() ?? [];
        var kept = connection.Rows(
            open is null ? KeptInOneFile : KeptInClosedDays,
            row => (Site: row.GetString(0), Day: row.GetFieldValue<DateOnly>(1), Events: row.GetInt64(2), Visits: row.GetInt64(3), Machines: row.GetInt64(4)));
        kept.AddRange(days.Select(part => (part.Site, part.Day, part.Counts.Events, part.Counts.Visits, part.Counts.MachineHits)));
        var bySite = kept.DistinctBy(day => (day.Site, day.Day)).Where(day => day.Events + day.Machines > 0).ToLookup(day => day.Site, StringComparer.Ordinal);
        return (IReadOnlyList<SiteSummary>)connection.Rows(
            "/* Sites */ SELECT host, time_zone, language, simulated, created FROM sites ORDER BY host",
            row => new SiteSettings(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.Time(4)!.Value))
            .ConvertAll(site => Summary(site, [.. bySite[site.Host]]));
    }, cancellation);

    private const string KeptInOneFile = """
        /* Sites */
        SELECT site, day, CAST(sum(events) AS BIGINT), CAST(sum(visits) AS BIGINT), CAST(sum(machines) AS BIGINT)
        FROM (
            SELECT site, day, count(*) AS events, 0 AS visits, 0 AS machines FROM events GROUP BY site, day
            UNION ALL
            SELECT site, day, 0, count(*), 0 FROM visits GROUP BY site, day
            UNION ALL
            SELECT site, day, 0, 0, sum(hits) FROM machines GROUP BY site, day)
        GROUP BY site, day
        """;

    private const string KeptInClosedDays =
        "/* Sites */ SELECT host, day, events, visits, machine_hits FROM closed_days JOIN sites ON sites.id = site";

    private static SiteSummary Summary(SiteSettings site, List<(string Site, DateOnly Day, long Events, long Visits, long Machines)> days) => days.Count == 0
        ? new SiteSummary(site, null, null, 0, 0, 0)
        : new SiteSummary(
            site, days.Min(day => day.Day), days.Max(day => day.Day), days.Sum(day => day.Events), days.Sum(day => day.Visits), days.Sum(day => day.Machines));

    public Task PutSiteAsync(SiteSettings site, CancellationToken cancellation) => WriteAsync(connection =>
    {
        using var transaction = connection.BeginTransaction();
        SiteNumber(connection, own, site.Host);
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
        return readers.RunAsync(connection =>
        {
            var cards = new Dictionary<string, PageCard>(StringComparer.Ordinal);
            using var command = connection.Command("""
                /* Pages */ SELECT page, title, section, author, published FROM pages
                WHERE site = $site AND page IN (SELECT unnest($pages))
                """, ("site", site), ("pages", wanted));
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var card = new PageCard(reader.GetString(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), reader.Time(4));
                cards.Add(card.Page, card);
            }

            return (IReadOnlyDictionary<string, PageCard>)cards;
        }, cancellation);
    }

    private static string? Text(DuckDBDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
