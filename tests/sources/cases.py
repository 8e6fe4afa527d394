"""What may change on a page, and what that makes of its rows: a file per source in `cases`.

A line at the margin is a case: a page of tests/pages and its edits. Indented below it stands what
is read otherwise than of the page as it is, or why the page is refused; nothing there: it is read
alike. `python -m tests.sources.given` writes the indented lines anew; a person reads the difference
before it is kept.

    page          its file; without one, `body` or `rows` are the whole page
    swap          texts that stand in place of others, wherever those are
    put, drop     values of JSON or YAML by their way (/models/0/id), and ways that are left out
    column        a column more in every table; `without`: the columns that a CSV file lacks
    file, files   the member of a zip that is edited; members that are put in or (null) left out
    zip, cut      a whole zip of such texts; as many bytes as are left of the page
    rows, agents  the rows of an Arena file, as they differ from a usual one; `types` of columns
    url, seen_at  where they are other than usual; an address may stand relative to that
    kind          optional, broken, category or word: see `test_cases.py`
    why           in words, where the edit alone does not say it
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyarrow as pa
import yaml

from sources.catalogue import SOURCES
from sources.contract import Page, ParseError, Reading, Row, whole
from sources.registry import read
from tests.sources import edits
from tests.sources.boards.arena import sample as arena
from tests.sources.registry.sound import check
from tests.sources.sample import PAGES, SEEN_AT, URLS

FOLDER = Path(__file__).parent
LONGEST = 400
"""Characters of a refusal that are written down."""
LIBRARY = re.compile(
    r"(not (JSON|YAML|TOML|CSV|UTF-8)|parquet file|zip that opens|breaks off|payload cannot be read"
    r"|SPDX expression)\b.*",
    re.DOTALL,
)
"""What follows is in the words of a library, which has others in its next version."""
Case = Mapping[str, Any]
Board = tuple[object, ...]


def of(name: str) -> list[Case]:
    return [json.loads(line) for line in written("cases", name) if not line.startswith(" ")]


def written(folder: str, name: str) -> list[str]:
    """The lines that were kept."""
    return (FOLDER / folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def write(folder: str, name: str, found: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in list(found))
    (FOLDER / folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def names() -> list[str]:
    """The sources that have cases."""
    return sorted(path.stem for path in FOLDER.glob("cases/*.jsonl"))


def lines(name: str) -> Iterator[str]:
    """Every case with what it makes of the page."""
    for case in of(name):
        yield _dumped(case)
        for line in outcome(name, case):
            yield f"  {_dumped(line)}"


def _dumped(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if whole(text) == text else json.dumps(value)


def page(name: str, case: Case, *, edited: bool = True) -> Page:
    """The page of a case, or what it was before its edits."""
    path = PAGES / name / case.get("page", "page")
    seen_at = datetime.fromisoformat(case["seen_at"]) if "seen_at" in case else SEEN_AT
    usual = URLS.get(name, f"https://example.org/{path.name}")
    body = _edited(_body(name, path), path, case) if edited else _body(name, path)
    return Page(urljoin(usual, case.get("url", "")), body, seen_at)


def _body(name: str, path: Path) -> bytes:
    if path.is_file():
        return path.read_bytes()
    return edits.zipped(path.parent) if name == "epoch" else b""


def _edited(body: bytes, path: Path, case: Case) -> bytes:
    if "rows" in case or "agents" in case:
        body = _parquet(case)
    elif "zip" in case:
        body = edits.zip_of({name: text.encode() for name, text in case["zip"].items()})
    elif "body" in case:
        body = _whole(case["body"])
    elif "file" in case:
        inner = {key: value for key, value in case.items() if key not in ("file", "files")}
        files, name = edits.members(body), case["file"]
        body = edits.zip_of({**files, name: _edited(files[name], Path(name), inner)})
    else:
        body = _changed(body, path, case)
    return body[: case["cut"]] if "cut" in case else body


def _whole(body: object) -> bytes:
    """A text, which has bytes of its own where it is no UTF-8; or JSON."""
    if isinstance(body, str):
        return body.encode("utf-8", "surrogateescape")
    return json.dumps(body).encode()


def _changed(body: bytes, path: Path, case: Case) -> bytes:
    for old, new in case.get("swap", {}).items():
        assert old.encode() in body, old
        body = body.replace(old.encode(), new.encode())
    if "column" in case:
        body = edits.COLUMNS[path.suffix](body)
    if "without" in case:
        body = edits.without(body, case["without"])
    if "files" in case:
        body = edits.with_members(body, case["files"])
    if "put" in case or "drop" in case:
        is_json = path.suffix == ".json"
        content = json.loads(body) if is_json else yaml.safe_load(body)
        content = _placed(content, case.get("put", {}), case.get("drop", ()))
        body = (
            json.dumps(content) if is_json else yaml.safe_dump(content, sort_keys=False)
        ).encode()
    return body


def _placed(content: Any, puts: Mapping[str, Any], drops: Sequence[str]) -> Any:
    for way, value in [*puts.items(), *((one, None) for one in drops)]:
        *above, last = (_step(one) for one in way.split("/")[1:])
        place = content
        for step in above:
            place = place[step]
        if way in drops:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    return content


def _step(text: str) -> str | int:
    return int(text) if text.isdigit() else text.replace("~1", "/").replace("~0", "~")


def _parquet(case: Case) -> bytes:
    if "agents" in case:
        return arena.agents(*(arena.agent(**one) for one in case["agents"]))
    types = {name: pa.type_for_alias(kind) for name, kind in case.get("types", {}).items()}
    without = case.get("without", ())
    rows = [arena.row(**one) for one in case["rows"]]
    return arena.parquet(rows, without, column="column" in case, **types)


def outcome(name: str, case: Case) -> Iterator[object]:
    """What is read otherwise than of the page as it was: a line for every board and row."""
    is_whole = {"body", "rows", "agents", "zip"} & case.keys()
    before = {} if is_whole else dict(map(_keyed, _usual(name, case.get("page", ""))))
    try:
        found = list(SOURCES[name].parse(page(name, case)))
    except ParseError as error:
        yield {"page refused": _told(str(error))}
        return
    after = dict(map(_keyed, found))
    assert len(after) == len(found)
    for key, reading in after.items():
        yield from _differences(before.get(key), reading)
    for key in before:
        if key not in after:
            yield {"board gone": key[1], "table": key[0], "category": key[2], "of": str(key[3])}
    if name == "registry":
        yield from check([*found, *_licences()])


@cache
def _licences() -> list[Reading]:
    """The table that we ship."""
    return list(read.parse(Page("licences.toml", dict(read.pages())["licences.toml"], SEEN_AT)))


@cache
def _usual(name: str, file: str) -> list[Reading]:
    return list(SOURCES[name].parse(page(name, {"page": file}, edited=False)))


def _keyed(reading: Reading) -> tuple[Board, Reading]:
    return (reading.table, reading.board, reading.category, reading.published_on), reading


def _differences(before: Reading | None, after: Reading) -> Iterator[object]:
    if before == after:
        return
    yield board(after)
    known = before.rows if before else []
    for row in after.rows:
        if row not in known:
            yield {"row": _news(row, [one for one in known if one["entry"] == row["entry"]])}
    entries = {row["entry"] for row in after.rows}
    for row in known:
        if row["entry"] not in entries:
            yield {"row gone": row["entry"]}


def _news(row: Row, known: Sequence[Row]) -> Mapping[str, Any]:
    """The columns that are others than before, and the entry."""
    if len(known) != 1:
        return row
    gone = {name: "absent" for name in known[0].keys() - row.keys()}
    changed = {name: value for name, value in row.items() if known[0].get(name, ...) != value}
    return {"entry": row["entry"], **changed, **gone}


def board(reading: Reading) -> dict[str, object]:
    """What is said of a board beside its rows; what is as usual is left out."""
    said = {
        "board": reading.board,
        "table": reading.table,
        "category": reading.category,
        "published_on": reading.published_on and reading.published_on.isoformat(),
        "basis": reading.basis if reading.basis != "board" else "",
        "restated": reading.restated,
        "refused": [_told(f"{one.entry}: {one.reason}") for one in reading.refused],
        "warnings": [_told(one) for one in reading.warnings],
    }
    return {key: value for key, value in said.items() if value}


def _told(text: str) -> str:
    return LIBRARY.sub(r"\1", text)[:LONGEST]
