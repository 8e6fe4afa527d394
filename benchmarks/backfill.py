"""What it costs to load a price file's history from git, beside the least that it can cost.

A repository is made: commits of a file as LiteLLM's, five prices changed in each. As in the real
file, some rows of each version are no statement: prices of nothing, prices in words, and one that
is tenfold for this version alone. Measured in one run: `gapwatch backfill git` (every row judged,
history as of any day) and the floor (git, a JSON parser, and what changed put into a table).
"""

import json
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.table import Figure, seconds
from pipelines.ingest import child, git_history
from pipelines.ingest.backfill import backfill_git, plan_git
from sources.prices.lists import litellm
from warehouse.store import Warehouse

FILE = "prices.json"
ENTRIES, CHANGED, BROKEN = 2000, 5, 50
"""Models of a version, prices that it changes, and of how many models one has no price."""
WINDOW = 200
"""Versions at either end of the history that are compared: some fifty are judged together."""
_MAKERS = ("anthropic", "deepseek", "gemini", "mistral", "moonshot", "openai", "xai", "zai")


def versions(count: int, entries: int) -> Iterator[bytes]:
    """The file as each commit has it."""
    models = {f"model-{number}": _model(number) for number in range(entries)}
    for turn in range(count):
        for place in range(CHANGED if turn else 0):
            row = models[f"model-{(turn * CHANGED + place) * 7 % entries}"]
            row["input_cost_per_token"] = round(float(row["input_cost_per_token"]) * 0.98, 12)
        wrong: dict[str, object] = {
            name: "to be announced" if place % 2 else 0
            for place, name in enumerate([*models][::BROKEN])
        }
        tenfold = f"model-{turn * BROKEN // 2 % entries + 1}"
        wrong[tenfold] = float(models[tenfold]["input_cost_per_token"]) * 10
        broken = {name: {**models[name], "input_cost_per_token": it} for name, it in wrong.items()}
        yield json.dumps({**models, **broken}, indent=4).encode()


def _model(number: int) -> dict[str, str | float]:
    price = round((1 + number % 97) * 1e-7, 12)
    return {
        "cache_read_input_token_cost": price / 10,
        "input_cost_per_token": price,
        "litellm_provider": _MAKERS[number % len(_MAKERS)],
        "max_input_tokens": 128_000 + number,
        "max_output_tokens": 8_192,
        "mode": "chat",
        "output_cost_per_token": price * 4,
        "source": f"https://prices.example/models/{number}",
        "supports_prompt_caching": number % 2 == 0,
    }


def make_repository(folder: Path, count: int, entries: int) -> int:
    """A git repository with that history, packed; the bytes of all versions together."""
    raw, stream = 0, bytearray()
    for turn, body in enumerate(versions(count, entries)):
        raw += len(body)
        at = 1_700_000_000 + 3_600 * turn
        stream += (
            f"commit refs/heads/main\ncommitter bench <bench@example.com> {at} +0000\n"
            f"data {len(str(turn))}\n{turn}\nM 644 inline {FILE}\ndata {len(body)}\n"
        ).encode()
        stream += body + b"\n"
    git = ["git", "-C", str(folder)]
    folder.mkdir(parents=True)
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run([*git, "gc", "--quiet"], check=True)
    subprocess.run([*git, "reset", "--hard", "--quiet"], check=True)
    return raw


def figures(count: int) -> Iterator[Figure]:
    """The cost of so many versions, in time and in bytes."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        repository, home = work / "repository", work / "home"
        raw = make_repository(repository, count, ENTRIES)
        floor = seconds(lambda: _floor(repository, work / "floor.db"))
        # What a process imports and sets up once is no part of a version's cost.
        make_repository(work / "first", 2, 2 * BROKEN)
        _gapwatch(work / "first", work / "warm")
        at: list[float] = []
        ours = seconds(lambda: at.extend(_gapwatch(repository, home)))
        told = f"{floor:.2f} s; ours {ours:.2f} s"
        yield Figure(f"backfill of {count} versions against floor", 5, "times", ours / floor, told)
        if count >= 3 * WINDOW:
            early = 1000 * (at[2 * WINDOW] - at[WINDOW]) / WINDOW
            late = 1000 * (at[-1] - at[-WINDOW - 1]) / WINDOW
            what, told = "its last versions against early ones", f"{early:.0f} and {late:.0f} ms"
            yield Figure(what, 1.5, "times", late / early, told)
        archive = _size(home / "archive", "*.zst")
        for what, most, size in (
            ("git pack", 2, _size(repository / ".git", "*.pack")),
            ("raw", 0.03, raw),
        ):
            told = f"{archive:,} and {size:,} bytes"
            yield Figure(f"archive against {what}", most, "times", archive / size, told)


def _gapwatch(repository: Path, home: Path) -> list[float]:
    """Load the history; the processor's clock before the first version and after each."""
    plan, at = plan_git(str(repository), FILE, home, url=litellm.URL), [time.process_time()]
    with Warehouse.open(home) as warehouse:
        at += [time.process_time() for _ in backfill_git(warehouse, litellm, plan)]
    child.close()  # the process that reads pages is counted, its start too
    return at


def _floor(repository: Path, database: Path) -> None:
    wanted, before = git_history.versions(repository, FILE), dict[str, object]()
    with (
        closing(sqlite3.connect(database)) as connection,
        closing(git_history.bodies(repository, wanted)) as found,
    ):
        connection.execute("CREATE TABLE price (at TEXT, model TEXT, row TEXT)")
        for one, body in found:
            models, at = json.loads(body), one.committed_at.isoformat()
            changed = [
                (at, name, json.dumps(row))
                for name, row in models.items()
                if row != before.get(name)
            ]
            with connection:
                connection.executemany("INSERT INTO price VALUES (?, ?, ?)", changed)
            before = models


def _size(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.rglob(pattern))
