"""How history is made: leaders, entries near a frontier, names, and the files themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest import history
from sources import published
from sources.contract import Page, Reading, Row
from sources.published import make_history, names, origins
from sources.published.leaders import (
    LeaderEntry,
    first_closed,
    leaders,
    near_frontiers,
    standard_error,
    unresolved,
)
from tests.recorded import FOLDERS, NOVEMBER, skip_without_november

SEEN_AT = datetime(2026, 2, 8, tzinfo=UTC)


def entry(name: str, value: float, grade: str = "closed", **extra: Any) -> LeaderEntry:
    kind = str(extra.pop("kind", "general"))
    row = {"entry": name, "model_name": name, "value": value, "unit": "elo", **extra}
    grades = frozenset(grade.split()) if grade else frozenset()
    return LeaderEntry(row, name if grade else None, grades, kind, None)


BOARD = [
    entry("c1", 1500),
    entry("c2", 1490),
    entry("nc", 1480, "non_commercial"),
    entry("r", 1470, "restricted"),
    entry("p", 1460, "permissive"),
    entry("f", 1450, "fully_open"),
]


def test_each_class_has_its_leader() -> None:
    led = {name: found.row["entry"] for name, found in leaders(BOARD).items()}
    assert led == {"closed": "c1", "any_weights": "nc", "commercial": "r", "permissive": "p"}


def test_a_freer_model_leads_every_class_it_is_in() -> None:
    led = leaders([*BOARD, entry("top", 1600, "fully_open")])
    assert [found.row["entry"] for found in led.values()] == ["c1", "top", "top", "top"]


def test_a_class_without_entries_has_no_leader() -> None:
    assert list(leaders([entry("c1", 1500)])) == ["closed"]


def test_equal_values_are_led_by_the_first_name() -> None:
    assert leaders([entry("b", 1500), entry("a", 1500)])["closed"].row["entry"] == "a"


def test_the_best_general_model_stands_beside_a_tuned_leader() -> None:
    led = leaders([*BOARD, entry("tuned", 1475, "restricted", kind="task_tuned")])
    assert led["commercial"].row["entry"] == "tuned"
    assert led["commercial, general"].row["entry"] == "r"
    assert "any_weights, general" not in led


def released(name: str, value: float, on: str | None, grade: str = "closed") -> LeaderEntry:
    return replace(entry(name, value, grade), released_on=on)


def test_the_closed_model_that_first_had_what_open_has_is_kept() -> None:
    board = [
        released("new", 1500, "2024-03-01"),
        released("first", 1470, "2024-01-01"),
        released("below", 1459, "2023-01-01"),
        released("undated", 1490, None),
        released("both", 1470, "2023-06-01", "closed restricted"),
        released("p", 1460, "2024-02-01", "permissive"),
    ]
    found = first_closed(board, leaders(board))
    assert {name: one.row["entry"] for name, one in found.items()} == {
        # "both" has no lag behind its own closed past.
        "any_weights, closed first": "first",
        "commercial, closed first": "first",
        "permissive, closed first": "both",
    }
    assert first_closed(board[-1:], leaders(board[-1:])) == {}
    low = [released("a", 2, "2024-01-01"), released("p", 3, "2024-01-01", "permissive")]
    assert first_closed(low, leaders(low, -1), -1)["permissive, closed first"] is low[0]


@pytest.mark.parametrize("grade", ["", "unknown"])
def test_an_entry_of_unknown_class_above_a_leader_is_unresolved(grade: str) -> None:
    above, below = entry("above", 1460, grade), entry("below", 1459, grade)
    board = [*BOARD, above, below]
    assert unresolved(board, leaders(board).values()) == [above]


def test_without_a_leader_every_unknown_entry_is_unresolved() -> None:
    stranger = entry("stranger", 1, "")
    assert unresolved([stranger], []) == [stranger]


def dated(name: str, value: float, on: str, grade: str = "closed", **extra: Any) -> LeaderEntry:
    more = {"unit": "percent", "stderr": 1.0, "dated_on": on, **extra}
    return entry(name, value, grade, **more)


def test_entries_within_three_errors_of_their_frontier_are_kept() -> None:
    board = [
        dated("first", 50, "2024-01-01"),
        dated("near", 47, "2024-02-01"),
        dated("far", 46.9, "2024-02-01"),
        dated("early", 10, "2023-01-01"),
        dated("open", 20, "2024-03-01", "permissive"),
        dated("open far", 16.9, "2024-03-02", "restricted"),
    ]
    kept, open_cases = near_frontiers(board, None)
    # "open far" is kept only where it leads a class: permissive is in commercial as well.
    assert [item.row["entry"] for item in kept] == ["early", "first", "near", "open"]
    assert open_cases == []


def test_entries_of_one_day_meet_the_frontier_of_that_day() -> None:
    board = [dated("a", 40, "2024-01-01"), dated("b", 50, "2024-01-01")]
    assert [item.row["entry"] for item in near_frontiers(board, None)[0]] == ["b"]


def test_a_model_that_was_opened_later_counts_in_both_classes() -> None:
    both = dated("both", 50, "2024-01-01", "closed permissive")
    assert both.classes() == ["closed", "any_weights", "commercial", "permissive"]


def test_unknown_entries_at_or_above_the_lowest_frontier_are_named() -> None:
    low, high = dated("low", 19, "2024-02-01", ""), dated("high", 20, "2024-02-01", "")
    early = dated("early", 1, "2023-01-01", "unknown")
    board = [early, dated("open", 20, "2024-01-01", "permissive"), low, high]
    assert near_frontiers(board, None)[1] == [early, high]


def test_the_error_of_a_proportion_comes_from_its_count() -> None:
    row = {"entry": "a", "value": 50.0, "unit": "percent"}
    assert standard_error(row | {"n": 2500}, None) == pytest.approx(1.0)
    assert standard_error(row, 100) == pytest.approx(5.0)
    assert standard_error(row | {"stderr": 0.5, "n": 100}, None) == 0.5


@pytest.mark.parametrize("row", [{"unit": "percent"}, {"unit": "elo", "n": 10}])
def test_no_error_and_no_count_is_refused(row: Row) -> None:
    with pytest.raises(ValueError, match="'a' has neither"):
        standard_error({"entry": "a", "value": 50.0, **row}, None)


def registry() -> Iterator[Reading]:
    models: list[Row] = [{"entry": "m", "kind": "general"}]
    alias: dict[str, object] = {
        "alias": "M",
        "model": "m",
        "effort": None,
        "valid_from": None,
        "valid_until": None,
    }
    aliases: list[Row] = [
        alias | {"source": "*"},
        alias | {"source": "arena", "alias": "M-high", "effort": "high"},
        alias | {"source": "arena", "alias": "renamed", "valid_until": "2024-06-01"},
    ]
    openness: list[Row] = [
        {"model": "m", "openness": "closed", "valid_from": "2024-01-01",
         "valid_until": "2024-07-01"},
        {"model": "m", "openness": "permissive", "valid_from": "2024-07-01", "valid_until": None},
    ]  # fmt: skip
    yield Reading("model", "maker", "", models)
    yield Reading("alias", "maker", "", aliases)
    yield Reading("openness", "maker", "", openness)


def test_a_spelling_belongs_to_its_source() -> None:
    known = names.Names(registry())
    assert known.model("arena", "M", "2024-02-01") == "m"
    assert known.model("epoch", "M", "2024-02-01") == "m"
    assert known.model("arena", "m", "2024-02-01") == "m"
    assert known.model("epoch", "M-high", "2024-02-01") is None
    assert known.model("arena", "renamed", "2024-05-31") == "m"
    assert known.model("arena", "renamed", "2024-06-01") is None


def test_an_entry_gets_the_grades_of_its_days() -> None:
    known = names.Names(registry())
    row = {"entry": "x", "model_name": "M-high", "value": 1.0}
    early = known.entry("arena", row, "2024-02-01", "2024-02-01")
    assert (early.model, early.effort) == ("m", "high")
    assert early.grades == {"closed"}
    both = known.entry("arena", row, "2024-02-01", "2024-07-01")
    assert both.grades == {"closed", "permissive"}
    before = known.entry("arena", row, "2023-01-01", "2023-01-01")
    assert before.grades == {"unreleased"}
    assert before.is_resolved
    assert before.classes() == []
    stranger = known.entry("arena", row | {"model_name": "Q"}, "2024-02-01", "2024-02-01")
    assert (stranger.model, stranger.is_resolved) == (None, False)


CATALOG_URL = "https://raw.example.org/data/leaderboard-text-style-control.json"
RATING = {"rating": 1492.05, "rating_q025": 1485.86, "rating_q975": 1498.23}


def test_captured_pages_come_oldest_first(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, rows in (
        (one, ["arena,https://x.org/b,2026-02-01T02:00:00+02:00,b",
               "arena,https://x.org/a,2026-01-31T23:00:00Z,a",
               "other,https://x.org/a,2026-01-01T00:00:00Z,a"]),
        (two, ["arena,https://x.org/c,2026-01-01T00:00:00Z,c"]),
    ):  # fmt: skip
        folder.mkdir()
        (folder / "index.csv").write_text("\n".join(["source,url,seen_at,path", *rows]))
        for name in "abc":
            (folder / name).write_bytes(f"{name} of {folder.name}".encode())
    pages = list(make_history.pages([one, two], "arena"))
    assert [page.body for page in pages] == [b"c of two", b"a of one", b"b of one"]
    assert pages[2].seen_at == datetime(2026, 2, 1, tzinfo=UTC)
    (only,) = make_history.pages([one, two], "arena", "/a")
    assert only.body == b"a of one"


def test_the_last_state_of_a_day_stands() -> None:
    states = [make_history.PublishedState(day, url, []) for day, url in
              (("2026-02-02", "x"), ("2026-02-01", "a"), ("2026-02-01", "b"))]  # fmt: skip
    newest = list(make_history._newest_by_day(states))
    assert [(state.published_on, state.url) for state in newest] == [
        ("2026-02-01", "b"), ("2026-02-02", "x"),
    ]  # fmt: skip


def test_one_row_says_all_that_an_entry_leads() -> None:
    led = leaders([*BOARD, entry("top", 1600, "permissive")])
    state = make_history.PublishedState("2026-02-01", "https://x.org/board", BOARD)
    rows = list(make_history._leader_rows(state, led))
    assert [(row["entry"], row["note"]) for row in rows] == [
        ("c1", "leads closed"), ("top", "leads any_weights, commercial, permissive"),
    ]  # fmt: skip
    assert {row["source_url"] for row in rows} == {"https://x.org/board"}


def test_written_text_reads_back_exactly() -> None:
    state = make_history.PublishedState("2026-02-01", "https://x.org/board", BOARD)
    extra: dict[str, Any] = {
        "provenance": "maintainer",
        "protocol": "style control",
        "ci_low": 1490.123456789012,
    }
    rows = [make_history._row(state, entry("a,b", 1500.1234567890123, **extra), "leads closed")]
    text = make_history._text("some_board", "leaders", "Somebody, CC BY 4.0", rows)
    (reading,) = published.parse(Page("package:published/x.csv", text.encode(), SEEN_AT))
    assert (reading.board, reading.basis, reading.restated) == ("some_board", "leaders", True)
    (row,) = reading.rows
    assert (row["entry"], row["value"]) == ("a,b", 1500.1234567890123)
    assert row["ci_low"] == 1490.123456789012


ECI_CSV = """\
Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Model accessibility
M,M one,150.5,149.0,152.0,2024-03-01,Maker,API access
Q,Q one,90.25,,,2024-02-01,Other,Unknown
"""


def runs(page: Page) -> Iterator[Reading]:
    """A made-up board on which every line is "model value day"."""
    rows = []
    for line in page.body.decode().splitlines():
        name, value, day = line.split()
        rows.append({
            "entry": f"{name} {day}", "model_name": name, "value": float(value), "unit": "percent",
            "stderr": 1.0, "provenance": "independent", "protocol": "run", "dated_on": day,
        })  # fmt: skip
    yield Reading("score", "runs", "", rows)
    yield Reading("score", "other", "", [])


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four captured pages, and a plan that makes one file of each kind out of them."""
    rating = {key: 1400.0 for key in RATING}
    files = {
        "c1": json.dumps({"full": {"M": RATING, "M-high": rating}}),
        "c2": json.dumps({"full": {"M": rating}}),
        "r": "M 40 2024-02-01\nM 50 2024-03-01\nM 46 2024-04-01\nM 48 2024-08-01\n",
        "e": ECI_CSV,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "index.csv").write_text(
        "source,url,seen_at,path\n"
        f"arena_catalog,{CATALOG_URL},2024-08-01T00:00:00Z,c2\n"
        f"arena_catalog,{CATALOG_URL},2024-05-01T00:00:00Z,c1\n"
        "runs,https://x.org/runs,2024-08-02T00:00:00Z,r\n"
        "epoch_eci,https://x.org/eci.csv,2024-04-01T00:00:00Z,e\n"
    )
    origin = origins.BoardOrigin("runs", runs, "runs")
    frontier = origins.Frontier("Runners", origin, lambda row: row["value"] < 50)
    monkeypatch.setattr(make_history, "LED", {"led": origins.LedBoard("Arena", [origins.CATALOG])})
    monkeypatch.setattr(make_history, "NEAR", {"near": frontier})
    return tmp_path


def made_by(folder: Path, known: names.Names) -> dict[str, list[Reading]]:
    made = make_history.sheets([folder], known)
    return {
        name: list(published.parse(Page(f"package:published/{name}", text.encode(), SEEN_AT)))
        for name, text in made.items()
    }


def test_history_keeps_leaders_and_what_is_near_a_frontier(archive: Path) -> None:
    made = made_by(archive, names.Names(registry()))
    assert set(made) == {"history_led.csv", "history_near.csv", "history_eci.csv"}
    may, august = made["history_led.csv"]
    assert [(row["model_name"], row["value"], row["note"]) for row in may.rows] == [
        ("m", 1492.05, "leads closed, any_weights later, commercial later, permissive later")
    ]
    assert august.published_on == date(2024, 8, 1)
    assert [row["note"] for row in august.rows] == ["leads any_weights, commercial, permissive"]
    (near,) = made["history_near.csv"]
    assert [row["entry"] for row in near.rows] == ["M 2024-02-01", "M 2024-04-01", "M 2024-08-01"]


def test_who_leads_once_a_model_is_opened_is_kept_as_well(archive: Path) -> None:
    """The page of May stands until August, and its model is opened in July."""
    (archive / "c1").write_text(json.dumps({"full": {"M": RATING}}))
    later = "any_weights later, commercial later, permissive later"
    may, _ = made_by(archive, names.Names(registry()))["history_led.csv"]
    assert [row["note"] for row in may.rows] == [f"leads closed, {later}"]
    (archive / "index.csv").write_text(
        (archive / "index.csv").read_text().replace("2024-08-01T", "2024-07-01T")
    )
    may, _ = made_by(archive, names.Names(registry()))["history_led.csv"]
    assert [row["note"] for row in may.rows] == ["leads closed"]


def test_of_a_newer_excerpt_the_leading_entries_are_a_file_of_their_own(archive: Path) -> None:
    lines = ECI_CSV.splitlines()
    (archive / "e2").write_text("\n".join([lines[0], lines[1].replace("150.5", "155.5")]))
    with (archive / "index.csv").open("a") as index:
        index.write("epoch_eci,https://x.org/eci.csv,2024-06-01T00:00:00Z,e2\n")
    made = made_by(archive, names.Names(registry()))
    (whole,), (newer,) = made["history_eci.csv"], made["history_eci_leaders.csv"]
    assert (whole.basis, len(whole.rows), whole.published_on) == ("board", 2, date(2024, 4, 1))
    assert (newer.basis, newer.board) == ("leaders", "eci_leaders")
    assert [(row["model_name"], row["value"]) for row in newer.rows] == [("m", 155.5)]
    assert newer.published_on == date(2024, 6, 1)


def test_a_page_that_the_product_refuses_gives_no_history(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = origins.BoardOrigin(
        "arena_catalog", origins.CATALOG.parse, "text_style_control", "overall",
        spelled_as="arena", refused_on="2024-05-01",
    )  # fmt: skip
    monkeypatch.setattr(make_history, "LED", {"led": origins.LedBoard("Arena", [refused])})
    (august,) = made_by(archive, names.Names(registry()))["history_led.csv"]
    assert august.published_on == date(2024, 8, 1)


def test_a_file_that_was_taken_back_gives_no_history(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = hashlib.sha256((archive / "c2").read_bytes()).hexdigest()
    monkeypatch.setattr(make_history.arena_catalog, "WITHDRAWN", {sha: "old"})
    (may,) = made_by(archive, names.Names(registry()))["history_led.csv"]
    assert may.published_on == date(2024, 5, 1)


def test_the_index_is_kept_whole_and_strangers_keep_their_spelling(archive: Path) -> None:
    (eci,) = made_by(archive, names.Names(registry()))["history_eci.csv"]
    assert eci.basis == "board"
    assert [(row["model_name"], row["ci_level"]) for row in eci.rows] == [("m", 0.9), ("Q", None)]


def test_nothing_is_made_while_a_leader_is_in_doubt(archive: Path) -> None:
    (archive / "c1").write_text(json.dumps({"full": {"M": RATING, "unheard of": RATING}}))
    (archive / "r").write_text("M 40 2024-02-01\nstranger 45 2024-03-01\n")
    with pytest.raises(make_history.UnresolvedEntries) as error:
        make_history.sheets([archive], names.Names(registry()))
    assert str(error.value).splitlines()[1:] == [
        "led: unheard of: no model (1492.05 on 2024-05-01)",
        "near: stranger: no model (45 on 2024-03-01)",
    ]


def test_unknown_openness_is_named_with_the_model() -> None:
    stranger = entry("s", 1500, "unknown")
    assert make_history._faults("led", "2024-05-01", [stranger]) == [
        "led: s: openness of s unknown (1500 on 2024-05-01)"
    ]


def test_a_board_that_leaves_a_day_open_ships_it_open(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = origins.BoardOrigin("runs", runs, "runs")
    open_ended = origins.Frontier("Runners", origin, lambda _: True, keeps_unknown=True)
    led = origins.LedBoard("Arena", [origins.CATALOG], keeps_unknown=True)
    monkeypatch.setattr(make_history, "NEAR", {"near": open_ended})
    monkeypatch.setattr(make_history, "LED", {"led": led})
    (archive / "r").write_text("M 40 2024-02-01\nstranger 45 2024-03-01\nlow 1 2024-03-02\n")
    (archive / "c1").write_text(json.dumps({"full": {"M": RATING, "unheard of": RATING}}))
    made = made_by(archive, names.Names(registry()))
    (near,), (may, _) = made["history_near.csv"], made["history_led.csv"]
    assert [row["model_name"] for row in near.rows] == ["m", "stranger"]
    assert [row["note"] for row in may.rows if row["model_name"] == "unheard of"] == [
        "may lead, class unknown"
    ]


def test_where_less_is_better_the_least_leads(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    low = origins.LedBoard("Runners", [origins.BoardOrigin("runs", runs, "runs")],
                           lower_is_better=True, keeps_unknown=True)  # fmt: skip
    monkeypatch.setattr(make_history, "LED", {"low": low})
    (archive / "r").write_text("M 40 2024-02-01\nM 50 2024-03-01\nbetter 39 2024-03-01\n")
    (state,) = made_by(archive, names.Names(registry()))["history_low.csv"]
    assert sorted(row["value"] for row in state.rows) == [39, 40]


def test_a_newer_page_corrects_all_that_its_file_keeps(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M's newest score is far below the frontier of its page, and ships because the file has M."""
    origin = origins.BoardOrigin("runs", runs, "runs")
    newer = origins.BoardOrigin("newer", runs, "runs")
    monkeypatch.setattr(make_history, "NEAR", {
        "near": origins.Frontier("Runners", origin, lambda _: True),
        "near_newer": origins.Frontier("Runners", newer, lambda _: True, corrects="near",
                                       board="Runs"),
    })  # fmt: skip
    (archive / "n").write_text("M 60 2024-02-01\nM 30 2024-03-01\n")
    with (archive / "index.csv").open("a") as index:
        index.write("newer,https://x.org/newer,2024-09-01T00:00:00Z,n\n")
    (state,) = made_by(archive, names.Names(registry()))["history_near_newer.csv"]
    assert (state.board, [row["value"] for row in state.rows]) == ("Runs", [60, 30])


def test_a_name_in_place_of_an_address_is_none() -> None:
    state = make_history.PublishedState("2024-05-01", "https://x.org/board", [])
    for given, kept in (("GPT-4.5", "https://x.org/board"), ("https://y.org", "https://y.org")):
        row = make_history._row(state, entry("a", 1, source_url=given), None)
        assert row["source_url"] == kept


def test_the_command_writes_every_file(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "written"
    target.mkdir()
    assert make_history.main([str(archive)], names.Names(registry()), target) == 0
    assert {path.name for path in target.iterdir()} == {
        "history_led.csv", "history_near.csv", "history_eci.csv",
    }  # fmt: skip


def test_the_command_fails_and_lists_what_is_in_doubt(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "c1").write_text(json.dumps({"full": {"unheard of": RATING}}))
    target = archive / "target"
    target.mkdir()
    assert make_history.main([str(archive)], names.Names(registry()), target) == 1
    assert list(target.iterdir()) == []
    assert "led: unheard of: no model" in capsys.readouterr().err


GOLDEN = [
    ("arena_text_raw", "2024-07-30", "GPT-4o-2024-05-13", 1286.1),
    ("arena_text_raw", "2024-07-30", "Meta-Llama-3.1-405B-Instruct-fp8", 1262.2),
    ("arena_text_raw", "2025-01-24", "Gemini-2.0-Flash-Thinking-Exp-01-21", 1381.8),
    ("arena_text_raw", "2025-01-24", "DeepSeek-R1", 1357.0),
    ("arena_text_raw", "2025-03-26", "Gemini-2.5-Pro-Exp-03-25", 1443.0),
    ("arena_text_raw", "2025-03-26", "DeepSeek-R1", 1359.5),
    ("arena_text", "2026-02-06", "claude-opus-4-6", 1496.2),
    ("arena_text", "2026-02-06", "kimi-k2.5-thinking", 1448.8),
    ("arena_text", "2026-08-12", "claude-fable-5", 1506.6),
    ("arena_text", "2026-08-12", "kimi-k3-max", 1488.6),
    ("arena_text", "2026-08-12", "glm-5.2-max", 1470.7),
    ("arena_text", "2025-04-24", "o3-2025-04-16", 1380.3),
    ("arena_text", "2025-12-11", "glm-4.6", 1425.3),
    ("arena_text", "2026-08-19", "claude-fable-5", 1507.3),
    ("arena_text", "2026-10-02", "gemini-4-argon-high", 1525.2),
    ("arena_text", "2026-10-02", "kimi-k3-max", 1488.4),
    ("arena_text", "2026-10-02", "mimo-v2.6-pro", 1480.1),
    ("arena_text_raw", "2025-11-06", "glm-4.6", 1445.2),
    ("arena_text_raw", "2026-10-02", "mimo-v2.6-pro", 1491.0),
    ("arena_text_raw_copies", "2026-06-16", "glm-5.1", 1469.7),
    ("arena_webdev", "2026-10-06", "claude-opus-5.5-max", 1813.6),
    ("arena_webdev", "2026-10-06", "kimi-k3-max", 1655.0),
    ("arena_webdev", "2026-10-09", "gpt-6-luna-max", 1580.9),
    ("arena_text", "2026-10-08", "claude-opus-4-6", 1497.7),
    ("arena_text", "2026-10-08", "gpt-6-astra-max", 1475.1),
    ("arena_vision", "2026-10-02", "glm-5.3-flash", 1278.4),
    ("livebench", "2026-10-08", "deepseek-v4.1-flash-max", 81.1),
    ("eci_leaders", "2026-10-08", "Claude Opus 5.5", 167.3),
    ("eci_leaders", "2026-10-08", "Kimi K3", 157.4),
    ("livebench", "2026-08-22", "claude-fable-5-max-effort", 83.0),
    ("livebench", "2026-08-22", "kimi-k3", 79.2),
]


@pytest.mark.parametrize(("board", "on", "name", "value"), GOLDEN)
def test_bundled_history_holds_the_known_leaders(
    board: str, on: str, name: str, value: float
) -> None:
    page = Page("package:published/x.csv", dict(published.pages())[f"history_{board}.csv"], SEEN_AT)
    (state,) = [item for item in published.parse(page) if str(item.published_on) == on]
    found = {row["entry"]: row["value"] for row in state.rows}
    assert round(found[name], 1) == value


def test_the_days_without_a_page_that_may_be_trusted_stay_empty() -> None:
    """The file of 2025-11-05 was an old state; of the dataset's day some ranks alone are known."""
    page = Page(
        "package:published/x.csv", dict(published.pages())["history_arena_text.csv"], SEEN_AT
    )
    days = {str(item.published_on) for item in published.parse(page)}
    assert "2025-11-05" not in days
    assert {"2025-05-27", "2025-12-11"} <= days


@pytest.mark.recorded
@skip_without_november
def test_committed_history_is_what_the_script_makes() -> None:
    assert NOVEMBER is not None
    made = make_history.sheets((*FOLDERS, NOVEMBER), history.known_names())
    committed = {name: body.decode() for name, body in published.pages()}
    assert made == {name: committed.get(name) for name in made}
    assert {name for name in committed if name.startswith("history_")} == set(made)
