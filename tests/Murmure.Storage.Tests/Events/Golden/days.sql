/* Reports.Days */
SELECT by_day, CAST(sum(visits) AS BIGINT) AS visits, CAST(sum(pageviews) AS BIGINT) AS pageviews
FROM (
SELECT day AS by_day, CAST(0 AS BIGINT) AS visits, CAST(count(CASE WHEN kind = 'pageview' AND verdict = 'person' THEN 1 END) AS BIGINT) AS pageviews
FROM events
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_day
UNION ALL
SELECT day AS by_day, CAST(count(*) AS BIGINT) AS visits, CAST(0 AS BIGINT) AS pageviews
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_day
) AS parts
GROUP BY by_day
ORDER BY by_day ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
