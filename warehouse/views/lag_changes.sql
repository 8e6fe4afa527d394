-- One row is a change point of the lag of a series, under one openness rule: it holds from from_on,
-- and until_on is the first day after it.
-- Key: series, openness_rule, from_on
-- Columns as in table: lag
--
-- lag_days (whole?): Days since closed first had what open has, counted to from_on; 0: since that day;
--   negative: open leads. On a later day it is sign x (day - counts_from).
-- lag_low (whole?): Lower end of the lag's interval on from_on, in days.
-- lag_high (whole?): Upper end of the lag's interval on from_on, in days.
-- confirmed (flag): as in view.confirmed
-- vintage_on (day): as in view.vintage_on
-- from_on (day): First day on which the row holds.
-- until_on (day?): First day on which it no longer holds; absent: it still does.

{% from "shared/formulas.sql" import first_part %}
{% from "shared/gaps.sql" import lag_on %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT h.board AS series, s.title, s.domain, s.unit,
       {{ first_part("h.category") }} AS openness_rule,
       {{ lag_on("h.entry", "h.sign", "h.counts_from") }} AS lag_days,
       {{ lag_on("h.entry", "h.low_sign", "h.low_from") }} AS lag_low,
       {{ lag_on("h.entry", "h.high_sign", "h.high_from") }} AS lag_high,
       h.censored, h.sign, h.counts_from, coalesce(h.confirmed, 1) AS confirmed, h.evidence,
       h.open_model, coalesce(open.name, h.open_model) AS open_name, h.open_value,
       h.closed_model, coalesce(closed.name, h.closed_model) AS closed_name, h.closed_value,
       h.order_on, coalesce(h.vintage_on, h.seen_on) AS vintage_on, s.status,
       h.entry AS from_on,
       coalesce(h.until, iif(
         h.through < (SELECT on_date FROM _derived_on WHERE fact_table = 'lag'),
         date(h.through, '+1 day'), NULL)) AS until_on,
       h.ci_level, h.closed_vintage, h.open_vintage
FROM _lag_segment h JOIN _series s ON s.series = h.board
LEFT JOIN named closed ON closed.model = h.closed_model
LEFT JOIN named open ON open.model = h.open_model
