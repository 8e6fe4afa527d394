-- One row is a past day of a series under one openness rule: its gap as published then and as known
-- now.
-- Key: series, openness_rule, kind, on_date
-- Columns as in table: correction

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT r.board AS series, s.title, s.domain, s.unit, r.openness_rule, r.kind, r.on_date,
       r.gap_then, r.gap_then_low, r.gap_then_high, r.closed_model_then, r.open_model_then,
       r.gap_now, r.gap_now_low, r.gap_now_high, r.closed_model_now, r.open_model_now,
       r.change, r.crosses_break,
       coalesce(closed_then.name, r.closed_model_then) AS closed_name_then,
       coalesce(open_then.name, r.open_model_then) AS open_name_then,
       coalesce(closed_now.name, r.closed_model_now) AS closed_name_now,
       coalesce(open_now.name, r.open_model_now) AS open_name_now, s.status
FROM _correction_in_force r JOIN _series s ON s.series = r.board
LEFT JOIN named closed_then ON closed_then.model = r.closed_model_then
LEFT JOIN named open_then ON open_then.model = r.open_model_then
LEFT JOIN named closed_now ON closed_now.model = r.closed_model_now
LEFT JOIN named open_now ON open_now.model = r.open_model_now
