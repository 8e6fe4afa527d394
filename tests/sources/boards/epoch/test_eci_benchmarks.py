"""Scores behind the index: one entry per model and benchmark, Epoch's own runs apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards.epoch import eci_benchmarks as behind
from sources.contract import SourceChanged
from tests.sources.sample import PAGES, boards, fits, page, recorded, recorded_page, strictly


def body() -> bytes:
    return (PAGES / "epoch_eci_benchmarks" / "eci_benchmarks.csv").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (b"performance", b"score", "performance"),
        (b"0.605", b"high", "performance of Model A.Writing is 'high'"),
        (b"False", b"no", "optimized of Model A.Writing is 'no'"),
        (b"Writing,", b",", "no benchmark"),
    ],
)
def test_what_is_not_known_is_refused_by_name(old: bytes, new: bytes, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(behind.parse, page(body().replace(old, new, 1))))
    assert str(caught.value).startswith("epoch_eci_benchmarks: ")


@pytest.mark.parametrize("row", recorded("epoch_eci_benchmarks"))
def test_recorded_page_is_read_whole(row: Mapping[str, str]) -> None:
    found = boards(list(behind.parse(recorded_page(row))), "score")["eci_benchmarks"]
    assert len(found) == 2249
    assert len({one["protocol"] for one in found.values()}) == 57
    assert len({one["model_name"] for one in found.values()}) == 222
    assert sum(one["provenance"] == "independent" for one in found.values()) == 691
    for statement in found.values():
        fits("score", statement)
        assert 0 <= statement["value"] <= 1
