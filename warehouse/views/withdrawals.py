"""Which prices are no longer offered: absent from three looks, or said to have ended.

A look is a day on which the list was read, whatever came of it; what a refused row was about is
kept, not gone. `measures.price.spans` draws the same line for the days between.
"""

from __future__ import annotations

from warehouse.schema.columns import day, text
from warehouse.schema.facts import PRICE
from warehouse.schema.view import View
from warehouse.views.states import rows_of

PRICE_WITHDRAWN = View(
    "price_withdrawn",
    "an offering that its board no longer lists (three fetches on three days, or stated), in one "
    "mode and currency",
    ("source", "board", "category", "provider", "offering", "mode", "currency", "reason"),
    PRICE,
    (
        day("last_seen_on", "Last day a fetch found it on the board.", optional=True),
        day("withdrawn_on", "First day without it, or the day the page states.", optional=True),
        text("reason", "absent: gone for three fetches on three days; stated: a page says so."),
    ),
    sql=f"""
WITH looked AS (
  SELECT board_id, state_id, day, dense_rank() OVER (PARTITION BY board_id ORDER BY day DESC) AS ago
  FROM (
    SELECT v.board_id, v.state_id, date(v.seen_at) AS day, row_number() OVER (
      PARTITION BY v.board_id, v.published_on, v.restated, v.seen_at, v.page_sha256
      ORDER BY v.snapshot_id DESC, v.id DESC
    ) AS place
    FROM _vintage v JOIN _board b ON b.id = v.board_id AND b.fact_table = 'price'
  ) WHERE place = 1
),
content AS MATERIALIZED (
  SELECT board_id, state_id, max(day) AS last_on, min(ago) AS ago
  FROM looked GROUP BY board_id, state_id
),
offer AS MATERIALIZED (
  SELECT f.board_id, f.provider, f.offering, f.mode, f.currency, max(c.last_on) AS last_seen_on,
         min(c.ago) AS ago
  FROM content c
  {rows_of("price", "c.state_id")}
  GROUP BY f.board_id, f.provider, f.offering, f.mode, f.currency
),
kept AS MATERIALIZED (
  SELECT DISTINCT f.board_id, f.provider, f.offering, f.mode, f.currency
  FROM content c
  JOIN _state s ON s.id = c.state_id AND c.ago <= 3, json_each(s.held) h
  CROSS JOIN _price f ON f.board_id = c.board_id AND f.entry = h.value
),
ended AS (
  SELECT board_id, provider, offering, mode, currency, max(withdrawn_on) AS withdrawn_on
  FROM _price_in_force
  WHERE board_id IN (SELECT board_id FROM _price WHERE withdrawn_on IS NOT NULL)
  GROUP BY board_id, provider, offering, mode, currency
  HAVING count(*) = count(withdrawn_on) AND max(withdrawn_on) <= (SELECT on_date FROM _today)
)
SELECT b.source, b.board, b.category, o.provider, o.offering, o.mode, o.currency, o.last_seen_on,
       (SELECT min(l.day) FROM looked l WHERE l.board_id = o.board_id AND l.day > o.last_seen_on)
         AS withdrawn_on,
       'absent' AS reason
FROM offer o
JOIN _board b ON b.id = o.board_id
WHERE o.ago > 3
  AND NOT EXISTS (
    SELECT 1 FROM kept k WHERE k.board_id = o.board_id AND k.provider = o.provider
      AND k.offering = o.offering AND k.mode = o.mode AND k.currency = o.currency)
UNION ALL
SELECT b.source, b.board, b.category, e.provider, e.offering, e.mode, e.currency, o.last_seen_on,
       e.withdrawn_on, 'stated'
FROM ended e
JOIN _board b ON b.id = e.board_id
JOIN offer o ON o.board_id = e.board_id AND o.provider = e.provider AND o.offering = e.offering
  AND o.mode = e.mode AND o.currency = e.currency
""",
)
