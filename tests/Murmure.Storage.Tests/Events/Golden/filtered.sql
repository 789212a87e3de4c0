/* Report */
SELECT by_device, CAST(sum(visits) AS BIGINT) AS visits, CAST(sum(hits) AS BIGINT) AS hits
FROM (
SELECT device AS by_device, CAST(0 AS BIGINT) AS visits, CAST(count(*) AS BIGINT) AS hits
FROM events
WHERE site = $site AND day BETWEEN $from AND $to
  AND CAST(family AS VARCHAR) = $f3
  AND contains(lower(page), lower($f4))
  AND country IN ($f5, $f6)
  AND day <> $f7
GROUP BY by_device
UNION ALL
SELECT device AS by_device, CAST(count(*) AS BIGINT) AS visits, CAST(0 AS BIGINT) AS hits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
  AND CAST(family AS VARCHAR) = $f3
  AND contains(lower(landing_page), lower($f4))
  AND country IN ($f5, $f6)
  AND day <> $f7
GROUP BY by_device
) AS parts
GROUP BY by_device
ORDER BY visits DESC, by_device ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
-- $f3 = messaging
-- $f4 = sport
-- $f5 = FR
-- $f6 = BE
-- $f7 = 2026-11-20
