-- One row is the list prices of the same models on the first day of a month, closed or open, as an
-- index.
-- Key: class, openness_rule, on_date
-- Columns as in table: price_index

SELECT class, openness_rule, on_date, price_index, models, models_changed, base_on,
       code_version, recorded_at
FROM _price_index_in_force
