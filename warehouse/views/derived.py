"""Views over derived rows: change points laid on the calendar, and the newest of each board.

They end on the last day that was derived: a stopped scheduler shows as missing days. A board that
the newest derivation of its table left out (its series or threshold is no longer declared, or
nothing can be said any more) keeps its days up to then and has no part in what is said of now.
"""

from __future__ import annotations

from terms.boards import ENDS, part_in_sql
from warehouse.schema.columns import Table
from warehouse.schema.derived import CLAIM, DERIVED_SOURCE, FRONTIER, GAP, LAG, PRICE_GAP
from warehouse.schema.view import VINTAGE_ON_NEWEST, View
from warehouse.views.states import NAMES, named, rows_of, shown

CONFIRMED = (
    "confirmed (flag): 0: a model behind the row has a provisional class, which nobody has "
    "confirmed yet; the evidence says why."
)


def derived(table: str) -> str:
    """A query: rows of the newest vintage of every board of a derived table.

    With the board's names, the newest published date among the inputs (`inputs_on`), the last day
    that was derived (`through`) and when that was (`derived_at`). More conditions may follow, on
    `b`, `now` and `f`.
    """
    named = f" AND b.category GLOB '*{ENDS[table]}'" if table in ENDS else ""
    return f"""
SELECT b.board, b.category, f.*, now.inputs_on, now.published_on AS through,
       now.recorded_at AS derived_at
FROM _board b
CROSS JOIN _vintage_now now ON now.board_id = b.id
{rows_of(table, "now.state_id")}
WHERE b.fact_table = '{table}' AND b.source = '{DERIVED_SOURCE}'{named}
"""


def derived_now(table: str) -> str:
    """The same, of the boards alone that the newest derivation of the table gave."""
    return f"""{derived(table)}  AND now.seen_at = (
  SELECT max(n.seen_at) FROM _board o CROSS JOIN _vintage_now n ON n.board_id = o.id
  WHERE o.fact_table = '{table}' AND o.source = '{DERIVED_SOURCE}')
"""


def newest_day(table: str) -> str:
    """A query: the last day for which any board of a derived table was derived."""
    return f"""
SELECT max(now.published_on) FROM _board b CROSS JOIN _vintage_now now ON now.board_id = b.id
WHERE b.fact_table = '{table}' AND b.source = '{DERIVED_SOURCE}'
"""


def selected(table: Table, but: tuple[str, ...], prefix: str = "") -> str:
    """Columns of a derived table in declared order, without those that a view words itself."""
    left_out = {"entry", "vintage_on", "code_version", *but}
    return ", ".join(f"{prefix}{name}" for name in table.names() if name not in left_out)


def signed_days(sign: str, since: str, row: str = "f", on: str = "c.day") -> str:
    """SQL of the days of a lag on day `on`, from a column of signs and one of days."""
    return f"{row}.{sign} * CAST(julianday({on}) - julianday({row}.{since}) AS INTEGER)"


def age(day: str, page: str) -> str:
    """Days from a page to a day; a page dated ahead is not younger than 0."""
    return f"max(0, CAST(julianday({day}) - julianday({page}) AS INTEGER))"


_DAILY = """
JOIN _calendar c ON c.day >= f.entry AND c.day <= f.through
  AND (f.until IS NULL OR c.day < f.until)
"""


DERIVED_AT = f"""(
  SELECT d.recorded_at FROM _snapshot d WHERE d.source = '{DERIVED_SOURCE}'
  ORDER BY d.id DESC LIMIT 1
)"""
"""When anything was last derived."""


def seen_on(page: str, vintages: str, by: str, derived_at: str) -> str:
    """SQL of the last day up to `by` on which a page without a date of its own was seen that a row
    is made of; `page`: the day that the row is of, which it is where none was seen since.

    `vintages`: those that the row names, a list or a query. Rows do not change because somebody
    fetched a page again, so that its age is found when it is asked for: of what had been recorded
    when the row was derived (`derived_at`).
    """
    return f"""max({page}, coalesce((
  SELECT max(max(
    coalesce((
      SELECT n.published_on FROM _page_state n
      WHERE n.board_id = v.board_id AND n.published_on <= {by} AND n.recorded_at <= {derived_at}
      ORDER BY n.published_on DESC LIMIT 1), ''),
    coalesce((
      SELECT date(s.seen_at) FROM _snapshot s
      CROSS JOIN _page_state r ON r.snapshot_id = s.repeats AND r.board_id = v.board_id
      WHERE s.source = o.source AND s.repeats IS NOT NULL AND s.seen_at < {by} || 'U'
        AND s.recorded_at <= {derived_at}
      ORDER BY s.seen_at DESC LIMIT 1), '')))
  FROM _page_state v JOIN _board o ON o.id = v.board_id
  WHERE v.id IN ({vintages}) AND v.own_date = 0), ''))"""


_PAGES = {
    **dict.fromkeys((GAP.name, LAG.name), ("closed_vintage", "open_vintage")),
    FRONTIER.name: ("vintage",),
}
"""Derived table to its columns that name vintages."""


def seen(table: str, row: str, by: str) -> str:
    """The same of a row of a derived table that holds from one day until another."""
    vintages = ", ".join(f"{row}.{name}" for name in _PAGES[table])
    page = f"coalesce({row}.vintage_on, {row}.inputs_on)"
    return seen_on(page, vintages, by, f"{row}.derived_at")


def segments(table: str, rows: str = "") -> str:
    """A relation: derived rows of a table of segments, each with the first day after it (`until`)
    and the last day on which its page was seen (`seen_on`).

    A board has one newest vintage. SQLite hands a condition down into a window's partition, so
    that a question about one series reads no other. `rows`: another query of them.
    """
    last = "coalesce(date(w.until, '-1 day'), w.through)"
    pages = ""
    if table in _PAGES:  # a window, so that SQLite finds it once a row and not once a day
        once = "OVER (PARTITION BY w.board, w.category, w.entry)"
        pages = f", max({seen(table, 'w', last)}) {once} AS seen_on"
    return f"""(
  SELECT w.*{pages} FROM (
    SELECT i.*, lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
    FROM ({rows or derived(table)}) i
  ) w
)"""


_SEEN_BY_DAY = "iif(f.vintage_on IS NULL, f.seen_on, max(f.vintage_on, min(f.seen_on, c.day)))"
"""What was seen before and after a day unchanged was so on it."""


_FRONTIER_NOW = View(
    "frontier_now",
    "the best entry of a series in a class",
    ("series", "openness_rule", "class"),
    FRONTIER,
    (
        f"""
        class (text): closed or open, under the openness rule.
        entry (text): Key of the leading entry on its board.
        since (day?): First day of the present leader's lead.
        {CONFIRMED}
        {VINTAGE_ON_NEWEST}
        """,
    ),
    sql=f"""
WITH {NAMES},
 step AS (
  SELECT i.*, i.board AS series,
         lag(i.leader || char(31) || i.model) OVER (PARTITION BY i.board, i.category
           ORDER BY i.entry) IS NOT (i.leader || char(31) || i.model) AS taken
  FROM ({derived_now("frontier")}) i
),
ranked AS (
  SELECT *, max(CASE WHEN taken THEN entry END) OVER (PARTITION BY series, category) AS since,
         row_number() OVER (PARTITION BY series, category ORDER BY entry DESC) AS place
  FROM step
)
SELECT r.series, s.title, s.domain, s.unit,
       {part_in_sql("frontier", "openness_rule", "r.category")} AS openness_rule,
       {part_in_sql("frontier", "side", "r.category")} AS class,
       r.leader AS entry, r.model, {shown("m", "r.model")}, round(r.value, 4) AS value, r.stderr,
       r.since, coalesce(r.confirmed, 1) AS confirmed, r.evidence,
       {seen("frontier", "r", "r.through")} AS vintage_on,
       r.vintage, r.recorded_at, s.status
FROM ranked r JOIN _series s ON s.series = r.series{named(m="r.model")}
WHERE r.place = 1
""",
)

_GAP_ELSEWHERE = (
    *("closed_vintage", "open_vintage", "closed_provenance", "open_provenance"),
    *("gap_percent", "p_open_ahead_board", "selection_bias"),  # no longer written
    *("verdict", "held_since"),
)
_GAP_DAILY = View(
    "gap_daily",
    "a series on a day under one openness rule",
    ("series", "openness_rule", "on_date"),
    GAP,
    (VINTAGE_ON_NEWEST,),
    sql=f"""
SELECT f.board AS series, c.day AS on_date, f.category AS openness_rule,
       {selected(GAP, _GAP_ELSEWHERE, "f.")},
       {_SEEN_BY_DAY} AS vintage_on, {age("c.day", _SEEN_BY_DAY)} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM {segments("gap")} f
{_DAILY}
""",
)

_LAG_ELSEWHERE = (
    *("rule", "clock", "ci_level", "censored", "closed_vintage", "open_vintage"),
    *("sign", "low_from", "low_sign", "high_from", "high_sign"),
)
_LAG_DAILY = View(
    "lag_daily",
    "the lag of a series on a day, under one openness rule",
    ("series", "openness_rule", "on_date"),
    LAG,
    (
        """
        lag_days (whole?): Days since closed first had what open has, counted to on_date; 0: level;
            negative: open leads. It grows daily while no page comes: age_days tells how old the
            newest is.
        lag_low (whole?): Lower end of the lag's interval, in days.
        lag_high (whole?): Upper end of the lag's interval, in days.
        """,
    ),
    sql=f"""
SELECT f.board AS series, c.day AS on_date,
       {part_in_sql("lag", "openness_rule", "f.category")} AS openness_rule,
       {signed_days("sign", "counts_from")} AS lag_days,
       {signed_days("low_sign", "low_from")} AS lag_low,
       {signed_days("high_sign", "high_from")} AS lag_high,
       f.ci_level, f.censored, {selected(LAG, _LAG_ELSEWHERE, "f.")},
       {_SEEN_BY_DAY} AS vintage_on, {age("c.day", _SEEN_BY_DAY)} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM {segments("lag")} f
{_DAILY}
""",
)

_PRICE_GAP_DAILY = View(
    "price_gap_daily",
    "the price at the best open model's own score in a series on a day",
    ("series", "openness_rule", "on_date"),
    PRICE_GAP,
    sql=f"""
SELECT f.board AS series, f.threshold, c.day AS on_date,
       {part_in_sql("price_gap", "openness_rule", "f.category")} AS openness_rule,
       {selected(PRICE_GAP, ("threshold",), "f.")}, f.code_version, f.recorded_at
FROM {segments("price_gap")} f
{_DAILY}
""",
)

_CLAIM_NOW = View(
    "claim_now",
    "a reading of a published claim, tested",
    ("id", "reading"),
    CLAIM,
    (
        "id (text): Id of the claim, for example S12.",
        "is_decisive (flag): 1: the verdict on the claim follows from this reading.",
    ),
    sql=f"""
SELECT ledger, claim AS id, {selected(CLAIM, ("ledger", "claim"))},
       coalesce(reading = decisive, 0) AS is_decisive, code_version, recorded_at
FROM ({derived_now("claim")})
""",
)

DERIVED_VIEWS: tuple[View, ...] = (
    _FRONTIER_NOW,
    _GAP_DAILY,
    _LAG_DAILY,
    _PRICE_GAP_DAILY,
    _CLAIM_NOW,
)


def daily(view: str, table: str, relation: str) -> str:
    """The query of a daily view over `relation`, which holds what `segments` of the table gives."""
    sql = next(one.sql for one in DERIVED_VIEWS if one.name == view)
    return sql.replace(segments(table), relation)
