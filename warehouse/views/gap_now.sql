-- One row is a series under one openness rule today: its gap and the day that the gap is of.
-- Key: series, openness_rule
-- Columns as in table: gap
--
-- shown_on (day): The day that the gap is of: that of its page, or a later one on which a model on
--   the page came or was opened.
-- confirmed (flag): as in view.confirmed
-- open_licence (text?): Licence of the weights of the open model, as it is today.
-- open_commercial_use (CommercialUse?): Whether it permits commercial use.
-- vintage_on (day): as in view.vintage_on
-- age_days (whole): Days from vintage_on to today.
-- is_stale (flag): 1: the page is older than its series' limit: not for today.

{% from "shared/gaps.sql" import gap_of %}
{% from "shared/vintages.sql" import compared_on %}
WITH named AS MATERIALIZED (SELECT model, name, licence, commercial_use FROM model),
newest AS MATERIALIZED (
  SELECT h.*, {{ compared_on("h") }} AS page_on
  FROM (
    -- What sorting needs: the other columns are joined by its number.
    SELECT i.id, i.board, i.category, i.entry, i.vintage_on, i.closed_vintage, i.open_vintage,
           i.inputs_on, i.through, i.derived_at, max(i.entry)
    FROM _gap_in_force i GROUP BY i.board, i.category
  ) h
)
SELECT {{ gap_of("t.on_date") }}
FROM newest h JOIN _gap f ON f.id = h.id JOIN _series s ON s.series = h.board
CROSS JOIN _today t
LEFT JOIN named closed ON closed.model = f.closed_model
LEFT JOIN named open ON open.model = f.open_model
