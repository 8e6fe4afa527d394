"""Views of measures that are kept as estimates: their details laid out as flat, rounded rows.

What belongs here: a query per view, over `estimate_now` and what is declared of a series.
Not here: what the columns mean (`warehouse.schema.statistics`).
"""

from __future__ import annotations

from terms.numbers import rounded_in_sql
from terms.openness import OpennessRule
from terms.words import GapVerdict
from warehouse.views.derived import derived_now
from warehouse.views.formulas import SIGN_TEST, hypotenuse, medians
from warehouse.views.states import NAMES, named, shown

_OPEN = ", ".join(f"'{grade}'" for grade in sorted(OpennessRule.ANY_WEIGHTS.grades))
_OF_SERIES = "s.title, s.domain, s.unit"


def _estimates(measure: str, **models: str) -> str:
    """Estimates `e` of one measure, each with its series `s` and what names its models."""
    return f"""
FROM estimate_now e JOIN _series s ON s.series = e.series{named(**models)}
WHERE e.measure = '{measure}'"""


_PARITY = f"""
WITH {NAMES}
SELECT c.series, c.title, c.domain, c.unit, c.openness_rule,
       m.value ->> 'model' AS closed_model,
       {shown("closed", "m.value ->> 'model'", "closed_name")}, m.value ->> 'on' AS released_on,
       round(m.value ->> 'value', 4) AS closed_value,
       m.value ->> 'caught_by' AS open_model,
       {shown("open", "m.value ->> 'caught_by'", "open_name")},
       m.value ->> 'caught_on' AS reached_on,
       iif(m.value ->> 'caught_on' IS NULL, NULL, m.value ->> 'days') AS days,
       m.value ->> 'low_days' AS days_low, m.value ->> 'high_days' AS days_high,
       iif(m.value ->> 'has_errors', 0.9, NULL) AS ci_level,
       m.value ->> 'days' AS followed_days,
       CASE WHEN m.value ->> 'caught_on' IS NULL THEN 'right'
            WHEN m.value ->> 'is_at_most' THEN 'left' END AS censored,
       m.value ->> 'compared' AS n, c.through_on AS data_on, c.median_days, c.median_low,
       c.median_high, c.status
FROM (
  SELECT e.series, {_OF_SERIES}, s.status, e.openness_rule, e.through_on, e.detail,
         round(e.value) AS median_days, round(e.low) AS median_low, round(e.high) AS median_high
  {_estimates("catch_up")}
    AND coalesce(e.detail ->> 'lag_rule', 'tolerance_0') = 'tolerance_0'
    AND coalesce(e.detail ->> 'statistic', 'median') = 'median'  -- versions before had others
) c CROSS JOIN json_each(c.detail, '$.milestones') m
{named(closed="m.value ->> 'model'", open="m.value ->> 'caught_by'")}
WHERE m.value ->> 'caught_by' IS NOT m.value ->> 'model'
"""

_VENDOR_PAIRS = f"""
{NAMES},
twice AS MATERIALIZED (
  SELECT board AS benchmark, title, vendor_series, entry AS measured_series, note
  FROM ({derived_now("vendor_benchmark")})
),
scored AS MATERIALIZED (
  SELECT board AS series, entry AS model, value, stderr,
         protocol || coalesce(', effort ' || effort, '') AS protocol
  FROM ({derived_now("model_score")}) WHERE evidence IS NULL
),
compared AS (
  SELECT t.benchmark, t.title, s.domain, s.unit, t.vendor_series, v.model, v.value AS vendor_value,
         v.protocol AS vendor_protocol, o.value AS measured_value, o.protocol AS measured_protocol,
         t.measured_series,
         iif(s.direction = 'lower', o.value - v.value, v.value - o.value) AS difference,
         1.959963984540054 * {hypotenuse("v.stderr", "o.stderr")} AS half,
         row_number() OVER (
           PARTITION BY t.benchmark, v.model
           ORDER BY iif(s.direction = 'lower', o.value, -o.value), t.measured_series
         ) AS place
  FROM twice t JOIN _series s ON s.series = t.vendor_series
  JOIN scored v ON v.series = t.vendor_series
  JOIN scored o ON o.series = t.measured_series AND o.model = v.model
),
pair AS MATERIALIZED (
  SELECT c.*, {shown("r", "c.model")}, r.maker, r.maker_name
  FROM compared c{named(r="c.model")} WHERE c.place = 1
)"""
"""Models scored by their makers and by others, each with the best score of either side."""

_VENDOR_INFLATION = f"""
WITH RECURSIVE {_VENDOR_PAIRS},
number AS (
  SELECT benchmark, 'all' AS maker, difference AS x FROM pair UNION ALL
  SELECT benchmark, maker, difference FROM pair
),
{medians("number", "benchmark", "maker")}
SELECT m.benchmark, t.title, s.domain, s.unit, m.maker,
       coalesce((SELECT p.maker_name FROM pair p WHERE p.maker = m.maker), 'all makers')
         AS maker_name,
       round(m.value, 4) AS difference, round(m.low, 4) AS difference_low,
       round(m.high, 4) AS difference_high, iif(m.low IS NULL, NULL, 0.95) AS ci_level, m.n,
       m.higher, m.lower, {rounded_in_sql(SIGN_TEST)} AS p_value,
       round(m.smallest, 4) AS smallest, round(m.largest, 4) AS largest, t.vendor_series, (
         SELECT group_concat(measured_series, ', ') FROM (
           SELECT DISTINCT p.measured_series FROM pair p
           WHERE p.benchmark = m.benchmark AND m.maker IN ('all', p.maker) ORDER BY 1
         )
       ) AS measured_by, t.note
FROM median m JOIN (SELECT DISTINCT benchmark, title, vendor_series, note FROM twice) t
  ON t.benchmark = m.benchmark
JOIN _series s ON s.series = t.vendor_series
"""

_VENDOR_PAIR = f"""
WITH {_VENDOR_PAIRS}
SELECT benchmark, title, domain, unit, maker, model, name, maker_name,
       round(vendor_value, 4) AS vendor_value, vendor_protocol,
       round(measured_value, 4) AS measured_value, measured_protocol, measured_series,
       round(difference, 4) AS difference, round(difference - half, 4) AS difference_low,
       round(difference + half, 4) AS difference_high, iif(half IS NULL, NULL, 0.95) AS ci_level,
       vendor_series
FROM pair
"""

_DAYS_TO_WEIGHTS = f"""
WITH RECURSIVE {NAMES},
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
),
opened AS MATERIALIZED (
  SELECT sold.model, sold.valid_from AS api_on, free.valid_from AS weights_on, free.openness,
         CAST(julianday(free.valid_from) - julianday(sold.valid_from) AS INTEGER) AS days
  FROM grade sold JOIN grade free ON free.model = sold.model AND free.valid_from = sold.valid_until
  WHERE sold.openness = 'closed' AND free.openness IN ({_OPEN})
    AND free.valid_from <= (SELECT on_date FROM _today)
),
number AS (SELECT 'every' AS model, days AS x FROM opened),
{medians("number", "model")}
SELECT o.model, {shown("r", "o.model")}, r.maker, r.maker_name, o.api_on, o.weights_on, o.days,
       o.openness, round(m.value, 4) AS median_days, m.low AS median_low, m.high AS median_high,
       iif(m.low IS NULL, NULL, 0.95) AS ci_level, m.n
FROM opened o{named(r="o.model")} CROSS JOIN median m
"""

_ONE_GPU_GAP = f"""
WITH {NAMES}
SELECT e.series, {_OF_SERIES}, e.openness_rule, round(e.value, 4) AS gap,
       round(e.low, 4) AS gap_low, round(e.high, 4) AS gap_high, e.ci_level,
       CASE WHEN e.value IS NULL THEN NULL
            WHEN coalesce(e.detail ->> 'unresolved_above', 0) > 0
              OR (e.low > 0) IS NOT (e.detail ->> 'unknown_gap_low' > 0)
              OR (e.high < 0) IS NOT (e.detail ->> 'unknown_gap_high' < 0) THEN 'cannot be judged'
            WHEN e.low > 0 THEN '{GapVerdict.CLOSED_AHEAD}'
            WHEN e.high < 0 THEN '{GapVerdict.OPEN_AHEAD}'
            WHEN e.low IS NULL THEN '{GapVerdict.NO_INTERVAL}'
            ELSE '{GapVerdict.NOT_DISTINGUISHABLE}' END AS verdict,
       e.detail ->> 'closed_model' AS closed_model,
       {shown("closed", "e.detail ->> 'closed_model'", "closed_name")},
       round(e.detail ->> 'closed_value', 4) AS closed_value,
       e.detail ->> 'open_model' AS open_model,
       {shown("open", "e.detail ->> 'open_model'", "open_name")},
       round(e.detail ->> 'open_value', 4) AS open_value,
       e.detail ->> 'parameters_total_b' AS parameters_total_b,
       round(e.detail ->> 'memory_gb', 4) AS memory_gb,
       round(e.detail ->> 'p_open_ahead', 4) AS p_open_ahead,
       e.detail ->> 'lag_days' AS lag_days, e.detail ->> 'lag_low' AS lag_low,
       e.detail ->> 'lag_high' AS lag_high,
       iif(e.detail ->> 'lag_censored', 'left', NULL) AS lag_censored,
       e.detail ->> 'whole_open_model' AS any_size_open_model,
       {shown("whole", "e.detail ->> 'whole_open_model'", "any_size_open_name")},
       round(e.detail ->> 'whole_gap', 4) AS any_size_gap,
       round(e.detail ->> 'whole_gap_low', 4) AS any_size_gap_low,
       round(e.detail ->> 'whole_gap_high', 4) AS any_size_gap_high, e.n,
       e.detail ->> 'open_models' AS open_models, e.detail ->> 'size_unknown' AS size_unknown, (
         SELECT group_concat(u.value, ', ') FROM json_each(e.detail, '$.size_unknown_above') u
       ) AS size_unknown_above,
       round(e.detail ->> 'unknown_gap', 4) AS gap_if_unknown_fits,
       e.detail ->> 'unresolved_above' AS unresolved_above,
       e.through_on AS shown_on, e.detail ->> 'assumption' AS assumption, s.status
{
    _estimates(
        "one_gpu_gap",
        closed="e.detail ->> 'closed_model'",
        open="e.detail ->> 'open_model'",
        whole="e.detail ->> 'whole_open_model'",
    )
}
"""

_BOARD_AGREEMENT = f"""
WITH {NAMES}
SELECT s.domain, a.board AS series, s.title, a.entry AS other_series, o.title AS other_title,
       round(a.value, 4) AS rank_correlation, round(a.low, 4) AS correlation_low,
       round(a.high, 4) AS correlation_high, iif(a.low IS NULL, NULL, 0.95) AS ci_level, a.n,
       a.outlier AS outlier_model, {shown("r", "a.outlier", "outlier_name")}, a.outlier_rank,
       a.outlier_other_rank, s.provenance, o.provenance AS other_provenance, s.status,
       o.status AS other_status
FROM ({derived_now("board_agreement")}) a JOIN _series s ON s.series = a.board
JOIN _series o ON o.series = a.entry{named(r="a.outlier")}
"""

_CORRECTION = f"""
WITH {NAMES}
SELECT c.series, c.title, c.domain, c.unit, c.openness_rule, c.kind, d.value ->> 'on' AS on_date,
       round(d.value ->> '$.then.gap', 4) AS gap_then,
       round(d.value ->> '$.then.low', 4) AS gap_then_low,
       round(d.value ->> '$.then.high', 4) AS gap_then_high,
       d.value ->> '$.then.closed_model' AS closed_model_then,
       {shown("closed_then", "d.value ->> '$.then.closed_model'", "closed_name_then")},
       d.value ->> '$.then.open_model' AS open_model_then,
       {shown("open_then", "d.value ->> '$.then.open_model'", "open_name_then")},
       round(d.value ->> '$.now.gap', 4) AS gap_now,
       round(d.value ->> '$.now.low', 4) AS gap_now_low,
       round(d.value ->> '$.now.high', 4) AS gap_now_high,
       d.value ->> '$.now.closed_model' AS closed_model_now,
       {shown("closed_now", "d.value ->> '$.now.closed_model'", "closed_name_now")},
       d.value ->> '$.now.open_model' AS open_model_now,
       {shown("open_now", "d.value ->> '$.now.open_model'", "open_name_now")},
       round((d.value ->> '$.now.gap') - (d.value ->> '$.then.gap'), 4) AS change,
       d.value ->> 'crosses_break' AS crosses_break, c.status
FROM (
  SELECT e.series, {_OF_SERIES}, s.status, e.openness_rule, e.detail ->> 'kind' AS kind, e.detail
  {_estimates("correction")}
) c CROSS JOIN json_each(c.detail, '$.days') d{
    named(
        closed_then="d.value ->> '$.then.closed_model'",
        open_then="d.value ->> '$.then.open_model'",
        closed_now="d.value ->> '$.now.closed_model'",
        open_now="d.value ->> '$.now.open_model'",
    )
}
"""

STATISTIC_VIEWS: dict[str, str] = {
    "parity": _PARITY,
    "vendor_inflation": _VENDOR_INFLATION,
    "vendor_pair": _VENDOR_PAIR,
    "days_to_weights": _DAYS_TO_WEIGHTS,
    "board_agreement": _BOARD_AGREEMENT,
    "correction": _CORRECTION,
    "one_gpu_gap": _ONE_GPU_GAP,
}
