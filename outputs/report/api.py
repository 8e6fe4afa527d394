"""The static JSON API, version 1: files that say as of when, from whom and under which terms.

A key that goes is named in the changelog. `api/v1/index.json` lists and explains every file. What
is kept by day stands as change points, and every list of rows as a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from operator import itemgetter
from typing import Any

from measures.claims.verdicts import unpacked
from outputs.report.compose import VIEWS, Site
from outputs.sections.sources import NOT_READ, trouble
from outputs.wording import address, place, script_json
from warehouse.views.promised import PROMISED

Row = Mapping[str, Any]
BASE = "api/v1"
LICENCE = (
    "Facts and derived numbers. Reuse with attribution to gapwatch and to the sources under "
    "`attribution`; values taken from a source stay under that source's terms."
)
RULE, RULES = "openness_rule", "openness_rules"
FEWER = 2
"""A column of texts is written as places where so few of them are different: half the cells."""
OF_SERIES = ("title", "domain", "unit", "direction", "status")
"""What series.json says of a series: rows of other files name it by `series`."""
FILES = {
    "index.json": "What each file holds, and where it is.",
    "series.json": "Every declared series: its definition, and its status on the day of the site.",
    **{
        f"{name}.json": f"View `{name}`: one row is {PROMISED[name].one_row_is}. Columns: those of "
        "the view, without what series.json says of a series."
        for name in (*VIEWS, "model_choice")
    },
    "claims.json": "Every reading of every claim with its verdict and evidence.",
    "pages.json": "The page behind every vintage that a row of another file names: source, board, "
    "the day it was published, when it was seen, its address and the sha256 of its bytes.",
    "sources.json": "Every source: terms, attribution, last fetch, last good data, cause of "
    "failure.",
    "events.json": "What happened, newest first: the same as the feed.",
}
ENVELOPE = {
    "as_of": "the day of the newest data of the site (null without any); a past day",
    "licence": "on which terms it may be reused",
    "attribution": "the sources to name",
    "data": "the content; a table is columns (names), rows (a list each), same (what every row "
    "says alike) and values (of some columns: a cell is a place in that list); rows alike under "
    "several rules are one, whose openness_rules names them",
}


def api_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """(Path, content) of every file."""
    views, past = site.views, site.extras.as_of
    read = {page["source"] for page in site.pages.values()}
    if read:  # what is named in a row, not by a page
        read |= {row["source"] for row in views["open_token_share"]}
        read |= {it for row in views["model_price"] for it in row["sources"].split("+")}
    said = {
        "as_of": {"day": site.data_until} | ({"published": f"{past}"} if past else {}),
        "gapwatch": version("gapwatch"),
        "licence": LICENCE,
        "attribution": [
            {"source": one.name, "licence": one.licence, "attribution": one.attribution}
            for one in site.sources
            if one.name in read or not read
        ],
    }
    rows: dict[str, Sequence[Row]] = {
        **views,
        "model_choice": site.models.choices,
        "claims": [unpacked(row) for row in site.claims],
        "pages": [{"vintage": key, **page(row)} for key, row in sorted(site.pages.items())],
    }
    data: dict[str, Any] = {
        "index": {
            "data_on": site.data_until,
            "files": [{"path": f"{BASE}/{path}", "about": about} for path, about in FILES.items()],
            "promise": "A key that goes is named in the changelog; a new meaning is a new version.",
            "envelope": ENVELOPE,
        },
        "series": [
            {name: getattr(one, name) for name in DEFINED}
            | {"scale_breaks": [{"on": it.on, "why": it.why} for it in one.scale_breaks]}
            for one in [*(view.series for view in site.series), *site.missing]
        ],
        **{name: table(some, _left_out(some)) for name, some in rows.items()},
        "sources": list(_sources(site)),
        "events": table([one._asdict() for one in site.events], ["key"]),
    }
    for name, content in data.items():
        told = {"api": "v1", "about": FILES[f"{name}.json"], **said, "data": content}
        yield f"{BASE}/{name}.json", f"{script_json(told)}\n".encode()


_LEFT_OUT = ("recorded_at", "code_version", "through_on", "age_days", "too_close_to")
"""Who derived a row when, and to which day; an age, which would be another at every report; which
models another is not told apart from, whose intervals say it."""


def _left_out(rows: Sequence[Row]) -> Sequence[str]:
    """Besides, what series.json says of the series of a row, where it names one."""
    return (*_LEFT_OUT, *OF_SERIES) if rows and "series" in rows[0] else _LEFT_OUT


DEFINED = (
    "id", "title", "domain", "unit", "direction", "items", "axis", "exposure", "provenance",
    "status", "status_since", "citation", "stale_after_days",
)  # fmt: skip


def page(row: Row) -> dict[str, Any]:
    """A page without what only this machine understands; a file has no address, but a place."""
    names = ("source", "board", "category", "published_on", "seen_at", "sha256")
    kept = {name: row[name] for name in names}
    url = address(row["url"])
    return {**kept, "url": url, "place": None if url else place(row["url"])}


def _sources(site: Site) -> Iterator[dict[str, Any]]:
    names = ("title", "home", "licence", "attribution", "scheduled")
    for source, row in site.fetches:
        yield {
            "source": source.name,
            **{name: getattr(source, name) for name in names},
            "is_broken": trouble(source, row) == NOT_READ,
            # An age would be another at every report.
            "health": row and {key: row[key] for key in row if key != "age_hours"},
        }


def table(rows: Sequence[Row], without: Sequence[str] = ()) -> dict[str, Any]:
    """`columns` (those of every row, but for those `without`) and `rows`, one list per row; `same`:
    what every row of several says alike, once; `values`: column to its different values, where the
    cells of that column are places (from 0) in this list. Rows that say the same under several
    openness rules are one, whose `openness_rules` names these.
    """
    columns = [it for it in rows[0] if it not in without] if rows else []
    if RULE in columns:
        rows = _under_rules(rows, [name for name in columns if name != RULE])
        columns = [RULES if name == RULE else name for name in columns]
    cells = {name: [row[name] for row in rows] for name in columns}
    same = {
        name: some[0]
        for name, some in cells.items()
        if len(some) > 1 and all(it == some[0] for it in some)
    }
    cells = {name: some for name, some in cells.items() if name not in same}
    values = {name: found for name, some in cells.items() if (found := _recurring(some))}
    for name, found in values.items():
        places = {it: at for at, it in enumerate(found)}
        cells[name] = [places[it] for it in cells[name]]
    return {
        "same": same,
        "values": values,
        "columns": list(cells),
        "rows": [[some[at] for some in cells.values()] for at in range(len(rows))],
    }


def _recurring(cells: Sequence[Any]) -> list[Any]:
    """The different texts of a column; none where they hardly come again, nor of numbers, which are
    as short as a place."""
    if not all(cell is None or isinstance(cell, str) for cell in cells):
        return []
    known = list(dict.fromkeys(cells))
    return known if len(known) * FEWER <= len(cells) else []


def _under_rules(rows: Sequence[Row], rest: Sequence[str]) -> list[Row]:
    """One row for those that differ by nothing but the openness rule, in order of the first."""
    found: dict[Any, dict[str, Any]] = {}
    said = itemgetter(*rest)
    for row in rows:
        found.setdefault(said(row), {**row, RULES: []})[RULES].append(row[RULE])
    return list(found.values())
