-- One row is a level of a series at which a class has another cheapest model, today: the cheapest
-- of both classes at or above it, with scores and prices of one day.
-- Key: series, openness_rule, level
-- Columns as in table: price_at_quality
--
-- level (real): as in price_at_quality.threshold
-- prices_on (day): Day of the prices.

{% from "shared/formulas.sql" import first_part, rounded %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT f.board AS series, s.title, s.domain, s.unit, {{ rounded("f.threshold") }} AS level,
       {{ first_part("f.category") }} AS openness_rule,
       f.closed_model, coalesce(c.name, f.closed_model) AS closed_name,
       round(f.closed_price, 4) AS closed_price, f.closed_is_at_most,
       f.open_model, coalesce(o.name, f.open_model) AS open_name,
       round(f.open_price, 4) AS open_price, f.open_is_at_most,
       round(f.price_ratio, 4) AS price_ratio, f.is_best_open, f.scores_on,
       coalesce(f.prices_on, f.through) AS prices_on,
       {{ rounded("f.closed_value") }} AS closed_value, f.closed_input, f.closed_output,
       f.closed_source, f.closed_price_basis, f.closed_hosts, f.closed_price_mode,
       f.closed_off_peak_price, f.closed_effective_on,
       {{ rounded("f.open_value") }} AS open_value, f.open_input, f.open_output,
       f.open_source, f.open_price_basis, f.open_hosts, f.open_price_mode,
       f.open_off_peak_price, f.open_effective_on,
       f.blend, f.closed_unscored, f.open_unscored, f.vintages, s.status, f.code_version,
       f.recorded_at
FROM _price_at_quality_in_force f
LEFT JOIN _series s ON s.series = f.board
LEFT JOIN named c ON c.model = f.closed_model
LEFT JOIN named o ON o.model = f.open_model
