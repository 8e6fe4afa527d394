"""MMMU: three boards, makers' numbers apart, tools told from names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sources.boards import mmmu
from sources.contract import SourceChanged
from tests.sources.sample import (
    PAGES,
    boards,
    page_of,
    recorded,
    strictly,
    whole,
)


def body() -> bytes:
    return (PAGES / "mmmu" / "list.json").read_bytes()


def content() -> Any:
    return json.loads(body())


def changed(where: str, **keys: Any) -> Any:
    found = content()
    found["leaderboardData"][5][where].update(keys)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed("info", type="open"), "type of Open B 31B is 'open'"),
        (changed("info", novelty=1), "novelty"),
        (changed("info", date=None), "date of Open B 31B"),
        (changed("info", link=3), "link of Open B 31B"),
        (changed("validation", overall=68.0), "overall of Open B 31B on validation"),
        (changed("validation", overall="-"), "'-', which is no number"),
        (changed("validation", source="website"), "'website'"),
        (changed("validation", novelty="1"), "novelty"),
        ({"leaderboardData": [{"info": {}}]}, "a name"),
        ({"leaderboardData": [{"hard": {}}]}, "info of an entry"),
        ({"data": []}, "leaderboardData"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(mmmu.parse, page_of(odd)))
    assert str(caught.value).startswith("mmmu: ")


@pytest.mark.parametrize("row", recorded("mmmu"))
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    found = whole(mmmu.parse, row)
    day = row["seen_at"][:10]
    odd = {one.entry for reading in found for one in reading.refused}
    written = ("2025-08-11", "2025-11-26")  # with the day "2025-4-30"
    assert odd == ({"Nova Premier", "Nova Pro"} if day in written else set())
    if day == "2026-07-03":
        pro = boards(found, "score")["pro"]
        assert pro["Gemma 4 31B"]["value"] == 76.9
        assert pro["Claude Sonnet 4.5"]["protocol"] == "MMMU-Pro, tools unclear"
