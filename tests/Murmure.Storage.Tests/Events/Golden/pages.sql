/* Report */
SELECT by_page, CAST(sum(evidence_visits) AS BIGINT) AS evidence_visits, CAST(sum(visits) AS BIGINT) AS visits, CAST(sum(previews) AS BIGINT) AS previews
FROM (
SELECT page AS by_page, CAST(0 AS BIGINT) AS evidence_visits, CAST(0 AS BIGINT) AS visits, CAST(count(CASE WHEN kind = 'preview' THEN 1 END) AS BIGINT) AS previews
FROM events
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_page
UNION ALL
SELECT landing_page AS by_page, CAST(count(CASE WHEN sender = 'readers' AND grade IN ('measured', 'observed') AND (private OR family IN ('messaging', 'email', 'sms')) THEN 1 END) AS BIGINT) AS evidence_visits, CAST(count(*) AS BIGINT) AS visits, CAST(0 AS BIGINT) AS previews
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_page
) AS parts
GROUP BY by_page
ORDER BY evidence_visits DESC, visits DESC, by_page ASC
LIMIT $limit
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
-- $limit = 50
