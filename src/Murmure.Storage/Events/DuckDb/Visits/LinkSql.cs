namespace Murmure.Storage.Events.DuckDb.Visits;

/// <summary>
/// From a click on a link to the visit that it led to: the last click under the day's pseudonym in the 30 minutes before the landing. No id goes from
/// one to the other, and a click leads to one visit at most, since the next would begin more than 30 minutes later.
/// </summary>
internal static class LinkSql
{
    /// <summary>Without referrer, campaign tag or click id: of the landing itself, whatever a click says of it.</summary>
    public const string Bare = "referrer_host = '' AND utm_source = '' AND utm_medium = '' AND utm_campaign = '' AND click_id = ''";

    /// <summary>Everything that tells two clicks of one second apart.</summary>
    private const string Content = """
        struct_pack(link := link, variant := variant, generation := generation, scan := scan, family := family, channel := channel, source := source,
                paid := paid, grade := grade, sender := sender, private := private, rule := rule, clue := clue,
                referrer_host := referrer_host, referrer_path := referrer_path, package := package, click_id := click_id,
                utm_source := utm_source, utm_medium := utm_medium, utm_campaign := utm_campaign, platform := platform)
        """;

    /// <summary>Whether details say by which link, or by which share.</summary>
    public static string Tagged(string details) => $"({details}.link <> 0 OR {details}.generation > 0)";

    /// <summary>
    /// The table <c>led</c>: visits of the table <c>whole</c>, each with the details that say by which link it came (<c>click</c>) and the origin that
    /// follows from it.
    /// </summary>
    /// <remarks>
    /// The click's origin takes the place of none, and of what the link's own tag says; but a tagged visit that comes from a public page is a public
    /// visit, and a visit that went on from a page of the site did not come by the link. What consent, or the site's profile, keeps to the exempt
    /// part is joined to no click.
    /// </remarks>
    /// <param name="file">What stands before the tables' names.</param>
    /// <param name="where">Whose clicks.</param>
    public static string Led(string file, string where) => $"""
        clicks AS (
            SELECT day, visitor, time, arg_max(struct_pack(origin := origin, detail := detail), {Content}) AS last
            FROM {file}live_rows JOIN {file}details AS details ON details.id = detail JOIN {file}origins AS origins ON origins.id = origin
            WHERE {where} AND kind = 'click' AND link <> 0 AND NOT limited
            GROUP BY day, visitor, time),
        landed AS (
            SELECT whole.*, CASE WHEN started - clicks.time <= {VisitsSql.Silence} THEN clicks.last END AS last
            FROM whole ASOF LEFT JOIN clicks ON clicks.day = whole.day AND clicks.visitor = whole.visitor AND clicks.time <= whole.started),
        led AS (
            SELECT landed.* REPLACE (
                CASE WHEN followed.id IS NULL OR clicked.family = 'direct' THEN landed.origin
                    WHEN own.family = 'direct' OR (own.referrer_host = '' OR own.private) AND (
                        details.link = followed.link OR NOT own.untagged AND own.utm_source = clicked.utm_source
                            AND own.utm_medium = clicked.utm_medium AND own.utm_campaign = clicked.utm_campaign) THEN clicked.id
                    ELSE landed.origin END AS origin), own.bare, coalesce(followed.id, landed.detail) AS click
            FROM landed
            JOIN {file}details AS details ON details.id = landed.detail
            JOIN (
                SELECT *, utm_source = '' AND utm_medium = '' AND utm_campaign = '' AS untagged, {Bare} AS bare FROM {file}origins) AS own
                ON own.id = landed.origin
            LEFT JOIN {file}details AS followed ON followed.id = landed.last.detail AND NOT details.limited AND own.family <> 'internal'
            LEFT JOIN {file}origins AS clicked ON clicked.id = landed.last.origin)
        """;
}
