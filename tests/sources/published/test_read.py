"""Published facts: the sheets that we ship, and figures in them (their shape is in cases)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sources import published
from sources.contract import Page, Reading
from tests.measures.shipped import names

SEEN_AT = datetime(2026, 11, 24, tzinfo=UTC)
KNOWN = names()


def bundled(name: str) -> list[Reading]:
    body = dict(published.pages())[name]
    return list(published.parse(Page(f"package:published/{name}", body, SEEN_AT)))


@pytest.mark.parametrize("name", [name for name, _ in published.pages()])
def test_every_sheet_reads_and_a_cited_one_names_models_of_the_registry(name: str) -> None:
    readings = bundled(name)
    assert readings
    assert all(reading.rows and reading.table in published.ABOUT.tables for reading in readings)
    strangers = {
        row["model_name"]
        for reading in readings
        for row in reading.rows
        if KNOWN.match("published", row["model_name"], str(reading.published_on)) is None
    }
    assert strangers == set() or name.startswith("history_")


def test_simplebench_has_runs_of_its_authors_only() -> None:
    """61.2 of another list of the same people quotes a maker."""
    [rows] = [item.rows for item in bundled("simplebench.csv")]
    assert {row["provenance"] for row in rows} == {"maintainer"}
    assert 61.2 not in {row["value"] for row in rows}


def test_one_makers_table_is_vendor_for_its_own_model_only() -> None:
    rows = [row for reading in bundled("vendor_tool_calling.csv") for row in reading.rows]
    own = {row["provenance"] for row in rows if row["model_name"].startswith("minimax")}
    others = {row["provenance"] for row in rows if not row["model_name"].startswith("minimax")}
    assert own == {"vendor"}
    assert others == {"third_party"}
