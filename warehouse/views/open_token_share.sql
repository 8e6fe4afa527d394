-- One row is a day of a router: the share of its tokens that open-weight models took.
-- Key: on_date
--
-- open_share_low (real): Tokens of open weights in percent of all tokens: as if all others, unknown
--   ones too, were closed.
-- open_share_high (real): The same, with all that is unknown or not named taken as open.
-- unknown_share (real): Tokens of named models whose openness nobody knows, in percent of all.
-- other_share (real): Tokens of all models that the router does not name, in percent of all.

{% from "shared/formulas.sql" import matched %}
{% from "shared/vintages.sql" import newest_first %}
WITH spelling AS MATERIALIZED (
  SELECT alias, alias_source AS source, model, valid_from, valid_until, effort FROM _alias_in_force
),
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
),
-- A day with a row that nobody can read has no whole.
day AS (
  SELECT * FROM (
    SELECT v.*, b.source, row_number() OVER (
             PARTITION BY v.board_id, v.published_on ORDER BY {{ newest_first("v") }}) AS place
    FROM _vintage v JOIN _board b ON b.id = v.board_id
    WHERE b.fact_table = 'usage'
  ) WHERE place = 1
),
used AS (
  SELECT n.source, n.published_on, n.seen_at, n.page_sha256, f.model_name, f.tokens
  FROM day n JOIN _state s ON s.id = n.state_id, json_each(s.runs) run
  JOIN _usage f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
  WHERE s.held = '[]'
),
-- Each row is matched once: a model is asked for below as often as it has grades.
matched AS MATERIALIZED (SELECT u.*, {{ matched("model", "u") }} AS model FROM used u),
classed AS MATERIALIZED (
  SELECT m.*, CASE WHEN m.model_name IS NULL THEN 'other'
                   WHEN g.openness IN ({{ open_grades }}) THEN 'open'
                   ELSE coalesce(g.openness, 'unknown') END AS class
  FROM matched m LEFT JOIN grade g ON g.model = m.model AND g.valid_from <= m.published_on
    AND coalesce(g.valid_until, '9999') > m.published_on
),
total AS (
  SELECT source, published_on, seen_at, page_sha256, sum(tokens) AS every,
         sum(iif(class = 'open', tokens, 0)) AS open, sum(iif(class = 'closed', tokens, 0)) AS shut,
         sum(iif(class = 'other', tokens, 0)) AS other
  FROM classed GROUP BY published_on
)
SELECT published_on AS on_date, round(100.0 * open / every, 4) AS open_share_low,
       round(100.0 * (every - shut) / every, 4) AS open_share_high,
       round(100.0 * (every - open - shut - other) / every, 4) AS unknown_share,
       round(100.0 * other / every, 4) AS other_share, source, seen_at, page_sha256
FROM total WHERE every > 0
