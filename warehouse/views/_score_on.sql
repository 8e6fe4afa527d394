-- One row is an entry on a board, in the newest vintage of each of the board's published dates.

{% from "shared/vintages.sql" import newest_first %}
SELECT b.source, b.board, b.category, v.published_on, v.restated, v.basis, v.id AS vintage,
       f.entry, f.model_name, f.value, f.unit, f.stderr, f.ci_low, f.ci_high, f.ci_level, f.n,
       f.provenance, f.protocol, f.effort, f.harness, f.dated_on, f.released_on, f.cost_usd,
       v.seen_at, v.recorded_at, v.page_sha256, f.source_url, f.note,
       (SELECT json_array_length(s.held) FROM _state s WHERE s.id = v.state_id) AS held_entries
FROM _board b
JOIN _vintage v ON v.board_id = b.id AND (v.snapshot_id, v.id) = (
  SELECT n.snapshot_id, n.id FROM _vintage n
  WHERE n.board_id = v.board_id AND n.published_on = v.published_on
  ORDER BY {{ newest_first("n") }}
  LIMIT 1
)
JOIN _state s ON s.id = v.state_id, json_each(s.runs) run
JOIN _score f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
WHERE b.fact_table = 'score'
