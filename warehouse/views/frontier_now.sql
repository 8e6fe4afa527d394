-- One row is the best entry of a series in a class.
-- Key: series, openness_rule, class
-- Columns as in table: frontier
--
-- class (text): closed or open, under the openness rule.
-- entry (text): Key of the leading entry on its board.
-- since (day?): First day of the present leader's lead.
-- confirmed (flag): as in view.confirmed
-- vintage_on (day?): as in view.vintage_on

{% from "shared/formulas.sql" import first_part, last_part %}
{% from "shared/vintages.sql" import seen_on %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force),
step AS (
  SELECT i.*, i.board AS series,
         lag(i.leader || char(31) || i.model) OVER (PARTITION BY i.board, i.category
           ORDER BY i.entry) IS NOT (i.leader || char(31) || i.model) AS taken
  FROM _frontier_in_force i
),
ranked AS (
  SELECT *, max(CASE WHEN taken THEN entry END) OVER (PARTITION BY series, category) AS since,
         row_number() OVER (PARTITION BY series, category ORDER BY entry DESC) AS place
  FROM step
)
SELECT r.series, s.title, s.domain, s.unit, {{ first_part("r.category") }} AS openness_rule,
       {{ last_part("r.category") }} AS class, r.leader AS entry, r.model,
       coalesce(m.name, r.model) AS name, round(r.value, 4) AS value, r.stderr, r.since,
       coalesce(r.confirmed, 1) AS confirmed, r.evidence,
       {{ seen_on(
         page="coalesce(r.vintage_on, r.inputs_on)", vintages="r.vintage", by="r.through",
         derived_at="r.derived_at"
       ) }} AS vintage_on,
       r.vintage, r.recorded_at, s.status
FROM ranked r JOIN _series s ON s.series = r.series
LEFT JOIN named m ON m.model = r.model
WHERE r.place = 1
