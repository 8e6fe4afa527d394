-- One row is a series under one openness rule: the gap to the best open model that fits one GPU,
-- beside that to the best of any size.
-- Key: series, openness_rule
-- Columns as in table: one_gpu_gap

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT r.board AS series, s.title, s.domain, s.unit, r.category AS openness_rule,
       r.gap, r.gap_low, r.gap_high, r.ci_level, r.verdict, r.closed_model, r.closed_value,
       r.open_model, r.open_value, r.parameters_total_b, r.memory_gb, r.p_open_ahead,
       r.lag_days, r.lag_low, r.lag_high, r.lag_censored,
       r.any_size_open_model, r.any_size_gap, r.any_size_gap_low, r.any_size_gap_high,
       r.n, r.open_models, r.size_unknown, r.size_unknown_above, r.gap_if_unknown_fits,
       r.unresolved_above, r.shown_on, r.assumption,
       coalesce(closed.name, r.closed_model) AS closed_name,
       coalesce(open.name, r.open_model) AS open_name,
       coalesce(any_size.name, r.any_size_open_model) AS any_size_open_name, s.status
FROM _one_gpu_gap_in_force r JOIN _series s ON s.series = r.board
LEFT JOIN named closed ON closed.model = r.closed_model
LEFT JOIN named open ON open.model = r.open_model
LEFT JOIN named any_size ON any_size.model = r.any_size_open_model
