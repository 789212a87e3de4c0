/* Report */
SELECT by_link, by_channel, CAST(sum(clicks) AS BIGINT) AS clicks, CAST(sum(clickers) AS BIGINT) AS clickers, CAST(sum(visits) AS BIGINT) AS visits
FROM (
SELECT CASE WHEN link = 0 THEN '' ELSE CAST(link AS VARCHAR) END AS by_link, channel AS by_channel, CAST(count(CASE WHEN kind = 'click' AND verdict = 'person' AND orphan = '' THEN 1 END) AS BIGINT) AS clicks, CAST(count(DISTINCT CASE WHEN kind = 'click' AND verdict = 'person' AND orphan = '' AND visitor <> 0 THEN visitor_of_day END) AS BIGINT) AS clickers, CAST(0 AS BIGINT) AS visits
FROM events
WHERE site = $site AND day BETWEEN $from AND $to
  AND CASE WHEN scan THEN 'yes' ELSE 'no' END = $f3
GROUP BY by_link, by_channel
UNION ALL
SELECT CASE WHEN link = 0 THEN '' ELSE CAST(link AS VARCHAR) END AS by_link, channel AS by_channel, CAST(0 AS BIGINT) AS clicks, CAST(0 AS BIGINT) AS clickers, CAST(count(*) AS BIGINT) AS visits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
  AND CASE WHEN scan THEN 'yes' ELSE 'no' END = $f3
GROUP BY by_link, by_channel
) AS parts
GROUP BY by_link, by_channel
ORDER BY clicks DESC, by_link ASC, by_channel ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
-- $f3 = no
