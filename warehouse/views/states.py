"""Which vintage of a board counts, and the rows it holds: SQL that every reader is made of.

A board has vintages, a vintage has a state, and a state lists its fact rows as runs of ids
(docs/adr/0001). Whoever needs rows joins them here.
"""

from __future__ import annotations

from warehouse.schema.facts import FACTS


def newest_first(vintage: str) -> str:
    """The order of the vintages of one board, as terms of ORDER BY on the alias `vintage`."""
    terms = ("published_on DESC", "restated", "seen_at DESC", "page_sha256 DESC", "id DESC")
    return ", ".join(f"{vintage}.{term}" for term in terms)


def newest(condition: str, partition: str = "v.board_id") -> str:
    """A query: of the vintages `v` of boards `b` that meet a condition, the newest of each board.

    Or the newest of each other `partition`. The names of the board come with it.
    """
    return f"""
SELECT * FROM (
  SELECT v.*, b.fact_table, b.source, b.board, b.category,
         row_number() OVER (PARTITION BY {partition} ORDER BY {newest_first("v")}) AS place
  FROM _vintage v JOIN _board b ON b.id = v.board_id
  WHERE {condition}
) WHERE place = 1
"""


def rows_of(table: str, state_id: str) -> str:
    """Joins that give, as `f`, the rows of a fact table that state `s` holds; held ones apart."""
    return f"""JOIN _state s ON s.id = {state_id}, json_each(s.runs) run
JOIN {FACTS[table].relation} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1"""


# One seek in index vintage_order per board: a question about one board touches no other.
VINTAGE_NOW = f"""
SELECT v.id, v.board_id, v.state_id, v.snapshot_id, v.published_on, v.seen_at, v.recorded_at,
       v.page_sha256, v.restated, v.basis, v.own_date, v.inputs_on
FROM _board b
JOIN _vintage v ON v.board_id = b.id AND v.id = (
  SELECT n.id FROM _vintage n WHERE n.board_id = v.board_id
  ORDER BY {newest_first("n")}
  LIMIT 1
)
"""

HELD_FROM = """
SELECT now.id AS vintage_id, h.value AS entry, (
  SELECT v.state_id FROM _vintage v
  WHERE v.board_id = now.board_id
    AND (v.published_on, 1 - v.restated, v.seen_at, v.page_sha256)
      < (now.published_on, 1 - now.restated, now.seen_at, now.page_sha256)
    AND NOT EXISTS (
      SELECT 1 FROM _vintage again
      WHERE again.board_id = v.board_id AND again.published_on = v.published_on
        AND again.restated = v.restated AND again.seen_at = v.seen_at
        AND again.page_sha256 = v.page_sha256 AND again.id > v.id)
    AND NOT EXISTS (
      SELECT 1 FROM _state s, json_each(s.held) also
      WHERE s.id = v.state_id AND also.value = h.value)
  ORDER BY v.published_on DESC, v.restated, v.seen_at DESC, v.page_sha256 DESC
  LIMIT 1
) AS state_id
FROM _vintage_now now
JOIN _state s ON s.id = now.state_id, json_each(s.held) h
"""


def in_force(table: str) -> str:
    """A query: rows of a fact table in their board's newest vintage, held ones included."""
    where = "f.id, b.id AS board_id, b.source, b.board, b.category, now.id AS vintage_id"
    when = "now.published_on, now.seen_at, now.recorded_at, now.page_sha256, now.basis"
    columns = ", ".join(_named(table, name) for name in FACTS[table].names())
    return f"""
SELECT {where}, {columns}, {when}, 0 AS held
FROM _vintage_now now
JOIN _board b ON b.id = now.board_id AND b.fact_table = '{table}'
{rows_of(table, "now.state_id")}
UNION ALL
SELECT {where}, {columns}, {when}, 1 AS held
FROM _held_from h
JOIN _vintage_now now ON now.id = h.vintage_id
JOIN _board b ON b.id = now.board_id AND b.fact_table = '{table}'
{rows_of(table, "h.state_id")} AND f.board_id = b.id AND f.entry = h.entry
"""


def _named(table: str, name: str) -> str:
    """A fact column, renamed where a column of the board has the same name."""
    return f"f.{name} AS {table}_{name}" if name in _BOARD_COLUMNS else f"f.{name}"


_BOARD_COLUMNS = ("source", "board", "category", "published_on", "basis")
