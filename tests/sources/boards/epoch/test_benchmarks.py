"""Epoch's zip: a small file of every kind, and who measured what a paper prints."""

import pytest

from sources.boards.epoch.boards import BOARDS, CLAIMS, HELM, PAPERS, provenance_of, shots_of
from tests.sources.sample import PAGES


def test_the_small_zip_has_every_known_file() -> None:
    assert {path.stem for path in (PAGES / "epoch").glob("*.csv")} == set(BOARDS) | set(CLAIMS)


@pytest.mark.parametrize("source", PAPERS)
def test_every_paper_measures_its_own_and_quotes_others(source: str) -> None:
    (own, *_), (model, *_) = (names.split(",") for names in PAPERS[source])
    others = "Somebody Else"
    assert provenance_of(source, own, "X") == "vendor"
    assert provenance_of(source, f"{others},{own}", "X") == "vendor"
    assert provenance_of(source, others, f"{model} 7B") == "third_party"
    assert provenance_of(source, "", f"{model} 7B") == "vendor"
    assert provenance_of(source, "", "X") == "third_party"


def test_helm_keeps_its_own_protocol() -> None:
    assert provenance_of(HELM, "OpenAI", "X") == "independent"
    assert shots_of(HELM, "5", "") == "HELM 5-shot"
