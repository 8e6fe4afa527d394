-- One row is the best entry of a series in a class.
-- Key: series, openness_rule, class
-- Columns as in table: release_frontier
--
-- class (text): closed or open, under the openness rule.
-- entry (text): Key of the leading entry on its board.
-- since (day?): First day of the present leader's lead.
-- confirmed (flag): as in view.confirmed
-- evidence (text?): as in gap.evidence
-- vintage_on (day?): as in view.vintage_on

{% from "shared/gaps.sql" import of_side %}
{% from "shared/vintages.sql" import seen_on %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force),
-- What sorting needs: the other columns are joined by the number of the gap.
step AS (
  SELECT l.id, l.series, l.openness_rule, l.class, l.from_on, l.inputs_on, l.through, l.derived_at,
         lag(l.entry || char(31) || l.model) OVER class
           IS NOT (l.entry || char(31) || l.model) AS taken
  FROM _leader l
  WINDOW class AS (PARTITION BY l.series, l.openness_rule, l.class ORDER BY l.from_on)
),
newest AS MATERIALIZED (
  SELECT *, max(iif(taken, from_on, NULL)) OVER class AS since,
         row_number() OVER (class ORDER BY from_on DESC) AS place
  FROM step WINDOW class AS (PARTITION BY series, openness_rule, class)
)
SELECT n.series, s.title, s.domain, s.unit, n.openness_rule, n.class,
       {{ of_side("n.class", "entry") }} AS entry,
       {{ of_side("n.class", "model") }} AS model,
       coalesce(m.name, {{ of_side("n.class", "model") }}) AS name,
       round({{ of_side("n.class", "value") }}, 4) AS value,
       {{ of_side("n.class", "stderr") }} AS stderr, n.since,
       m.model IS NOT NULL AS confirmed, iif(m.model IS NULL, f.evidence, NULL) AS evidence,
       {{ seen_on(
         page="coalesce(f.vintage_on, n.inputs_on)", vintages=of_side("n.class", "vintage"),
         by="n.through", derived_at="n.derived_at"
       ) }} AS vintage_on,
       {{ of_side("n.class", "vintage") }} AS vintage, f.recorded_at, s.status
FROM newest n JOIN _gap f ON f.id = n.id JOIN _series s ON s.series = n.series
LEFT JOIN named m ON m.model = {{ of_side("n.class", "model") }}
WHERE n.place = 1
