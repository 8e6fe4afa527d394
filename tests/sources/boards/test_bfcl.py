"""BFCL: two versions told by their header, calling modes apart, withdrawn files refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards import bfcl
from sources.contract import SourceChanged
from tests.sources.sample import PAGES, page, recorded, strictly, whole


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


@pytest.mark.parametrize("row", recorded("bfcl")[-1:])
def test_the_page_of_november_2025(row: Mapping[str, str]) -> None:
    found = whole(bfcl.parse, row)
    assert {one.category for one in found} == {"V4"}
    multi_turn = {one["entry"]: one["value"] for one in found[1].rows}
    assert multi_turn["GLM-4.5 (FC)"] == 69.12
    assert multi_turn["Claude-Sonnet-4-5-20250929 (FC)"] == 60.88
