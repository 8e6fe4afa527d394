-- One row is the best entry of a series in a class.
-- Key: series, openness_rule, class
-- Columns as in table: release_frontier
--
-- class (text): closed or open, under the openness rule.
-- entry (text): Key of the leading entry on its board.
-- since (day?): First day of the present leader's lead, whichever of the model's entries led.
-- evidence (text?): as in gap.evidence

{% from "shared/gaps.sql" import of_side %}
{% from "shared/vintages.sql" import seen_on %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force),
-- Groups, which cost half of what windows over all change points do: the last of each class, the
-- last with another leader, and the first after that.
leader AS MATERIALIZED (
  SELECT id, series, openness_rule, class, from_on, model AS who, inputs_on, through, derived_at
  FROM _leader
),
newest AS MATERIALIZED (
  SELECT *, max(from_on) FROM leader GROUP BY series, openness_rule, class
),
other AS MATERIALIZED (
  SELECT l.series, l.openness_rule, l.class, max(l.from_on) AS from_on
  FROM leader l JOIN newest n USING (series, openness_rule, class)
  WHERE l.who IS NOT n.who GROUP BY l.series, l.openness_rule, l.class
),
led AS MATERIALIZED (
  SELECT l.series, l.openness_rule, l.class, min(l.from_on) AS since
  FROM leader l LEFT JOIN other o USING (series, openness_rule, class)
  WHERE l.from_on > coalesce(o.from_on, '') GROUP BY l.series, l.openness_rule, l.class
)
SELECT n.series, s.title, s.domain, s.unit, n.openness_rule, n.class,
       {{ of_side("n.class", "entry") }} AS entry,
       {{ of_side("n.class", "model") }} AS model,
       coalesce(m.name, {{ of_side("n.class", "model") }}) AS name,
       round({{ of_side("n.class", "value") }}, 4) AS value,
       {{ of_side("n.class", "stderr") }} AS stderr, led.since,
       m.model IS NOT NULL AS confirmed, iif(m.model IS NULL, f.evidence, NULL) AS evidence,
       {{ seen_on(
         page="coalesce(f.vintage_on, n.inputs_on)", vintages=of_side("n.class", "vintage"),
         by="n.through", derived_at="n.derived_at"
       ) }} AS vintage_on,
       {{ of_side("n.class", "vintage") }} AS vintage, f.recorded_at, s.status
FROM newest n JOIN led USING (series, openness_rule, class)
JOIN _gap f ON f.id = n.id JOIN _series s ON s.series = n.series
LEFT JOIN named m ON m.model = {{ of_side("n.class", "model") }}
