"""Views over what gapwatch issued: change points laid on the calendar, and the newest issues.

They end on the last day that was issued: a stopped scheduler shows as missing days. A board that
the newest issue of its table left out (its series or threshold is no longer declared, or nothing
can be said any more) keeps its days up to then and has no part in what is told of now.
"""

from __future__ import annotations


def _signed_days(sign: str, since: str) -> str:
    return f"f.{sign} * CAST(julianday(c.day) - julianday(f.{since}) AS INTEGER)"


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
       max(0, CAST(julianday(c.day) - julianday(coalesce(f.vintage_on, f.inputs_on)) AS INTEGER))
         AS age_days,
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
       max(0, CAST(julianday(c.day) - julianday(coalesce(f.vintage_on, f.inputs_on)) AS INTEGER))
         AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM {_segments("lag")} f
{_DAILY}
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
}
