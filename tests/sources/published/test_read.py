"""Published facts: the sheets that we ship, and figures in them (their shape is in cases)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from sources import published
from sources.contract import Page, Reading
from sources.published import read as published_read
from tests.measures.shipped import names
from warehouse.schema.tables import PRICE, SCORE, Table

SEEN_AT = datetime(2026, 11, 24, tzinfo=UTC)
KNOWN = names()


def bundled(name: str) -> list[Reading]:
    body = dict(published.pages())[name]
    return list(published.parse(Page(f"package:published/{name}", body, SEEN_AT)))


def test_nothing_is_asked_of_the_network() -> None:
    assert list(published.fetch(None)) == []  # type: ignore[arg-type]
    assert not published.ABOUT.scheduled


@pytest.mark.parametrize("table", [SCORE, PRICE], ids=lambda table: table.name)
def test_the_shape_knows_only_columns_of_the_tables_and_asks_for_what_they_need(
    table: Table,
) -> None:
    fields = published_read.TABLES[table.name].model_fields
    assert set(fields) - {"category", "published_on", "rank"} <= set(table.names())
    needed = {column.name for column in table.columns if not column.optional}
    assert needed <= {name for name, field in fields.items() if field.is_required()}


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


def best(name: str, on: str, *, closed: bool, protocol: str | None = None) -> float:
    """Best value dated on or before `on` in the newest state; open means any weights."""
    reading = [item for item in bundled(name) if item.category == ""][-1]
    values: list[float] = []
    for row in reading.rows:
        match = KNOWN.match("published", row["model_name"], on)
        if match is None or row["dated_on"] > on or protocol not in (None, row["protocol"]):
            continue
        openness = KNOWN.openness(match.model, on)
        if openness != "unknown" and (openness == "closed") == closed:
            values.append(row["value"])
    return max(values)


VENDORS = "swebench_verified_vendor.csv"


@pytest.mark.parametrize(
    ("name", "protocol", "on", "closed", "open_"),
    [
        ("mmlu.csv", "5-shot", "2023-03-14", 86.4, 63.4),
        ("mmlu.csv", "5-shot", "2023-07-18", 86.4, 68.9),
        ("mmlu.csv", "5-shot", "2024-07-31", 88.7, 87.3),
        ("mmlu.csv", "0-shot CoT", "2024-07-31", 88.7, 88.6),
        (VENDORS, None, "2026-02-20", 80.9, 80.2),
        (VENDORS, None, "2025-08-10", 74.9, 69.6),
        ("simplebench.csv", None, "2026-09-26", 88.4, 66.7),
    ],
)
def test_leaders(name: str, protocol: str | None, on: str, closed: float, open_: float) -> None:
    assert best(name, on, closed=True, protocol=protocol) == closed
    assert best(name, on, closed=False, protocol=protocol) == open_


def test_simplebench_has_runs_of_its_authors_only() -> None:
    """61.2 of another list of the same people quotes a maker."""
    [rows] = [item.rows for item in bundled("simplebench.csv")]
    assert {row["provenance"] for row in rows} == {"maintainer"}
    assert 61.2 not in {row["value"] for row in rows}


def test_the_last_board_of_bfcl() -> None:
    """A gap of 0.38: the page of 3 November, the last that was recorded, has open ahead by 8."""
    [reading] = bundled("bfcl.csv")
    assert (str(reading.published_on), reading.restated, reading.basis) == (
        "2025-12-16", True, "leaders",
    )  # fmt: skip
    rows = reading.rows
    scores = {row["entry"]: row["value"] for row in rows}
    # Means of its four parts: base, missing functions, missing parameters, long context.
    assert round((81 + 64 + 58 + 70.5) / 4, 2) == scores["Claude-Opus-4-5-20251101 (FC)"]
    assert round((74.5 + 68 + 63 + 66.5) / 4, 2) == scores["GLM-4.6 (FC thinking)"] == 68.0


def test_grok_4_1_fell_to_rank_4_by_10_february_2026() -> None:
    shown: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for reading in bundled("arena_rank.csv"):
        (row,) = reading.rows
        shown[reading.category].append((str(reading.published_on), row["value"]))
    assert shown["rank"][-1] == ("2026-02-10", 4.0)
    assert shown["rating"][-1] == ("2026-02-10", 1475.0)


def test_one_makers_table_is_vendor_for_its_own_model_only() -> None:
    rows = [row for reading in bundled("vendor_tool_calling.csv") for row in reading.rows]
    own = {row["provenance"] for row in rows if row["model_name"].startswith("minimax")}
    others = {row["provenance"] for row in rows if not row["model_name"].startswith("minimax")}
    assert own == {"vendor"}
    assert others == {"third_party"}


def test_deepseek_v3_became_dearer_on_8_february_2025() -> None:
    rows = [
        row for row in bundled("launch_prices.csv")[-1].rows if row["offering"] == "deepseek-chat"
    ]
    asked = {row["effective_on"]: (row["input_per_mtok"], row["output_per_mtok"]) for row in rows}
    assert asked == {"2024-12-26": (0.14, 0.28), "2025-02-08": (0.27, 1.1)}
