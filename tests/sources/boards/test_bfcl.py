"""BFCL: two versions told by their header, calling modes apart, withdrawn files refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards import bfcl
from sources.contract import SourceChanged
from tests.sources.sample import PAGES, page, recorded, recorded_page, strictly, whole


def body(name: str) -> bytes:
    return (PAGES / "bfcl" / f"{name}.csv").read_bytes()


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
