"""Epoch's zip: a small file of every kind; who measured its rows is in `rows/epoch.jsonl`."""

from sources.boards.epoch.boards import BOARDS, CLAIMS
from tests.sources.sample import PAGES


def test_the_small_zip_has_every_known_file() -> None:
    assert {path.stem for path in (PAGES / "epoch").glob("*.csv")} == set(BOARDS) | set(CLAIMS)
