-- One row is a model with its newest score in a series and its price of the same day, under an
-- openness rule (closed: under each).
-- Key: series, class, openness_rule, model
-- Columns as in table: price_front
--
-- prices_on (day): Day of the prices.

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT f.board AS series, s.title, s.domain, s.unit, f.class, f.openness_rule, f.model,
       coalesce(r.name, f.model) AS name, f.score, f.blended_price, f.price_basis, f.on_front,
       f.published_on, coalesce(f.prices_on, f.through) AS prices_on, s.status, f.vintages,
       f.code_version, f.recorded_at
FROM _price_front_in_force f
LEFT JOIN _series s ON s.series = f.board
LEFT JOIN named r ON r.model = f.model
