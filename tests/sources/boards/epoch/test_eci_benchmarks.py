"""Scores behind the index: one entry per model and benchmark, Epoch's own runs apart."""

from __future__ import annotations

import pytest

from sources.boards.epoch import eci_benchmarks as behind
from sources.contract import SourceChanged
from tests.sources.sample import PAGES, page, strictly


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
