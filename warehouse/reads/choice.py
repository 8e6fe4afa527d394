"""Models to choose from: rows of `model_choice`, `model_score` and `model_price`, and their pages.

Not here: what the registry says of models (`warehouse.reads.models`).
"""

from __future__ import annotations

import sqlite3

from warehouse.connection import Row, rows
from warehouse.views.derived import derived_now


def choices(connection: sqlite3.Connection, domain: str | None = None) -> list[Row]:
    """Rows of view model_choice, of one domain or all, by domain and from the best score down."""
    return rows(
        connection,
        "SELECT * FROM model_choice WHERE coalesce(domain = :domain, 1) "
        "ORDER BY domain, iif(direction = 'lower', score, -score), model",
        {"domain": domain},
    )


def choice_pages(connection: sqlite3.Connection) -> dict[str, Row]:
    """Domain to the page that models are chosen by: `series`, its `title`, `unit`, `vintage_on`,
    `unmatched` entries, the names of those `unmatched_above` the best (JSON), and where a newer
    list names leaders alone, its day `newer_on` and its models, `newer`: the best first, none
    where an unknown model may lead."""
    found = rows(
        connection,
        f"""
SELECT s.domain, s.series, s.title, s.unit, s.direction, e.inputs_on AS vintage_on, e.n,
       e.unmatched, e.unmatched_above, g.vintage_on AS newer_on, g.unresolved_above,
       g.closed_model, g.closed_value, coalesce(m.name, g.closed_model) AS closed_name
FROM (
  SELECT board AS series, inputs_on, count(rank) AS n, unmatched, unmatched_above
  FROM ({derived_now("model_score")}) WHERE speaks_for_domain GROUP BY board
) e JOIN series s ON s.series = e.series
LEFT JOIN gap_now g ON g.series = s.series AND g.openness_rule = 'any_weights'
  AND g.vintage_on > e.inputs_on AND g.closed_model IS NOT NULL
LEFT JOIN _model_in_force m ON m.entry = g.closed_model
""",
    )
    return {row["domain"]: {**row, "newer": _newer(connection, row)} for row in found}


def _newer(connection: sqlite3.Connection, page: Row) -> list[Row]:
    """The models of a page's newer list, the best first: `model`, `name`, `score`, `openness` and
    `blended_price` (None: unknown). Its closed leader may be one that the registry has not."""
    if page["newer_on"] is None or page["unresolved_above"]:
        return []
    order = "min" if page["direction"] == "lower" else "max"
    found = rows(
        connection,
        f"""
SELECT l.model, m.name, {order}(l.value) AS score, m.openness
FROM score_now l JOIN model m ON m.model = l.model
WHERE l.basis = 'leaders' AND m.openness <> 'unknown' AND (l.source, l.board, l.category) IN (
  SELECT source, board, category FROM score_now WHERE basis = 'leaders'
  AND published_on = :newer_on AND model = :closed_model AND abs(value - :closed_value) < 0.001)
GROUP BY l.model
""",
        {name: page[name] for name in ("newer_on", "closed_model", "closed_value")},
    )
    if page["closed_model"] not in {row["model"] for row in found}:
        keys = ("closed_model", "closed_name", "closed_value")
        model, name, score = (page[key] for key in keys)
        found.append({"model": model, "name": name, "score": score, "openness": "closed"})
    in_force = (it for it in model_prices(connection) if it["is_in_force"])
    prices = {it["model"]: it["blended_price"] for it in in_force}
    found.sort(key=lambda row: row["score"], reverse=page["direction"] != "lower")
    return [{**row, "blended_price": prices.get(row["model"])} for row in found]


def model_scores(connection: sqlite3.Connection, series: str | None = None) -> list[Row]:
    """Rows of view model_score, of one series or all, by series from the best model down."""
    return rows(
        connection,
        "SELECT * FROM model_score WHERE coalesce(series = :series, 1) ORDER BY series, rank",
        {"series": series},
    )


def scored_pages(connection: sqlite3.Connection) -> dict[str, Row]:
    """Series to the page that view model_score is made of: its day `inputs_on`, and `vintages`
    (JSON), of each board the last that changed a score."""
    found = rows(
        connection,
        f"""
SELECT series, max(inputs_on) AS inputs_on, json_group_array(vintage) AS vintages
FROM (
  SELECT r.board AS series, max(r.inputs_on) AS inputs_on, max(r.vintage) AS vintage
  FROM ({derived_now("model_score")}) r JOIN _page_state v ON v.id = r.vintage
  WHERE r.rank IS NOT NULL GROUP BY r.board, v.board_id
) GROUP BY series
""",
    )
    return {row["series"]: row for row in found}


def leader_scores(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view score_now of known models on the newest lists of leaders."""
    return rows(connection, "SELECT * FROM score_now WHERE basis = 'leaders' AND model IS NOT NULL")


def left_out(connection: sqlite3.Connection, series: str) -> list[Row]:
    """Rows of view model_score that are no choice, the best first: closed models that nobody sells,
    and models of which nobody knows how open they are."""
    return [row for row in model_scores(connection, series) if row["availability"] is None]


def model_prices(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view model_price, by model and day."""
    return rows(connection, "SELECT * FROM model_price ORDER BY model, from_on")


def host_prices(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """Model to its hosts in force, the cheapest first: rows of view host_price."""
    found: dict[str, list[Row]] = {}
    for row in rows(connection, "SELECT * FROM host_price ORDER BY model, blended_price, host"):
        found.setdefault(row["model"], []).append(row)
    return found
