"""Views over prices: of models and hosts, changes, the index, fronts, and costs of solved tasks."""

from __future__ import annotations

from terms.boards import part_in_sql
from warehouse.schema.columns import CI_LEVEL
from warehouse.schema.derived import PRICE_AT_QUALITY
from warehouse.schema.facts import MODEL
from warehouse.schema.price_tables import (
    HOST_PRICE,
    MODEL_PRICE,
    PRICE_EVENT,
    PRICE_FRONT,
    PRICE_INDEX,
    SOLVED_COST,
)
from warehouse.schema.view import View
from warehouse.views.derived import derived_now, selected
from warehouse.views.formulas import LEVEL, Z
from warehouse.views.states import GRADES, NAMES, OPEN, named, shown

_DAY_OF_PRICES = "prices_on (day): Day of the prices."


_DERIVED = "code_version, f.recorded_at"


MODEL_PRICES = View(
    "model_price",
    "a model from one day until another: what it cost",
    ("model", "from_on"),
    MODEL_PRICE,
    (
        MODEL.column("name"),
        """
        maker (text?): Its maker's display name.
        is_in_force (flag): 1: the price of today.
        hosts (whole): Hosts of its weights with a known price today.
        """,
    ),
    sql=f"""
WITH {NAMES},
host AS MATERIALIZED (
  SELECT model, count(*) AS hosts FROM ({derived_now("host_price")}) GROUP BY model
)
SELECT f.model, {shown("r", "f.model")}, r.maker_name AS maker, f.from_on, f.until_on,
       round(f.blended_price, 4) AS blended_price, round(f.input_per_mtok, 4) AS input_per_mtok,
       round(f.output_per_mtok, 4) AS output_per_mtok, f.price_basis, f.sources,
       f.until_on IS NULL AS is_in_force, coalesce(h.hosts, 0) AS hosts
FROM ({derived_now("model_price")}) f LEFT JOIN host h ON h.model = f.model{named(r="f.model")}
""",
)

_HOST_PRICE = View(
    "host_price",
    "a host with what it asks for a model",
    ("model", "host"),
    HOST_PRICE,
    sql=f"""
WITH {NAMES}
SELECT f.model, {shown("r", "f.model")}, f.host, f.blended_price, f.{_DERIVED}
FROM ({derived_now("host_price")}) f{named(r="f.model")}
""",
)

_PRICE_EVENT = View(
    "price_event",
    "a change of a model's price at its maker or a host: cut, rise, withdrawn, or the first price",
    ("on_date", "model", "seller", "kind"),
    PRICE_EVENT,
    sql=f"""
WITH {NAMES}
SELECT {shown("r", "f.model")}, {selected(PRICE_EVENT, (), "f.")}, f.{_DERIVED}
FROM ({derived_now("price_event")}) f{named(r="f.model")}
""",
)

_PRICE_INDEX = View(
    "price_index",
    "the list prices of the same models on the first day of a month, closed or open, as an index",
    ("class", "openness_rule", "on_date"),
    PRICE_INDEX,
    sql=f"""
SELECT {selected(PRICE_INDEX, ("vintages",), "f.")}, f.{_DERIVED}
FROM ({derived_now("price_index")}) f
""",
)

_PRICE_FRONT = View(
    "price_front",
    "a model with its newest score in a series and its price of the same day, under an openness "
    "rule (closed: under each)",
    ("series", "class", "openness_rule", "model"),
    PRICE_FRONT,
    (_DAY_OF_PRICES,),
    sql=f"""
WITH {NAMES}
SELECT f.board AS series, s.title, s.domain, s.unit, f.class, f.openness_rule, f.model,
       {shown("r", "f.model")}, f.score, f.blended_price, f.price_basis, f.on_front,
       f.published_on, coalesce(f.prices_on, f.through) AS prices_on, s.status, f.vintages,
       f.{_DERIVED}
FROM ({derived_now("price_front")}) f
LEFT JOIN _series s ON s.series = f.board{named(r="f.model")}
""",
)

_ROUNDED = (
    *("closed_model", "closed_price", "closed_is_at_most"),
    *("open_model", "open_price", "open_is_at_most"),
    *("price_ratio", "scores_on", "is_best_open"),
)
_PRICE_AT_QUALITY = View(
    "price_at_quality",
    "a level of a series at which a class has another cheapest model, today: the cheapest of both "
    "classes at or above it, with scores and prices of one day",
    ("series", "openness_rule", "level"),
    PRICE_AT_QUALITY,
    (f"level (real): {PRICE_AT_QUALITY.column('threshold').about}", _DAY_OF_PRICES),
    sql=f"""
WITH {NAMES}
SELECT f.board AS series, s.title, s.domain, s.unit, f.threshold AS level,
       {part_in_sql("price_at_quality", "openness_rule", "f.category")} AS openness_rule,
       f.closed_model, {shown("c", "f.closed_model", "closed_name")},
       round(f.closed_price, 4) AS closed_price, f.closed_is_at_most,
       f.open_model, {shown("o", "f.open_model", "open_name")},
       round(f.open_price, 4) AS open_price, f.open_is_at_most,
       round(f.price_ratio, 4) AS price_ratio, f.is_best_open, f.scores_on,
       coalesce(f.prices_on, f.through) AS prices_on,
       {selected(PRICE_AT_QUALITY, ("threshold", "prices_on", *_ROUNDED), "f.")},
       s.status, f.{_DERIVED}
FROM ({derived_now("price_at_quality")}) f
LEFT JOIN _series s ON s.series = f.board{named(c="f.closed_model", o="f.open_model")}
""",
)

_PER_SOLVED = "f.usd_per_task / ({0} / 100)"
_HALF = f"{Z!r} * f.stderr"
_SOLVED_COST = View(
    "solved_cost",
    "a dated run that states its cost: what a solved task cost, beside the cheapest of its class "
    "so far",
    ("series", "entry"),
    SOLVED_COST,
    (
        f"""
        unit (text): Unit of the costs per solved task.
        class ('closed' | 'open' | 'unknown'): Class of the model on the day of the run (open: any
            weights).
        entry (text): {SOLVED_COST.column("entry").about}
        usd_per_solved (real): Mean cost of a solved task: usd_per_task over the share solved.
        usd_low (real?): Lower end of its interval, of the score's error alone.
        usd_high (real?): Upper end of its interval.
        {CI_LEVEL}
        is_cheapest_yet (flag): 1: no run of its class was cheaper by that day.
        cheapest_yet (real): usd_per_solved of the cheapest run of its class by that day.
        """,
    ),
    sql=f"""
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
""",
)

PRICES: tuple[View, ...] = (
    _SOLVED_COST,
    _PRICE_INDEX,
    _PRICE_EVENT,
    _PRICE_FRONT,
    _PRICE_AT_QUALITY,
    _HOST_PRICE,
)
