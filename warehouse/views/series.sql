-- One row is a declared series.
-- Key: series
-- Columns as in table: series

SELECT series, title, domain, unit, direction, axis, protocol, provenance, exposure, status,
       status_since, citation, stale_after_days, has_ended, dataset,
       saturated_since
FROM _series ORDER BY series
