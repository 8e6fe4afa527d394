"""Histories from before the first run: whole, resumable, refused version by version."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.ingest.backfill import backfill_arena, backfill_git, plan_git
from pipelines.ingest.page import IngestResult
from tests.pipelines.fake import FakeSource, rows
from tests.pipelines.ingest.test_git_history import Repo
from tests.sources.boards.arena import sample as arena_sample
from tests.sources.server import running, says
from warehouse.history import read as history_read
from warehouse.history.vintages import Bounds
from warehouse.reads import integrity as reads_integrity
from warehouse.store import Warehouse

SOURCE = FakeSource()
FULL = "full-00000-of-00001.parquet"
SECOND = {"a": 52.0, "b": 40.0}
VERSIONS = [{"a": 50.0}, SECOND, None, {"a": 53.0, "b": 41.0}, SECOND, {"b": 60.0}]
"""Of one list: the third is broken, the fifth is the second again."""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "board")
    for version in VERSIONS:
        content = rows(*version.items()) if version else "changed"
        made.commit("data/list.json", json.dumps(content).encode())
    return made


def filled(warehouse: Warehouse, repo: Repo, tmp_path: Path) -> list[IngestResult]:
    plan = plan_git(str(repo.folder), "data/list.json", tmp_path / "cache")
    return list(backfill_git(warehouse, SOURCE, plan))


def known_on(warehouse: Warehouse, day: int) -> dict[str, float]:
    seen = Bounds(seen=datetime(2026, 2, day, 23, tzinfo=UTC))
    states = history_read.as_of(warehouse.connection, "score", seen)
    return {row["entry"]: row["value"] for state in states for row in state.rows}


def test_each_commit_is_what_was_known_then(home: Warehouse, repo: Repo, tmp_path: Path) -> None:
    taken = filled(home, repo, tmp_path)
    outcomes = ["recorded" if version else "refused" for version in VERSIONS]
    assert [one.outcome.outcome for one in taken] == outcomes
    assert {one.url for one in taken} == {"git:board/data/list.json"}
    known = [*VERSIONS[:2], SECOND, *VERSIONS[3:]]
    assert [known_on(home, day) for day in range(1, 7)] == known


def test_an_interrupted_run_goes_on_where_it_stopped(
    home: Warehouse, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.ingest.page.TOGETHER", 3)
    stopped_after = 3
    plan = plan_git(str(repo.folder), "data/list.json", tmp_path / "cache")
    run = backfill_git(home, SOURCE, plan)
    for _ in range(stopped_after):
        next(run)
    with pytest.raises(KeyboardInterrupt):
        run.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
    again = filled(home, repo, tmp_path)
    assert [one.known for one in again] == [n < stopped_after for n in range(6)]
    with Warehouse.open(tmp_path / "whole") as whole:
        filled(whole, repo, tmp_path)
        assert all(one.known for one in filled(whole, repo, tmp_path))
        assert reads_integrity.content_hash(home.connection) == reads_integrity.content_hash(
            whole.connection
        )


WHOLE = [("2024-07-30", 1), ("2024-08-05", 1), ("2026-10-02", 1)]
"""Days of a history, each of them restated."""


def full() -> bytes:
    rated = {"rating": 1300.0, "rating_lower": 1295.0, "rating_upper": 1305.0}
    entries = [
        {"model_name": f"m{n}", **{name: value + n for name, value in rated.items()}}
        for n in range(12)
    ]
    days = ({"leaderboard_publish_date": day} for day, _ in WHOLE)
    return arena_sample.parquet([arena_sample.row(**day, **one) for day in days for one in entries])


def restated(warehouse: Warehouse) -> list[tuple[str, int]]:
    return warehouse.connection.execute(
        "SELECT v.published_on, v.restated FROM _vintage v JOIN _board b ON b.id = v.board_id "
        "WHERE b.fact_table = 'score' AND b.source = 'arena' ORDER BY 1"
    ).fetchall()


def test_arena_is_asked_for_its_history_and_not_twice(
    home: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = full()
    base = "/lmarena-ai/leaderboard-dataset"
    with running() as place:
        api = f"/api/datasets{base}"
        commit = arena_sample.COMMIT
        tree = arena_sample.tree({f"text/{FULL}": body})
        for path, answer, kind in (
            (api, arena_sample.dataset(), "application/json"),
            (f"{api}/tree/{commit}?recursive=true", tree, "application/json"),
            (f"/datasets{base}/resolve/{commit}/text/{FULL}", body, "application/octet-stream"),
        ):
            place.on(path, says(200, answer, Content_Type=kind))
        monkeypatch.setenv("GAPWATCH_URL_ARENA", place.base)
        (first,) = backfill_arena(home, ["text"])
        assert (first.outcome.outcome, first.known, first.outcome.new) == ("recorded", False, 24)
        assert restated(home) == WHOLE
        (second,) = backfill_arena(home, ["text"])
        assert second.known
        assert restated(home) == WHOLE
        assert sum(path.endswith(FULL) for path, _ in place.asked) == 1
        *_, gone = backfill_arena(home, ["vision"])
        assert gone.outcome.outcome == "refused"
    (taken,) = backfill_arena(home, ["text"])
    assert taken.outcome.outcome == "unreachable"
