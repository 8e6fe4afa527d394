"""Estimates: rows of every measure."""

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
