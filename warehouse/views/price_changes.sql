-- One row is a change point of the price at the best open model's own score in a series: it holds
-- from from_on, and until_on is the first day after it.
-- Key: series, openness_rule, from_on
-- Columns as in table: price_gap
--
-- from_on (day): First day on which the row holds.
-- until_on (day?): First day on which it no longer holds; absent: it still does.

{% from "shared/formulas.sql" import first_part %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT h.board AS series, s.title, s.domain, s.unit, h.threshold,
       {{ first_part("h.category") }} AS openness_rule,
       h.closed_model, coalesce(closed.name, h.closed_model) AS closed_name, h.closed_value,
       round(h.closed_price, 4) AS closed_price, h.closed_price_basis, h.closed_hosts,
       h.closed_is_at_most,
       h.open_model, coalesce(open.name, h.open_model) AS open_name, h.open_value,
       round(h.open_price, 4) AS open_price, h.open_price_basis, h.open_hosts, h.open_is_at_most,
       round(h.price_ratio, 4) AS price_ratio, h.scores_on, s.status,
       h.entry AS from_on,
       coalesce(h.until, iif(
         h.through < (SELECT on_date FROM _derived_on WHERE fact_table = 'price_gap'),
         date(h.through, '+1 day'), NULL)) AS until_on
FROM _price_gap_segment h JOIN _series s ON s.series = h.board
LEFT JOIN named closed ON closed.model = h.closed_model
LEFT JOIN named open ON open.model = h.open_model
