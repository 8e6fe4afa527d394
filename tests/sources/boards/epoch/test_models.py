"""Epoch's models: claims about makers, dates and access, older models left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sources.boards.epoch import models as epoch_models
from sources.contract import Page, Reading, Row, SourceChanged
from tests.sources.sample import (
    PAGES,
    SEEN_AT,
    recorded,
    recorded_page,
    strictly,
)


def body() -> bytes:
    return (PAGES / "epoch_models" / "all_ai_models.csv").read_bytes()


def read(content: bytes, url: str = epoch_models.URL) -> Reading:
    (found,) = epoch_models.parse(Page(url, content, SEEN_AT))
    return found


def claims() -> dict[str, Row]:
    return {row["entry"]: row for row in read(body()).rows}


def test_a_board_is_a_file() -> None:
    assert (read(body()).table, read(body()).board) == ("release", "all_ai_models")
    notable = "https://epoch.ai/data/notable_ai_models.csv"
    assert read(body(), notable).board == "notable_ai_models"


def test_limited_access_is_a_claim_that_epoch_makes() -> None:
    found = read(body().replace(b"API access", b"Limited access"))
    assert "Limited access" in {row["openness_claim"] for row in found.rows}
    assert not found.refused


def test_an_unknown_access_costs_its_row() -> None:
    found = read(body().replace(b"API access", b"Anyone"))
    assert [one.entry for one in found.refused] == ["Model B"]
    assert len(found.rows) == len(claims()) - 1


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (b"API access", b"Anyone", "Model accessibility of Model B is 'Anyone'"),
        (b"Publication date", b"Published", "Publication date"),
        (b"1040000000000.0", b"huge", "Parameters of Model A is 'huge'"),
    ],
)
def test_what_is_not_known_is_refused_by_name(old: bytes, new: bytes, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(
            strictly(epoch_models.parse, Page(epoch_models.URL, body().replace(old, new), SEEN_AT))
        )
    assert str(caught.value).startswith("epoch_models: ")


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(SourceChanged, match="none of the files"):
        read(body(), "https://epoch.ai/data/chips.csv")


@pytest.mark.parametrize("row", recorded("epoch_models"))
@pytest.mark.parametrize(("access", "lost"), [("Limited access", 0), ("By invitation", 1)])
def test_a_new_kind_of_access_costs_one_row_of_a_recorded_page_at_most(
    row: Mapping[str, str], access: str, lost: int
) -> None:
    """ "Limited access", which came in autumn 2026, refused the whole file of 2,390 rows."""
    page = recorded_page(row)
    (before,) = epoch_models.parse(page)
    body = page.body.replace(b"API access", access.encode(), 1)
    assert body != page.body
    (found,) = epoch_models.parse(replace(page, body=body))
    assert len(found.rows) == len(before.rows) - lost
    assert len(found.refused) == lost
