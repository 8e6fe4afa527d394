"""Deriving what was published again, and saying whether it is the same.

Three things are checked: that files are those of their manifest; that every file is, byte for byte,
what this home writes of what it had recorded by then; that gaps, lags and prices follow again from
the recorded rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from measures.scale.fit import ECI
from outputs.export.manifest import FolderManifest, Origin, differences, read_manifest
from pipelines import version
from pipelines.measure.run import measured_on
from pipelines.publish import DATA, DATABASE, Stepped, site_url, write_folder
from warehouse.clock import moment
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.extract import read_rows
from warehouse.history.vintages import Bounds
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

VIEWS = (
    *("gap_now", "gap_changes", "gap_daily", "lag_now", "lag_daily", "price_gap_daily"),
    *("lag_changes", "price_changes"),
    *("frontier_now", "frontier_by_release", "price_index", "model_price"),
)
"""Views whose numbers are derived again."""
OF_THIS_WAREHOUSE = ("recorded_at", "code_version", "vintage", "closed_vintage", "open_vintage")
"""Columns that say when and by what it was derived, and under which number it is kept here."""
CLOSE = 1e-9
"""Share by which two machines may compute one number differently."""
NAMED = 5
"""Differences that are named of one view; more are counted."""

_GAP = re.compile(r"\bgap -?\d")
"""A gap itself that differs, not its error alone."""


@dataclass(slots=True)
class Verification:
    """What was checked, counted in words, what was not, and what is not equal and why."""

    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def verify_folder(
    warehouse: Warehouse,
    folder: Path,
    stepped: Stepped = lambda _: None,
) -> Verification:
    """Check a published folder. Raises ManifestInvalid.

    A home that began to record after the folder was made cannot write it again.
    """
    manifest, found = read_manifest(folder), Verification()
    stepped("hashes")
    found.differences += differences(folder, manifest)
    found.checked.append(f"{len(manifest.files):,} files against their hashes")
    if _is_younger(warehouse, manifest.origin):
        found.unchecked.append(
            "pages and files but the database: this home began to record after they were written"
        )
    else:
        _write_again(warehouse, manifest, found, stepped)
    _derive_again(warehouse, folder, manifest.origin, found, stepped)
    if found.differences:
        found.reasons += _reasons(warehouse, manifest.origin, found.differences)
    return found


def _write_again(
    warehouse: Warehouse,
    manifest: FolderManifest,
    found: Verification,
    stepped: Stepped,
) -> None:
    """Write the folder again, of what this home had recorded by then, and compare the bytes."""
    with TemporaryDirectory() as place:
        write_folder(warehouse, Path(place), manifest.origin, stepped)
        again = differences(Path(place), manifest)
    found.differences += [f"written again, {line}" for line in again]
    found.checked.append(f"{len(manifest.files):,} files against those written again")


def _derive_again(
    warehouse: Warehouse, folder: Path, origin: Origin, found: Verification, stepped: Stepped
) -> None:
    """Measure again what was known when the folder was made; in a younger home, what had been
    captured."""
    day, at = date.fromisoformat(origin.data_on), moment(origin.recorded_at)
    is_younger = _is_younger(warehouse, origin)
    stepped(f"measuring {day} again, which takes minutes")
    bounds = Bounds(day, seen=at) if is_younger else Bounds(day, recorded=at)
    with measured_on(warehouse, day, bounds) as copy:
        numbers = 0
        for name in VIEWS:
            stepped(name)
            numbers += _compare_view(copy, folder, name, found)
    found.checked.append(f"{numbers:,} rows of {len(VIEWS)} views against what is derived now")


def _is_younger(warehouse: Warehouse, origin: Origin) -> bool:
    """Whether the home began to record after the folder was made. Raises WarehouseMissing."""
    first = reads_pages.first_recorded(warehouse.connection)
    if first is None:
        raise WarehouseMissing("this home holds no pages: `gapwatch replay` an archive first")
    return first > origin.recorded_at


def _compare_view(copy: Warehouse, folder: Path, name: str, found: Verification) -> int:
    """Compare a view of the published database with what was derived; return rows derived."""
    view, path = PROMISED[name], folder / DATA / f"{DATABASE}.db"
    columns = [it.name for it in view.written(copy.connection) if it.name not in OF_THIS_WAREHOUSE]
    now = copy.connection.execute(view.query(columns)).fetchall()
    key = [columns.index(one) for one in view.key]
    lines = ["there is no such file"]
    if path.is_file():
        try:
            lines = list(_unlike(columns, key, list(read_rows(path, view, columns)), now))
        except WarehouseError as error:
            lines = [str(error)]
    found.differences += [f"{DATABASE}.db, {name}: {line}" for line in lines[:NAMED]]
    if len(lines) > NAMED:
        found.differences.append(f"{DATABASE}.db, {name}: {len(lines) - NAMED:,} more")
    return len(now)


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


def _reasons(warehouse: Warehouse, origin: Origin, lines: Sequence[str]) -> list[str]:
    """What may explain differences, which `lines` tell."""
    found = [
        f"errors of {ECI} are kept from its earlier fits of the same page; here it is fitted "
        "once, from pages alone"
        for line in lines
        if f": {ECI} " in line and not _GAP.search(line)
    ][:1]
    for what, then, here in (
        ("measured", origin.measured_by, version.measuring()),
        ("read from its pages", origin.read_by, version.reading()),
        ("written", origin.written_by, version.writing()),
    ):
        if then != here:
            found.append(f"it was {what} by gapwatch {then or 'of before'}, this is {here}")
    if origin.address != site_url():
        way = f"set GAPWATCH_SITE_URL={origin.address}" if origin.address else "unset it"
        found.append(f"GAPWATCH_SITE_URL was {origin.address or 'not set'} then: {way}")
    if _is_younger(warehouse, origin):
        found.append(
            "this home began to record after the folder was made: it may hold other pages of "
            "those days"
        )
    return found or ["code and records are those of then: the files were changed"]
