"""The static JSON API, version 1: files that say as of when, from whom and under which terms.

Within a version, keys are only added. `api/v1/index.json` lists and explains every file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from measures.claims import records as claim_records
from measures.estimates import unpacked
from measures.gap.judgement import verdict
from measures.headline.sentence import headline
from measures.records import ESTIMATES, read
from measures.series import Series
from outputs.report import vintages as report_vintages
from outputs.report.compose import Site
from outputs.sections.series_page import SeriesView
from outputs.sections.sources import SourceLine
from outputs.wording import address, place
from terms import boards
from warehouse.clock import stamp
from warehouse.schema.choice import CHOICE
from warehouse.schema.statistics import STATISTICS

Row = Mapping[str, Any]
BASE = "api/v1"
LICENCE = (
    "Facts and derived numbers. Reuse with attribution to gapwatch and to the sources under "
    "`attribution`; values taken from a source stay under that source's terms."
)
HIDDEN = ("id", "board_id", "row_sha", "series", "openness_rule", "board", "category", "through")
FILES = {
    "index.json": "What each file holds, and where it is.",
    "series.json": "Every declared series: definition, status, newest gap and verdict under the "
    "widest rule, or no gap. `told_on` is the day that a stale gap is of: that of its page "
    "(`published_until`, from which `age_days` counts), or a later one on which a model on it came "
    "or was opened.",
    "gap/{series}.json": "Change points of the gap of one series under every openness rule: a row "
    "holds from `from_on` until the next row. `pages` tells where each vintage came from.",
    "lag.json": "Change points of the lag by series, openness rule, lag rule and clock. The lag "
    "of a day is sign x (day - counts_from): it counts to that day, not to the day of the page "
    "behind it, and so grows while no page comes. That page is of `vintage_on`, else of "
    "`inputs_on`; the days since then are column age_days of view lag_daily. `pages` tells where "
    "each vintage came from.",
    "prices.json": "Change points of the price at quality by series, openness rule and threshold.",
    "estimates.json": "Statistics over a window or a whole history, with interval, n and caveat. "
    "`vintages` of a row is a JSON list; `pages`, beside `data`, tells what each of them is. What "
    "models score and cost is in model_choice.json.",
    "model_choice.json": f"View `model_choice` whole: one row is {CHOICE[0].one_row_is}. Columns: "
    "docs/tables.md.",
    **{
        f"{view.name}.json": f"View `{view.name}` whole: one row is {view.one_row_is}. Columns: "
        "docs/tables.md."
        for view in STATISTICS
    },
    "claims.json": "Every reading of every claim with its verdict and evidence. `pages`, beside "
    "`data`, tells what each of `evidence.vintages` is.",
    "sources.json": "Every source: terms, attribution, last fetch, last good data, cause of "
    "failure.",
    "events.json": "What happened, newest first: the same as the feed.",
}


def api_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """(Path, content) of every file, in the order of `FILES`."""
    every = site.sources
    paths = [f"{BASE}/gap/{view.series.id}.json" for view in site.series]
    yield _file(site, "index.json", _index(paths), every)
    yield _file(site, "series.json", list(_series(site)), every)
    for view in site.series:
        used = _used(view.series, every)
        yield _file(site, f"gap/{view.series.id}.json", _gap(site, view), used)
    lags = _boards("lag", site.raw.lags)
    yield _file(site, "lag.json", lags, every, report_vintages.of_sides(site.raw.lags))
    prices = _boards("price_gap", site.raw.prices)
    yield _file(site, "prices.json", prices, every)
    estimates = list(_estimates(site.raw.estimates))
    yield _file(site, "estimates.json", estimates, every, report_vintages.of_estimates(estimates))
    yield _file(site, "model_choice.json", list(site.models.choices), every)
    for name, rows in site.raw.statistics.items():
        yield _file(site, f"{name}.json", list(rows), every)
    claims = [claim_records.unpacked(row) for row in site.raw.claims]
    yield _file(site, "claims.json", claims, every, report_vintages.of_claims(site.raw.claims))
    yield _file(site, "sources.json", list(_sources(site)), every)
    events = [{name: getattr(item, name) for name in _EVENT} for item in site.events]
    yield _file(site, "events.json", events, every)


_EVENT = ("key", "on", "kind", "title", "text", "series")


def _file(
    site: Site,
    path: str,
    data: object,
    used: Iterable[SourceLine],
    vintages: Iterable[int] | None = None,
) -> tuple[str, bytes]:
    """`vintages`: those that the data name, told once for the file; None where it names none."""
    bounds = site.extras.as_of
    limits = {
        name: value.isoformat()
        for name in ("published", "seen", "recorded")
        if bounds and (value := getattr(bounds, name))
    }
    told = {
        "api": "v1",
        "about": FILES.get(path, FILES["gap/{series}.json"]),
        "as_of": {"day": site.now.date().isoformat(), **limits},
        "generated_at": stamp(site.extras.made_at or site.now),
        "gapwatch": site.version,
        "licence": LICENCE,
        "attribution": [
            {
                "source": source.name,
                "title": source.title,
                "home": source.home,
                "licence": source.licence,
                "attribution": source.attribution,
            }
            for source in used
        ],
        **({} if vintages is None else {"pages": _pages(site, vintages)}),
        "data": data,
    }
    return f"{BASE}/{path}", _written(told)


def _written(told: object) -> bytes:
    """ASCII JSON in which no sign starts a tag, should a server send it as a page."""
    text = json.dumps(told, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").encode() + b"\n"


def _index(gaps: Sequence[str]) -> dict[str, Any]:
    files = [
        {"path": f"{BASE}/{path}", "about": about}
        for path, about in FILES.items()
        if "{" not in path
    ]
    return {
        "files": files,
        "gap_files": {"about": FILES["gap/{series}.json"], "paths": list(gaps)},
        "promise": "Within v1 keys are only added; a change of meaning is a new version.",
        "envelope": {
            "as_of": "the day the numbers describe, and the bounds of a past day",
            "generated_at": "when the file was written (UTC)",
            "licence": "on which terms it may be reused",
            "attribution": "the sources to name",
            "pages": "where a file's numbers name vintages: what each is, by its number here",
            "data": "the content",
        },
    }


def _series(site: Site) -> Iterator[dict[str, Any]]:
    for view in site.series:
        row, fresh = view.headline.row, view.freshness
        yield {
            **_definition(view.series),
            "newest": {
                "openness_rule": row["openness_rule"],
                **{name: row[name] for name in _NEWEST},
                "verdict": verdict(row),
                "published_until": row["published_until"],
                "told_on": fresh.shown_on if fresh.is_stale else fresh.vintage_on,
                "age_days": fresh.age_days,
                "is_stale": fresh.is_stale,
            },
            "path": f"{BASE}/gap/{view.series.id}.json",
        }
    for series in site.missing:
        yield {**_definition(series), "newest": None, "path": None}


_NEWEST = (
    "gap", "gap_low", "gap_high", "ci_level", "p_open_ahead", "detectable_gap", "closed_model",
    "closed_value", "open_model", "open_value", "unresolved_above", "gap_if_unresolved_closed",
    "gap_if_unresolved_open", "confirmed", "evidence", "basis",
)  # fmt: skip
_DEFINED = (
    "id", "title", "domain", "unit", "direction", "items", "axis", "exposure", "provenance",
    "status", "status_since", "citation", "stale_after_days",
)  # fmt: skip


def _definition(series: Series) -> dict[str, Any]:
    breaks = [{"on": item.on, "why": item.why} for item in series.scale_breaks]
    return {**{name: getattr(series, name) for name in _DEFINED}, "scale_breaks": breaks}


def _gap(site: Site, view: SeriesView) -> dict[str, Any]:
    rules = {
        rule: rows for (series, rule), rows in site.raw.gaps.items() if series == view.series.id
    }
    used = report_vintages.of_sides(row for rows in rules.values() for row in rows)
    return {
        "series": _definition(view.series),
        "through": view.headline.row["through"],
        "rules": {rule: [_point(row) for row in rows] for rule, rows in rules.items()},
        "pages": _pages(site, used),
    }


def _pages(site: Site, vintages: Iterable[int]) -> dict[str, Any]:
    known = sorted(set(vintages) & set(site.raw.pages))
    return {str(vintage): page(site.raw.pages[vintage]) for vintage in known}


def page(row: Row) -> dict[str, Any]:
    """A page without what only this machine understands; a file has no address."""
    names = ("source", "board", "category", "published_on", "seen_at", "sha256")
    kept = {name: row[name] for name in names}
    url = address(row["url"])
    return {**kept, "url": url, "place": None if url else place(row["url"])}


def _point(row: Row) -> dict[str, Any]:
    """A change point without what only this warehouse understands; `entry` is its first day."""
    kept = {name: value for name, value in row.items() if name not in (*HIDDEN, "entry")}
    return {"from_on": row["entry"], **kept}


def _boards(table: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    by_board: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_board.setdefault((row["board"], row["category"]), []).append(row)
    return [
        {
            "series": series,
            **boards.parts(table, category),
            "through": found[-1]["through"],
            "points": [_point(row) for row in found],
        }
        for (series, category), found in by_board.items()
    ]


def _estimates(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Rows with their caveats in words, the count of the headline with its sentence."""
    found = [(row, read(row) if row["measure"] in ESTIMATES else None) for row in rows]
    newest = headline(record for _, record in found if record)
    for row, record in found:
        known = unpacked(row, record) if record else dict(row)
        if newest is not None and record is newest.count:
            detail = {**known["detail"], "sentence": newest.sentence}
            known |= {"detail": detail, "caveat": newest.caveat}
        yield known


def _sources(site: Site) -> Iterator[dict[str, Any]]:
    looks = {row["source"]: row for row in site.raw.health}
    for line in site.health:
        source = line.source
        yield {
            "source": source.name,
            "title": source.title,
            "home": source.home,
            "licence": source.licence,
            "attribution": source.attribution,
            "scheduled": source.scheduled,
            "is_broken": line.is_broken,
            "health": looks.get(source.name),
        }


def _used(series: Series, sources: Sequence[SourceLine]) -> list[SourceLine]:
    """The sources that a series reads; the declared order stays."""
    names = {item.source for item in series.sources}
    return [source for source in sources if source.name in names]
