/* Report */
SELECT by_family, by_channel, CAST(sum(visits) AS BIGINT) AS visits, CAST(sum(ours_visits) AS BIGINT) AS ours_visits, CAST(sum(previews) AS BIGINT) AS previews
FROM (
SELECT CAST(family AS VARCHAR) AS by_family, channel AS by_channel, CAST(0 AS BIGINT) AS visits, CAST(0 AS BIGINT) AS ours_visits, CAST(count(CASE WHEN kind = 'preview' THEN 1 END) AS BIGINT) AS previews
FROM events
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_family, by_channel
UNION ALL
SELECT CAST(family AS VARCHAR) AS by_family, channel AS by_channel, CAST(count(*) AS BIGINT) AS visits, CAST(count(CASE WHEN sender = 'ours' THEN 1 END) AS BIGINT) AS ours_visits, CAST(0 AS BIGINT) AS previews
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_family, by_channel
) AS parts
GROUP BY by_family, by_channel
ORDER BY visits DESC, by_family ASC, by_channel ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
