-- One row is a source.
-- Key: source
-- Of the moment of asking: age_hours
--
-- last_seen_at (text?): When it was last fetched (UTC).
-- last_changed_at (text?): When a fetch last brought something new.
-- last_outcome (text): What became of the last fetch.
-- age_hours (real?): Hours since the last fetch.
-- rows (whole?): Rows of its boards in force.
-- quarantined (whole?): Rows that its last accepted fetch quarantined.
-- cause (text?): Why the last fetch failed, if it did.
-- last_good_at (text?): When a fetch was last accepted to its end.

-- A run looks at several addresses: `last` are the newest looks at each within half a day before
-- the source's newest look, worst first. A look that brought no page (unreachable, or an answer
-- that is no page) stands for the run only until a later look brings one. A page that was accepted
-- is a good look unless the same look failed at a later address, which then has warnings: within
-- an hour. A failure without is a look of its own, and the one before it stays good.
WITH newest AS (
  SELECT s.*, row_number() OVER (PARTITION BY source, url ORDER BY seen_at DESC, id DESC) AS place,
         max(seen_at) OVER (PARTITION BY source) AS last_at,
         max(iif(page_sha256 IS NULL, NULL, seen_at)) OVER (PARTITION BY source) AS last_page_at
  FROM _look s
), last AS (
  SELECT n.*, row_number() OVER (PARTITION BY source ORDER BY CASE outcome
      WHEN 'refused' THEN 0 WHEN 'unreachable' THEN 1 WHEN 'recorded' THEN 2
      WHEN 'unchanged' THEN 3 ELSE 4 END, seen_at DESC, id DESC) AS worst
  FROM newest n
  WHERE place = 1 AND julianday(last_at) - julianday(seen_at) < 0.5
    AND (page_sha256 IS NOT NULL OR last_page_at IS NULL OR seen_at >= last_page_at)
), followed AS (
  SELECT source, seen_at, outcome,
         min(iif(outcome = 'unreachable' AND warnings IS NOT NULL, seen_at, NULL)) OVER
           (PARTITION BY source ORDER BY seen_at, id
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS fails_at
  FROM _look
), good AS (
  SELECT source, max(seen_at) AS at FROM followed WHERE outcome IN ('recorded', 'unchanged')
    AND (fails_at IS NULL OR julianday(fails_at) - julianday(seen_at) >= 1 / 24.0)
  GROUP BY source
), held AS (
  SELECT b.source, v.snapshot_id, sum(s.row_count) AS rows
  FROM _vintage_now v JOIN _state s ON s.id = v.state_id JOIN _board b ON b.id = v.board_id
  GROUP BY 1, 2
)
SELECT l.source, l.last_at AS last_seen_at,
       (SELECT max(seen_at) FROM _look c WHERE c.source = l.source AND c.outcome = 'recorded')
         AS last_changed_at,
       l.outcome AS last_outcome,
       round((julianday((SELECT at FROM _today)) - julianday(l.last_at)) * 24, 4) AS age_hours,
       (SELECT coalesce(sum(h.rows), 0) FROM held h WHERE h.source = l.source) AS rows,
       (SELECT sum(q.rows_quarantined) FROM held h JOIN _snapshot q ON q.id = h.snapshot_id
         WHERE h.source = l.source) AS quarantined,
       l.cause,
       (SELECT at FROM good g WHERE g.source = l.source) AS last_good_at
FROM last l WHERE l.worst = 1
