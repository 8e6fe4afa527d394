"""Estimates: rows of every measure, the headline, and the table by domain."""

from __future__ import annotations

import json
import sqlite3

from warehouse.connection import Row, rows


def estimates(
    connection: sqlite3.Connection,
    *measures: str,
    series: str | None = None,
    rule: str | None = None,
) -> list[Row]:
    """Rows of view estimate_now by measure, series and variant; `detail` decoded from JSON.

    Of some measures, or of all; of one series, or of all; under one openness rule, or any.
    """
    found = rows(
        connection,
        "SELECT * FROM estimate_now WHERE (:measures = '[]' "
        "OR measure IN (SELECT value FROM json_each(:measures))) "
        "AND coalesce(series = :series, :series IS NULL) "
        "AND coalesce(openness_rule = :rule, :rule IS NULL) ORDER BY measure, series, variant",
        {"measures": json.dumps(measures), "series": series, "rule": rule},
    )
    return [{**row, "detail": json.loads(row["detail"])} for row in found]


def domain_rows(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """Rows of measure `domain` under an openness rule, by domain, those that count first.

    `detail` comes as a mapping: domain, direction, verdict, speaks, is_stale, status, closed_model,
    open_model, year_ago, change.
    """
    return sorted(
        estimates(connection, "domain", rule=rule),
        key=lambda row: (row["detail"]["domain"], not row["detail"]["speaks"], row["series"]),
    )


def headline(connection: sqlite3.Connection) -> Row | None:
    """The sentence, its caveat, the counted verdicts and the parts; None before there is one."""
    found = sorted(estimates(connection, "headline"), key=lambda row: str(row["variant"]))
    sentence = [row for row in found if row["variant"] == "sentence"]
    if not sentence:
        return None
    return {
        "as_of": sentence[0]["through_on"],
        "sentence": sentence[0]["detail"]["sentence"],
        "caveat": sentence[0]["caveat"],
        "verdicts": sentence[0]["detail"]["verdicts"],
        "parts": [row["detail"] for row in found if row["variant"] != "sentence"],
    }
