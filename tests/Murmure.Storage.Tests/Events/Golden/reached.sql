/* Report */
SELECT CAST(count(*) AS BIGINT) AS visits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
  AND NOT contains(lower(landing_page), lower($f5))
  AND (visitor_of_day, hour) IN (WITH hours AS (
        SELECT visitor_of_day, CAST(0 AS BIGINT) AS begun, CASE WHEN (kind = 'goal' AND name = $f3) THEN CAST(1 AS BIGINT) << hour ELSE 0 END AS s0 FROM events WHERE site = $site AND day BETWEEN $from AND $to AND verdict IN ('person', 'unknown') AND visitor <> 0 AND NOT limited AND ((kind = 'goal' AND name = $f3))
        UNION ALL
        SELECT visitor_of_day, CAST(1 AS BIGINT) << hour, 0 FROM visits WHERE site = $site AND day BETWEEN $from AND $to),
    readers AS (
        SELECT visitor_of_day, bit_or(begun) AS begun, bit_or(s0) AS s0 FROM hours
        GROUP BY visitor_of_day HAVING bit_or(begun) <> 0 AND bit_or(s0) <> 0),
    begun AS (
        SELECT readers.*, bit, (begun >> (bit + 1)) << (bit + 1) AS later FROM readers, range(24) AS bits(bit) WHERE ((begun >> bit) & 1) = 1),
    visit AS (
        SELECT begun.*, CASE later WHEN 0 THEN CAST(1 AS BIGINT) << 24 ELSE later & -later END - (CAST(1 AS BIGINT) << bit) AS span FROM begun)
    SELECT visitor_of_day, bit FROM visit WHERE (s0 & span) <> 0)
  AND (visitor_of_day, hour) NOT IN (WITH hours AS (
        SELECT visitor_of_day, CAST(0 AS BIGINT) AS begun, CASE WHEN (kind = 'goal' AND contains(lower(name), lower($f4))) THEN CAST(1 AS BIGINT) << hour ELSE 0 END AS s0 FROM events WHERE site = $site AND day BETWEEN $from AND $to AND verdict IN ('person', 'unknown') AND visitor <> 0 AND NOT limited AND ((kind = 'goal' AND contains(lower(name), lower($f4))))
        UNION ALL
        SELECT visitor_of_day, CAST(1 AS BIGINT) << hour, 0 FROM visits WHERE site = $site AND day BETWEEN $from AND $to),
    readers AS (
        SELECT visitor_of_day, bit_or(begun) AS begun, bit_or(s0) AS s0 FROM hours
        GROUP BY visitor_of_day HAVING bit_or(begun) <> 0 AND bit_or(s0) <> 0),
    begun AS (
        SELECT readers.*, bit, (begun >> (bit + 1)) << (bit + 1) AS later FROM readers, range(24) AS bits(bit) WHERE ((begun >> bit) & 1) = 1),
    visit AS (
        SELECT begun.*, CASE later WHEN 0 THEN CAST(1 AS BIGINT) << 24 ELSE later & -later END - (CAST(1 AS BIGINT) << bit) AS span FROM begun)
    SELECT visitor_of_day, bit FROM visit WHERE (s0 & span) <> 0)
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
-- $f3 = Sign-up
-- $f4 = gift
-- $f5 = sport
