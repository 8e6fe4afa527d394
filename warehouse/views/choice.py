"""Views of models: what each scores, what it cost and costs, and which can be had in a domain.

Not here: what the columns mean (`warehouse.schema.choice`).
"""

from __future__ import annotations

from warehouse.views.derived import DERIVED_AT, seen_on

_SEEN_ON = seen_on("e.through_on", "SELECT value FROM json_each(e.vintages)", "'9999'", DERIVED_AT)
_PAGE = f"""
SELECT e.*, CAST(julianday(t.on_date) - julianday(e.vintage_on) AS INTEGER) > e.stale_after_days
         AS is_stale,
       m.key + 1 AS rank, m.value AS one
FROM (
  SELECT s.series, s.title, s.domain, s.unit, s.direction, s.status, s.stale_after_days, e.n,
         e.detail, e.detail ->> 'speaks_for_domain' AS speaks, {_SEEN_ON} AS vintage_on
  FROM estimate_now e JOIN _series s ON s.series = e.series
  WHERE e.measure = 'model_scores'
) e CROSS JOIN _today t, json_each(e.detail, '$.models') m
WHERE 1
"""
_SHOWN = """p.series, p.title, p.domain, p.unit, p.direction, p.status,
       p.one ->> 'model' AS model, p.one ->> 'name' AS name, p.one ->> 'maker' AS maker,
       round(p.one ->> 'value', 4) AS score, round(p.one ->> 'low', 4) AS score_low,
       round(p.one ->> 'high', 4) AS score_high, round(p.one ->> 'stderr', 4) AS stderr,
       p.one ->> 'entry' AS entry, p.one ->> 'openness' AS openness,
       p.one ->> 'evidence' IS NULL AS confirmed, p.one ->> 'evidence' AS evidence,
       p.vintage_on, p.is_stale"""

_MODEL_SCORE = f"""
SELECT {_SHOWN}, p.rank, p.n, p.one ->> 'availability' AS availability
FROM ({_PAGE}) p
"""

_MODEL_CHOICE = f"""
WITH cost AS MATERIALIZED (
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
       c.blended_price, c.price_basis, coalesce(c.hosts, 0) AS hosts,
       p.one ->> 'fits_one_gpu' AS fits_one_gpu,
       round(p.one ->> 'behind_best', 4) AS behind_best,
       round(p.one ->> 'behind_low', 4) AS behind_low,
       round(p.one ->> 'behind_high', 4) AS behind_high, p.one -> 'too_close_to' AS too_close_to
FROM ({_PAGE} AND e.speaks = 1) p
LEFT JOIN cost c ON c.model = p.one ->> 'model'
LEFT JOIN known k ON k.model = p.one ->> 'model'
WHERE p.one ->> 'availability' IS NOT NULL
"""

CHOICE_VIEWS: dict[str, str] = {
    "model_score": _MODEL_SCORE,
    "model_choice": _MODEL_CHOICE,
}
