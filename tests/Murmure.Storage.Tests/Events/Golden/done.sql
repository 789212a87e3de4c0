/* Report */
SELECT CAST(family AS VARCHAR) AS by_family, CAST(count(*) AS BIGINT) AS visits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
  AND channel = $f3
  AND (visitor_of_day, hour) IN (SELECT begun.visitor_of_day, begun.hour
    FROM (SELECT visitor_of_day, hour, bool_or((kind = 'pageview' AND page LIKE $f4 ESCAPE '\')) AS s0, bool_or((kind = 'goal' AND name = $f5)) AS s1 FROM events WHERE site = $site AND day BETWEEN $from AND $to AND verdict IN ('person', 'unknown') AND visitor <> 0 AND NOT limited AND ((kind = 'pageview' AND page LIKE $f4 ESCAPE '\') OR (kind = 'goal' AND name = $f5)) GROUP BY visitor_of_day, hour) AS acted
    ASOF JOIN (SELECT DISTINCT visitor_of_day, hour FROM visits WHERE site = $site AND day BETWEEN $from AND $to) AS begun
        ON begun.visitor_of_day = acted.visitor_of_day AND begun.hour <= acted.hour
    GROUP BY begun.visitor_of_day, begun.hour HAVING bool_or(s0) AND bool_or(s1))
GROUP BY by_family
ORDER BY visits DESC, by_family ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
-- $f3 = whatsapp
-- $f4 = /a\_b/%
-- $f5 = Sign-up
