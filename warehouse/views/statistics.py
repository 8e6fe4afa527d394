"""Views of measures that are kept as estimates: their details laid out as flat, rounded rows.

What belongs here: a query per view, over `estimate_now` and what is declared of a series.
Not here: what the columns mean (`warehouse.schema.statistics`).
"""

from __future__ import annotations

_OF_SERIES = "s.title, s.domain, s.unit"


def _estimates(measure: str) -> str:
    """Estimates `e` of one measure, each with its series `s`."""
    return f"""
FROM estimate_now e JOIN series s ON s.series = e.series
WHERE e.measure = '{measure}'"""


_PARITY = f"""
SELECT c.series, c.title, c.domain, c.unit, c.openness_rule,
       m.value ->> 'model' AS closed_model, m.value ->> 'on' AS released_on,
       round(m.value ->> 'value', 2) AS closed_value,
       m.value ->> 'caught_by' AS open_model, m.value ->> 'caught_on' AS reached_on,
       iif(m.value ->> 'caught_on' IS NULL, NULL, m.value ->> 'days') AS days,
       m.value ->> 'low_days' AS days_low, m.value ->> 'high_days' AS days_high,
       iif(m.value ->> 'has_errors', 0.9, NULL) AS ci_level,
       m.value ->> 'days' AS followed_days,
       CASE WHEN m.value ->> 'caught_on' IS NULL THEN 'right'
            WHEN m.value ->> 'is_at_most' THEN 'left' END AS censored,
       m.value ->> 'compared' AS n, c.through_on AS data_on, c.status
FROM (
  SELECT e.series, {_OF_SERIES}, s.status, e.openness_rule, e.through_on, e.detail
  {_estimates("catch_up")}
    AND e.detail ->> 'lag_rule' = 'tolerance_0' AND e.detail ->> 'statistic' = 'median'
) c, json_each(c.detail, '$.milestones') m
WHERE m.value ->> 'caught_by' IS NOT m.value ->> 'model'
"""

STATISTIC_VIEWS: dict[str, str] = {
    "parity": _PARITY,
}
