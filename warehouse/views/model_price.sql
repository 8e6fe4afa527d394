-- One row is a model from one day until another: what it cost.
-- Key: model, from_on
-- Columns as in table: model_price
--
-- name (text): as in model.name
-- maker (text?): Its maker's display name.
-- is_in_force (flag): 1: the price of today.
-- hosts (whole): Hosts of its weights with a known price today.

WITH named AS MATERIALIZED (SELECT entry AS model, name, maker_name FROM _model_in_force),
host AS MATERIALIZED (
  SELECT model, count(*) AS hosts FROM _host_price_in_force GROUP BY model
)
SELECT f.model, coalesce(r.name, f.model) AS name, r.maker_name AS maker, f.from_on, f.until_on,
       round(f.blended_price, 4) AS blended_price, round(f.input_per_mtok, 4) AS input_per_mtok,
       round(f.output_per_mtok, 4) AS output_per_mtok, f.price_basis, f.sources,
       f.until_on IS NULL AS is_in_force, coalesce(h.hosts, 0) AS hosts
FROM _model_price_in_force f LEFT JOIN host h ON h.model = f.model
LEFT JOIN named r ON r.model = f.model
