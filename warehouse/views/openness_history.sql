-- One row is a model's openness from one day until another.
-- Key: model, from_on
-- Columns as in table: openness
--
-- from_on (day): First day of the interval.
-- until_on (day?): First day after the interval; absent: still in force.
-- licence_spdx (text?): as in licence.spdx

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT o.model, coalesce(m.name, o.model) AS name, o.openness, o.licence, l.spdx AS licence_spdx,
       o.valid_from AS from_on, o.valid_until AS until_on, o.evidence, o.checked_on
FROM _openness_in_force o
LEFT JOIN _licence_in_force l ON l.entry = o.licence
LEFT JOIN named m ON m.model = o.model
WHERE o.valid_from <= (SELECT on_date FROM _today)
