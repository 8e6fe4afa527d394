-- One row is a step of the closed or the open frontier of a series by release date, under one
-- openness rule, as its newest page shows it.
-- Key: series, openness_rule, class, on_date
-- Columns as in table: release_frontier
--
-- class (text): closed or open, under the openness rule.
-- on_date (day): Day on which the model took the lead: its release or, in an open class, the day
--   its weights came; on the entry axis the day that its entry counts from.
-- entry (text): Key of the leading entry on its board.
-- model (text): Its canonical model id.
-- name (text): The model's name for readers.
-- released_on (day?): When the model was released.
-- through_on (day): Day to which the frontier is known: its last step leads up to it.

{% from "shared/formulas.sql" import first_part, last_part %}
{% from "shared/vintages.sql" import seen_on %}
WITH leader AS MATERIALIZED (SELECT * FROM _leader)
-- On the board axis the newest whole page tells of all releases on one scale; on the entry axis the
-- frontier of every day does.
SELECT e.series, s.title, s.domain, s.unit, s.direction, e.openness_rule, e.class, e.on_date,
       e.entry, e.model, coalesce(m.name, e.model) AS name, m.released_on,
       round(e.value, 4) AS value, e.stderr, e.through_on, e.vintage_on, e.vintage, s.status
FROM (
  SELECT board AS series, openness_rule, class, entry AS on_date, leader AS entry, model, value,
         stderr, iif(last_on > inputs_on, last_on, page_on) AS through_on, page_on AS vintage_on,
         vintage
  FROM (
    SELECT i.*, {{ first_part("i.category") }} AS openness_rule,
           {{ last_part("i.category") }} AS class,
           {{ seen_on(
             page="i.inputs_on", vintages="i.vintage", by="i.through", derived_at="i.derived_at"
           ) }} AS page_on,
           max(i.entry) OVER (PARTITION BY i.board, {{ first_part("i.category") }}) AS last_on
    FROM _release_frontier_in_force i
  )
  UNION ALL
  SELECT series, openness_rule, class, from_on, entry, model, value, stderr, through,
         {{ seen_on(
           page="coalesce(e.vintage_on, e.inputs_on)", vintages="e.vintage", by="e.through",
           derived_at="e.derived_at"
         ) }}, vintage
  FROM (
    SELECT l.*, lag(l.entry) OVER class IS NOT l.entry OR lag(l.value) OVER class IS NOT l.value
             AS stepped
    FROM leader l JOIN _series a ON a.series = l.series AND a.axis = 'entry'
    WINDOW class AS (PARTITION BY l.series, l.openness_rule, l.class ORDER BY l.from_on)
  ) e WHERE stepped
) e JOIN _series s ON s.series = e.series
LEFT JOIN _model_in_force m ON m.entry = e.model
