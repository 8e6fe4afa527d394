"""Models to choose from: rows of `model_choice`, `model_score` and `model_price`, and their pages.

Not here: what the registry says of models (`warehouse.reads.models`).
"""

import sqlite3

from warehouse.connection import Row, rows
from warehouse.reads.prices import listed_until


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
    `unmatched` entries, the names of those `unmatched_above` the best (JSON), whether it `is_whole`
    or else its `floor`, and whether it `is_current`: models that came since are on no old page.
    `priced_on` is the day of the newest list of prices; without any, the page's."""
    found = rows(
        connection,
        """
SELECT s.domain, s.series, s.title, s.unit, s.direction, e.inputs_on AS vintage_on, e.n,
       e.is_whole, e.floor, e.is_current, e.unmatched, e.unmatched_above
FROM (
  SELECT r.board AS series, r.inputs_on, count(r.rank) AS n, r.is_whole, r.floor, r.unmatched,
         r.unmatched_above, julianday(t.on_date) - julianday(r.inputs_on) <= o.stale_after_days
           AS is_current
  FROM _model_score_in_force r JOIN _series o ON o.series = r.board CROSS JOIN _today t
  WHERE r.board IN (SELECT series FROM _speaking) GROUP BY r.board
) e JOIN series s ON s.series = e.series
""",
    )
    priced_on = listed_until(connection)
    return {row["domain"]: {**row, "priced_on": priced_on or row["vintage_on"]} for row in found}


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
        """
SELECT series, max(inputs_on) AS inputs_on, json_group_array(vintage) AS vintages
FROM (
  SELECT r.board AS series, max(r.inputs_on) AS inputs_on, max(r.vintage) AS vintage
  FROM _model_score_in_force r JOIN _page_state v ON v.id = r.vintage
  WHERE r.rank IS NOT NULL GROUP BY r.board, v.board_id
) GROUP BY series
""",
    )
    return {row["series"]: row for row in found}


def left_out(connection: sqlite3.Connection, series: str) -> list[Row]:
    """Rows of view model_score that are no choice, the best first: closed models that nobody sells,
    and models of which nobody knows how open they are."""
    return [row for row in model_scores(connection, series) if row["availability"] is None]
