"""The static JSON API, version 1: files that say as of when, from whom and under which terms.

A key that goes is named in the changelog. `api/v1/index.json` lists and explains every file. What
is kept by day stands as change points, and every list of rows as a table
(`outputs.report.table`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from measures.claims import records as claim_records
from measures.gap.judgement import verdict
from measures.segments import GapSegment, LagSegment, Segment
from measures.series import Series
from outputs.report.compose import NOW, Site
from outputs.report.table import columns_of, newest_day, table, written
from outputs.sections.sources import SourceLine, is_broken
from outputs.wording import address, place
from terms import boards
from warehouse.views.choice import CHOICE
from warehouse.views.promised import PROMISED
from warehouse.views.statistics import STATISTICS

Row = Mapping[str, Any]
BASE = "api/v1"
LICENCE = (
    "Facts and derived numbers. Reuse with attribution to gapwatch and to the sources under "
    "`attribution`; values taken from a source stay under that source's terms."
)
OF_SERIES = ("title", "domain", "unit", "direction", "status")
"""What series.json says of a series: rows of other files name it by `series`."""


def _about(name: str, one_row_is: str) -> str:
    return (
        f"View `{name}`: one row is {one_row_is}. Columns: those of the view, without what "
        "series.json says of a series."
    )


FILES = {
    "index.json": "What each file holds, and where it is.",
    "series.json": "Every declared series: definition, status, newest gap and verdict under the "
    "widest rule, or no gap. `told_on` is the day that a stale gap is of: that of its page "
    "(`published_until`), or a later one on which a model on it came or was opened.",
    **{f"{name}.json": _about(name, PROMISED[name].one_row_is) for name in NOW},
    "gap/{series}.json": "Change points of the gap of one series under every openness rule: a row "
    "holds from `from_on` until the next row of its rule, the last one to `through`.",
    "lag/{series}.json": "Change points of the lag of one series under every openness rule. That "
    "of a day is sign x (day - counts_from): it counts to that day, not to the day of the page "
    "behind it, and so grows while no page comes. That page is of `published_until`.",
    "prices.json": "Change points of the price at the best open score, by series and rule.",
    f"{CHOICE[0].name}.json": _about(CHOICE[0].name, CHOICE[0].one_row_is),
    **{f"{view.name}.json": _about(view.name, view.one_row_is) for view in STATISTICS},
    "claims.json": "Every reading of every claim with its verdict and evidence.",
    "pages.json": "The page behind every vintage that a row of another file names: source, board, "
    "the day it was published, when it was seen, its address and the sha256 of its bytes.",
    "sources.json": "Every source: terms, attribution, last fetch, last good data, cause of "
    "failure.",
    "events.json": "What happened, newest first: the same as the feed.",
}


def api_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """(Path, content) of every file, the list of them first."""
    found = list(_files(site))
    yield _file(site, "index.json", _index(site, [path for path, _ in found]), site.sources)
    yield from found


def _files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file but the list of files."""
    raw, choice = site.raw, CHOICE[0].name
    read = {page["source"] for page in raw.pages.values()}
    every = [source for source in site.sources if source.name in read] or list(site.sources)
    used = {view.series.id: _used(view.series, every) for view in site.series}
    gaps = [gap for some in raw.gaps.values() for gap in some if gap.series in used]
    for folder, segments in (("gap", gaps), ("lag", raw.lags)):
        for series in dict.fromkeys(one.series for one in segments):
            points = _points(series, [one for one in segments if one.series == series])
            yield _file(site, f"{folder}/{series}.json", points, used.get(series, every))
    lists: dict[str, Sequence[Row]] = {
        **raw.now,
        **raw.statistics,
        "prices": [_point(one) for one in raw.prices],
        choice: [
            {name: it for name, it in row.items() if name != "too_close_to"}
            for row in site.models.choices
        ],
        "claims": [claim_records.unpacked(row) for row in raw.claims],
        "pages": [{"vintage": key, **page(row)} for key, row in sorted(raw.pages.items())],
        "events": [{name: getattr(one, name) for name in _EVENT} for one in site.events],
    }
    for name, rows in lists.items():
        told = () if name == "events" else OF_SERIES
        yield _file(site, f"{name}.json", _whole(rows, told), every)
    yield _file(site, "series.json", list(_series(site)), every)
    yield _file(site, "sources.json", list(_sources(site)), every)


_EVENT = ("on", "kind", "title", "text", "series")


def _file(site: Site, path: str, data: object, used: Iterable[SourceLine]) -> tuple[str, bytes]:
    bounds = site.extras.as_of
    limits = {
        name: value.isoformat()
        for name in ("published", "seen", "recorded")
        if bounds and (value := getattr(bounds, name))
    }
    told = {
        "api": "v1",
        "about": FILES.get(path) or FILES[_pattern(path)],
        "as_of": {"day": newest_day(data, site.now.date().isoformat()), **limits},
        "gapwatch": version("gapwatch"),
        "licence": LICENCE,
        "attribution": [
            {
                "source": source.name,
                "licence": source.licence,
                "attribution": source.attribution,
            }
            for source in used
        ],
        "data": data,
    }
    return f"{BASE}/{path}", written(told)


def _pattern(path: str) -> str:
    """The entry of `FILES` for one of many files: 'gap/{series}.json' for 'gap/eci.json'."""
    folder = path.rpartition("/")[0]
    return next(pattern for pattern in FILES if pattern.startswith(f"{folder}/{{"))


def _index(site: Site, paths: Sequence[str]) -> dict[str, Any]:
    single = [path for path in FILES if "{" not in path]
    return {
        "data_on": site.data_until,
        "files": [{"path": f"{BASE}/{path}", "about": FILES[path]} for path in single],
        "many": [
            {
                "files": f"{BASE}/{pattern}",
                "about": about,
                "paths": [path for path in paths if path.startswith(_folder(pattern))],
            }
            for pattern, about in FILES.items()
            if "{" in pattern
        ],
        "promise": "A key that goes is named in the changelog; a new meaning is a new version.",
        "envelope": {
            "as_of": "the newest day that the data say (null without any); bounds of a past day",
            "licence": "on which terms it may be reused",
            "attribution": "the sources to name",
            "data": "the content; a table is columns (names), rows (a list each), same (what every "
            "row says alike) and values (of some columns: a cell is a place in that list)",
        },
    }


def _folder(pattern: str) -> str:
    return f"{BASE}/{pattern.partition('{')[0]}"


def _series(site: Site) -> Iterator[dict[str, Any]]:
    for view in site.series:
        gap, fresh = view.headline.segment, view.freshness
        yield {
            **_definition(view.series),
            "newest": {
                "openness_rule": gap.openness_rule,
                **{name: getattr(gap, name) for name in _NEWEST},
                "verdict": verdict(gap),
                "published_until": gap.published_until,
                "told_on": fresh.shown_on if fresh.is_stale else fresh.vintage_on,
                "is_stale": fresh.is_stale,
            },
            "path": f"{BASE}/gap/{view.series.id}.json",
        }
    for series in site.missing:
        yield {**_definition(series), "newest": None, "path": None}


_NEWEST = (
    "gap", "gap_low", "gap_high", "ci_level", "p_open_ahead", "detectable_gap", "closed_model",
    "closed_value", "open_model", "open_value", "unresolved_above", "gap_if_unresolved_closed",
    "gap_if_unresolved_open", "open_newest_on", "closed_newest_on", "is_tested_lately", "confirmed",
    "evidence", "basis",
)  # fmt: skip
_DEFINED = (
    "id", "title", "domain", "unit", "direction", "items", "axis", "exposure", "provenance",
    "status", "status_since", "citation", "stale_after_days",
)  # fmt: skip


def _definition(series: Series) -> dict[str, Any]:
    breaks = [{"on": item.on, "why": item.why} for item in series.scale_breaks]
    return {**{name: getattr(series, name) for name in _DEFINED}, "scale_breaks": breaks}


def _whole(rows: Sequence[Row], told: Sequence[str]) -> dict[str, Any]:
    """All rows without who derived them when, and to which day; `told`: what series.json says of
    their series."""
    left_out = told if rows and "series" in rows[0] else ()
    return table(rows, columns_of(rows, (*_OF_THE_RUN, *left_out)))


_OF_THE_RUN = ("recorded_at", "code_version", "through_on")


def _points(series: str, segments: Sequence[GapSegment | LagSegment]) -> dict[str, Any]:
    rows = [{**_point(one), "published_until": one.published_until} for one in segments]
    return {
        "series": series,
        "through": max(max(row["from_on"], row["published_until"]) for row in rows),
        **table(rows, columns_of(rows, ("series", "vintage_on"))),
    }


def _point(segment: Segment) -> dict[str, Any]:
    """A change point of a derived table: which board, then its first day, then its columns."""
    named = {name: getattr(segment, name) for name in ("series", *boards.PARTS[segment.TABLE])}
    values = segment.values
    return {**named, "from_on": values.pop("entry"), **values}


def page(row: Row) -> dict[str, Any]:
    """A page without what only this machine understands; a file has no address, but a place."""
    names = ("source", "board", "category", "published_on", "seen_at", "sha256")
    kept = {name: row[name] for name in names}
    url = address(row["url"])
    return {**kept, "url": url, "place": None if url else place(row["url"])}


def _sources(site: Site) -> Iterator[dict[str, Any]]:
    for source, row in site.fetches:
        yield {
            "source": source.name,
            "title": source.title,
            "home": source.home,
            "licence": source.licence,
            "attribution": source.attribution,
            "scheduled": source.scheduled,
            "is_broken": is_broken(source, row),
            # An age would be another at every report.
            "health": row and {key: row[key] for key in row if key != "age_hours"},
        }


def _used(series: Series, sources: Sequence[SourceLine]) -> list[SourceLine]:
    """The sources that a series reads; the declared order stays."""
    names = {item.source for item in series.sources}
    return [source for source in sources if source.name in names]
