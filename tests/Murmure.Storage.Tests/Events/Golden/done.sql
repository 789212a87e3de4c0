/* Report */
SELECT CAST(family AS VARCHAR) AS by_family, CAST(count(*) AS BIGINT) AS visits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
  AND channel = $f3
  AND (visitor_of_day, hour) IN (WITH hours AS (
        SELECT visitor_of_day, CAST(0 AS BIGINT) AS begun, CASE WHEN (kind = 'pageview' AND page LIKE $f4 ESCAPE '\') THEN CAST(1 AS BIGINT) << hour ELSE 0 END AS s0, CASE WHEN (kind = 'goal' AND name = $f5) THEN CAST(1 AS BIGINT) << hour ELSE 0 END AS s1 FROM events WHERE site = $site AND day BETWEEN $from AND $to AND verdict IN ('person', 'unknown') AND visitor <> 0 AND NOT limited AND ((kind = 'pageview' AND page LIKE $f4 ESCAPE '\') OR (kind = 'goal' AND name = $f5))
        UNION ALL
        SELECT visitor_of_day, CAST(1 AS BIGINT) << hour, 0, 0 FROM visits WHERE site = $site AND day BETWEEN $from AND $to),
    readers AS (
        SELECT visitor_of_day, bit_or(begun) AS begun, bit_or(s0) AS s0, bit_or(s1) AS s1 FROM hours
        GROUP BY visitor_of_day HAVING bit_or(begun) <> 0 AND bit_or(s0) <> 0 AND bit_or(s1) <> 0),
    begun AS (
        SELECT readers.*, bit, (begun >> (bit + 1)) << (bit + 1) AS later FROM readers, range(24) AS bits(bit) WHERE ((begun >> bit) & 1) = 1),
    visit AS (
        SELECT begun.*, CASE later WHEN 0 THEN CAST(1 AS BIGINT) << 24 ELSE later & -later END - (CAST(1 AS BIGINT) << bit) AS span FROM begun)
    SELECT visitor_of_day, bit FROM visit WHERE (s0 & span) <> 0 AND (s1 & span) <> 0)
GROUP BY by_family
ORDER BY visits DESC, by_family ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
-- $f3 = whatsapp
-- $f4 = /a\_b/%
-- $f5 = Sign-up
