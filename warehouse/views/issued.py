"""Views over what gapwatch issued: change points laid on the calendar, and the newest issues.

They end on the last day that was issued: a stopped scheduler shows as missing days. A board that
the newest issue of its table left out (its series or threshold is no longer declared, or nothing
can be said any more) keeps its days up to then and has no part in what is told of now.
"""

from __future__ import annotations


def _signed_days(sign: str, since: str, row: str = "f") -> str:
    return f"{row}.{sign} * CAST(julianday(c.day) - julianday({row}.{since}) AS INTEGER)"


def _age(day: str, page: str) -> str:
    """Days from a page to a day; a page dated ahead is not younger than 0."""
    return f"max(0, CAST(julianday({day}) - julianday({page}) AS INTEGER))"


def _issued(table: str) -> str:
    """Rows of the newest issue of every board of a derived table, with the issue's days."""
    return f"""
SELECT b.board, b.category, f.*, now.inputs_on, now.published_on AS through
FROM board b
CROSS JOIN vintage_now now ON now.board_id = b.id
JOIN state s ON s.id = now.state_id, json_each(s.runs) run
JOIN {table} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
WHERE b.fact_table = '{table}'
"""


def of_newest_issue(table: str, vintages: str = "vintage_now") -> str:
    """Condition on `now`, a row of `vintages`: its board is in the newest issue of the table."""
    return f"""now.seen_at = (
  SELECT max(n.seen_at) FROM board o JOIN {vintages} n ON n.board_id = o.id
  WHERE o.fact_table = '{table}')"""


def _now(table: str) -> str:
    return f"{_issued(table)}  AND {of_newest_issue(table)}\n"


_DAILY = """
JOIN calendar c ON c.day >= f.entry AND c.day <= f.through
  AND (f.until IS NULL OR c.day < f.until)
"""


def _segments(table: str) -> str:
    """Issued rows of a table of segments, each with the first day after it.

    A board has one newest issue. SQLite hands a condition down into a window's partition, so that
    a question about one series reads no other.
    """
    return f"""(
  SELECT i.*, lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
  FROM ({_issued(table)}) i
)"""


_FRONTIER_NOW = f"""
WITH step AS (
  SELECT i.*, i.board AS series,
         lag(i.leader || char(31) || i.model) OVER (PARTITION BY i.board, i.category
           ORDER BY i.entry) IS NOT (i.leader || char(31) || i.model) AS taken
  FROM ({_now("frontier")}) i
),
ranked AS (
  SELECT *, max(CASE WHEN taken THEN entry END) OVER (PARTITION BY series, category) AS since,
         row_number() OVER (PARTITION BY series, category ORDER BY entry DESC) AS place
  FROM step
)
SELECT series, substr(category, 1, instr(category, '|') - 1) AS openness_rule,
       substr(category, instr(category, '|') + 1) AS class,
       leader AS entry, model, value, stderr, since, coalesce(vintage_on, inputs_on) AS vintage_on,
       vintage, recorded_at
FROM ranked WHERE place = 1
"""

_GAP_DAILY = f"""
SELECT f.board AS series, c.day AS on_date, f.category AS openness_rule,
       f.closed_entry, f.closed_model, f.closed_value, f.closed_stderr, f.closed_dated_on,
       f.open_entry, f.open_model, f.open_value, f.open_stderr, f.open_dated_on,
       f.gap, f.gap_percent, f.win_probability, f.gap_low, f.gap_high, f.ci_level, f.ci_method,
       f.p_open_ahead, f.p_open_ahead_board, f.selection_bias, f.detectable_gap,
       f.unresolved_above, f.basis, coalesce(f.vintage_on, f.inputs_on) AS vintage_on,
       {_age("c.day", "coalesce(f.vintage_on, f.inputs_on)")} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM {_segments("gap")} f
{_DAILY}
"""

_LAG_DAILY = f"""
SELECT f.board AS series, c.day AS on_date,
       substr(f.category, 1, instr(f.category, '|') - 1) AS openness_rule,
       f.rule, f.clock,
       {_signed_days("sign", "counts_from")} AS lag_days,
       {_signed_days("low_sign", "low_from")} AS lag_low,
       {_signed_days("high_sign", "high_from")} AS lag_high,
       f.ci_level, f.censored, f.closed_entry, f.closed_model, f.closed_value, f.open_entry,
       f.open_model, f.open_value, f.counts_from, f.basis,
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

_GAP_NOW = f"""
WITH segment AS (
  SELECT i.*, coalesce(i.vintage_on, i.inputs_on) AS page_on,
         {" OR ".join(f"i.{name} IS NOT lag(i.{name}) OVER board" for name in _GAP_SHOWN)} AS moved
  FROM ({_now("gap")}) i
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
       f.gap_high, f.closed_model, f.closed_value, f.open_model, f.open_value, f.p_open_ahead,
       f.detectable_gap, f.unresolved_above, max(f.page_on, f.held_since) AS shown_on,
       f.page_on AS vintage_on, {_age("t.on_date", "f.page_on")} AS age_days,
       {_age("t.on_date", "f.page_on")} > s.stale_after_days AS is_stale, s.status
FROM ranked f JOIN series s ON s.series = f.board CROSS JOIN today t
WHERE f.place = 1
"""

# The windows of an ended series end when a leader of either class, or its score, last changed.
_LAG_NOW = f"""
WITH ending AS MATERIALIZED (
  SELECT series, variant, through_on FROM estimate_now
  WHERE measure = 'lag_window' AND through_on IS NOT NULL
),
newest AS (
  SELECT i.*, i.board AS series, coalesce(i.vintage_on, i.inputs_on) AS page_on,
         substr(i.category, 1, instr(i.category, '|') - 1) AS openness_rule,
         row_number() OVER (PARTITION BY i.board, i.category ORDER BY i.entry DESC) AS place
  FROM ({_now("lag")}) i
),
aged AS (
  SELECT n.*, s.title, s.domain, t.on_date, s.has_ended,
         {_age("t.on_date", "n.page_on")} > s.stale_after_days AS is_old
  FROM newest n JOIN series s ON s.series = n.series CROSS JOIN today t
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
       c.censored, c.open_model, c.closed_model, c.day AS shown_on, c.page_on AS vintage_on,
       c.has_ended OR c.is_old AS is_stale
FROM shown c
"""

_PRICE_GAP_DAILY = f"""
SELECT f.board AS series, f.threshold, c.day AS on_date,
       substr(f.category, 1, instr(f.category, '|') - 1) AS openness_rule,
       f.closed_model, f.closed_value, f.closed_price, f.closed_input, f.closed_output,
       f.closed_source, f.closed_price_basis, f.closed_hosts, f.closed_price_mode,
       f.closed_off_peak_price, f.closed_effective_on,
       f.open_model, f.open_value, f.open_price, f.open_input, f.open_output,
       f.open_source, f.open_price_basis, f.open_hosts, f.open_price_mode,
       f.open_off_peak_price, f.open_effective_on,
       f.price_ratio, f.blend, f.code_version, f.recorded_at
FROM {_segments("price_gap")} f
{_DAILY}
"""

_CLAIM_NOW = f"""
SELECT claim AS id, reading, statement, verdict, stated, found, as_of, provenance, evidence,
       code_version, recorded_at
FROM ({_now("claim")})
"""

_ESTIMATE_NOW = f"""
SELECT board AS measure, entry AS variant, series, openness_rule, value, low, high, ci_level, n,
       unit, from_on, through_on, detail, caveat, vintages, code_version, recorded_at
FROM ({_now("estimate")})
"""

ISSUED_VIEWS: dict[str, str] = {
    "frontier_now": _FRONTIER_NOW,
    "gap_daily": _GAP_DAILY,
    "lag_daily": _LAG_DAILY,
    "price_gap_daily": _PRICE_GAP_DAILY,
    "claim_now": _CLAIM_NOW,
    "estimate_now": _ESTIMATE_NOW,
    "gap_now": _GAP_NOW,
    "lag_now": _LAG_NOW,
}
