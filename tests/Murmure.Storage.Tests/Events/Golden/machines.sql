/* Report */
SELECT reason AS by_reason, platform AS by_platform, CAST(coalesce(sum(hits), 0) AS BIGINT) AS machine_hits, CAST(coalesce(sum(bare_hits), 0) AS BIGINT) AS bare_machine_hits
FROM machines
WHERE site = $site AND day BETWEEN $from AND $to
GROUP BY by_reason, by_platform
ORDER BY machine_hits DESC, by_reason ASC, by_platform ASC
-- $site = journal.example
-- $from = 2026-11-16
-- $to = 2026-11-22
