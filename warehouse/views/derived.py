"""Views over derived rows: change points laid on the calendar, and the newest of each board.

They end on the last day that was derived: a stopped scheduler shows as missing days. A board that
the newest derivation of its table left out (its series or threshold is no longer declared, or
nothing can be said any more) keeps its days up to then and has no part in what is said of now.
"""

from __future__ import annotations

from terms.boards import part_in_sql
from terms.words import GapVerdict
from warehouse.schema.columns import Table
from warehouse.schema.derived import CLAIM, DERIVED_SOURCE, ESTIMATE, GAP, LAG, PRICE_GAP
from warehouse.views.states import rows_of


def derived(table: str, vintages: str = "_vintage_now") -> str:
    """A query: rows of the newest of `vintages` of every board of a derived table.

    With the board's names, the newest published date among the inputs (`inputs_on`) and the last
    day that was derived (`through`). More conditions may follow, on `b`, `now` and `f`.
    """
    return f"""
SELECT b.board, b.category, f.*, now.inputs_on, now.published_on AS through
FROM _board b
CROSS JOIN {vintages} now ON now.board_id = b.id
{rows_of(table, "now.state_id")}
WHERE b.fact_table = '{table}' AND b.source = '{DERIVED_SOURCE}'
"""


def derived_now(table: str, vintages: str = "_vintage_now") -> str:
    """The same, of the boards alone that the newest derivation of the table gave."""
    return f"""{derived(table, vintages)}  AND now.seen_at = (
  SELECT max(n.seen_at) FROM _board o CROSS JOIN {vintages} n ON n.board_id = o.id
  WHERE o.fact_table = '{table}' AND o.source = '{DERIVED_SOURCE}')
"""


def newest_day(table: str) -> str:
    """A query: the last day for which any board of a derived table was derived."""
    return f"""
SELECT max(now.published_on) FROM _board b CROSS JOIN _vintage_now now ON now.board_id = b.id
WHERE b.fact_table = '{table}' AND b.source = '{DERIVED_SOURCE}'
"""


def _columns(table: Table, but: tuple[str, ...], prefix: str = "") -> str:
    """Columns of a derived table in declared order, without those that a view words itself."""
    left_out = {"entry", "vintage_on", "code_version", *but}
    return ", ".join(f"{prefix}{name}" for name in table.names() if name not in left_out)


def _signed_days(sign: str, since: str, row: str = "f") -> str:
    return f"{row}.{sign} * CAST(julianday(c.day) - julianday({row}.{since}) AS INTEGER)"


def _age(day: str, page: str) -> str:
    """Days from a page to a day; a page dated ahead is not younger than 0."""
    return f"max(0, CAST(julianday({day}) - julianday({page}) AS INTEGER))"


_DAILY = """
JOIN _calendar c ON c.day >= f.entry AND c.day <= f.through
  AND (f.until IS NULL OR c.day < f.until)
"""


def _segments(table: str) -> str:
    """Derived rows of a table of segments, each with the first day after it.

    A board has one newest vintage. SQLite hands a condition down into a window's partition, so
    that a question about one series reads no other.
    """
    return f"""(
  SELECT i.*, lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
  FROM ({derived(table)}) i
)"""


_FRONTIER_NOW = f"""
WITH step AS (
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
SELECT series, {part_in_sql("frontier", "openness_rule")} AS openness_rule,
       {part_in_sql("frontier", "class")} AS class,
       leader AS entry, model, value, stderr, since, coalesce(confirmed, 1) AS confirmed, evidence,
       coalesce(vintage_on, inputs_on) AS vintage_on,
       vintage, recorded_at
FROM ranked WHERE place = 1
"""

_GAP_ELSEWHERE = ("closed_vintage", "open_vintage", "closed_provenance", "open_provenance")
_GAP_DAILY = f"""
SELECT f.board AS series, c.day AS on_date, f.category AS openness_rule,
       {_columns(GAP, _GAP_ELSEWHERE, "f.")},
       coalesce(f.vintage_on, f.inputs_on) AS vintage_on,
       {_age("c.day", "coalesce(f.vintage_on, f.inputs_on)")} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM {_segments("gap")} f
{_DAILY}
"""

_LAG_ELSEWHERE = (
    *("rule", "clock", "ci_level", "censored", "closed_vintage", "open_vintage"),
    *("sign", "low_from", "low_sign", "high_from", "high_sign"),
)
_LAG_DAILY = f"""
SELECT f.board AS series, c.day AS on_date,
       {part_in_sql("lag", "openness_rule", "f.category")} AS openness_rule,
       f.rule, f.clock,
       {_signed_days("sign", "counts_from")} AS lag_days,
       {_signed_days("low_sign", "low_from")} AS lag_low,
       {_signed_days("high_sign", "high_from")} AS lag_high,
       f.ci_level, f.censored, {_columns(LAG, _LAG_ELSEWHERE, "f.")},
       coalesce(f.vintage_on, f.inputs_on) AS vintage_on,
       {_age("c.day", "coalesce(f.vintage_on, f.inputs_on)")} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM {_segments("lag")} f
{_DAILY}
"""

_GAP_SHOWN = (
    *("closed_entry", "closed_value", "open_entry", "open_value"),
    *("gap", "gap_low", "gap_high"),
)
"""What is shown of a gap: the gap is of the day since which these are what they are. The same as
`measures.freshness.GAP_SHOWN`."""

_VERDICT = f"""CASE
  WHEN {{row}}.unresolved_above > 0 THEN '{GapVerdict.CANNOT_BE_JUDGED}'
  WHEN {{row}}.gap IS NULL THEN '{GapVerdict.ONE_CLASS_ONLY}'
  WHEN {{row}}.gap_low IS NULL OR {{row}}.gap_high IS NULL THEN '{GapVerdict.NO_INTERVAL}'
  WHEN {{row}}.gap_low > 0 THEN '{GapVerdict.CLOSED_AHEAD}'
  WHEN {{row}}.gap_high < 0 THEN '{GapVerdict.OPEN_AHEAD}'
  ELSE '{GapVerdict.NOT_DISTINGUISHABLE}' END"""
"""What a gap supports in words; the same as `measures.gap.judgement.verdict`."""

_GAP_NOW = f"""
WITH segment AS (
  SELECT i.*, coalesce(i.vintage_on, i.inputs_on) AS page_on,
         {" OR ".join(f"i.{name} IS NOT lag(i.{name}) OVER board" for name in _GAP_SHOWN)} AS moved
  FROM ({derived_now("gap")}) i
  WINDOW board AS (PARTITION BY i.board, i.category ORDER BY i.entry)
),
ranked AS (
  SELECT *, coalesce(max(CASE WHEN moved THEN entry END) OVER board, min(entry) OVER board)
           AS held_since,
         row_number() OVER (PARTITION BY board, category ORDER BY entry DESC) AS place
  FROM segment
  WINDOW board AS (PARTITION BY board, category)
)
SELECT s.series, s.title, s.domain, s.unit, f.category AS openness_rule, f.gap, f.gap_low,
       f.gap_high, {_VERDICT.format(row="f")} AS verdict, f.closed_model, f.closed_value,
       f.open_model, f.open_value, f.p_open_ahead, f.detectable_gap,
       coalesce(f.confirmed, 1) AS confirmed, f.evidence, f.unresolved_above,
       f.gap_if_unresolved_closed, f.gap_if_unresolved_open, f.unresolved_names,
       max(f.page_on, f.held_since) AS shown_on,
       f.page_on AS vintage_on, {_age("t.on_date", "f.page_on")} AS age_days,
       {_age("t.on_date", "f.page_on")} > s.stale_after_days AS is_stale, s.status
FROM ranked f JOIN _series s ON s.series = f.board CROSS JOIN _today t
WHERE f.place = 1
"""

# The windows of an ended series end when a leader of either class, or its score, last changed.
_LAG_NOW = f"""
WITH ending AS MATERIALIZED (  -- by variant: rows of earlier versions have no clock as a detail
  SELECT series, variant, through_on FROM estimate_now
  WHERE measure = 'lag_window' AND through_on IS NOT NULL
),
newest AS (
  SELECT i.*, i.board AS series, coalesce(i.vintage_on, i.inputs_on) AS page_on,
         {part_in_sql("lag", "openness_rule", "i.category")} AS openness_rule,
         row_number() OVER (PARTITION BY i.board, i.category ORDER BY i.entry DESC) AS place
  FROM ({derived_now("lag")}) i
),
aged AS (
  SELECT n.*, s.title, s.domain, t.on_date, s.has_ended,
         {_age("t.on_date", "n.page_on")} > s.stale_after_days AS is_old
  FROM newest n JOIN _series s ON s.series = n.series CROSS JOIN _today t
  WHERE n.place = 1
),
shown AS (
  SELECT a.*, CASE
           WHEN a.has_ended THEN max(a.entry, coalesce((
             SELECT max(e.through_on) FROM ending e WHERE e.series = a.series
               AND e.variant GLOB a.openness_rule || '|' || a.clock || '|*'), a.entry))
           WHEN a.is_old THEN max(a.entry, a.page_on)
           ELSE a.on_date
         END AS day
  FROM aged a
)
SELECT c.series, c.title, c.domain, c.openness_rule, c.rule, c.clock,
       {_signed_days("sign", "counts_from", "c")} AS lag_days,
       {_signed_days("low_sign", "low_from", "c")} AS lag_low,
       {_signed_days("high_sign", "high_from", "c")} AS lag_high,
       c.censored, g.verdict, coalesce(c.confirmed, 1) AS confirmed, c.evidence,
       g.unresolved_above, c.open_model, c.closed_model, c.day AS shown_on,
       c.page_on AS vintage_on, c.has_ended OR c.is_old AS is_stale
FROM shown c LEFT JOIN gap_now g ON g.series = c.series AND g.openness_rule = c.openness_rule
"""

_PRICE_GAP_DAILY = f"""
SELECT f.board AS series, f.threshold, c.day AS on_date,
       {part_in_sql("price_gap", "openness_rule", "f.category")} AS openness_rule,
       {_columns(PRICE_GAP, ("threshold",), "f.")}, f.code_version, f.recorded_at
FROM {_segments("price_gap")} f
{_DAILY}
"""

_CLAIM_NOW = f"""
SELECT claim AS id, {_columns(CLAIM, ("claim",))}, code_version, recorded_at
FROM ({derived_now("claim")})
"""

_ESTIMATE_NOW = f"""
SELECT board AS measure, entry AS variant, {_columns(ESTIMATE, ())}, code_version, recorded_at
FROM ({derived_now("estimate")})
"""

DERIVED_VIEWS: dict[str, str] = {
    "frontier_now": _FRONTIER_NOW,
    "gap_daily": _GAP_DAILY,
    "lag_daily": _LAG_DAILY,
    "price_gap_daily": _PRICE_GAP_DAILY,
    "claim_now": _CLAIM_NOW,
    "estimate_now": _ESTIMATE_NOW,
    "gap_now": _GAP_NOW,
    "lag_now": _LAG_NOW,
}
