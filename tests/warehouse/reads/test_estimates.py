from __future__ import annotations

import json
import sqlite3

from warehouse.reads import claims as reads_claims
from warehouse.reads import estimates as reads_estimates


def test_details_are_decoded_and_evidence_is_left_to_its_record(
    connection: sqlite3.Connection,
) -> None:
    assert reads_estimates.estimates(connection)[0]["detail"] == {"a": 1}
    evidence = reads_claims.claims(connection)[0]["evidence"]
    assert json.loads(evidence)["reason"] == "within the tolerance"


def test_estimates_of_some_measures_series_and_rules(connection: sqlite3.Connection) -> None:
    (row,) = reads_estimates.estimates(connection)
    same = reads_estimates.estimates
    assert same(connection, "days_to_weights", "catch_up", series=row["series"]) == [row]
    assert same(connection, rule=row["openness_rule"]) == [row]
    assert same(connection, "catch_up") == []
    assert same(connection, series="no such series") == []
    assert same(connection, rule="no such rule") == []
