/* Report */
SELECT CAST(count(*) AS BIGINT) AS visits, CAST(count(DISTINCT visitor_of_day) AS BIGINT) AS visitors, CAST(count(CASE WHEN sender = 'readers' AND grade IN ('measured', 'observed') AND (private OR family IN ('messaging', 'email', 'sms')) THEN 1 END) AS BIGINT) AS evidence_visits, CAST(count(CASE WHEN bare THEN 1 END) AS BIGINT) AS bare_visits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
