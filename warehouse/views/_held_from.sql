-- One row is an entry that is held in the newest vintage of a board, with the vintage that it keeps
-- its row from.

-- The vintages of the board alone: of view _vintage SQLite would lay out those of every board, even
-- for a board that holds nothing.
{% set of_board -%}
SELECT id, board_id, state_id, snapshot_id, published_on, seen_at, page_sha256, restated
      FROM _page_state WHERE board_id = now.board_id
      UNION ALL
      SELECT v.id, v.board_id, v.state_id, s.id, iif(v.own_date, v.published_on, date(s.seen_at)),
             s.seen_at, v.page_sha256, v.restated
      FROM _page_state v JOIN _snapshot s ON s.repeats = v.snapshot_id
      WHERE board_id = now.board_id
{%- endset %}
SELECT kept.board_id, kept.vintage_id, kept.basis, kept.entry, v.state_id,
       iif(v.own_date, v.published_on, date(look.seen_at)) AS published_on, look.seen_at,
       look.recorded_at, v.page_sha256
FROM (
  SELECT now.board_id, now.id AS vintage_id, now.basis, h.value AS entry, (
    SELECT json_array(v.id, v.snapshot_id) FROM (
      {{ of_board }}
    ) v
    WHERE (v.published_on, 1 - v.restated, v.seen_at, v.page_sha256)
        < (now.published_on, 1 - now.restated, now.seen_at, now.page_sha256)
      AND NOT EXISTS (
        SELECT 1 FROM (
      {{ of_board }}
        ) again
        WHERE again.published_on = v.published_on
          AND again.restated = v.restated AND again.seen_at = v.seen_at
          AND again.page_sha256 = v.page_sha256
          AND (again.snapshot_id, again.id) > (v.snapshot_id, v.id))
      AND NOT EXISTS (
        SELECT 1 FROM _state s, json_each(s.held) also
        WHERE s.id = v.state_id AND also.value = h.value)
    ORDER BY v.published_on DESC, v.restated, v.seen_at DESC, v.page_sha256 DESC
    LIMIT 1
  ) AS place
  FROM _vintage_now now JOIN _state s ON s.id = now.state_id AND s.held <> '[]',
       json_each(s.held) h
) kept
JOIN _page_state v ON v.id = kept.place ->> 0
JOIN _snapshot look ON look.id = kept.place ->> 1
