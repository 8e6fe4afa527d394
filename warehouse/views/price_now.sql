-- One row is an offering's price in force.
-- Key: source, provider, offering, mode, currency
-- Columns as in table: price

{% from "shared/formulas.sql" import matched %}
-- What is in force is found by number first: whole rows are read once, of the prices that count.
WITH spelling AS MATERIALIZED (
  SELECT alias, alias_source AS source, model, valid_from, valid_until, effort FROM _alias_in_force
),
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
),
newest AS (
  SELECT r.id, r.source, r.model_name, r.published_on, r.seen_at, r.recorded_at, r.page_sha256,
         r.held, max(coalesce(r.effective_on, '0000-00-00') || r.published_on)
  FROM _price_in_force r WHERE coalesce(r.effective_on, '') <= (SELECT on_date FROM _today)
  GROUP BY r.source, r.provider, r.offering, r.mode, r.currency
),
named AS MATERIALIZED (
  SELECT r.*, {{ matched("model", "r") }} AS model FROM newest r
)
SELECT n.source, f.provider, f.offering, n.model_name, n.model,
       coalesce(g.openness, iif(n.model IS NULL, NULL, 'unknown')) AS openness, f.mode, f.currency,
       f.input_per_mtok, f.cached_input_per_mtok, f.output_per_mtok, f.effective_on,
       f.withdrawn_on, f.effective_basis, n.published_on, n.seen_at, n.recorded_at, n.page_sha256,
       n.held, f.source_url, f.note
FROM named n CROSS JOIN _price f ON f.id = n.id
LEFT JOIN grade g ON g.model = n.model AND g.valid_from <= n.published_on
  AND coalesce(g.valid_until, '9999') > n.published_on
