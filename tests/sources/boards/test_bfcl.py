"""BFCL: two versions told by their header, calling modes apart, withdrawn files refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards import bfcl
from sources.contract import Reading, Row, SourceChanged
from tests.sources.sample import PAGES, page, recorded, recorded_page, strictly, whole


def body(name: str) -> bytes:
    return (PAGES / "bfcl" / f"{name}.csv").read_bytes()


def readings(name: str) -> list[Reading]:
    return list(bfcl.parse(page(body(name))))


def scores(name: str, board: str) -> dict[str, Row]:
    (found,) = (r for r in readings(name) if r.table == "score" and r.board == board)
    return {row["entry"]: row for row in found.rows}


@pytest.mark.parametrize(("name", "version"), [("v3", "V3"), ("v4", "V4")])
def test_the_header_tells_the_version(name: str, version: str) -> None:
    assert [(r.table, r.board, r.category) for r in readings(name)] == [
        ("score", "Overall Acc", version),
        ("score", "Multi Turn Acc", version),
        ("release", "License", version),
    ]
    assert {(r.published_on, r.restated) for r in readings(name)} == {(None, False)}


def test_a_row_is_one_model_in_one_mode() -> None:
    assert scores("v3", "Multi Turn Acc")["Model-A-2024-11-20 (Prompt)"] == {
        "entry": "Model-A-2024-11-20 (Prompt)",
        "model_name": "Model-A-2024-11-20",
        "value": 47.62,
        "unit": "percent",
        "n": 800,
        "provenance": "maintainer",
        "protocol": "BFCL V3, best mode",
        "harness": "Prompt",
        "source_url": "https://example.org/a",
    }
    assert scores("v3", "Overall Acc")["Model-A-2024-11-20 (Prompt)"]["n"] is None


def test_only_the_best_mode_of_a_model_stands_for_it() -> None:
    protocols = {entry: row["protocol"] for entry, row in scores("v3", "Multi Turn Acc").items()}
    assert protocols["Model-A-2024-11-20 (FC)"] == "BFCL V3, other mode"
    assert list(protocols.values()).count("BFCL V3, best mode") == 3


@pytest.mark.parametrize(
    ("name", "entry", "model", "harness"),
    [
        ("v3", "Maker/QwA-32B (FC) (Novita)", "Maker/QwA-32B", "FC, Novita"),
        ("v4", "Model-D (Prompt + Thinking)", "Model-D", "Prompt + Thinking"),
        ("v4", "Model-M-2505", "Model-M-2505", None),
    ],
)
def test_modes_and_hosts_are_cut_off(
    name: str, entry: str, model: str, harness: str | None
) -> None:
    row = scores(name, "Multi Turn Acc")[entry]
    assert (row["model_name"], row["harness"]) == (model, harness)


def test_a_value_that_the_file_does_not_have_is_absent() -> None:
    row = scores("v4", "Overall Acc")["Model-D (Prompt + Thinking)"]
    assert (row["value"], row["protocol"]) == (None, "BFCL V4, other mode")


def test_licences_are_claims_word_for_word() -> None:
    (reading,) = (r for r in readings("v4") if r.table == "release")
    assert reading.rows[0] == {
        "entry": "Model-Z (FC)",
        "model_name": "Model-Z",
        "maker": "Maker Z",
        "licence": "MIT",
    }


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (b"Total Cost ($)", b"Agentic Acc", r"unknown columns \['Agentic Acc'\]"),
        (b"Memory Acc", b"Memory KV", "not all of"),
        (b"License", b"Licence", r"no column \['License'\]"),
        (b"69.12%", b"0.6912", "Multi Turn Acc of Model-Z .FC. is '0.6912'"),
        (b"69.12%", b"n/a", "'n/a', not a percentage"),
        (b"69.12%", b"x%", "'x', which is no number"),
    ],
)
def test_what_is_not_known_is_refused_by_name(old: bytes, new: bytes, names: str) -> None:
    odd = body("v4").replace(old, new)
    assert odd != body("v4")
    with pytest.raises(SourceChanged, match=names):
        list(strictly(bfcl.parse, page(odd)))


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(SourceChanged, match="no rows"):
        list(strictly(bfcl.parse, page(body("v4").split(b"\n")[0] + b"\n")))


ROWS = {
    "2024-10-04": ("V3", 62),
    "2024-12-31": ("V3", 89),
    "2025-02-10": ("V3", 109),
    "2025-04-30": ("V3", 121),
    "2025-06-14": ("V3", 109),
    "2025-08-28": ("V4", 118),
    "2025-11-03": ("V4", 111),
}


@pytest.mark.parametrize("row", recorded("bfcl"))
def test_recorded_pages_read_in_full_or_are_refused(row: Mapping[str, str]) -> None:
    if "wrong file" in row["note"]:
        with pytest.raises(SourceChanged, match="replaced by the maintainers on 2025-04-30"):
            list(strictly(bfcl.parse, recorded_page(row)))
        return
    version, count = ROWS[row["seen_at"][:10]]
    found = whole(bfcl.parse, row)
    assert [(r.category, len(r.rows)) for r in found] == [(version, count)] * 3
    if row["seen_at"].startswith("2025-11-03"):
        multi_turn = {one["entry"]: one["value"] for one in found[1].rows}
        assert multi_turn["GLM-4.5 (FC)"] == 69.12
        assert multi_turn["Claude-Sonnet-4-5-20250929 (FC)"] == 60.88
