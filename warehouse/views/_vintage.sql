-- One row is that a board had a state: what a page gave it, at every look that brought the page.
--
-- `id` is that of the first look; `snapshot_id` tells them apart and is the order of arrival.

SELECT id, board_id, state_id, snapshot_id, published_on, seen_at, recorded_at, page_sha256,
       restated, basis, own_date, inputs_on, floor, leads
FROM _page_state
UNION ALL
SELECT v.id, v.board_id, v.state_id, s.id, iif(v.own_date, v.published_on, date(s.seen_at)),
       s.seen_at, s.recorded_at, v.page_sha256, v.restated, v.basis, v.own_date, v.inputs_on,
       v.floor, v.leads
FROM _page_state v JOIN _snapshot s ON s.repeats = v.snapshot_id
