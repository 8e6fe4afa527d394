"""SWE-bench: three shapes of one file, systems told from models, claims kept as claims."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sources.boards.swebench import file as swebench_file
from sources.boards.swebench.items import unexplained
from sources.contract import SourceChanged
from tests.sources.sample import (
    PAGES,
    boards,
    page,
    page_of,
    recorded,
    strictly,
    whole,
)


def body(shape: str) -> bytes:
    return (PAGES / "swebench" / f"{shape}.json").read_bytes()


def content(shape: str) -> Any:
    return json.loads(body(shape))


@pytest.mark.parametrize(
    ("name", "effort"),
    [("o4-mini (2025-04-16)", None), ("Qwen3 Max (2025)", None), ("X (low reasoning)", "low")],
)
def test_names_that_only_look_like_efforts(name: str, effort: str | None) -> None:
    changed = content("tagged")
    changed["leaderboards"][0]["results"][0]["name"] = name
    rows = boards(list(swebench_file.parse(page_of(changed))), "score")["bash-only"]
    assert rows["20250901_mini-v1.7.0_model-a"]["effort"] == effort


@pytest.mark.parametrize(("board", "items"), swebench_file.ITEMS.items())
def test_items_by_board(board: str, items: int) -> None:
    renamed = content("first")
    renamed["leaderboards"] = renamed["leaderboards"][:1]
    renamed["leaderboards"][0]["name"] = board
    rows = boards(list(swebench_file.parse(page_of(renamed))), "score")[board]
    assert {row["n"] for row in rows.values()} == {items}


@pytest.mark.parametrize("name", ["verified-micro", "verified-mini"])
def test_an_old_name_of_a_board_counts_while_it_was_in_use(name: str) -> None:
    renamed = content("tagged")
    renamed["leaderboards"][0]["name"] = name
    then = page_of(renamed, datetime(2025, 7, 28, 23, 59, tzinfo=UTC))
    assert list(boards(list(swebench_file.parse(then)), "score")) == ["bash-only", "Verified"]
    with pytest.raises(SourceChanged, match=f"the board '{name}' is left unread"):
        list(strictly(swebench_file.parse, page_of(renamed, datetime(2025, 8, 1, tzinfo=UTC))))


def changed(shape: str, **entry: Any) -> Any:
    """A page of one entry with other values; None leaves the key out."""
    found = content(shape)
    board = found["leaderboards"][0]
    board["results"][0].update(entry)
    return found


@pytest.mark.parametrize("details", [None, {}])
def test_an_entry_without_results_has_no_row_of_them(details: object) -> None:
    readings = list(swebench_file.parse(page_of(changed("tagged", per_instance_details=details))))
    assert boards(readings, "item_result") == {}


@pytest.mark.parametrize(
    ("score", "solved", "named", "points"),
    [
        (54.2, 271, 500, 0.0),
        (64.93, 324, 500, 0.13),  # 64.93 - 100 x 324 / 500
        (52.8, 51, 500, 42.6),  # 52.8 - 10.2
        (10.2, 264, 500, 42.6),
        (50.0, 200, 400, 0.0),  # from 40 to 60
        (60.5, 200, 400, 0.5),
        (101.0, 505, 505, 0.0),  # too many items is another rule's matter
    ],
)
def test_how_far_a_score_lies_from_what_its_results_allow(
    score: float, solved: int, named: int, points: float
) -> None:
    assert unexplained(score, solved, named, 500) == points


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed("tagged", novelty=1), "novelty"),
        (changed("tagged", tags=["Mood: good"]), "tags are left unread: Mood"),
        (changed("tagged", tags="Model: a"), "tags of 20250901"),
        (changed("tagged", resolved="54.2"), "'54.2'"),
        (changed("tagged", date=None), "date of 20250901"),
        (changed("tagged", checked=1), "checked 1"),
        (changed("tagged", warning="late"), "'late'"),
        (changed("tagged", os_model="false"), "os_model of 20250901"),
        (changed("tagged", instance_cost="0.7"), "instance_cost of 20250901"),
        (changed("tagged", folder=""), "a folder of bash-only"),
        (changed("tagged", per_instance_details=[]), "per_instance_details of 20250901"),
        (changed("tagged", per_instance_details={"x__x-1": True}), "x__x-1 in per_instance.*True"),
        (changed("tagged", per_instance_details={"x__x-1": {"resolved": 1}}), "resolved 1"),
        (changed("display", model_release_date="20260212"), "model_release_date"),
        (changed("display", reasoning_effort=3), "reasoning_effort"),
        ({"boards": []}, "boards"),
        ({"leaderboards": []}, "no|shapes"),
        ({"leaderboards": {}}, "list of boards"),
        ({"leaderboards": [{"name": "Lite", "rows": []}]}, "results of Lite"),
        ({"leaderboards": [{"name": "Lite", "results": [3]}]}, r"shapes \[\]"),
        ({"leaderboards": [{"name": "Nightly", "results": []}]}, "'Nightly'"),
        ([], "the page"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(swebench_file.parse, page_of(odd)))
    assert str(caught.value).startswith("swebench: ")


def test_a_missing_key_costs_its_entry_and_one_that_is_not_read_costs_nothing() -> None:
    odd = content("tagged")
    del odd["leaderboards"][0]["results"][0]["os_system"]
    assert list(swebench_file.parse(page_of(odd))) == list(
        swebench_file.parse(page(body("tagged")))
    )
    del odd["leaderboards"][0]["results"][0]["checked"]
    found = [one for one in swebench_file.parse(page_of(odd)) if one.refused]
    assert [(one.table, one.board) for one in found] == [
        ("score", "bash-only"),
        ("release", "bash-only"),
    ]
    (lost,) = found[0].refused
    assert lost.entry == "20250901_mini-v1.7.0_model-a"
    assert "lacks ['checked']" in lost.reason


def test_odd_results_per_item_leave_the_score() -> None:
    odd = changed("tagged", per_instance_details={"x__x-1": True})
    found = {(one.table, one.board): one for one in swebench_file.parse(page_of(odd))}
    assert not found["score", "bash-only"].refused
    assert [one.entry for one in found["item_result", "bash-only"].refused] == [
        "20250901_mini-v1.7.0_model-a"
    ]


def test_a_new_board_costs_itself() -> None:
    odd = content("tagged")
    odd["leaderboards"].append({"name": "Nightly", "results": [{"folder": "x"}]})
    found = list(swebench_file.parse(page_of(odd)))
    assert found[0].warnings == ("the board 'Nightly' is left unread; add it to ITEMS or RENAMED",)
    assert [one.rows for one in found] == [
        one.rows for one in swebench_file.parse(page(body("tagged")))
    ]


def test_shapes_do_not_mix_on_one_page() -> None:
    odd = content("tagged")
    odd["leaderboards"] += content("first")["leaderboards"][1:]
    with pytest.raises(SourceChanged, match=r"\['first', 'tagged'\]"):
        list(strictly(swebench_file.parse, page_of(odd)))


def test_bash_only_is_not_expected_back() -> None:
    odd = content("display")
    odd["leaderboards"][0]["name"] = "bash-only"
    with pytest.raises(SourceChanged, match="'bash-only' is back"):
        list(strictly(swebench_file.parse, page_of(odd)))


def test_a_board_listed_twice_is_refused() -> None:
    odd = content("first")
    odd["leaderboards"][1]["name"] = "Verified"
    with pytest.raises(SourceChanged, match="'Verified' is listed twice"):
        list(strictly(swebench_file.parse, page_of(odd)))


def test_a_page_with_merge_markers_is_refused() -> None:
    with pytest.raises(SourceChanged, match=r"not JSON.*line 4"):
        list(strictly(swebench_file.parse, page(body("conflict"))))


READ = [one for one in recorded("swebench") if "not-json" not in str(one.id)]


@pytest.mark.parametrize("row", READ)
def test_recorded_pages_are_read_in_full(row: Mapping[str, str]) -> None:
    name = Path(row["path"]).name
    readings = whole(swebench_file.parse, row)
    assert not [one for reading in readings for one in (*reading.refused, *reading.warnings)]
    found = boards(readings, "score")
    values = [r["value"] for rows in found.values() for r in rows.values() if r["value"] > 100]
    assert values == ([271.0] if "BAD-resolved" in name else [])
    differ = [
        r for rows in found.values() for r in rows.values() if r["_folder_on"] != r["dated_on"]
    ]
    odd_days = {"leaderboards_2025-08-11": 24}.get(name[:23], 0)
    assert len(differ) == odd_days
    results = boards(readings, "item_result")
    wrong = [
        r["entry"] for rows in results.values() for r in rows.values() if r["_unexplained"] > 0.2
    ]
    assert set(wrong) <= {"20250720_mini-v0.0.0-claude-3-7-sonnet-20250219"}
    assert len(wrong) == len(results)
