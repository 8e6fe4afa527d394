-- One row is a step of the closed or the open frontier of a series by release date, under one
-- openness rule, as its newest whole page shows it.
-- Key: series, openness_rule, class, on_date
-- Columns as in table: release_frontier
--
-- class (text): closed or open, under the openness rule.
-- on_date (day): Day on which the model took the lead: its release or, in an open class, the day
--   its weights came.
-- entry (text): Key of the leading entry on its board.
-- model (text): Its canonical model id.
-- name (text): The model's name for readers.
-- released_on (day?): When the model was released.
-- through_on (day): Day to which the frontier is known: its last step leads up to it.

{% from "shared/formulas.sql" import first_part, last_part %}
{% from "shared/vintages.sql" import seen_on %}
SELECT e.series, s.title, s.domain, s.unit, s.direction, e.openness_rule, e.class, e.on_date,
       e.entry, e.model, coalesce(m.name, e.model) AS name, m.released_on,
       round(e.value, 4) AS value, e.stderr, iif(e.last_on > e.inputs_on, e.last_on, e.page_on)
         AS through_on, e.page_on AS vintage_on, e.vintage, s.status
FROM (
  SELECT i.board AS series, i.entry AS on_date, i.leader AS entry, i.model, i.value, i.stderr,
         i.vintage, i.inputs_on, {{ first_part("i.category") }} AS openness_rule,
         {{ last_part("i.category") }} AS class,
         {{ seen_on(
           page="i.inputs_on", vintages="i.vintage", by="i.through", derived_at="i.derived_at"
         ) }} AS page_on,
         max(i.entry) OVER (PARTITION BY i.board, {{ first_part("i.category") }}) AS last_on
  FROM _release_frontier_in_force i
) e JOIN _series s ON s.series = e.series
LEFT JOIN _model_in_force m ON m.entry = e.model
