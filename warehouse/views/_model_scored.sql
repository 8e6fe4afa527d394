-- One row is a model that has a rank, with its newest score of one scale in a series, and the day
-- of the page that says so.

{% from "shared/vintages.sql" import seen_on %}
WITH scored AS (
  SELECT s.series, s.title, s.domain, s.unit, s.direction, s.status, s.stale_after_days,
         r.entry AS model, r.name, r.maker, round(r.value, 4) AS score,
         round(r.low, 4) AS score_low, round(r.high, 4) AS score_high,
         round(r.stderr, 4) AS stderr, r.board_entry AS entry, r.openness,
         r.evidence IS NULL AS confirmed, r.evidence, r.availability, r.fits_one_gpu,
         round(r.behind_best, 4) AS behind_best, round(r.behind_low, 4) AS behind_low,
         round(r.behind_high, 4) AS behind_high, r.too_close_to, r.vintage,
         r.inputs_on, r.scored_on, r.rank, r.is_whole, r.floor,
         count(*) OVER (PARTITION BY r.board) AS n
  FROM _model_score_in_force r JOIN _series s ON s.series = r.board
  WHERE r.rank IS NOT NULL
),
page AS MATERIALIZED (
  SELECT e.series, {{ seen_on(
    page="e.inputs_on",
    vintages="SELECT value FROM json_each(e.vintages)",
    by="'9999'",
    derived_at="(
  SELECT d.recorded_at FROM _snapshot d WHERE d.source = 'gapwatch' ORDER BY d.id DESC LIMIT 1
)",
  ) }} AS seen_on
  FROM (
    SELECT series, inputs_on, json_group_array(DISTINCT vintage) AS vintages FROM scored
    GROUP BY series
  ) e
)
SELECT p.*, iif(p.scored_on < p.inputs_on, p.scored_on, g.seen_on) AS vintage_on
FROM scored p JOIN page g ON g.series = p.series
