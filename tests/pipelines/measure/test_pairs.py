"""Results per item on their way from a page of SWE-bench to the pair of two leaders."""

import json
from datetime import UTC, datetime
from typing import Any

from pipelines.ingest.page import IngestResult, ingest
from pipelines.measure.inputs import item_results
from sources.boards.swebench import file as swebench_file
from sources.contract import Fetched, Page
from warehouse.history import read as history_read
from warehouse.store import Warehouse

A, B = "20260217_mini-v2.0.0_a", "20260217_mini-v2.0.0_b"


def entry(folder: str, resolved: float, solved: range) -> dict[str, Any]:
    return {
        "name": folder, "folder": folder, "resolved": resolved, "date": "2026-02-17",
        "logs": None, "trajs": None, "site": None, "logo": None, "os_model": False,
        "os_system": True, "checked": None, "warning": None, "tags": [f"Model: {folder[-1]}"],
        "per_instance_details": {
            f"x__x-{n}": {"api_calls": 1, "cost": 0.1, "resolved": n in solved} for n in range(500)
        },
    }  # fmt: skip


def taken(home: Warehouse, day: int, *entries: dict[str, Any]) -> IngestResult:
    content = {"leaderboards": [{"name": "Verified", "results": list(entries)}]}
    at = datetime(2026, 3, day, tzinfo=UTC)
    page = Page(swebench_file.URL, json.dumps(content).encode(), at)
    return ingest(home, swebench_file, Fetched(swebench_file.URL, at, 200, page))


def test_results_reach_the_pair(home: Warehouse) -> None:
    page = taken(home, 1, entry(A, 60.0, range(300)), entry(B, 50.0, range(100, 350)))
    assert (page.outcome.read, page.outcome.quarantined) == (6, 0)
    found = item_results(home)
    ours, theirs = (found["swebench", "Verified", "", one] for one in (A, B))
    assert (len(ours.solved - theirs.solved), len(theirs.solved - ours.solved)) == (100, 50)
    assert len(ours.items) == 500
    # Results of another run are lost, and the score stays.
    again = taken(home, 2, entry(A, 60.0, range(51)), entry(B, 50.0, range(100, 350)))
    assert (again.outcome.read, again.outcome.quarantined) == (6, 1)
    ((reason,),) = home.connection.execute("SELECT reason FROM quarantine").fetchall()
    assert "items_explain_score: unexplained=49.8" in reason
    (state,) = history_read.as_of(home.connection, "score")
    shown = {row["entry"]: (row["value"], row["held"]) for row in state.rows}
    assert shown == {A: (60.0, 0), B: (50.0, 0)}
    assert set(item_results(home)) == {("swebench", "Verified", "", B)}
