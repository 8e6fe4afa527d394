"""Deriving a published number again, from archived pages, and saying whether it is the same.

Three things are checked: that files are those of their manifest; that every gap, lag and price
follows again from what was recorded by then; that the values behind them are what the archived
pages say when they are read once more.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import isclose
from pathlib import Path
from typing import Any

from measures.scale.records import FITTED
from measures.segments import GapSegment, LagSegment
from outputs.export.manifest import FolderManifest, Origin, differences, read_manifest
from outputs.report.table import lean, read_table
from pipelines import version
from pipelines.ingest.child import parsed
from pipelines.measure.run import measure, measure_series
from pipelines.publication import DATA, DATABASE
from sources.catalogue import SOURCES
from sources.contract import Page
from terms import boards
from terms.words import HEADLINE_CLOCK, HEADLINE_LAG_RULE
from warehouse.clock import moment
from warehouse.compact import read_rows
from warehouse.connection import batches
from warehouse.errors import PageLost, WarehouseMissing
from warehouse.history.vintages import Bounds
from warehouse.past import copy_within
from warehouse.reads import derived as reads_derived
from warehouse.reads import pages as reads_pages
from warehouse.schema.columns import Table
from warehouse.schema.derived import DERIVED_SOURCE, GAP, LAG, PRICE_GAP
from warehouse.schema.promised import PROMISED
from warehouse.store import Warehouse

VIEWS = (
    *("gap_now", "gap_changes", "gap_daily", "lag_now", "lag_daily", "price_gap_daily"),
    *("lag_changes", "price_changes"),
    *("frontier_now", "frontier_by_release", "price_index", "model_price"),
)
"""Views whose numbers are derived again."""
OF_THIS_WAREHOUSE = (
    *("recorded_at", "code_version", "vintage", "closed_vintage", "open_vintage"),
)  # fmt: skip
"""Columns that say when and by what it was derived, and under which number it is kept here."""
API = "api/v1"
NUMBERS = (
    *("gap", "gap_low", "gap_high", "p_open_ahead", "closed_model", "closed_value", "open_model"),
    *("open_value", "counts_from", "sign", "low_from", "high_from", "closed_price", "open_price"),
    "price_ratio",
)
"""What is compared of a change point on the site."""
CLOSE = 1e-9
"""Share by which two machines may compute one number differently."""
NAMED = 5
"""Differences that are named of one view; more are counted."""

_GAP = re.compile(r"\bgap -?\d")
"""A gap itself that differs, not its error alone."""

Row = Mapping[str, Any]
Stepped = Callable[[str], None]
Key = tuple[str, str, str]
"""Of a change point: its series, the category of its board, and its first day."""
Point = tuple[Key, Row]


@dataclass(slots=True)
class Verification:
    """What was checked, counted in words, and what is not equal and why."""

    checked: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def _nobody(_what: str) -> None:
    """Tell nobody."""


def verify_folder(
    warehouse: Warehouse, folder: Path, only: str | None = None, stepped: Stepped = _nobody
) -> Verification:
    """Check a published folder, or `only` one file of it. Raises ManifestInvalid.

    Of a single file that holds no view its hash is all there is to check.
    """
    manifest, found = read_manifest(folder), Verification()
    stepped("hashes")
    found.differences += differences(folder, manifest, only)
    found.checked.append(f"{1 if only else len(manifest.files):,} files against their hashes")
    views = [name for name in VIEWS if only in (None, f"{DATA}/{name}.parquet")]
    if only is None or only.endswith(f"{DATABASE}.db") or (len(views) < len(VIEWS) and views):
        _derive_again(warehouse, folder, manifest, views, found, stepped)
    if found.differences:
        found.reasons += _reasons(warehouse, manifest.origin, found.differences)
    return found


def _derive_again(
    warehouse: Warehouse,
    folder: Path,
    manifest: FolderManifest,
    views: Sequence[str],
    found: Verification,
    stepped: Stepped,
) -> None:
    origin = manifest.origin
    day = date.fromisoformat(origin.data_on)
    stepped(f"measuring {day} again, which takes minutes")
    with copy_within(warehouse, bounds_of(warehouse, origin), day) as copy:
        for _ in measure(copy, datetime(day.year, day.month, day.day, tzinfo=UTC)):
            pass
        numbers = 0
        for name in views:
            stepped(name)
            numbers += _compare_view(copy, folder, name, found)
        if len(views) == len(VIEWS):
            stepped("the site's numbers")
            found.checked.append(
                f"{_compare_site(copy, folder, found):,} change points of the site"
            )
        found.checked.append(f"{numbers:,} rows of {len(views)} views against what is derived now")
        stepped("archived pages")
        _read_pages(warehouse, copy, found)


def bounds_of(warehouse: Warehouse, origin: Origin) -> Bounds:
    """What was known when the folder was made; in a younger warehouse, what had been captured."""
    at, first = moment(origin.recorded_at), reads_pages.first_recorded(warehouse.connection)
    if first is None:
        raise WarehouseMissing("this home holds no pages: `gapwatch replay` an archive first")
    is_younger = first > origin.recorded_at
    day = date.fromisoformat(origin.data_on)
    return Bounds(day, at if is_younger else None, None if is_younger else at)


def _compare_view(copy: Warehouse, folder: Path, name: str, found: Verification) -> int:
    """Compare a view in every file that holds it with what was derived; return rows derived."""
    view = PROMISED[name]
    columns = [it.name for it in view.written(copy.connection) if it.name not in OF_THIS_WAREHOUSE]
    now = [row for some in batches(copy.connection, view.query(columns)) for row in some]
    database, parquet = folder / DATA / f"{DATABASE}.db", folder / DATA / f"{name}.parquet"
    key = [columns.index(one) for one in view.key]
    for path in (database, parquet):
        if path.is_file():
            then = read_rows(path, view, columns) if path is database else _parquet(path, columns)
            lines = list(_unlike(columns, key, then, now))
            where = path.relative_to(folder)
            found.differences += [f"{where}, {name}: {line}" for line in lines[:NAMED]]
            if len(lines) > NAMED:
                found.differences.append(f"{where}, {name}: {len(lines) - NAMED:,} more")
    return len(now)


def _compare_site(copy: Warehouse, folder: Path, found: Verification) -> int:
    """Compare the change points in the site's JSON with those derived; return their number."""
    api, numbers = folder / API, 0
    for table, paths in (
        (GAP, sorted((api / "gap").glob("*.json"))),
        (LAG, sorted((api / "lag").glob("*.json"))),
        (PRICE_GAP, [api / "prices.json"]),
    ):
        then = {key: row for path in paths for key, row in _points(path, table)}
        now = dict(_derived(copy, table))
        numbers += len(now)
        lines = list(_points_apart(then, now))
        found.differences += [f"{API}, {table.name}: {line}" for line in lines[:NAMED]]
        if len(lines) > NAMED:
            found.differences.append(f"{API}, {table.name}: {len(lines) - NAMED:,} more")
    return numbers


def _points_apart(then: Mapping[Key, Row], now: Mapping[Key, Row]) -> Iterator[str]:
    """Change points that differ, a line for each number, and those that one side has alone."""
    for key, row in now.items():
        for name in NUMBERS if key in then else ():
            was = then[key].get(name)
            if name in row and not _same(was, lean(row[name])):
                yield f"{' '.join(map(str, key))}: {name} {was!r}, now {row[name]!r}"
    for key in sorted(then.keys() ^ now.keys()):
        yield f"{' '.join(map(str, key))} is in one of both"


def _derived(copy: Warehouse, table: Table) -> Iterator[Point]:
    """Change points of a derived table as far as the API holds them."""
    for row in reads_derived.derived_rows(copy.connection, table):
        parts = boards.parts(table.name, row["category"])
        if table is LAG and (parts["rule"], parts["clock"]) != (HEADLINE_LAG_RULE, HEADLINE_CLOCK):
            continue
        yield (row["board"], row["category"], row["entry"]), row


def _points(path: Path, table: Table) -> Iterator[Point]:
    """Change points of a file of the API."""
    if not path.is_file():
        return
    data = json.loads(path.read_text("utf-8"))["data"]
    for row in read_table(data):
        category = boards.category(table.name, *(row[it] for it in boards.PARTS[table.name]))
        yield (row.get("series") or data["series"], category, row["from_on"]), row


def _parquet(path: Path, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    from pyarrow import parquet  # noqa: PLC0415 - takes half a second

    for row in parquet.read_table(path, columns=list(columns)).to_pylist():
        yield tuple(it.isoformat() if isinstance(it, date) else it for it in row.values())


def _unlike(
    columns: Sequence[str],
    key: Sequence[int],
    then: Iterable[Sequence[Any]],
    now: Iterable[Sequence[Any]],
) -> Iterator[str]:
    """Rows that differ, a line each."""
    left = {tuple(row[place] for place in key): row for row in now}
    for row in then:
        named = tuple(row[place] for place in key)
        other = left.pop(named, None)
        what = " ".join(str(part) for part in named)
        if other is None:
            yield f"{what} was published and is not derived now"
            continue
        parts = [
            f"{column} {was!r}, now {is_now!r}"
            for column, was, is_now in zip(columns, row, other, strict=True)
            if not _same(was, is_now)
        ]
        if parts:
            yield f"{what}: {'; '.join(parts)}"
    for named in left:
        yield f"{' '.join(str(part) for part in named)} is derived now and was not published"


def _same(was: Any, now: Any) -> bool:
    if isinstance(was, float) and isinstance(now, (int, float)):
        return isclose(was, now, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(was == now)


def _read_pages(
    warehouse: Warehouse, copy: Warehouse, found: Verification, series: str | None = None
) -> None:
    """Read the pages behind the leaders of every change point once more."""
    leaders: dict[int, set[str]] = {}
    for kind, table in ((GapSegment, GAP), (LagSegment, LAG)):
        rows = reads_derived.derived_rows(copy.connection, table, board=series)
        for one in (it.side(side) for it in kind.from_rows(rows) for side in ("closed", "open")):
            if one.vintage is not None and one.entry is not None:
                leaders.setdefault(one.vintage, set()).add(one.entry)
    values, held, pages = 0, 0, set()
    for vintage, entries in sorted(leaders.items()):
        rows = reads_pages.origins(copy.connection, vintage, sorted(entries))
        if not rows or rows[0]["source"] == DERIVED_SOURCE:
            continue  # a scale of our own, which was fitted again above
        held += sum(bool(row["held"]) for row in rows)
        stated = [row for row in rows if not row["held"]]
        pages.add(rows[0]["page_sha256"])
        found.differences += _misread(warehouse, stated)
        values += len(stated)
    found.checked.append(f"{values:,} values against {len(pages):,} archived pages, read again")
    if held:
        found.checked.append(f"not read again: {held:,} values that a later page kept")


def _misread(warehouse: Warehouse, rows: Sequence[Row]) -> Iterator[str]:
    """Values of one board that its page does not say."""
    if not rows:
        return
    first = rows[0]
    board = " ".join(part for part in (first["source"], first["board"], first["category"]) if part)
    try:
        said = _page_values(warehouse, first)
    except PageLost as error:
        yield f"{board}: {error}"
        return
    except Exception as error:  # noqa: BLE001 - whatever a parser raises: it reads it no more
        yield f"{board}: page {first['page_sha256']} cannot be read now ({error})"
        return
    for row in rows:
        values = said.get(row["entry"], [])
        if not any(_same(value, row["value"]) for value in values):
            told = ", ".join(map(str, values)) or "nothing"
            yield (
                f"{board}, {row['entry']}: recorded {row['value']}, page "
                f"{row['page_sha256'][:12]} says {told}"
            )


def _page_values(warehouse: Warehouse, row: Row) -> Mapping[str, list[Any]]:
    """Entry to the values that the page behind `row` gives on its board."""
    body = warehouse.archive.get(row["page_sha256"])
    said: dict[str, list[Any]] = {}
    for reading in parsed(SOURCES[row["source"]], Page(row["url"], body, moment(row["seen_at"]))):
        if (reading.table, reading.board, reading.category) == (
            "score", row["board"], row["category"],
        ):  # fmt: skip
            for one in reading.rows:
                said.setdefault(str(one["entry"]), []).append(one["value"])
    return said


def _reasons(warehouse: Warehouse, origin: Origin, lines: Sequence[str]) -> list[str]:
    """What may explain differences, which `lines` tell."""
    found = [
        f"errors of {series} are kept from its earlier fits of the same page; here it is fitted "
        "once, from pages alone"
        for series in FITTED
        if any(f": {series} " in line and not _GAP.search(line) for line in lines)
    ]
    if origin.measured_by != version.measuring():
        found.append(
            f"it was measured by gapwatch {origin.measured_by}, this is {version.measuring()}"
        )
    if origin.read_by != version.reading():
        found.append(f"pages were read by gapwatch {origin.read_by}, this is {version.reading()}")
    first = reads_pages.first_recorded(warehouse.connection)
    if first is not None and first > origin.recorded_at:
        found.append(
            f"this home records since {first[:10]}, after the folder was made: it may hold other "
            "pages of those days"
        )
    return found or ["code and records are those of then: the files were changed"]


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """A number as somebody quotes it: of which series, day and openness rule."""

    series: str
    number: str
    on: date
    rule: str
    column: str = "gap"
    """Column of gap_daily, of lag_daily (`lag_days`) or of price_gap_daily."""
    threshold: float | None = None


def verify_number(
    warehouse: Warehouse, asked: NumberAsked, stepped: Stepped = _nobody
) -> Verification:
    """Derive one series as it could be known on that day, and compare at the digits given."""
    found, day = Verification(), asked.on
    stepped(f"measuring {asked.series} as of {day}")
    with copy_within(warehouse, Bounds(day), day) as copy:
        measure_series(copy, datetime(day.year, day.month, day.day, tzinfo=UTC), asked.series)
        then = _value(copy, asked)
        _read_pages(warehouse, copy, found, asked.series)
    now = _value(warehouse, asked)
    told = "no number" if then is None else f"{then:g}"
    found.checked.insert(0, f"{asked.column} of {asked.series} on {day}, derived again: {told}")
    if not _as_quoted(asked.number, then):
        found.differences.append(f"{asked.number} is not {told}")
        if _as_quoted(asked.number, now):
            found.reasons.append(
                "it is what is known now of that day; pages that came later changed it"
            )
        elif now is not None and then is not None and not _same(now, then):
            found.reasons.append(f"what is known now of that day is {now:g}")
    return found


def _value(warehouse: Warehouse, asked: NumberAsked) -> float | None:
    view = {"gap": "gap_daily", "lag_days": "lag_daily"}.get(asked.column, "price_gap_daily")
    more: dict[str, Mapping[str, object]] = {
        "lag_daily": {"rule": HEADLINE_LAG_RULE, "clock": HEADLINE_CLOCK},
        "price_gap_daily": {"threshold": asked.threshold},
    }
    key = {
        "series": asked.series,
        "openness_rule": asked.rule,
        "on_date": asked.on.isoformat(),
        **more.get(view, {}),
    }
    return reads_derived.number_on(warehouse.connection, view, asked.column, key)


def _as_quoted(quoted: str, value: float | None) -> bool:
    """Whether `value`, rounded to as many digits as the quote has, is the quote."""
    if value is None:
        return False
    places = len(quoted.partition(".")[2])
    return isclose(float(quoted), value, abs_tol=0.5 * 10**-places * (1 + CLOSE))
