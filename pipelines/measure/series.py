"""The gaps and lags of a series: a unit, derived from the first day that can differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from measures.boards.states import BoardState
from measures.contenders import turns_of
from measures.correction import corrections
from measures.gap.history import also_tested, gap_boards, held, next_untested
from measures.known import DerivedBoard, Known
from measures.lag.history import begun, lags
from measures.lag.parity import parities
from measures.lag.releases import release_frontiers
from measures.names.registry import ALWAYS
from measures.one_gpu import one_gpu_gaps
from measures.scale.fit import ECI, refit_boards
from measures.segments import SEGMENTS, GapSegment
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.inputs import NO_DAY, Inputs, arrival, gap_derivations
from pipelines.measure.news import ITEMS, OF_FIT, News, boards_of
from pipelines.measure.units import Made, declared_row
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.schema.derived import GAP, LAG
from warehouse.schema.facts import FACTS

OfSeries = Callable[[Inputs, Known], Iterable[DerivedBoard]]
OF_SERIES: dict[str, OfSeries] = {
    "gap": lambda inputs, known: gap_boards(
        known,
        inputs.pairing(known.series.id),
        None if known.series.id == ECI else inputs.headline,
    ),
    "lag": lambda _, known: lags(known),
    "parity": lambda _, known: parities(known.confirmed()),
    "release_frontier": lambda _, known: release_frontiers(known.confirmed()),
    "eci_refit": lambda inputs, known: (
        refit_boards(known.confirmed(), inputs.refit) if known.series.id == ECI else ()
    ),
    "one_gpu_gap": lambda inputs, known: one_gpu_gaps(
        known.confirmed(), inputs.pairing(known.series.id, is_kept=False)
    ),
    "correction": lambda inputs, known: corrections(
        known.confirmed(), gap_derivations(inputs.warehouse, known.series.id)
    ),
}
"""What is derived of each series alone, in order: a correction reads the gaps of the same run.

Rows that say whether they are confirmed (gap, frontier, lag, and what is made of them) know
provisional models; all others, of every unit, know curated ones alone."""


def of_series(news: News, series: Series) -> Iterator[Arrival]:
    """Derive what can differ of a series, or record that nothing can."""
    inputs, made = news.inputs, news.made.get(series.id)
    made_of = _made_of(news, series)
    first = _first(news, series, made, made_of)
    if made and first is None and units.made_again(inputs, series.id, made):
        return
    since = ALWAYS if first is None or series.axis == "entry" else first
    states: Sequence[BoardState] = ()
    with inputs.trying(series.id):
        states = inputs.states_since(series, since)
    known = inputs.known(series, states)
    last = {one.key: one for one in units.last_boards(inputs.warehouse, made)} if made else {}
    found = _derived(inputs, known, since, last)
    yield from found
    told = dict(made_of)
    with inputs.trying(series.id):
        told["changes_on"] = _changes_on(inputs, known)
    warnings, failed = _warnings(inputs, series, states), series.id in inputs.failures
    if units.record(inputs, series.id, told, found, warnings, failed=failed):
        news.changed.add(series.id)


def _derived(
    inputs: Inputs, known: Known, first: str, last: Mapping[BoardKey, Arrival]
) -> list[Arrival]:
    """What the measures give of a series, and what they gave of the days before the first."""
    found: dict[BoardKey, Arrival] = {}
    for derive in OF_SERIES.values():
        with inputs.trying(known.series.id):
            for board in list(derive(inputs, known)):  # all of it or nothing
                new = arrival(board, inputs)
                before = last.get(new.key)
                if before and first > ALWAYS and board.key.table in SEGMENTS:
                    new = replace(new, rows=_continued(before, new, first))
                if board.key.table == LAG.name:
                    new = replace(new, rows=begun(new.rows))
                known.derived[board.key] = replace(board, rows=new.rows)
                found[new.key] = new
    kept = [one for key, one in last.items() if key not in found]
    return [*found.values(), *(kept if known.series.id in inputs.failures else ())]


def _made_of(news: News, series: Series) -> dict[str, Any]:
    pages = (news.pages[one] for one in boards_of(series) if one in news.pages)
    # Every rule with the open leaders of the headline's series, by day, where they count.
    asks = series.id != ECI and series.is_live
    led = news.inputs.headline.items() if asks else ()
    return {
        **news.made_of(declared_row(series)),
        "pages": sorted(pages),
        "headline": [(rule, *one) for rule, some in led for one in some],
    }


def _first(news: News, series: Series, made: Made | None, made_of: Mapping[str, Any]) -> str | None:
    """The first day that can differ; None: none can."""
    if made is None or not made.is_of(made_of, news.inputs.code_version):
        return ALWAYS
    others = [one for one in boards_of(series) if one.fact_table == ITEMS or one == OF_FIT]
    if any(one in news.fetches.fresh for one in others):
        return ALWAYS
    # Days on which another open model leads the headline's series.
    led = {*map(tuple, made.of.get("headline", ()))} ^ {*made_of["headline"]}
    days = [news.fetches.moved(series), made.due(news.inputs.through), *(day for _, day, _ in led)]
    return min((day for day in days if day), default=None)


def _changes_on(inputs: Inputs, known: Known) -> str | None:
    """The next day on which time alone may change what is derived of a series."""
    compared = known.inputs()
    days = {*inputs.turns, *next_untested(known)}
    for pages in (compared, also_tested(known, compared)):
        days.update(turns_of(known.entries(pages)))
    return units.next_of(days, known.through)


def _continued(before: Arrival, now: Arrival, first: str) -> list[Mapping[str, Any]]:
    """Segments of before up to a day, then those of now from it on."""
    kept = sorted(
        (row for row in before.rows if row["entry"] < first), key=lambda row: str(row["entry"])
    )
    new = [row for row in now.rows if row["entry"] >= first]
    said = {one.name for one in FACTS[now.key.fact_table].columns if one.identity} - _OWN_DAYS
    if kept and new and all(kept[-1].get(name) == new[0].get(name) for name in said):
        new = new[1:]
    rows = [*kept, *new]
    if now.key.fact_table == GAP.name:
        since = [gap.held_since for gap in held(GapSegment.from_rows(rows))]
        rows = [{**row, "held_since": day} for row, day in zip(rows, since, strict=True)]
    return rows


_OWN_DAYS = {"entry", "held_since"}
"""First days of a segment, which depend on those before it."""


def _warnings(inputs: Inputs, series: Series, states: Sequence[BoardState]) -> list[str]:
    """Every failure of a series, and every entry that counts without its day."""
    rows = states[-1].rows if states else ()
    odd = [
        f"{series.id}: entry {row['entry']!r} counts as undated, its {row[NO_DAY]}"
        for row in rows
        if NO_DAY in row
    ]
    return [f"{series.id}: {one}" for one in inputs.failures.get(series.id, ())] + odd
