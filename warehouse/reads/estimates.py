"""Reads of the table by domain, of the headline and of the composite scale, newest issue."""

from __future__ import annotations

import json
import sqlite3

from warehouse.connection import Row, rows


def domain_rows(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """Rows of measure `domain` under an openness rule, by domain, those that count first.

    `detail` comes as a mapping: domain, direction, verdict, speaks, is_stale, status, closed_model,
    open_model, year_ago, change.
    """
    return sorted(
        _estimates(connection, "domain", rule),
        key=lambda row: (row["detail"]["domain"], not row["detail"]["speaks"], row["series"]),
    )


def headline(connection: sqlite3.Connection) -> Row | None:
    """The sentence, its caveat, the counted verdicts and the parts; None before the first issue."""
    found = _estimates(connection, "headline")
    told = [row for row in found if row["variant"] == "sentence"]
    if not told:
        return None
    return {
        "as_of": told[0]["through_on"],
        "sentence": told[0]["detail"]["sentence"],
        "caveat": told[0]["caveat"],
        "verdicts": told[0]["detail"]["verdicts"],
        "parts": [row["detail"] for row in found if row["variant"] != "sentence"],
    }


def composite_models(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """The best entries of the composite scale, best first; a negative `limit` gives all."""
    return rows(
        connection,
        "SELECT entry, model, openness, value, stderr, n FROM score_now WHERE source = 'gapwatch' "
        "AND board = 'composite' ORDER BY value DESC LIMIT ?",
        (limit,),
    )


def _estimates(connection: sqlite3.Connection, measure: str, rule: str | None = None) -> list[Row]:
    found = rows(
        connection,
        "SELECT * FROM estimate_now WHERE measure = ?1 AND (?2 IS NULL OR openness_rule = ?2) "
        "ORDER BY variant",
        (measure, rule),
    )
    return [{**row, "detail": json.loads(row["detail"])} for row in found]
