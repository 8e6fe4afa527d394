-- One row is a change of a model's price at its maker or a host: cut, rise, withdrawn, or the first
-- price.
-- Key: on_date, model, seller, kind
-- Columns as in table: price_event

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT coalesce(r.name, f.model) AS name, f.model, f.seller, f.kind, f.on_date, f.not_before,
       f.before_input, f.before_output, f.now_input, f.now_output, f.change_percent, f.independent,
       f.sources, f.confirmed, f.vintages, f.code_version, f.recorded_at
FROM _price_event_in_force f LEFT JOIN named r ON r.model = f.model
