-- One row is a series of a domain under one openness rule: its gap today, and what the series of
-- the domain say together.
-- Key: series, openness_rule
-- Columns as in table: domain

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT r.series, s.title, s.domain, s.unit, r.category AS openness_rule, r.vintage_on, r.direction,
       r.speaks, r.gap, r.gap_low, r.gap_high, r.ci_level, r.verdict, r.closed_model, r.open_model,
       r.evidence, r.shown_on, r.is_stale, r.caveat, r.vintages,
       coalesce(closed.name, r.closed_model) AS closed_name,
       coalesce(open.name, r.open_model) AS open_name, s.status
FROM _domain_in_force r JOIN _series s ON s.series = r.series
LEFT JOIN named closed ON closed.model = r.closed_model
LEFT JOIN named open ON open.model = r.open_model
