-- One row is an entry on a board, in the board's newest vintage.
-- Key: source, board, category, entry
-- Columns as in table: score

{% from "shared/formulas.sql" import matched %}
WITH spelling AS MATERIALIZED (
  SELECT alias, alias_source AS source, model, valid_from, valid_until, effort FROM _alias_in_force
),
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
)
SELECT n.source, n.board, n.category, n.entry, n.model_name, n.model,
       coalesce(g.openness, iif(n.model IS NULL, NULL, 'unknown')) AS openness, n.value, n.unit,
       n.stderr, n.ci_low, n.ci_high, n.ci_level, n.ci_method, n.n, n.provenance, n.protocol,
       coalesce(n.effort, n.alias_effort) AS effort, n.harness, n.published_on, n.dated_on,
       n.released_on, n.cost_usd, n.seen_at, n.recorded_at, n.page_sha256, n.held, n.basis,
       n.source_url, n.note
FROM (
  SELECT r.*, {{ matched("model", "r") }} AS model, {{ matched("effort", "r") }} AS alias_effort
  FROM _score_in_force r
  WHERE r.source <> 'gapwatch'  -- a scale that versions before 0.3 issued as a board
) n
LEFT JOIN grade g ON g.model = n.model AND g.valid_from <= n.published_on
  AND coalesce(g.valid_until, '9999') > n.published_on
