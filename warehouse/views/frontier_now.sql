-- One row is the best entry of a series in a class.
-- Key: series, openness_rule, class
-- Columns as in table: frontier
--
-- class (text): closed or open, under the openness rule.
-- entry (text): Key of the leading entry on its board.
-- since (day?): First day of the present leader's lead.
-- confirmed (flag): as in view.confirmed
-- vintage_on (day?): as in view.vintage_on

{% from "shared/vintages.sql" import seen_on %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force),
leader AS MATERIALIZED (SELECT * FROM _leader),
step AS (
  SELECT l.*, lag(l.entry || char(31) || l.model) OVER class
                IS NOT (l.entry || char(31) || l.model) AS taken
  FROM leader l
  WINDOW class AS (PARTITION BY l.series, l.openness_rule, l.class ORDER BY l.from_on)
),
ranked AS (
  SELECT *, max(CASE WHEN taken THEN from_on END) OVER class AS since,
         row_number() OVER (class ORDER BY from_on DESC) AS place
  FROM step WINDOW class AS (PARTITION BY series, openness_rule, class)
)
SELECT r.series, s.title, s.domain, s.unit, r.openness_rule, r.class, r.entry, r.model,
       coalesce(m.name, r.model) AS name, round(r.value, 4) AS value, r.stderr, r.since,
       m.model IS NOT NULL AS confirmed, iif(m.model IS NULL, r.evidence, NULL) AS evidence,
       {{ seen_on(
         page="coalesce(r.vintage_on, r.inputs_on)", vintages="r.vintage", by="r.through",
         derived_at="r.derived_at"
       ) }} AS vintage_on,
       r.vintage, r.recorded_at, s.status
FROM ranked r JOIN _series s ON s.series = r.series
LEFT JOIN named m ON m.model = r.model
WHERE r.place = 1
