{# Rows of a fact table that pages state, in their board's newest vintage, held ones included. -#}
SELECT f.id, b.id AS board_id, b.source, b.board, b.category, now.id AS vintage_id, {{ columns }},
       now.published_on, now.seen_at, now.recorded_at, now.page_sha256, now.basis, 0 AS held
FROM _vintage_now now
JOIN _board b ON b.id = now.board_id AND b.fact_table = '{{ table }}'
JOIN _state s ON s.id = now.state_id, json_each(s.runs) run
JOIN _{{ table }} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
UNION ALL
SELECT f.id, b.id AS board_id, b.source, b.board, b.category, now.vintage_id, {{ columns }},
       now.published_on, now.seen_at, now.recorded_at, now.page_sha256, now.basis, 1 AS held
FROM _board b CROSS JOIN _held_from now ON now.board_id = b.id
JOIN _state s ON s.id = now.state_id, json_each(s.runs) run
JOIN _{{ table }} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
  AND f.board_id = b.id AND f.entry = now.entry
WHERE b.fact_table = '{{ table }}'
