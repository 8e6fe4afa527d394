-- One row is a condition that began and has not ended.

SELECT id, kind, subject, on_date AS since, title, data, is_quiet, recorded_at
FROM (
  SELECT e.*, row_number() OVER (PARTITION BY kind, subject ORDER BY id DESC) AS place
  FROM _event e WHERE phase <> 'happened'
) WHERE place = 1 AND phase = 'began'
