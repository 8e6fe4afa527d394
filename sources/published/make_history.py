"""Make the history files; `python -m pipelines.ingest.history FOLDER...` writes them.

A folder holds captured pages in the archive's form (an `index.csv`). Each board is read by the
public parser of its source; models and openness come from the bundled registry; what is kept and
why is in `sources.published.leaders`. The same pages and the same registry give the same bytes.

Of some pages only the first rows were captured. Their leaders are known, so they enter files of
leaders; a file of whole boards takes the newest whole one, and one of what is near a frontier a
page whose file is called an excerpt only where there is no other.

Nothing is written while an entry that could change a leader has no model or no openness: the
names are listed, and a person adds them to the registry first. Boards that list many systems
nobody has curated keep such entries as they are (`keeps_unknown`): a reader of the file cannot
judge a day either on which the board itself leaves it open.

Captured pages in the product's archive form: a folder with an `index.csv` (docs: replay).
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from sources.boards.arena import catalog as arena_catalog
from sources.contract import Page, Reading, SourceChanged
from sources.published import names
from sources.published.leaders import (
    FIRST,
    LeaderEntry,
    axis_date,
    first_closed,
    leaders,
    near_frontiers,
    unresolved,
)
from sources.published.origins import ECI, ECI_ORIGIN, LED, NEAR, BoardOrigin

Folders = Sequence[Path]


def pages(
    folders: Folders, source: str, url_end: str = "", *, excerpts: bool = True
) -> Iterator[Page]:
    """Pages of `source` whose address ends in `url_end`, oldest first; `excerpts`: those too.

    Raises FileNotFoundError when a folder has no index or lacks an indexed file.
    """
    rows: list[tuple[datetime, str, Path]] = []
    for folder in folders:
        with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
            rows += [
                (_moment(row["seen_at"]), row["url"], folder / row["path"])
                for row in csv.DictReader(lines)
                if row["source"] == source and row["url"].endswith(url_end)
                and (excerpts or "EXCERPT" not in row["path"])
            ]  # fmt: skip
    for seen_at, url, path in sorted(rows):
        yield Page(url, path.read_bytes(), seen_at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


COLUMNS = (
    "published_on", "entry", "model_name", "value", "unit", "stderr", "ci_low", "ci_high",
    "ci_level", "ci_method", "n", "provenance", "protocol", "effort", "harness", "dated_on",
    "released_on", "source_url", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublishedState:
    """One state of one board: the ISO day it was published, its address and its entries."""

    published_on: str
    url: str
    entries: Sequence[LeaderEntry]


class UnresolvedEntries(Exception):
    """Entries that could change a leader have no model or no openness; the message lists them."""


def sheets(folders: Folders, known: names.Names) -> dict[str, str]:
    """Every history file's name and text. Raises UnresolvedEntries and SourceChanged."""
    faults: list[str] = []
    made = {f"history_{board}.csv": _led(folders, known, board, faults) for board in LED}
    made |= {f"history_{board}.csv": _near(folders, known, board, faults) for board in NEAR}
    made |= dict(_eci(folders, known, faults))
    if faults:
        raise UnresolvedEntries("add to the registry first:\n" + "\n".join(sorted(set(faults))))
    return made


def _led(folders: Folders, known: names.Names, board: str, faults: list[str]) -> str:
    plan = LED[board]
    sign = -1 if plan.lower_is_better else 1
    rows: list[dict[str, object]] = []
    states = list(_newest_by_day(_states(folders, known, plan.origins)))
    for whole, following in zip(states, [*states[1:], None], strict=True):
        state = replace(whole, entries=[one for one in whole.entries if plan.keeps(one.row)])
        led = leaders(state.entries, sign)
        doubtful = unresolved(state.entries, led.values(), sign)
        last = names.NEVER if following is None else _day_before(following.published_on)
        led |= _later_leaders(state, led, known, last, sign)
        led |= first_closed(state.entries, led, sign)
        rows += _leader_rows(state, led)
        if following is None and _share(state, states) < PARTIAL:
            held = {entry.row["entry"] for entry in led.values()}
            rest = (one for one in state.entries if one.is_resolved)
            rows += [_row(state, one, EXCERPT) for one in rest if one.row["entry"] not in held]
        if plan.keeps_unknown:
            rows += [_row(state, entry, "may lead, class unknown") for entry in doubtful]
        else:
            faults += _faults(board, state.published_on, doubtful)
    return _text(board, "leaders", plan.attribution, rows)


def _later_leaders(
    state: PublishedState, led: Mapping[str, LeaderEntry], known: names.Names, last: str, sign: int
) -> dict[str, LeaderEntry]:
    """Who leads a class once a model of the page is opened, before the next page: "<class> later".

    A page stands for the days after it; a model on it may change class on one of them.
    """
    entries = [
        replace(entry, grades=entry.grades | known.grades(entry.model, state.published_on, last))
        for entry in state.entries
        if entry.model is not None
    ]
    found = {name: entry for name, entry in leaders(entries, sign).items() if "," not in name}
    return {
        f"{name} later": entry
        for name, entry in found.items()
        if name not in led or led[name].row["entry"] != entry.row["entry"]
    }


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _near(folders: Folders, known: names.Names, board: str, faults: list[str]) -> str:
    plan = NEAR[board]
    state = _newest(folders, known, board)
    kept, doubtful = near_frontiers(state.entries, plan.items, plan.reach)
    if plan.keeps_unknown:
        kept += doubtful
    else:
        for entry in doubtful:
            faults += _faults(board, axis_date(entry), [entry])
    if plan.corrects:
        held = _newest(folders, known, plan.corrects)
        older = near_frontiers(held.entries, NEAR[plan.corrects].items)[0]
        corrected = {entry.model for entry in older}
        kept += [one for one in state.entries if one.model in corrected and one not in kept]
    kept.sort(key=lambda entry: (axis_date(entry), entry.row["entry"]))
    rows = [_row(state, entry, entry.row.get("note")) for entry in kept]
    return _text(plan.board or board, "leaders", plan.attribution, rows)


def _newest(folders: Folders, known: names.Names, board: str) -> PublishedState:
    """The newest state of a board of `NEAR`: the entries that its plan keeps."""
    plan = NEAR[board]
    whole = list(_states(folders, known, [plan.origin], excerpts=False))
    *_, state = whole or _states(folders, known, [plan.origin])
    return replace(state, entries=[one for one in state.entries if plan.keeps(one.row)])


def _eci(folders: Folders, known: names.Names, faults: list[str]) -> Iterator[tuple[str, str]]:
    """The newest whole index, and of a newer excerpt all that stands above its last leader."""
    states = list(_states(folders, known, [ECI_ORIGIN]))
    whole, newest = _newest_whole(states), states[-1]
    yield "history_eci.csv", _text("eci", "board", ECI, _eci_rows(whole, faults))
    if newest is not whole:
        bar = min(entry.value for entry in leaders(newest.entries).values())
        rows = _eci_rows(newest, faults, bar)
        yield "history_eci_leaders.csv", _text("eci_leaders", "leaders", ECI, rows)


def _eci_rows(
    state: PublishedState, faults: list[str], bar: float = float("-inf")
) -> list[dict[str, object]]:
    led = leaders(state.entries).values()
    faults += _faults("eci", state.published_on, unresolved(state.entries, led))
    kept = (entry for entry in state.entries if entry.value >= bar)
    return [_row(state, entry, entry.row.get("note")) for entry in kept]


def _states(
    folders: Folders,
    known: names.Names,
    origins: Iterable[BoardOrigin],
    *,
    excerpts: bool = True,
) -> Iterator[PublishedState]:
    """Oldest page first. A page of a shape that the product refuses gives none."""
    for origin in origins:
        for page in pages(folders, origin.source, origin.url_end, excerpts=excerpts):
            if sha256(page.body).hexdigest() not in arena_catalog.WITHDRAWN:
                with suppress(SourceChanged):
                    yield from _page_states(page, origin, known)


EXCERPT = "on the excerpt that is the newest state known"
"""Such a state is kept as far as its models are known: cheap new ones are among them."""
PARTIAL = 0.5
"""Share of the most entries that a board ever had, below which its newest state is an excerpt."""
WHOLE = 0.8
"""Share from which a state of the index is a whole one."""


def _newest_whole(states: Sequence[PublishedState]) -> PublishedState:
    return next(state for state in reversed(states) if _share(state, states) >= WHOLE)


def _share(state: PublishedState, states: Sequence[PublishedState]) -> float:
    """Its entries as a share of the most that the board ever had."""
    return len(state.entries) / max(len(one.entries) for one in states)


def _page_states(page: Page, origin: BoardOrigin, known: names.Names) -> Iterator[PublishedState]:
    wanted = ("score", origin.board, origin.category)
    for reading in origin.parse(page):
        if (reading.table, reading.board, reading.category) == wanted:
            for row in reading.refused:
                if row.entry not in origin.refused_entries:
                    raise UnresolvedEntries(f"{page.url}: {row.reason}")
            state = _state(page, reading, known, origin.spelled_as or origin.source)
            if state.published_on != origin.refused_on:
                yield state


def _state(page: Page, reading: Reading, known: names.Names, spelled_as: str) -> PublishedState:
    day = (reading.published_on or page.seen_at.date()).isoformat()
    entries = [
        known.entry(spelled_as, row, min(row.get("dated_on") or day, day), day)
        for row in reading.rows
    ]
    return PublishedState(day, page.url, entries)


def _newest_by_day(states: Iterable[PublishedState]) -> Iterator[PublishedState]:
    # Pages come oldest first, so the last state of a day is the one captured last.
    ordered = sorted(states, key=lambda state: state.published_on)
    for _, same_day in groupby(ordered, key=lambda state: state.published_on):
        yield list(same_day)[-1]


def _faults(board: str, day: str, entries: Iterable[LeaderEntry]) -> list[str]:
    return [
        f"{board}: {entry.row.get('model_name') or entry.row['entry']}: "
        + ("no model" if entry.model is None else f"openness of {entry.model} unknown")
        + f" ({entry.value:g} on {day})"
        for entry in entries
    ]


def _leader_rows(
    state: PublishedState, led: Mapping[str, LeaderEntry]
) -> Iterator[dict[str, object]]:
    roles: dict[str, list[str]] = {}
    for name, entry in led.items():
        roles.setdefault(entry.row["entry"], []).append(name)
    for entry in {entry.row["entry"]: entry for entry in led.values()}.values():
        yield _row(state, entry, "; ".join(_reason(roles[entry.row["entry"]])))


def _reason(roles: Sequence[str]) -> Iterator[str]:
    """Why a row is kept: whom it leads, and whose score it had first."""
    led = [name for name in roles if not name.endswith(FIRST)]
    first = [name.removesuffix(FIRST) for name in roles if name.endswith(FIRST)]
    if led:
        yield f"leads {', '.join(led)}"
    if first:
        yield f"the first closed model with what {', '.join(first)} has"


def _row(state: PublishedState, entry: LeaderEntry, note: object) -> dict[str, object]:
    """The fact as published, under our own name for the model where there is one."""
    row = {column: entry.row.get(column) for column in COLUMNS}
    return row | {
        "published_on": state.published_on,
        "model_name": entry.model or entry.row.get("model_name") or entry.row["entry"],
        "effort": entry.effort,
        "source_url": _address(entry.row.get("source_url")) or state.url,
        "note": note,
    }


def _address(text: str | None) -> str | None:
    """Some boards write a name where an address belongs; the page itself shows such a row."""
    return text if text and text.startswith(("https://", "http://")) else None


def _text(board: str, basis: str, attribution: str, rows: Sequence[dict[str, object]]) -> str:
    head = {"table": "score", "board": board, "state": "each", "basis": basis}
    head |= {"restated": "yes", "attribution": attribution}
    text = io.StringIO()
    text.writelines(f"# {key} = {value}\n" for key, value in head.items())
    used = [column for column in COLUMNS if any(row[column] is not None for row in rows)]
    writer = csv.DictWriter(text, used, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: Sequence[str], known: names.Names, target: Path = Path(__file__).parent) -> int:
    """Write the files into `target`; 0 when done, 1 when names are unresolved."""
    try:
        made = sheets([Path(argument) for argument in arguments], known)
    except UnresolvedEntries as error:
        sys.stderr.write(f"nothing written: {error}\n")
        return 1
    for name, text in made.items():
        (target / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {text.count(chr(10))} lines\n")
    return 0
