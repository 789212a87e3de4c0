/* Report */
SELECT by_day, CAST(sum(visits) AS BIGINT) AS visits, CAST(sum(hits) AS BIGINT) AS hits, CAST(sum(machine_hits) AS BIGINT) AS machine_hits
FROM (
SELECT day AS by_day, CAST(0 AS BIGINT) AS visits, CAST(count(*) AS BIGINT) AS hits, CAST(0 AS BIGINT) AS machine_hits
FROM events
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_day
UNION ALL
SELECT day AS by_day, CAST(count(*) AS BIGINT) AS visits, CAST(0 AS BIGINT) AS hits, CAST(0 AS BIGINT) AS machine_hits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_day
UNION ALL
SELECT day AS by_day, CAST(0 AS BIGINT) AS visits, CAST(0 AS BIGINT) AS hits, CAST(coalesce(sum(hits), 0) AS BIGINT) AS machine_hits
FROM machines
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_day
) AS parts
GROUP BY by_day
ORDER BY by_day ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
