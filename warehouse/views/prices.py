"""Views over prices: of models and hosts, changes, the index, fronts, and what a solved task cost.

Not here: what the columns mean (`warehouse.schema.prices`).
"""

from __future__ import annotations

from terms.boards import part_in_sql
from terms.words import PriceBasis
from warehouse.schema.derived import PRICE_AT_QUALITY
from warehouse.schema.price_tables import PRICE_EVENT, PRICE_INDEX
from warehouse.views.derived import columns, derived_now
from warehouse.views.formulas import LEVEL, Z
from warehouse.views.states import GRADES, NAMES, OPEN, named, shown

_DERIVED = "code_version, f.recorded_at"


_MODEL_PRICE = f"""
WITH {NAMES},
host AS MATERIALIZED (
  SELECT model, count(*) AS hosts FROM ({derived_now("host_price")}) GROUP BY model
)
SELECT f.model, {shown("r", "f.model")}, r.maker_name AS maker, f.from_on, f.until_on,
       round(f.blended_price, 4) AS blended_price, round(f.input_per_mtok, 4) AS input_per_mtok,
       round(f.output_per_mtok, 4) AS output_per_mtok, f.price_basis, f.sources,
       f.until_on IS NULL AS is_in_force, coalesce(h.hosts, 0) AS hosts
FROM ({derived_now("model_price")}) f LEFT JOIN host h ON h.model = f.model{named(r="f.model")}
"""

_HOST_PRICE = f"""
WITH {NAMES}
SELECT f.model, {shown("r", "f.model")}, f.host, f.blended_price, f.{_DERIVED}
FROM ({derived_now("host_price")}) f{named(r="f.model")}
"""

# A quantile q of n sorted prices is read at place q (n - 1), between its two neighbours: the weight
# of each is 1 less its distance from there (inclusive method of statistics.quantiles).
_AT = "sum(f.blended_price * max(0, 1 - abs(f.place - {0} * (f.n - 1))))"
_HOST_DISPERSION = f"""
WITH {NAMES},
{GRADES},
own AS MATERIALIZED (
  SELECT model, blended_price FROM ({derived_now("model_price")})
  WHERE until_on IS NULL AND price_basis = '{PriceBasis.FIRST_PARTY}'
),
asked AS (
  SELECT model, blended_price, through, count(*) OVER (PARTITION BY model) AS n,
         row_number() OVER (PARTITION BY model ORDER BY blended_price) - 1 AS place
  FROM ({derived_now("host_price")})
),
spread AS (
  SELECT f.model, f.n AS hosts, min(f.blended_price) AS low, {_AT.format(0.5)} AS median,
         max(f.blended_price) AS high,
         iif(f.n < 4, NULL, {_AT.format(0.75)} - {_AT.format(0.25)}) AS iqr
  FROM asked f
  WHERE f.n > 1 AND EXISTS (
    SELECT 1 FROM grade g WHERE g.model = f.model AND g.openness IN ({OPEN})
      AND g.valid_from <= f.through AND coalesce(g.valid_until, '9999') > f.through)
  GROUP BY f.model
)
SELECT f.model, {shown("r", "f.model")}, f.hosts, f.low AS price_low,
       round(f.median, 4) AS price_median, f.high AS price_high, round(f.iqr, 4) AS iqr,
       round(f.high / f.low, 4) AS high_over_low, o.blended_price AS own_price
FROM spread f LEFT JOIN own o ON o.model = f.model{named(r="f.model")}
"""

_PRICE_EVENT = f"""
WITH {NAMES}
SELECT {shown("r", "f.model")}, {columns(PRICE_EVENT, (), "f.")}, f.{_DERIVED}
FROM ({derived_now("price_event")}) f{named(r="f.model")}
"""

_PRICE_INDEX = f"""
SELECT {columns(PRICE_INDEX, ("vintages",), "f.")}, f.{_DERIVED}
FROM ({derived_now("price_index")}) f
"""

_PRICE_FRONT = f"""
WITH {NAMES}
SELECT f.board AS series, s.title, s.domain, s.unit, f.class, f.openness_rule, f.model,
       {shown("r", "f.model")}, f.score, f.blended_price, f.price_basis, f.on_front,
       f.published_on, coalesce(f.prices_on, f.through) AS prices_on, s.status, f.vintages,
       f.{_DERIVED}
FROM ({derived_now("price_front")}) f
LEFT JOIN _series s ON s.series = f.board{named(r="f.model")}
"""

_ROUNDED = (
    *("closed_model", "closed_price", "closed_is_at_most"),
    *("open_model", "open_price", "open_is_at_most"),
    *("price_ratio", "scores_on", "is_best_open"),
)
_PRICE_AT_QUALITY = f"""
WITH {NAMES}
SELECT f.board AS series, s.title, s.domain, s.unit, f.threshold AS level,
       {part_in_sql("price_at_quality", "openness_rule", "f.category")} AS openness_rule,
       f.closed_model, {shown("c", "f.closed_model", "closed_name")},
       round(f.closed_price, 4) AS closed_price, f.closed_is_at_most,
       f.open_model, {shown("o", "f.open_model", "open_name")},
       round(f.open_price, 4) AS open_price, f.open_is_at_most,
       round(f.price_ratio, 4) AS price_ratio, f.is_best_open, f.scores_on,
       coalesce(f.prices_on, f.through) AS prices_on,
       {columns(PRICE_AT_QUALITY, ("threshold", "prices_on", *_ROUNDED), "f.")},
       s.status, f.{_DERIVED}
FROM ({derived_now("price_at_quality")}) f
LEFT JOIN _series s ON s.series = f.board{named(c="f.closed_model", o="f.open_model")}
"""

_PER_SOLVED = "f.usd_per_task / ({0} / 100)"
_HALF = f"{Z!r} * f.stderr"
_SOLVED_COST = f"""
WITH {NAMES},
{GRADES},
run AS (
  SELECT f.*, {_PER_SOLVED.format("f.score")} AS value,
         {_PER_SOLVED.format(f"min(100.0, f.score + {_HALF})")} AS low,
         iif(f.score > {_HALF}, {_PER_SOLVED.format(f"(f.score - {_HALF})")}, NULL) AS high, (
           SELECT CASE WHEN o.openness = 'closed' THEN 'closed' WHEN o.openness IN ({OPEN})
                  THEN 'open' END
           FROM grade o WHERE o.model = f.model
             AND o.valid_from <= f.on_date AND coalesce(o.valid_until, '9999') > f.on_date
         ) AS class
  FROM ({derived_now("solved_cost")}) f
),
so_far AS (
  SELECT *, min(value) OVER (PARTITION BY board, class ORDER BY on_date) AS cheapest FROM run
)
SELECT r.board AS series, s.title, s.domain, 'USD per solved task' AS unit, r.entry, r.model,
       {shown("m", "r.model")}, coalesce(r.class, 'unknown') AS class, r.on_date,
       round(r.score, 4) AS score, round(r.usd_per_task, 4) AS usd_per_task,
       round(r.value, 4) AS usd_per_solved, round(r.low, 4) AS usd_low,
       round(r.high, 4) AS usd_high,
       iif(r.low IS NULL, NULL, {LEVEL}) AS ci_level, r.value = r.cheapest AS is_cheapest_yet,
       round(r.cheapest, 4) AS cheapest_yet, s.status
FROM so_far r JOIN _series s ON s.series = r.board{named(m="r.model")}
"""

PRICE_VIEWS: dict[str, str] = {
    "model_price": _MODEL_PRICE,
    "host_price": _HOST_PRICE,
    "host_dispersion": _HOST_DISPERSION,
    "price_event": _PRICE_EVENT,
    "price_index": _PRICE_INDEX,
    "price_front": _PRICE_FRONT,
    "price_at_quality": _PRICE_AT_QUALITY,
    "solved_cost": _SOLVED_COST,
}
