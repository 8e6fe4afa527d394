import asyncio
import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from outputs.explorer.metadata import Query, metadata, queries
from outputs.explorer.serve import explorer, must_be_immutable, serve
from tests.outputs.shelf import ARENA, put_scores
from warehouse.schema.view import TABLES
from warehouse.store import DATABASE, Warehouse
from warehouse.views.promised import PROMISED

QUERIES = {query.id: query for query in queries()}
GIVEN = {
    "day": "2026-02-20",
    # What is recorded here is recorded by the clock, on whatever day the test runs.
    "recorded": "9998-12-31",
    "series": "swebench_verified_vendor",
    "openness_rule": "any_weights",
    "offering": "gpt-4o",
    "model": "llama-2",
}
FILLED_AT_ONE_CLICK = (
    "gap_today", "gap_on_day", "gap_as_issued", "gap_history", "frontiers", "who_led",
    "board_as_known", "price_in_force_on_day", "provenance", "openness_of_model",
    "source_freshness",
)  # fmt: skip


def ask(home: Path, *paths: str) -> list[Any]:
    async def asked() -> list[Any]:
        served = explorer(home, [ARENA])
        await served.invoke_startup()
        try:
            return [await served.client.get(path) for path in paths]
        finally:
            for database in served.databases.values():
                database.close()

    return asyncio.run(asked())


def asked_for(query: Query, given: dict[str, str]) -> str:
    said = "&".join(f"{name}={given.get(name, '')}" for name in query.params)
    return f"/warehouse/{query.id}.json?_shape=objects&{said}"


def rows_of(response: Any) -> Sequence[dict[str, Any]]:
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["ok"], answer
    return list(answer["rows"])


@pytest.fixture(scope="module")
def answers(shipped_home: Path) -> dict[str, Any]:
    """Every question with empty parameters (name) and with given ones (name+)."""
    paths = {name: asked_for(query, {}) for name, query in QUERIES.items()}
    paths |= {f"{name}+": asked_for(query, GIVEN) for name, query in QUERIES.items()}
    return dict(zip(paths, ask(shipped_home, *paths.values()), strict=True))


@pytest.mark.parametrize("name", list(QUERIES))
def test_every_question_runs_with_and_without_parameters(
    name: str, answers: dict[str, Any]
) -> None:
    empty = rows_of(answers[name])
    rows_of(answers[f"{name}+"])
    if name in FILLED_AT_ONE_CLICK:
        assert empty


def test_a_name_that_another_site_let_point_here_gets_no_answer(
    shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **_: started.append(app))
    serve(explorer(shipped_home, [ARENA]), "data.example", 8001)

    async def asked(host: str) -> int:
        transport = httpx.ASGITransport(app=started[0])
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            return (await client.get("/-/versions.json")).status_code

    hosts = ("127.0.0.1:8001", "localhost", "[::1]:8001", "DATA.example:8001", "evil.example:8001")
    assert [asyncio.run(asked(host)) for host in hosts] == [200, 200, 200, 200, 403]


def test_answers_are_those_of_their_day(answers: dict[str, Any], shipped_home: Path) -> None:
    for name in ("gap_on_day+", "gap_as_issued+"):
        (row,) = [r for r in rows_of(answers[name]) if r["series"] == "swebench_verified_vendor"]
        found = [round(row[it], 1) for it in ("gap", "gap_low", "gap_high")]
        assert found == [0.7, -4.2, 5.6]
    closed, opened = rows_of(answers["provenance+"])
    assert (closed["class"], opened["class"]) == ("closed", "open")
    assert closed["url"].startswith("package:published/")
    assert opened["evidence"].startswith("https://")
    assert len(opened["page_sha256"]) == 64
    # gpt-4o came at 5 USD in May 2024; launch prices are among what ships.
    query = QUERIES["price_in_force_on_day"]
    paths = [asked_for(query, {"day": day, "offering": "gpt-4o"}) for day in
             ("2024-04-01", "2024-06-01")]  # fmt: skip
    before = asked_for(QUERIES["gap_as_issued"], {"recorded": "2020-01-01"})
    none, launch, issued = map(rows_of, ask(shipped_home, *paths, before))
    assert none == issued == []
    assert 5.0 in {row["input_per_mtok"] for row in launch}
    # Who led covers the days without holes.
    leads = [row for row in rows_of(answers["who_led+"]) if row["class"] == "closed"]
    leads.sort(key=lambda row: row["from_on"])
    assert len(leads) > 1
    for before, after in pairwise(leads):
        assert before["through_on"] < after["from_on"]
        assert before["model"] != after["model"]


def test_pages_describe_what_they_show(shipped_home: Path) -> None:
    front, view, question = ask(
        shipped_home, "/warehouse", "/warehouse/gap_now", "/warehouse/gap_history"
    )
    assert "Arena, modified" in front.text
    first = front.text.split('<h2 id="queries">')[1].partition("</li>")[0]
    assert "The gap today" in first
    views = re.findall(r'href="/warehouse/(\w+)"', front.text.split('<h2 id="views">')[1])
    assert views[:6] == [
        "gap_now", "lag_now", "price_at_quality", "model_choice", "series", "model"
    ]  # fmt: skip
    tables = front.text.split("Queries")[1].split("Views")[0]
    assert "/warehouse/quarantine" in tables
    assert "/warehouse/_" not in tables
    assert "Smallest gap that 80 % power would find." in view.text
    assert "any_weights (empty) or permissive" in question.text
    for page in (front, view, question):
        assert "https://cdn" not in page.text
        assert "fonts.googleapis" not in page.text


def test_models_are_searched_by_any_spelling_and_nothing_is_written(shipped_home: Path) -> None:
    before = (shipped_home / DATABASE).read_bytes()
    search = "/warehouse/model_search.json?_shape=array&_nofacet=1&_nocount=1&aliases__contains="
    some, none, *refused = ask(
        shipped_home,
        f"{search}moonshot",
        f"{search}nobody-at-all",
        "/warehouse.json?sql=delete+from+_page",
        "/warehouse.json?sql=pragma+query_only=off",
        "/warehouse.json?sql=with+x+as+(select+1)+delete+from+_page",
    )
    assert "kimi-k3" in [row["model"] for row in some.json()]
    assert none.json() == []
    assert [answer.status_code for answer in refused] == [400, 400, 400]
    assert (shipped_home / DATABASE).read_bytes() == before


def test_it_sees_what_a_run_records_meanwhile(empty: Warehouse, tmp_path: Path) -> None:
    async def looked_twice() -> list[int]:
        served = explorer(tmp_path / "home", [])
        await served.invoke_startup()
        path = "/warehouse.json?sql=select+count(*)+as+n+from+_score&_shape=array"
        first = (await served.client.get(path)).json()[0]["n"]
        put_scores(empty)
        second = (await served.client.get(path)).json()[0]["n"]
        for database in served.databases.values():
            database.close()
        return [first, second]

    assert (tmp_path / "home" / f"{DATABASE}-wal").exists()
    assert asyncio.run(looked_twice()) == [0, 2]


def test_a_file_beside_which_nothing_can_be_written_is_immutable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / DATABASE
    assert not must_be_immutable(path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert must_be_immutable(path)
    path.with_name(f"{DATABASE}-wal").touch()
    assert not must_be_immutable(path)


def test_metadata_names_only_what_is_there(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        about = metadata(warehouse, [ARENA])
        hostile = metadata(warehouse, [replace(ARENA, title="<script>alert(1)</script>")])
        present = {
            name: {column for (column,) in warehouse.connection.execute(
                "SELECT name FROM pragma_table_info(?)", (name,))}
            for (name,) in warehouse.connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        }  # fmt: skip
    described = about["databases"]["warehouse"]["tables"]
    assert set(described) - {"_sqlite_migrations"} <= set(present)
    assert set(present) - set(described) <= {"sqlite_sequence"}
    assert {table.relation for table in TABLES.values()} | set(PROMISED) <= set(described)
    for name, told in described.items():
        assert set(told.get("columns", {})) <= present[name]
    hidden = {name for name, told in described.items() if told.get("hidden")}
    assert hidden == {name for name in described if name.startswith("_")}
    assert "<script>" not in json.dumps(hostile)
