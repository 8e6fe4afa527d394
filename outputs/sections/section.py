"""A section: a sentence and a short table in words, the same on a page and a terminal.

Not here: HTML (outputs/report/templates/words.html.j2) and the terminal (cli/shell/sections.py).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from measures.freshness import Freshness
from measures.series import COMPOSITE, first_of_datasets, load
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import day
from terms.numbers import MISSING
from terms.words import GapVerdict, SeriesStatus

Row = Mapping[str, Any]
WHOLE = 100
"""No declared title of a series is longer."""
INACTIVE = "closed to new entries, saturated or disputed"


class Cell(NamedTuple):
    """One cell: what it says, more under it, and the series that the text leads to."""

    text: Name
    more: Sequence[Name] = ()
    series_id: str | None = None
    is_figure: bool = False


class Bar(NamedTuple):
    """A stretch of time with a name before it and words beside it; `since` and `until` in percent
    of the axis. `is_over`: its end is known."""

    name: str
    said: str
    since: float
    until: float
    is_over: bool


class Bars(NamedTuple):
    """Stretches of time below each other; `ticks`: days of the axis in percent, with labels."""

    ticks: Sequence[tuple[float, str]]
    bars: Sequence[Bar]


class Section(NamedTuple):
    """A section: `lead` is generated from the numbers of `rows`, the first cell heads its row.

    `note` says how we know; `method` is the place on the page of methods that explains it.
    """

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    lead: str = ""
    caption: str = ""
    note: str = ""
    method: str = ""
    rest: Sequence[Sequence[Cell]] = ()
    """Rows that a reader wants second, behind a fold."""
    rest_is: str = ""
    bars: Bars | None = None
    """They say what the table says, which then is folded."""
    bars_caption: str = ""
    are_rows_folded: bool = False
    """A page shows of a row its first two cells, and the others when asked."""


def tabled(
    key: str,
    title: str,
    rows: Iterable[Any],
    columns: Mapping[str, Callable[[Any], Cell]],
    *,
    rest: Iterable[Any] = (),
    **said: Any,
) -> Section:
    """A section of `rows`: heading of a column (a number's begins with >) to what its cell says of
    a row, of the `rest` too."""
    shown, folded = (
        [[written(row) for written in columns.values()] for row in some] for some in (rows, rest)
    )
    return Section(key, title, tuple(columns), shown, rest=folded, **said)


def cell(text: str | Name, *more: str | Name, is_figure: bool = False) -> Cell:
    """Words of ours, or names, with what stands under them."""
    head, *under = (Name(it) if isinstance(it, str) else it for it in (text, *more))
    return Cell(head, [it for it in under if it.text], is_figure=is_figure)


figure = partial(cell, is_figure=True)
"""A number that the row is about."""


def series_cell(row: Row, *more: str) -> Cell:
    """The series of a row of a view."""
    return cell(name(row["title"], WHOLE), *more)._replace(series_id=row["series"])


def model_cell(row: Row, side: str, names: ModelNames) -> Cell:
    """The model of a class in a row of a view."""
    model = row[f"{side}_model"]
    return cell(model_name(model, names, side) if model else MISSING)


def phrase(fresh: Freshness) -> str:
    """'as of 12 Aug 2026' past the series' limit, 'now (data from 12 Aug 2026)' within it."""
    if fresh.is_last_change:
        return f"as of {day(fresh.shown_on)}, when it last changed"
    if not fresh.is_stale:
        return f"now (data from {day(fresh.vintage_on)})"
    page = f", data from {day(fresh.vintage_on)}" if fresh.shown_on > fresh.vintage_on else ""
    return f"as of {day(fresh.shown_on)}{page}"


def status_words(status: str) -> str:
    """A stored status in words for readers; empty while the series is active."""
    known = [SeriesStatus(it) for it in status.split(", ")]
    return ", ".join(it.label for it in known if it is not SeriesStatus.LIVE)


def is_live(row: Row) -> bool:
    """Whether the series of a row still says something new."""
    return bool(row["status"] == SeriesStatus.LIVE)


def active_first(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of a view by domain and title: of active benchmarks, and of the `INACTIVE`; where none
    is active all are first."""
    found = sorted(rows, key=lambda row: (row["domain"], row["title"]))
    live = [row for row in found if is_live(row)]
    return (live, [row for row in found if not is_live(row)]) if live else (found, [])


def counted_once(rows: Sequence[Row]) -> tuple[list[Row], str]:
    """Of rows of active benchmarks those that a count takes (`first_of_datasets`, of those that
    tested a recent open model), and what names the others. An index over domains is in no count.

    A row says itself whether its benchmark was active on its day: today it may have ended.
    """
    active = [row for row in rows if is_live(row)]
    tested = [row for row in active if row["verdict"] != GapVerdict.NOT_TESTED_LATELY]
    indices = [row["title"] for row in active if row["domain"] == COMPOSITE]
    single = {row["series"]: row for row in tested if row["domain"] != COMPOSITE}
    first = first_of_datasets(one for name, one in load().items() if name in single)
    again = [row["title"] for name, row in single.items() if name not in first]
    left_out = [
        "Not counted: what was not tested lately." if len(tested) < len(active) else "",
        f"Not counted, of the same data as another: {'; '.join(again)}." if again else "",
        f"Not counted, over all domains: {'; '.join(indices)}." if indices else "",
    ]
    return [row for name, row in single.items() if name in first], " ".join(filter(None, left_out))


def of_benchmarks(
    key: str,
    title: str,
    rows: Sequence[Row],
    columns: Mapping[str, Callable[[Row], Cell]],
    lead: Callable[[Sequence[Row]], str],
    note: str,
    **said: Any,
) -> Section:
    """Rows of a view under one openness rule: of active benchmarks, the `INACTIVE` folded; `lead`
    is of those that are counted once, `note` names the others."""
    first, rest = active_first(rows)
    single, again = counted_once(first)
    said |= {"rest": rest, "rest_is": f"{len(rest)} more: {INACTIVE}", "lead": lead(single)}
    return tabled(key, title, first, columns, note=f"{note} {again}".rstrip(), **said)
