"""What it costs to load a price file's history from git, beside the least that it can cost.

Run: python -m benchmarks.backfill [VERSIONS] [ENTRIES]

A repository is made: VERSIONS commits of a file as LiteLLM's, ENTRIES models, five prices changed
in each. As in the real file, some rows of each version are no statement: prices of nothing, prices
in words, and one that is tenfold for this version alone. Measured in one run, in seconds of the
processor and in bytes: `gapwatch backfill git` (every row judged, history as of any day) and the
floor (git and a JSON parser, nothing kept).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.ingest import child, git_history
from pipelines.ingest.backfill import backfill_git, plan_git
from sources.prices.lists import litellm
from warehouse.store import Warehouse

FILE = "prices.json"
CHANGED = 5
BROKEN = 50
"""Of so many models one has no price that counts, from the first version or from the third on."""
WINDOW = 32
"""Versions at either end of the history that are compared."""
_MAKERS = ("anthropic", "deepseek", "gemini", "mistral", "moonshot", "openai", "xai", "zai")


@dataclass(frozen=True, slots=True)
class BackfillCost:
    """Seconds of the processor and bytes, by who was measured; the outcomes of gapwatch's pages."""

    seconds: dict[str, float] = field(default_factory=dict)
    size_bytes: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)
    """Of this process for a version: of the second window of them, and of the last."""


def versions(count: int, entries: int) -> Iterator[bytes]:
    """The file as each commit has it."""
    models = {f"model-{number}": _model(number) for number in range(entries)}
    for turn in range(count):
        for place in range(CHANGED if turn else 0):
            row = models[f"model-{(turn * CHANGED + place) * 7 % entries}"]
            row["input_cost_per_token"] = round(row["input_cost_per_token"] * 0.98, 12)
        yield json.dumps({**models, **_broken(models, turn)}, indent=4).encode()


def _broken(models: dict[str, dict[str, Any]], turn: int) -> dict[str, dict[str, Any]]:
    """The models of a version whose price does not count."""
    broken = {}
    for place, name in enumerate([*models][::BROKEN]):
        if place % 4 < 2 or turn > 1:
            price = 0 if place % 2 else "to be announced"
            broken[name] = {**models[name], "input_cost_per_token": price}
    if turn:
        name = f"model-{turn * BROKEN // 2 % len(models) + 1}"
        price = models[name]["input_cost_per_token"] * 10
        broken[name] = {**models[name], "input_cost_per_token": price}
    return broken


def _model(number: int) -> dict[str, Any]:
    price = round((1 + number % 97) * 1e-7, 12)
    return {
        "cache_read_input_token_cost": price / 10,
        "input_cost_per_token": price,
        "litellm_provider": _MAKERS[number % len(_MAKERS)],
        "max_input_tokens": 128_000 + number,
        "max_output_tokens": 8_192,
        "max_tokens": 8_192,
        "mode": "chat",
        "output_cost_per_token": price * 4,
        "source": f"https://prices.example/models/{number}",
        "supports_function_calling": True,
        "supports_prompt_caching": number % 2 == 0,
        "supports_vision": number % 3 == 0,
    }


def make_repository(folder: Path, count: int, entries: int) -> None:
    """A git repository with that history, packed."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)  # noqa: S607
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    subprocess.run(command, input=b"".join(_commits(count, entries)), check=True)
    for arguments in (["gc", "--quiet"], ["reset", "--hard", "--quiet"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)  # noqa: S607


def _commits(count: int, entries: int) -> Iterator[bytes]:
    for turn, body in enumerate(versions(count, entries)):
        at = 1_700_000_000 + 3_600 * turn
        yield (
            f"commit refs/heads/main\ncommitter bench <bench@example.com> {at} +0000\n"
            f"data {len(str(turn))}\n{turn}\nM 644 inline {FILE}\ndata {len(body)}\n"
        ).encode()
        yield body + b"\n"


def measured(count: int, entries: int) -> BackfillCost:
    """The cost of one repository."""
    cost = BackfillCost()
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        repository = work / "repository"
        repository.mkdir()
        make_repository(repository, count, entries)
        cost.size_bytes["raw"] = sum(map(len, versions(count, entries)))
        cost.size_bytes["git pack"] = _size(repository / ".git", "*.pack")
        cost.seconds["floor"] = seconds(lambda: _floor(repository))
        warm_up(work / "warm")
        cost.seconds["gapwatch"] = seconds(lambda: _gapwatch(repository, work / "home", cost))
        cost.size_bytes["archive"] = _size(work / "home" / "archive", "*.zst")
    return cost


def warm_up(home: Path) -> None:
    """Import and set up what a process needs once: it is no part of a version's cost."""
    folder = home / "repository"
    folder.mkdir(parents=True)
    make_repository(folder, 2, 40)
    _gapwatch(folder, home, BackfillCost())


def _gapwatch(repository: Path, home: Path, cost: BackfillCost) -> None:
    plan, at = plan_git(str(repository), FILE, home, url=litellm.URL), [time.process_time()]
    with Warehouse.open(home) as warehouse:
        for one in backfill_git(warehouse, litellm, plan):
            word = one.outcome.outcome
            cost.outcomes[word] = cost.outcomes.get(word, 0) + 1
            at.append(time.process_time())
        for name, of in (("early", at[WINDOW : 2 * WINDOW + 1]), ("late", at[-WINDOW - 1 :])):
            cost.milliseconds[name] = 1000 * (of[-1] - of[0]) / WINDOW if of else 0.0
        warehouse.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    child.close()  # the process that reads pages is counted, its start too


def _floor(repository: Path) -> None:
    wanted = git_history.versions(repository, FILE)
    with closing(git_history.bodies(repository, wanted)) as found:
        for _, body in found:
            json.loads(body)


def seconds(work: Callable[[], None]) -> float:
    """The processor's time of this process and those it waited for."""
    before = _processor()
    work()
    return _processor() - before


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _size(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.rglob(pattern))


def main(count: int, entries: int) -> None:
    """Print the figures and the ratios."""
    cost = measured(count, entries)
    print(f"{count} versions of {entries} entries, {CHANGED} changed in each: {cost.outcomes}")
    print("ms a version, {early:.0f} early and {late:.0f} late".format(**cost.milliseconds))
    for name, took in sorted(cost.seconds.items(), key=lambda one: one[1]):
        print(f"{took:8.2f} s  {took / cost.seconds['gapwatch']:6.2f} of gapwatch  {name}")
    for name, size in sorted(cost.size_bytes.items(), key=lambda one: one[1]):
        print(f"{size:12,} bytes  {size / cost.size_bytes['archive']:7.2f} of archive  {name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backfill")
    parser.add_argument("count", metavar="VERSIONS", type=int, nargs="?", default=150)
    parser.add_argument("entries", metavar="ENTRIES", type=int, nargs="?", default=2000)
    main(**vars(parser.parse_args()))
