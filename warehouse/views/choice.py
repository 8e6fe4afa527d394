"""Views of models: what each scores, what it cost and costs, and which can be had in a domain."""

from __future__ import annotations

from terms.openness import PROVISIONAL_GRADES, Openness
from terms.words import words
from warehouse.schema.measured import MODEL_SCORE
from warehouse.schema.view import View
from warehouse.views.derived import DERIVED_AT, derived_now, seen_on
from warehouse.views.prices import MODEL_PRICES

_GRADES = " | ".join(map(repr, [*words(Openness), *sorted(PROVISIONAL_GRADES)]))
_SCORE = (
    f"""
    model (text): {MODEL_SCORE.column("entry").about}
    score (real): The model's newest score of one scale, in the series' unit.
    score_low (real?): Lower end of its interval (95 %); absent: no error is known.
    score_high (real?): Upper end of its interval.
    entry (text): Key of the entry on its board.
    openness ({_GRADES}): Its openness today; see docs/openness.md.
    confirmed (flag): 0: nobody has confirmed its class yet; evidence says what it is based on.
    vintage_on (day): Day of the page of the score.
    is_stale (flag): 1: that page is older than its series' limit.
    """,
)


_SEEN_ON = seen_on("e.inputs_on", "SELECT value FROM json_each(e.vintages)", "'9999'", DERIVED_AT)
_SCORED = f"""
scored AS (
  SELECT s.series, s.title, s.domain, s.unit, s.direction, s.status, s.stale_after_days,
         r.entry AS model, r.name, r.maker, round(r.value, 4) AS score,
         round(r.low, 4) AS score_low, round(r.high, 4) AS score_high,
         round(r.stderr, 4) AS stderr, r.board_entry AS entry, r.openness,
         r.evidence IS NULL AS confirmed, r.evidence, r.availability, r.fits_one_gpu,
         round(r.behind_best, 4) AS behind_best, round(r.behind_low, 4) AS behind_low,
         round(r.behind_high, 4) AS behind_high, r.too_close_to, r.speaks_for_domain, r.vintage,
         r.inputs_on, r.scored_on, r.rank, r.is_whole, r.floor,
         count(*) OVER (PARTITION BY r.board) AS n
  FROM ({derived_now("model_score")}) r JOIN _series s ON s.series = r.board
  WHERE r.rank IS NOT NULL
),
page AS MATERIALIZED (
  SELECT e.series, {_SEEN_ON} AS vintage_on FROM (
    SELECT series, inputs_on, json_group_array(DISTINCT vintage) AS vintages FROM scored
    GROUP BY series
  ) e
)"""
_ROW_ON = "iif(p.scored_on < p.inputs_on, p.scored_on, g.vintage_on)"
_SHOWN = f"""p.series, p.title, p.domain, p.unit, p.direction, p.status, p.model, p.name, p.maker,
       p.score, p.score_low, p.score_high, p.stderr, p.entry, p.openness, p.confirmed, p.evidence,
       {_ROW_ON} AS vintage_on,
       CAST(julianday(t.on_date) - julianday({_ROW_ON}) AS INTEGER) > p.stale_after_days
         AS is_stale"""
_MODEL_SCORE = View(
    "model_score",
    "a model with its newest score of one scale in a series",
    ("series", "model"),
    MODEL_SCORE,
    (
        *_SCORE,
        """
        rank (whole): Its place among the models of the series; 1: the best.
        n (whole): Models of the series.
        """,
    ),
    sql=f"""
WITH {_SCORED}
SELECT {_SHOWN}, p.rank, p.n, p.is_whole, p.floor, p.availability
FROM scored p JOIN page g ON g.series = p.series CROSS JOIN _today t
""",
)

_MODEL_CHOICE = View(
    "model_choice",
    "a model that can be had today in a domain, by the series that speaks for the domain",
    ("domain", "model"),
    MODEL_SCORE,
    (
        *_SCORE,
        """
        licence (text?): Its licence, as the registry names it.
        licence_spdx (text?): SPDX identifier of that licence.
        commercial_use (CommercialUse?): Whether its licence lets people earn money with the
            weights; absent: closed.
        blended_price (real?): USD per 1M tokens, input and output 3:1, in force today; absent: none
            is known.
        price_basis (PriceBasis?): Whose price it is.
        hosts (whole): Hosts of its weights with a known price today.
        """,
    ),
    sql=f"""
WITH {_SCORED},
cost AS MATERIALIZED (
  SELECT model, max(iif(is_in_force, blended_price, NULL)) AS blended_price,
         max(iif(is_in_force, price_basis, NULL)) AS price_basis, max(hosts) AS hosts
  FROM model_price GROUP BY model
),
known AS MATERIALIZED (
  SELECT g.model, g.licence, l.spdx AS licence_spdx, l.commercial_use
  FROM _openness_in_force g LEFT JOIN _licence_in_force l ON l.entry = g.licence
  WHERE g.valid_from <= (SELECT on_date FROM _today)
    AND coalesce(g.valid_until, '9999') > (SELECT on_date FROM _today)
)
SELECT {_SHOWN}, k.licence, k.licence_spdx, k.commercial_use,
       c.blended_price, c.price_basis, coalesce(c.hosts, 0) AS hosts, p.fits_one_gpu,
       p.behind_best, p.behind_low, p.behind_high, p.too_close_to
FROM scored p JOIN page g ON g.series = p.series CROSS JOIN _today t
LEFT JOIN cost c ON c.model = p.model
LEFT JOIN known k ON k.model = p.model
WHERE p.speaks_for_domain AND p.availability IS NOT NULL
""",
)

CHOICE: tuple[View, ...] = (_MODEL_CHOICE, _MODEL_SCORE, MODEL_PRICES)
