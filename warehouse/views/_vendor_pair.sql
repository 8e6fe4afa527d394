-- One row is a model that its maker and somebody else scored, with the best score of either side,
-- and with all decimals.

{% from "shared/formulas.sql" import hypotenuse, z %}
WITH named AS MATERIALIZED (SELECT entry AS model, name, maker, maker_name FROM _model_in_force),
scored AS MATERIALIZED (
  SELECT board AS series, entry AS model, value, stderr,
         protocol || coalesce(', effort ' || effort, '') AS protocol
  FROM _model_score_in_force WHERE evidence IS NULL
),
compared AS (
  SELECT t.benchmark, t.title, s.domain, s.unit, t.vendor_series, v.model,
         v.value AS vendor_value, v.protocol AS vendor_protocol, o.value AS measured_value,
         o.protocol AS measured_protocol, t.measured_series,
         iif(s.direction = 'lower', o.value - v.value, v.value - o.value) AS difference,
         {{ z }} * {{ hypotenuse("v.stderr", "o.stderr") }} AS half,
         row_number() OVER (
           PARTITION BY t.benchmark, v.model
           ORDER BY iif(s.direction = 'lower', o.value, -o.value), t.measured_series
         ) AS place
  FROM _twice_measured t JOIN _series s ON s.series = t.vendor_series
  JOIN scored v ON v.series = t.vendor_series
  JOIN scored o ON o.series = t.measured_series AND o.model = v.model
)
SELECT c.*, coalesce(r.name, c.model) AS name, r.maker, r.maker_name
FROM compared c LEFT JOIN named r ON r.model = c.model WHERE c.place = 1
