-- One row is a model of the registry that is out, as open as it is today.
-- Key: model
-- Columns as in table: model
--
-- model (text): Canonical model id.
-- maker (text): Maker's display name.
-- openness (Openness): Grade; see docs/openness.md.
-- licence (text?): as in openness.licence
-- licence_spdx (text?): as in licence.spdx
-- commercial_use (CommercialUse?): Whether the licence of the weights permits commercial use;
--   absent without weights.
-- evidence (text): URL that shows the grade.
-- opened_on (day?): First day on which its weights could be had, if ever.

WITH grade AS MATERIALIZED (
  SELECT model, openness, licence, evidence, valid_from FROM _openness_in_force
  WHERE valid_from <= (SELECT on_date FROM _today)
    AND coalesce(valid_until, '9999') > (SELECT on_date FROM _today)
),
opened AS MATERIALIZED (
  SELECT model, min(valid_from) AS opened_on FROM _openness_in_force
  WHERE openness IN ({{ open_grades }}) AND valid_from <= (SELECT on_date FROM _today)
  GROUP BY model
)
SELECT m.entry AS model, m.name, m.maker_name AS maker, m.country, m.released_on, m.kind,
       m.parameters_total_b, m.parameters_active_b, coalesce(g.openness, 'unknown') AS openness,
       g.licence, l.spdx AS licence_spdx, l.commercial_use,
       coalesce(g.evidence, m.evidence) AS evidence, o.opened_on
FROM _model_in_force m
LEFT JOIN grade g ON g.model = m.entry
LEFT JOIN opened o ON o.model = m.entry
LEFT JOIN _licence_in_force l ON l.entry = g.licence
WHERE m.released_on IS NULL OR m.released_on <= (SELECT on_date FROM _today)
