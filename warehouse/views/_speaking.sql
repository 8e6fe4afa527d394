-- One row is a series by which models are chosen, one for each domain: of its active series of
-- general models, the first declared of each data set, rather one that no maker measured, then one
-- that can tell models apart by their errors, then the one with the most models.

WITH page AS (
  SELECT r.board AS series, count(r.rank) AS models,
         2 * count(iif(r.rank IS NULL, NULL, r.stderr)) >= count(r.rank) AS has_errors
  FROM _model_score_in_force r GROUP BY r.board HAVING count(r.rank) > 0
),
counted AS (
  SELECT p.*, s.domain, s.provenance, s.rowid AS place,
         min(s.rowid) OVER (PARTITION BY s.dataset) AS first_place
  FROM page p JOIN _series s ON s.series = p.series
  WHERE s.status = 'live' AND s.dataset IS NOT NULL
)
SELECT series, domain FROM (
  SELECT series, domain, row_number() OVER (
    PARTITION BY domain
    ORDER BY provenance = 'vendor', has_errors DESC, models DESC, place
  ) AS choice
  FROM counted WHERE place = first_place
) WHERE choice = 1
