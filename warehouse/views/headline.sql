-- One row is Epoch's index under one openness rule: its gap and lag on the day that its data reach.
-- Key: series, openness_rule
-- Columns as in table: headline

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT r.board AS series, s.title, s.domain, s.unit, r.category AS openness_rule, r.vintage_on,
       r.gap, r.gap_low, r.gap_high, r.ci_level, r.verdict, r.closed_model, r.open_model,
       r.evidence, r.shown_on, r.is_stale, r.detectable_gap, r.unresolved_above,
       r.gap_if_unresolved_closed, r.gap_if_unresolved_open, r.lag_days, r.lag_low, r.lag_high,
       r.lag_censored, r.order_on, r.lag_on, r.dated_on, r.earlier_on, r.earlier_gap,
       r.earliest_on, r.earliest_gap, r.vintages,
       coalesce(closed.name, r.closed_model) AS closed_name,
       coalesce(open.name, r.open_model) AS open_name, s.status
FROM _headline_in_force r JOIN _series s ON s.series = r.board
LEFT JOIN named closed ON closed.model = r.closed_model
LEFT JOIN named open ON open.model = r.open_model
