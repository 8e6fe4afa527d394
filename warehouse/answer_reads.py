"""Reads of the table by domain and of the headline, newest issue."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

Row = dict[str, Any]


def domain_rows(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """Rows of measure `domain` under an openness rule, by domain, those that count first.

    `detail` comes as a mapping: domain, direction, verdict, speaks, is_stale, status, closed_model,
    open_model, year_ago, change.
    """
    rows = _estimates(connection, "domain", rule)
    return sorted(
        rows, key=lambda row: (row["detail"]["domain"], not row["detail"]["speaks"], row["series"])
    )


def headline(connection: sqlite3.Connection) -> Row | None:
    """The sentence, its caveat, the counted verdicts and the parts; None before the first issue."""
    rows = _estimates(connection, "headline")
    told = [row for row in rows if row["variant"] == "sentence"]
    if not told:
        return None
    return {
        "as_of": told[0]["through_on"],
        "sentence": told[0]["detail"]["sentence"],
        "caveat": told[0]["caveat"],
        "verdicts": told[0]["detail"]["verdicts"],
        "parts": [row["detail"] for row in rows if row["variant"] != "sentence"],
    }


def _estimates(connection: sqlite3.Connection, measure: str, rule: str | None = None) -> list[Row]:
    found = connection.execute(
        "SELECT * FROM estimate_now WHERE measure = ?1 AND (?2 IS NULL OR openness_rule = ?2) "
        "ORDER BY variant",
        (measure, rule),
    )
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return [{**row, "detail": json.loads(row["detail"])} for row in rows]
