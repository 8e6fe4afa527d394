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
from sources.contract import Row, SourceChanged
from tests.sources.sample import (
    PAGES,
    boards,
    page,
    page_of,
    recorded,
    recorded_page,
    strictly,
    whole,
)

SHAPES = ("first", "tagged", "display")


def body(shape: str) -> bytes:
    return (PAGES / "swebench" / f"{shape}.json").read_bytes()


def content(shape: str) -> Any:
    return json.loads(body(shape))


def scores(shape: str) -> dict[str, dict[str, Row]]:
    return boards(list(swebench_file.parse(page(body(shape)))), "score")


def claims(shape: str) -> dict[str, dict[str, Row]]:
    return boards(list(swebench_file.parse(page(body(shape)))), "release")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_board_has_no_category_and_no_published_day(shape: str) -> None:
    readings = list(swebench_file.parse(page(body(shape))))
    assert {(r.category, r.published_on, r.restated) for r in readings} == {("", None, False)}


def test_a_maintainers_run_measures_one_model() -> None:
    assert scores("tagged")["bash-only"]["20250901_mini-v1.7.0_model-a"] == {
        "entry": "20250901_mini-v1.7.0_model-a",
        "model_name": "model-a-20250801",
        "value": 54.2,
        "unit": "percent",
        "n": 500,
        "provenance": "maintainer",
        "protocol": "mini-SWE-agent 1.x",
        "effort": "medium",
        "harness": "mini-SWE-agent 1.7.0",
        "dated_on": "2025-09-01",
        "released_on": None,
        "cost_usd": 0.722,
        "note": "Model A medium (20250801); Org: Maker A; checked: true",
        "_folder_on": "2025-09-01",
    }


def test_a_submitted_system_is_measured_by_its_authors() -> None:
    row = scores("tagged")["Verified"]["20250928_agent_model_f"]
    assert row["provenance"] == "third_party"
    assert row["protocol"] == "submitted system"
    assert row["harness"] == "Agent + Model F"
    assert row["model_name"] == "model-f"
    assert row["note"] == (
        "Org: EPAM Systems, Inc.; checked: false (See README.md for info on how to get your "
        "results verified)"
    )


@pytest.mark.parametrize(
    ("board", "folder", "protocol", "harness"),
    [
        ("bash-only", "20260217_mini-v2.0.0_model-b", "mini-SWE-agent 2.x", "mini-SWE-agent 2.0.0"),
        ("bash-only", "20250720_mini-v0.0.0-model-c", "mini-SWE-agent 0.x", "mini-SWE-agent"),
        ("bash-only", "20250521_model-d", "bash only, version not stated", "mini-SWE-agent"),
        ("Verified", "250822_mini-v1.9.1_model-e", "mini-SWE-agent 1.x", "mini-SWE-agent"),
        ("Verified", "20250612_ensemble", "submitted system", "Ensemble"),
    ],
)
def test_the_folder_tells_the_protocol(
    board: str, folder: str, protocol: str, harness: str
) -> None:
    row = scores("tagged")[board][folder]
    assert (row["protocol"], row["harness"]) == (protocol, harness)


@pytest.mark.parametrize("folder", ["20250612_ensemble", "secretive"])
def test_several_models_or_none_name_no_model(folder: str) -> None:
    assert scores("tagged")["Verified"][folder]["model_name"] is None
    assert folder not in claims("tagged")["Verified"]


@pytest.mark.parametrize(
    ("folder", "effort"),
    [
        ("20250901_mini-v1.7.0_model-a", "medium"),
        ("20260217_mini-v2.0.0_model-b", "high"),
        ("20250720_mini-v0.0.0-model-c", None),
    ],
)
def test_effort_is_read_from_the_name(folder: str, effort: str | None) -> None:
    assert scores("tagged")["bash-only"][folder]["effort"] == effort


@pytest.mark.parametrize(
    ("name", "effort"),
    [("o4-mini (2025-04-16)", None), ("Qwen3 Max (2025)", None), ("X (low reasoning)", "low")],
)
def test_names_that_only_look_like_efforts(name: str, effort: str | None) -> None:
    changed = content("tagged")
    changed["leaderboards"][0]["results"][0]["name"] = name
    rows = boards(list(swebench_file.parse(page_of(changed))), "score")["bash-only"]
    assert rows["20250901_mini-v1.7.0_model-a"]["effort"] == effort


def test_what_is_wrong_upstream_reaches_the_rules_as_written() -> None:
    row = scores("tagged")["Verified"]["250822_mini-v1.9.1_model-e"]
    assert row["value"] == 271.0
    assert row["_folder_on"] == "2025-08-22"


def test_the_rules_can_compare_the_folder_with_the_date() -> None:
    row = scores("tagged")["bash-only"]["20250720_mini-v0.0.0-model-c"]
    assert (row["_folder_on"], row["dated_on"]) == ("2025-07-20", "2025-05-21")
    assert scores("tagged")["Verified"]["secretive"]["_folder_on"] is None


@pytest.mark.parametrize(("board", "items"), swebench_file.ITEMS.items())
def test_items_by_board(board: str, items: int) -> None:
    renamed = content("first")
    renamed["leaderboards"] = renamed["leaderboards"][:1]
    renamed["leaderboards"][0]["name"] = board
    rows = boards(list(swebench_file.parse(page_of(renamed))), "score")[board]
    assert {row["n"] for row in rows.values()} == {items}


def test_a_missing_cost_is_absent_and_not_zero() -> None:
    rows = scores("tagged")["bash-only"]
    assert rows["20260217_mini-v2.0.0_model-b"]["cost_usd"] is None
    assert rows["20250521_model-d"]["cost_usd"] is None


def test_the_first_shape_has_no_models_and_claims_nothing() -> None:
    assert claims("first") == {}
    row = scores("first")["Verified"]["20240402_agent_two"]
    assert row["model_name"] is None
    assert row["note"] == "checked: false; carries a warning"


def test_openness_is_a_claim_word_for_word() -> None:
    flags = {entry: row["openness_claim"] for entry, row in claims("tagged")["bash-only"].items()}
    assert flags == {
        "20250901_mini-v1.7.0_model-a": "false",
        "20260217_mini-v2.0.0_model-b": "false",
        "20250720_mini-v0.0.0-model-c": "true",
        "20250521_model-d": "false",
    }


@pytest.mark.parametrize(
    ("board", "folder", "maker"),
    [
        ("bash-only", "20250901_mini-v1.7.0_model-a", "Maker A"),
        ("bash-only", "20250720_mini-v0.0.0-model-c", None),  # two organizations
        ("Verified", "20250928_agent_model_f", None),  # whoever sent it in
    ],
)
def test_the_organization_is_the_maker_on_runs_of_bare_models_only(
    board: str, folder: str, maker: str | None
) -> None:
    assert claims("tagged")[board][folder]["maker"] == maker


def test_the_shape_of_september_2026() -> None:
    row = scores("display")["Verified"]["20260217_mini-v2.0.0_model-b"]
    assert row["released_on"] == "2026-02-12"
    assert row["effort"] == "high"
    assert row["protocol"] == "mini-SWE-agent 2.x"
    claim = claims("display")["Verified"]["20260217_mini-v2.0.0_model-b"]
    assert (claim["maker"], claim["released_on"]) == ("Maker B", "2026-02-12")
    assert scores("display")["Verified"]["20250928_agent_model_f"]["harness"] == "Agent"


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


def test_results_per_item_are_parted_and_sorted() -> None:
    readings = list(swebench_file.parse(page(body("tagged"))))
    assert boards(readings, "item_result") == {
        "bash-only": {
            "20250901_mini-v1.7.0_model-a": {
                "entry": "20250901_mini-v1.7.0_model-a",
                "solved": '["x__x-1"]',
                "unsolved": '["x__x-2"]',
                "n": 2,
                "_items": 500,
                "_unexplained": 0.0,
            }
        }
    }


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
        (changed("tagged", tags=["Model"]), "Model"),
        (changed("tagged", tags="Model: a"), "tags of 20250901"),
        (changed("tagged", resolved="54.2"), "'54.2'"),
        (changed("tagged", resolved=True), "True"),
        (changed("tagged", resolved=None), "None"),
        (changed("tagged", date=None), "date of 20250901"),
        (changed("tagged", checked=1), "checked 1"),
        (changed("tagged", warning="late"), "'late'"),
        (changed("tagged", os_model="false"), "os_model of 20250901"),
        (changed("tagged", instance_cost="0.7"), "instance_cost of 20250901"),
        (changed("tagged", folder=""), "a folder of bash-only"),
        (changed("tagged", per_instance_details=[]), "per_instance_details of 20250901"),
        (changed("tagged", per_instance_details={"x__x-1": True}), "x__x-1 in per_instance.*True"),
        (changed("tagged", per_instance_details={"x__x-1": {"cost": 1}}), "resolved None"),
        (changed("tagged", per_instance_details={"x__x-1": {"resolved": 1}}), "resolved 1"),
        (
            changed("tagged", per_instance_details={"x__x-1": {"resolved": True, "tries": 2}}),
            "tries",
        ),
        (changed("display", model_release_date="20260212"), "model_release_date"),
        (changed("display", model_release_date=2026), "model_release_date"),
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


ROWS = {
    "leaderboards_2025-05-07": {"Test": 20, "Verified": 69, "Lite": 66, "Multimodal": 13},
    "leaderboards_2025-07-11": {
        "Test": 22, "Verified": 100, "Lite": 80, "Multimodal": 21, "bash-only": 12,
    },
    "leaderboards_2025-07-28": {
        "Test": 22, "Verified": 100, "Lite": 80, "Multimodal": 21, "bash-only": 12,
    },
    "leaderboards_2025-08-11": {
        "Test": 22, "Verified": 120, "Lite": 80, "Multimodal": 21, "bash-only": 20,
    },
    "leaderboards_2025-09-10": {
        "bash-only": 21, "Test": 22, "Verified": 133, "Lite": 80, "Multimodal": 21,
    },
    "leaderboards_2025-10-06": {
        "bash-only": 22, "Test": 22, "Verified": 145, "Lite": 84, "Multimodal": 21,
    },
    "leaderboards_2025-11-18": {
        "bash-only": 22, "Test": 22, "Verified": 150, "Lite": 84, "Multimodal": 21,
    },
    "leaderboards_2025-12-10": {
        "bash-only": 31, "Test": 23, "Verified": 162, "Lite": 84, "Multimodal": 22,
    },
    "2026-10-08_leaderboards": {"Multilingual": 2, "Test": 2, "Verified": 4},
}  # fmt: skip

ITEM_ROWS = {"leaderboards_2025-12-10": {"bash-only": 25, "Verified": 25}}


@pytest.mark.parametrize("row", recorded("swebench"))
def test_recorded_pages_read_in_full_or_are_refused(row: Mapping[str, str]) -> None:
    name = Path(row["path"]).name
    if "not-json" in name:
        with pytest.raises(SourceChanged, match="not JSON"):
            list(strictly(swebench_file.parse, recorded_page(row)))
        return
    readings = whole(swebench_file.parse, row)
    assert not [one for reading in readings for one in (*reading.refused, *reading.warnings)]
    found = boards(readings, "score")
    assert {board: len(rows) for board, rows in found.items()} == ROWS[name[:23]]
    values = [r["value"] for rows in found.values() for r in rows.values() if r["value"] > 100]
    assert values == ([271.0] if "BAD-resolved" in name else [])
    differ = [
        r for rows in found.values() for r in rows.values() if r["_folder_on"] != r["dated_on"]
    ]
    odd_days = {"leaderboards_2025-08-11": 24}.get(name[:23], 0)
    assert len(differ) == odd_days
    results = boards(readings, "item_result")
    assert {board: len(rows) for board, rows in results.items()} == ITEM_ROWS.get(name[:23], {})
    wrong = [
        r["entry"] for rows in results.values() for r in rows.values() if r["_unexplained"] > 0.2
    ]
    assert set(wrong) <= {"20250720_mini-v0.0.0-claude-3-7-sonnet-20250219"}
    assert len(wrong) == len(results)
