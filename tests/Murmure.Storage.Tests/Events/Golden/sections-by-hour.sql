/* Report */
SELECT hour AS by_hour, split_part(split_part(landing_page, '?', 1), '/', 2) AS by_section, CAST(count(*) AS BIGINT) AS visits
FROM visits
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_hour, by_section
ORDER BY by_section DESC, by_hour ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
