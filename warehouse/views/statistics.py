"""Views of single measures as flat, rounded rows.

What belongs here: a query per view, over derived rows and what is declared of a series.
Not here: what the columns mean (`warehouse.schema.statistics`).
"""

from __future__ import annotations

from terms.numbers import rounded_in_sql
from terms.openness import OpennessRule
from warehouse.schema.measured import DOMAIN, HEADLINE
from warehouse.views.derived import columns, derived_now
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
SELECT p.board AS series, {_OF_SERIES}, p.category AS openness_rule,
       p.closed_model, {shown("closed", "p.closed_model", "closed_name")}, p.released_on,
       round(p.closed_value, 4) AS closed_value,
       p.open_model, {shown("open", "p.open_model", "open_name")}, p.reached_on,
       p.days, p.days_low, p.days_high, p.ci_level, p.followed_days, p.censored,
       m.open_steps AS n, m.data_on, m.median_days, m.low AS median_low, m.high AS median_high,
       s.status
FROM ({derived_now("parity_median")}) m JOIN _series s ON s.series = m.board
JOIN ({derived_now("parity")}) p ON p.board = m.board AND p.category = m.category
{named(closed="p.closed_model", open="p.open_model")}
"""

_PARITY_NOW = f"""
SELECT m.board AS series, s.title, s.domain, m.category AS openness_rule, m.median_days, m.low,
       m.high, m.ci_level, m.n, m.n_censored, m.data_on, m.vintages, s.status
FROM ({derived_now("parity_median")}) m JOIN _series s ON s.series = m.board
"""

_VENDOR_INFLATION = f"""
WITH makers AS MATERIALIZED (
  SELECT maker, max(maker_name) AS name FROM _model_in_force GROUP BY maker
)
SELECT e.detail ->> 'benchmark' AS benchmark, e.detail ->> 'benchmark_title' AS title, s.domain,
       s.unit, e.detail ->> 'maker' AS maker,
       coalesce((SELECT r.name FROM makers r WHERE r.maker = e.detail ->> 'maker'),
                'all makers') AS maker_name, round(e.value, 4) AS difference,
       round(e.low, 4) AS difference_low, round(e.high, 4) AS difference_high, e.ci_level, e.n,
       e.detail ->> 'higher' AS higher, e.detail ->> 'lower' AS lower,
       {rounded_in_sql("e.detail ->> 'p_value'")} AS p_value,
       round(e.detail ->> 'smallest', 4) AS smallest, round(e.detail ->> 'largest', 4) AS largest,
       e.series AS vendor_series, (
         SELECT group_concat(m.value, ', ') FROM json_each(e.detail, '$.measured_by') m
       ) AS measured_by, e.detail ->> 'why' AS note
{_estimates("vendor_inflation")}
"""

_VENDOR_PAIR = f"""
WITH {NAMES}
SELECT e.detail ->> 'benchmark' AS benchmark, e.detail ->> 'benchmark_title' AS title, s.domain,
       s.unit, p.value ->> 'maker' AS maker, p.value ->> 'model' AS model,
       {shown("r", "p.value ->> 'model'")}, r.maker_name,
       round(p.value ->> 'vendor_value', 4) AS vendor_value,
       p.value ->> 'vendor_protocol' AS vendor_protocol,
       round(p.value ->> 'own_value', 4) AS measured_value,
       p.value ->> 'own_protocol' AS measured_protocol,
       p.value ->> 'own_series' AS measured_series,
       round(p.value ->> 'difference', 4) AS difference,
       round(p.value ->> 'low', 4) AS difference_low,
       round(p.value ->> 'high', 4) AS difference_high,
       iif(p.value ->> 'low' IS NULL, NULL, 0.95) AS ci_level, e.series AS vendor_series
FROM estimate_now e JOIN _series s ON s.series = e.series
CROSS JOIN json_each(e.detail, '$.pairs') p{named(r="p.value ->> 'model'")}
WHERE e.measure = 'vendor_inflation' AND e.detail ->> 'maker' = 'all'
"""

_DAYS_TO_WEIGHTS = f"""
WITH {NAMES}
SELECT m.value ->> 'model' AS model, {shown("r", "m.value ->> 'model'")}, r.maker,
       r.maker_name, m.value ->> 'api_on' AS api_on,
       m.value ->> 'weights_on' AS weights_on, m.value ->> 'days' AS days,
       m.value ->> 'openness' AS openness, round(e.value, 4) AS median_days,
       e.low AS median_low, e.high AS median_high, e.ci_level, e.n
FROM estimate_now e CROSS JOIN json_each(e.detail, '$.models') m{named(r="m.value ->> 'model'")}
WHERE e.measure = 'days_to_weights'
"""

_ONE_GPU_GAP = f"""
WITH {NAMES}
SELECT g.board AS series, {_OF_SERIES}, g.category AS openness_rule, g.gap, g.gap_low, g.gap_high,
       g.ci_level, g.verdict, g.closed_model, {shown("closed", "g.closed_model", "closed_name")},
       g.closed_value, g.open_model, {shown("open", "g.open_model", "open_name")}, g.open_value,
       g.parameters_total_b, g.memory_gb, g.p_open_ahead, g.lag_days, g.lag_low, g.lag_high,
       g.lag_censored, g.any_size_open_model,
       {shown("whole", "g.any_size_open_model", "any_size_open_name")}, g.any_size_gap,
       g.any_size_gap_low, g.any_size_gap_high, g.n, g.open_models, g.size_unknown,
       g.size_unknown_above, g.gap_if_unknown_fits, g.unresolved_above, g.shown_on, g.assumption,
       s.status
FROM ({derived_now("one_gpu_gap")}) g JOIN _series s ON s.series = g.board
{named(closed="g.closed_model", open="g.open_model", whole="g.any_size_open_model")}
"""

_ECI_REFIT = f"""
SELECT f.board AS series, {_OF_SERIES}, f.fault, f.rmse, f.n, f.models, f.benchmarks,
       f.left_out_models, f.gradient, f.low_anchor, f.high_anchor, f.replicates,
       f.replicates_converged, f.published_on, f.compared_models, f.correlation,
       f.largest_deviation, f.largest_deviation_entry, f.largest_deviation_top_60,
       f.root_mean_square_deviation, f.index_vintage, f.vintages, s.status
FROM ({derived_now("eci_refit")}) f JOIN _series s ON s.series = f.board
"""

_DOMAIN = f"""
WITH {NAMES}
SELECT s.title, s.unit, d.category AS openness_rule, {columns(DOMAIN, (), "d.")},
       d.vintage_on, {shown("closed", "d.closed_model", "closed_name")},
       {shown("open", "d.open_model", "open_name")}, s.status
FROM ({derived_now("domain")}) d JOIN _series s ON s.series = d.series
{named(closed="d.closed_model", open="d.open_model")}
"""

_HEADLINE = f"""
WITH {NAMES}
SELECT h.board AS series, {_OF_SERIES}, h.category AS openness_rule,
       {columns(HEADLINE, (), "h.")}, h.vintage_on,
       {shown("closed", "h.closed_model", "closed_name")},
       {shown("open", "h.open_model", "open_name")}, s.status
FROM ({derived_now("headline")}) h JOIN _series s ON s.series = h.board
{named(closed="h.closed_model", open="h.open_model")}
"""

_BOARD_AGREEMENT = f"""
WITH {NAMES}
SELECT s.domain, e.series, s.title, o.series AS other_series, o.title AS other_title,
       round(e.value, 4) AS rank_correlation, round(e.low, 4) AS correlation_low,
       round(e.high, 4) AS correlation_high, e.ci_level, e.n,
       e.detail ->> 'outlier' AS outlier_model,
       {shown("r", "e.detail ->> 'outlier'", "outlier_name")},
       e.detail ->> 'outlier_rank' AS outlier_rank,
       e.detail ->> 'outlier_other_rank' AS outlier_other_rank,
       s.provenance, o.provenance AS other_provenance, s.status, o.status AS other_status
FROM estimate_now e JOIN _series s ON s.series = e.series
JOIN _series o ON o.series = e.detail ->> 'other_series'{named(r="e.detail ->> 'outlier'")}
WHERE e.measure = 'board_agreement'
"""

_PRICE_INDEX = """
SELECT detail ->> 'group' AS class, openness_rule, through_on AS on_date,
       round(value, 4) AS price_index, round(low, 4) AS index_low, round(high, 4) AS index_high,
       ci_level, n AS models, detail ->> 'changed' AS models_changed,
       from_on AS base_on, code_version, recorded_at
FROM estimate_now WHERE measure = 'price_index'
"""

_CORRECTION = f"""
WITH {NAMES}
SELECT c.board AS series, {_OF_SERIES}, c.openness_rule, c.kind, c.on_date, c.gap_then,
       c.gap_then_low, c.gap_then_high,
       c.closed_model_then, {shown("closed_then", "c.closed_model_then", "closed_name_then")},
       c.open_model_then, {shown("open_then", "c.open_model_then", "open_name_then")},
       c.gap_now, c.gap_now_low, c.gap_now_high,
       c.closed_model_now, {shown("closed_now", "c.closed_model_now", "closed_name_now")},
       c.open_model_now, {shown("open_now", "c.open_model_now", "open_name_now")},
       c.change, c.crosses_break, s.status
FROM ({derived_now("correction")}) c JOIN _series s ON s.series = c.board
{
    named(
        closed_then="c.closed_model_then",
        open_then="c.open_model_then",
        closed_now="c.closed_model_now",
        open_now="c.open_model_now",
    )
}
"""

_SOLVED_COST = f"""
WITH {NAMES},
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
),
run AS (
  SELECT e.series, s.title, s.domain, s.status, e.detail ->> 'entry' AS entry,
         e.detail ->> 'model' AS model, e.from_on AS on_date, e.detail ->> 'value' AS score,
         e.detail ->> 'usd_per_task' AS usd_per_task, e.value, e.low, e.high, e.ci_level, (
           SELECT CASE WHEN o.openness = 'closed' THEN 'closed' WHEN o.openness IN ({_OPEN})
                  THEN 'open' END
           FROM grade o WHERE o.model = e.detail ->> 'model'
             AND o.valid_from <= e.from_on AND coalesce(o.valid_until, '9999') > e.from_on
         ) AS class
  {_estimates("cost_per_solved")} AND e.from_on IS NOT NULL
),
so_far AS (
  SELECT *, min(value) OVER (PARTITION BY series, class ORDER BY on_date) AS cheapest FROM run
)
SELECT r.series, r.title, r.domain, 'USD per solved task' AS unit, r.entry, r.model,
       {shown("m", "r.model")},
       coalesce(r.class, 'unknown') AS class, r.on_date, round(r.score, 4) AS score,
       round(r.usd_per_task, 4) AS usd_per_task, round(r.value, 4) AS usd_per_solved,
       round(r.low, 4) AS usd_low, round(r.high, 4) AS usd_high, r.ci_level,
       r.value = r.cheapest AS is_cheapest_yet, round(r.cheapest, 4) AS cheapest_yet, r.status
FROM so_far r{named(m="r.model")}
"""

STATISTIC_VIEWS: dict[str, str] = {
    "parity": _PARITY,
    "parity_now": _PARITY_NOW,
    "vendor_inflation": _VENDOR_INFLATION,
    "vendor_pair": _VENDOR_PAIR,
    "days_to_weights": _DAYS_TO_WEIGHTS,
    "board_agreement": _BOARD_AGREEMENT,
    "correction": _CORRECTION,
    "solved_cost": _SOLVED_COST,
    "one_gpu_gap": _ONE_GPU_GAP,
    "eci_refit": _ECI_REFIT,
    "domain": _DOMAIN,
    "headline": _HEADLINE,
    "price_index": _PRICE_INDEX,
}
