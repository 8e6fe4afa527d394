-- One row is an entry that is held in the newest vintage of a board, with the vintage that it keeps
-- its row from.

{% from "shared/vintages.sql" import newest_first %}
SELECT kept.board_id, kept.vintage_id, kept.basis, kept.entry, v.state_id, v.published_on,
       v.seen_at, v.recorded_at, v.page_sha256
FROM (
  SELECT now.board_id, now.id AS vintage_id, now.basis, h.value AS entry, (
    SELECT json_array(v.id, v.snapshot_id) FROM _vintage v
    WHERE v.board_id = now.board_id AND (v.published_on, 1 - v.restated, v.seen_at, v.page_sha256)
        < (now.published_on, 1 - now.restated, now.seen_at, now.page_sha256)
      AND NOT EXISTS (
        SELECT 1 FROM _vintage again
        WHERE again.board_id = v.board_id AND again.published_on = v.published_on
          AND again.restated = v.restated AND again.seen_at = v.seen_at
          AND again.page_sha256 = v.page_sha256
          AND (again.snapshot_id, again.id) > (v.snapshot_id, v.id))
      AND NOT EXISTS (
        SELECT 1 FROM _state s, json_each(s.held) also
        WHERE s.id = v.state_id AND also.value = h.value)
    ORDER BY {{ newest_first("v") }} LIMIT 1
  ) AS place
  FROM _vintage_now now JOIN _state s ON s.id = now.state_id AND s.held <> '[]',
       json_each(s.held) h
) kept
JOIN _vintage v ON (v.id, v.snapshot_id) = (kept.place ->> 0, kept.place ->> 1)
