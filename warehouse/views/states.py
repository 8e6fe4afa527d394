"""Which vintage of a board counts, and the rows it holds: SQL that every reader is made of.

A board has vintages, a vintage has a state, and a state lists its fact rows as runs of ids
(docs/decisions.md). Whoever needs rows joins them here.
"""

from __future__ import annotations

from terms.openness import OpennessRule
from warehouse.schema.facts import FACTS

_NEWEST_FIRST = (
    *("published_on DESC", "restated", "seen_at DESC", "page_sha256 DESC"),
    *("snapshot_id DESC", "id DESC"),
)


def newest_first(vintage: str) -> str:
    """The order of the vintages of one board, as terms of ORDER BY on the alias `vintage`."""
    return ", ".join(f"{vintage}.{term}" for term in _NEWEST_FIRST)


def newest_last(vintage: str) -> str:
    """The same order turned round."""
    return ", ".join(
        f"{vintage}.{column}{'' if turned else ' DESC'}"
        for column, turned, _ in (term.partition(" DESC") for term in _NEWEST_FIRST)
    )


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


NAMES = """model_name AS MATERIALIZED (
  SELECT entry AS model, name, maker, maker_name FROM _model_in_force
)"""
"""A CTE: what readers call the models of the registry. Found once, however many joins ask it."""


GRADES = """grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
)"""
"""A CTE: how open every model was when."""
OPEN = ", ".join(f"'{grade}'" for grade in sorted(OpennessRule.ANY_WEIGHTS.grades))
"""A list of what counts as open by the widest rule."""
SPELLINGS = """spelling AS MATERIALIZED (
  SELECT alias, alias_source AS source, model, valid_from, valid_until, effort FROM _alias_in_force
)"""
"""A CTE: what spellings mean, and when; for `matched`."""


def matched(column: str, row: str) -> str:
    """A column of the alias that a row's spelling is on its published day: its source's own first.

    One seek per row, so that a question about one board or model touches no other row twice.
    """
    return f"""(
  SELECT a.{column} FROM spelling a
  WHERE a.alias = {row}.model_name AND a.source IN ({row}.source, '*')
    AND coalesce(a.valid_from, '') <= {row}.published_on
    AND coalesce(a.valid_until, '9999') > {row}.published_on
  ORDER BY a.source = '*', a.valid_from DESC LIMIT 1)"""


def named(**models: str) -> str:
    """Joins on `NAMES`: of `leader="f.model"` a row `leader`, all NULL where the registry has no
    such model. `shown` gives the name."""
    return "".join(
        f"\nLEFT JOIN model_name {row} ON {row}.model = {model}" for row, model in models.items()
    )


def shown(row: str, model: str, column: str = "name") -> str:
    """A column: the name of a model that `named` found; its id where the registry has none."""
    return f"coalesce({row}.name, {model}) AS {column}"


_STATED = """
SELECT id, board_id, state_id, snapshot_id, published_on, seen_at, recorded_at, page_sha256,
       restated, basis, own_date, inputs_on, floor, leads
FROM _page_state{of_board}
UNION ALL
SELECT v.id, v.board_id, v.state_id, s.id, iif(v.own_date, v.published_on, date(s.seen_at)),
       s.seen_at, s.recorded_at, v.page_sha256, v.restated, v.basis, v.own_date, v.inputs_on,
       v.floor, v.leads
FROM _page_state v JOIN _snapshot s ON s.repeats = v.snapshot_id{of_board}
"""
VINTAGE = _STATED.format(of_board="")
"""That a board had a state: what a page gave it, at every look that brought the page.

`id` is that of the first look; `snapshot_id` tells them apart and is the order of arrival.
"""

_OWN = {
    "published": "n.published_on",
    "restated": "n.restated",
    "seen": "n.seen_at",
    "page": "n.page_sha256",
    "recorded": "n.recorded_at",
}
_AGAIN = {**_OWN, "seen": "s.seen_at", "recorded": "s.recorded_at"}
_DAY_SEEN = {**_AGAIN, "published": "date(s.seen_at)"}


def _seen(state: str) -> str:
    return f"coalesce(look.seen_at, {state}.seen_at)"


def newest_within(condition: str = "1", seen_by: str = "1") -> str:
    """Joins on `_board` b that give its newest vintage within a condition: look `look`, state `v`.

    The condition names what it limits as {published}, {restated}, {seen}, {page} and {recorded};
    `seen_by` says of look `s` what follows from it, in terms that an index knows.

    A few seeks in indexes, however many vintages the board has. The newest is that of a look: the
    newest of its own (`vintage_order`); or, of a board without dates of its own, of the last look
    that repeats any; or, of a dated one, of the last that repeats a state of no older date.
    A look that is being recorded has no row yet: `look` is empty, and its states are the newest.
    The plus, and a column that `vintage_order` lacks, keep the last seek from walking the board in
    its order: it goes by the look.
    """
    order = newest_first("n")
    effective = {
        **_OWN,
        "published": f"iif(n.own_date, n.published_on, date({_seen('n')}))",
        "seen": _seen("n"),
        "recorded": "coalesce(look.recorded_at, n.recorded_at)",
    }
    own = f"""SELECT n.id, n.snapshot_id, n.published_on, n.restated, n.seen_at, n.page_sha256
    FROM _page_state n WHERE n.board_id = b.id AND {condition.format(**_OWN)}
    ORDER BY {order} LIMIT 1"""
    return f"""
LEFT JOIN _snapshot look ON look.id = (
SELECT snapshot_id FROM (
  SELECT * FROM ({own})
  UNION ALL
  SELECT n.id, r.id, n.published_on, n.restated, r.seen_at, n.page_sha256
  FROM _page_state n JOIN _snapshot r ON r.id = (
    SELECT s.id FROM _snapshot s
    WHERE s.repeats = n.snapshot_id AND {condition.format(**_AGAIN)}
    ORDER BY s.seen_at DESC, s.id DESC LIMIT 1
  )
  WHERE n.board_id = b.id AND n.own_date = 1
    AND n.published_on >= coalesce((SELECT published_on FROM ({own})), '')
  UNION ALL
  SELECT * FROM (
    SELECT n.id, s.id, date(s.seen_at), n.restated, s.seen_at, n.page_sha256
    FROM _snapshot s CROSS JOIN _page_state n
      ON n.snapshot_id = s.repeats AND n.board_id = b.id AND n.own_date = 0
    WHERE s.source = iif(EXISTS (
        SELECT 1 FROM _page_state u WHERE u.board_id = b.id AND u.own_date = 0), b.source, NULL)
      AND s.repeats IS NOT NULL AND {seen_by}
      AND {condition.format(**_DAY_SEEN)}
    ORDER BY s.seen_at DESC, s.page_sha256 DESC, s.id DESC LIMIT 1
  )
) candidate ORDER BY {newest_first("candidate")} LIMIT 1
)
JOIN _page_state v ON v.board_id = b.id AND v.id = (
  SELECT n.id FROM _page_state n
  WHERE n.board_id = b.id AND n.snapshot_id =
      coalesce(look.repeats, look.id, (SELECT snapshot_id FROM ({own})))
    AND n.own_date >= 0 AND {condition.format(**effective)}
  ORDER BY {newest_first("+n")} LIMIT 1
)
"""


LOOKED = f"""v.id, v.board_id, v.state_id, coalesce(look.id, v.snapshot_id) AS snapshot_id,
       iif(v.own_date, v.published_on, date({_seen("v")})) AS published_on,
       {_seen("v")} AS seen_at,
       coalesce(look.recorded_at, v.recorded_at) AS recorded_at,
       v.page_sha256, v.restated, v.basis, v.own_date, v.inputs_on, v.floor, v.leads"""
"""The columns of view `_vintage` from what `newest_within` joins."""

VINTAGE_NOW = f"""
SELECT {LOOKED}
FROM _board b{newest_within()}"""

# SQLite would lay out every vintage of every board, even for a board that holds nothing.
_OF_BOARD = _STATED.format(of_board=" WHERE board_id = now.board_id")
HELD_FROM = f"""
SELECT kept.board_id, kept.vintage_id, kept.basis, kept.entry, v.state_id,
       iif(v.own_date, v.published_on, date(look.seen_at)) AS published_on, look.seen_at,
       look.recorded_at, v.page_sha256
FROM (
  SELECT now.board_id, now.id AS vintage_id, now.basis, h.value AS entry, (
    SELECT json_array(v.id, v.snapshot_id) FROM ({_OF_BOARD}) v
    WHERE (v.published_on, 1 - v.restated, v.seen_at, v.page_sha256)
        < (now.published_on, 1 - now.restated, now.seen_at, now.page_sha256)
      AND NOT EXISTS (
        SELECT 1 FROM ({_OF_BOARD}) again
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
JOIN _page_state v ON v.id = kept.place ->> 0 JOIN _snapshot look ON look.id = kept.place ->> 1
"""
"""What is held in the newest vintage of a board, with the vintage that it keeps its row from."""


def in_force(table: str) -> str:
    """A query: rows of a fact table in their board's newest vintage, held ones included."""
    where = "f.id, b.id AS board_id, b.source, b.board, b.category"
    when = "now.published_on, now.seen_at, now.recorded_at, now.page_sha256"
    columns = ", ".join(_named(table, name) for name in FACTS[table].names())
    return f"""
SELECT {where}, now.id AS vintage_id, {columns}, {when}, now.basis, 0 AS held
FROM _vintage_now now
JOIN _board b ON b.id = now.board_id AND b.fact_table = '{table}'
{rows_of(table, "now.state_id")}
UNION ALL
SELECT {where}, now.vintage_id, {columns}, {when}, now.basis, 1 AS held
FROM _board b CROSS JOIN _held_from now ON now.board_id = b.id
{rows_of(table, "now.state_id")} AND f.board_id = b.id AND f.entry = now.entry
WHERE b.fact_table = '{table}'
"""


def _named(table: str, name: str) -> str:
    """A fact column, renamed where a column of the board has the same name."""
    return f"f.{name} AS {table}_{name}" if name in _BOARD_COLUMNS else f"f.{name}"


_BOARD_COLUMNS = ("source", "board", "category", "published_on", "basis")
