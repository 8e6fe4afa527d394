-- One row is a model that could be had behind an API first and as weights later, beside the median
-- of all.
-- Key: model
--
-- model (text): Canonical model id.
-- name (text): Its display name.
-- maker (text): Maker id.
-- api_on (day): First day on which it could be had, closed.
-- weights_on (day): First day on which its weights could be had.
-- days (whole): Days between the two.
-- openness (text): Its openness from that day on; see docs/openness.md.
-- median_days (real): Median days of all such models.
-- median_low (real?): Lower end of the median's interval (sign test).
-- median_high (real?): Upper end of the median's interval.
-- n (whole): Models in the median: all rows of this view.

{% from "shared/formulas.sql" import level, medians %}
WITH RECURSIVE named AS MATERIALIZED (
  SELECT entry AS model, name, maker, maker_name FROM _model_in_force
),
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
),
opened AS MATERIALIZED (
  SELECT sold.model, sold.valid_from AS api_on, free.valid_from AS weights_on, free.openness,
         CAST(julianday(free.valid_from) - julianday(sold.valid_from) AS INTEGER) AS days
  FROM grade sold JOIN grade free ON free.model = sold.model AND free.valid_from = sold.valid_until
  WHERE sold.openness = 'closed' AND free.openness IN ({{ open_grades }})
    AND free.valid_from <= (SELECT on_date FROM _today)
),
number AS (SELECT 'every' AS model, days AS x FROM opened),
{{ medians("number", "model") }}
SELECT o.model, coalesce(r.name, o.model) AS name, r.maker, r.maker_name, o.api_on, o.weights_on,
       o.days, o.openness, round(m.value, 4) AS median_days, m.low AS median_low,
       m.high AS median_high, iif(m.low IS NULL, NULL, {{ level }}) AS ci_level, m.n
FROM opened o LEFT JOIN named r ON r.model = o.model CROSS JOIN median m
