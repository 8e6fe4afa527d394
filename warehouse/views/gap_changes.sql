-- One row is a change point of the gap of a series under one openness rule: it holds from from_on,
-- and until_on is the first day after it.
-- Key: series, openness_rule, from_on
-- Columns as in table: gap
--
-- shown_on (day): The day that the gap is of: that of its page, or a later one on which a model on
--   the page came or was opened.
-- confirmed (flag): as in view.confirmed
-- open_licence (text?): Licence of the weights of the open model, as it is today.
-- open_commercial_use (CommercialUse?): Whether it permits commercial use.
-- vintage_on (day): as in view.vintage_on
-- age_days (whole): Days from vintage_on to from_on.
-- is_stale (flag): 1: the page was older than its series' limit on from_on already.
-- from_on (day): First day on which the row holds.
-- until_on (day?): First day on which it no longer holds; absent: it still does.

{% from "shared/gaps.sql" import gap_of %}
{% from "shared/vintages.sql" import compared_on %}
WITH named AS MATERIALIZED (SELECT model, name, licence, commercial_use FROM model),
dated AS (
  -- What sorting needs: the other columns are joined by its number.
  SELECT i.id, i.board, i.category, i.entry, i.vintage_on, i.closed_vintage, i.open_vintage,
         i.inputs_on, i.through, i.derived_at,
         lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
  FROM _gap_derived i
)
SELECT {{ gap_of("h.entry") }},
       h.entry AS from_on,
       coalesce(h.until, iif(
         h.through < (SELECT on_date FROM _derived_on WHERE fact_table = 'gap'),
         date(h.through, '+1 day'), NULL)) AS until_on
FROM (
  SELECT d.*, max(iif(d.vintage_on IS NULL, {{ compared_on("d") }}, d.vintage_on))
           OVER (PARTITION BY d.board, d.category, d.entry) AS page_on
  FROM dated d
) h JOIN _gap f ON f.id = h.id JOIN _series s ON s.series = h.board
LEFT JOIN named closed ON closed.model = f.closed_model
LEFT JOIN named open ON open.model = f.open_model
