-- One row is a host with what it asks for a model.
-- Key: model, host
-- Columns as in table: host_price

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT f.model, coalesce(r.name, f.model) AS name, f.host, f.blended_price, f.code_version,
       f.recorded_at
FROM _host_price_in_force f LEFT JOIN named r ON r.model = f.model
