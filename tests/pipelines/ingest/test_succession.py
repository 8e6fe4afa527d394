"""Pages judged in one go, or elsewhere, are recorded as if each had come alone."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest import page, succession
from pipelines.ingest.page import IngestResult, ingest
from pipelines.ingest.succession import ingest_succession
from sources.contract import Fetched, Page
from sources.prices.lists import litellm
from warehouse.store import Warehouse

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = [timedelta(hours=3)] * 12
CLOCKS = {"recorded_at"}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(succession, "TOGETHER", 4)


def model(number: int) -> dict[str, Any]:
    return {
        "input_cost_per_token": (1 + number % 7) * 1e-7,
        "output_cost_per_token": (1 + number % 7) * 4e-7,
        "litellm_provider": ("openai", "mistral", "groq")[number % 3],
        "mode": "chat",
        "source": f"https://prices.example/models/{number}" + "x" * 400,
    }


def histories(seed: int, length: int, quiet: float = 0, kinds: int = 20) -> Iterator[Fetched]:
    """Versions of a file; in some of them something is amiss, the more the fewer kinds there are.

    `quiet`: share of looks that bring the page of the look before.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    models = {f"model-{number}": model(number) for number in range(60)}
    bodies: list[bytes] = []
    at = START
    for turn in range(length):
        wrong = change(chance, models, kinds)
        body = json.dumps({**models, **wrong}, indent=1).encode()
        if turn and chance.random() < 0.1:
            body = chance.choice(bodies)  # a version that was there before
        if chance.random() < 0.05:
            body = body[:-9]
        if turn and quiet and chance.random() < quiet:
            body = bodies[-1]
        bodies.append(body)
        at += chance.choice([*HOURS, timedelta(days=20), timedelta(), -timedelta(hours=4)])
        yield Fetched(litellm.URL, at, None, Page(litellm.URL, body, at))


def change(chance: random.Random, models: dict[str, Any], kinds: int) -> dict[str, Any]:
    """A few prices move; now and then a row or a whole board comes or goes, or is wrong once."""
    for name in chance.sample(sorted(models), 2):
        models[name] = {**models[name], "input_cost_per_token": chance.randrange(2, 6) * 1e-7}
    name = chance.choice(sorted(models))
    kind = chance.randrange(kinds)
    if kind == 0 and len(models) > 50:
        del models[name]
    elif kind == 1:
        models[f"model-{chance.randrange(90)}"] = model(chance.randrange(90))
    elif kind == 2:
        models[name] = {**models[name], "litellm_provider": "xai"}
    once = {
        3: {"input_cost_per_token": 0},
        4: {"output_cost_per_token": 3e-5},
        5: {"output_cost_per_token": "dear"},
        6: {"new_key": {"a": 1}},
    }.get(kind)
    return {name: {**models[name], **once}} if once and name in models else {}


def held(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without the clock's."""
    found = {}
    for name in ("_snapshot", "_page", "_page_state", "_state", "_board", "_price", "quarantine"):
        columns = warehouse.connection.execute(f"SELECT * FROM pragma_table_info('{name}')")
        names = [column[1] for column in columns if column[1] not in CLOCKS]
        rows = warehouse.connection.execute(f"SELECT {', '.join(names)} FROM {name}").fetchall()
        found[name] = sorted(rows, key=repr)
    return found


def one_by_one(warehouse: Warehouse, looks: Sequence[Fetched]) -> list[IngestResult]:
    return [ingest(warehouse, litellm, look) for look in looks]


def together(warehouse: Warehouse, looks: Sequence[Fetched]) -> list[IngestResult]:
    return list(ingest_succession(warehouse, ((litellm, look) for look in looks)))


def read_every_time(warehouse: Warehouse, looks: Sequence[Fetched]) -> list[IngestResult]:
    """What was quarantined or refused is judged again, however often it came."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "lasts", lambda *_: False)
        return one_by_one(warehouse, looks)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_page_that_is_not_read_again_is_recorded_as_if_it_were(seed: int, tmp_path: Path) -> None:
    looks = list(histories(seed, 24, quiet=0.7, kinds=8))
    found = []
    for way in (read_every_time, one_by_one):
        with Warehouse.open(tmp_path / way.__name__) as warehouse:
            found.append((way(warehouse, looks), held(warehouse)))
    (results, rows), (others, other_rows) = found
    assert [one.outcome for one in results] == [one.outcome for one in others]
    for table, these in rows.items():
        assert these == other_rows[table], table
    unread = [
        one.outcome
        for one, other in zip(results, others, strict=True)
        if one.results and not other.results
    ]
    assert unread
    assert all(one.quarantined or one.refused for one in unread)


@pytest.mark.parametrize(
    ("seed", "length", "share"),
    [(4, 16, 0.3), pytest.param(0, 40, 0.7, marks=pytest.mark.nightly)],
)
def test_a_history_is_recorded_as_page_by_page(
    seed: int, length: int, share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = list(histories(seed, length))
    alone: list[Any] = []
    asked = page.verdicts
    monkeypatch.setattr(page, "verdicts", lambda *given: alone.append(given) or asked(*given))
    found: list[tuple[list[IngestResult], dict[str, Any]]] = []
    for each in (one_by_one, together):
        alone.clear()
        with Warehouse.open(tmp_path / each.__name__) as warehouse:
            results = each(warehouse, looks)
            found.append((results, held(warehouse)))
    (results, rows), (others, other_rows) = found
    for one, other in zip(results, others, strict=True):
        assert one == other
    for table, these in rows.items():
        assert these == other_rows[table], table
    told = {one.outcome.outcome for one in results}
    assert {"recorded", "refused", "unchanged"} & told > {"recorded"}
    assert rows["quarantine"], "some rows are set aside"
    assert 1 < len(alone) < share * len(looks), "some verdicts were foreseen, and not all"


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many pages are held as are judged in one go, and two more."""
    monkeypatch.setattr(page, "_MOST_FIELDS", 3)
    most = [0]

    def looks() -> Iterator[Fetched]:
        for number, look in enumerate(histories(9, 9)):
            most[0] = max(most[0], number - taken[0])
            yield look

    taken = [0]
    with Warehouse.open(tmp_path) as warehouse:
        for _ in ingest_succession(warehouse, ((litellm, look) for look in looks())):
            taken[0] += 1
    assert most[0] <= succession.TOGETHER
    assert len(page._FIELDS) <= 3
