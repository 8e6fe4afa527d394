"""What a person or an assistant asks for by name: refused with the nearest names, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from measures.series import Series
from outputs.wording import clean
from terms.days import day
from warehouse.errors import WarehouseMissing
from warehouse.reads import choice as reads_choice, gaps as reads_gaps, prices as reads_prices
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import GAP
from warehouse.store import Warehouse

Row = dict[str, Any]
Known = TypeVar("Known")
FEW, MANY = 30, 100
"""So many names are all told beside the nearest, and so many where none is near."""
NOTHING_YET = "nothing was computed yet: run `gapwatch refresh` first"


class CannotAnswer(Exception):
    """A question that cannot be answered as it was asked; the message says what exists."""


def unknown(kind: str, asked: str, known: Iterable[str]) -> str:
    """That there is no such thing, the nearest names, and all where they are not too many."""
    names = sorted(known)
    spelled = {name.lower(): name for name in names}
    near = get_close_matches(asked.strip().lower(), spelled, n=3, cutoff=0.5)
    told = [f"did you mean {', '.join(spelled[it] for it in near)}?"] if near else []
    told += [f"there are {', '.join(names)}"] if len(names) <= (FEW if near else MANY) else []
    told = told or [f"none of {len(names)} names is like it"]
    return f"no {kind} {clean(asked)[:60]!r}; {' '.join(told)}"


def named(kind: str, asked: str, known: Mapping[str, Known], key: str | None = None) -> Known:
    """What has that name, or `key` where names are kept otherwise than they are asked for. Raises
    CannotAnswer, which names the nearest."""
    key = asked if key is None else key
    if key not in known:
        raise CannotAnswer(unknown(kind, asked, known))
    return known[key]


def named_series(asked: str, known: Mapping[str, Series]) -> Series:
    """The series of that id or title, whatever its case. Raises CannotAnswer."""
    said = clean(asked).lower()
    titles = {series.title.lower(): key for key, series in known.items()}
    return named("series", asked, known, titles.get(said, said.replace("-", "_")))


def missing(
    warehouse: Warehouse, what: str, why: str = "no score that counts for it is held"
) -> WarehouseMissing:
    """That a number of one series is not there, and why: a refresh helps only before the first."""
    is_derived = derived_on(warehouse.connection, GAP) is not None
    return WarehouseMissing(f"no {what}: {why}" if is_derived else NOTHING_YET)


def gap_then(warehouse: Warehouse, series: Series, rule: str, on: str) -> Row:
    """The row of gap_daily of a day (ISO). Raises WarehouseMissing: which days have one."""
    found = reads_gaps.gap_on(warehouse.connection, series.id, rule, on)
    if found is None:
        own = reads_gaps.gap_segments(warehouse.connection, series.id, rule)
        if not own:
            raise missing(warehouse, f"gap of {series.id}")
        known = f"there is one from {day(own[0]['entry'])} to {day(own[-1]['through'])}"
        raise missing(warehouse, f"gap of {series.id} on {day(on)}", known)
    return found


def choice_page(warehouse: Warehouse, asked: str) -> Row:
    """The page by which models of a domain are chosen. Raises CannotAnswer, WarehouseMissing."""
    pages = reads_choice.choice_pages(warehouse.connection)
    if not pages:
        raise WarehouseMissing("nothing to choose from was derived yet: run `gapwatch refresh`")
    domain = asked.strip().lower().replace("-", " ").replace("_", " ")
    return named("domain", asked, pages, domain)


def scored_model(warehouse: Warehouse, page: Row, asked: str) -> Row:
    """The model of that name or id on the page. Raises CannotAnswer."""
    rows = reads_choice.model_scores(warehouse.connection, page["series"])
    known = {row["name"].lower(): row for row in rows} | {row["model"]: row for row in rows}
    return named(f"model on {page['title']} called", asked, known, asked.strip().lower())


def model_prices(warehouse: Warehouse, asked: str) -> list[Row]:
    """The periods of a model's price, by name or id, oldest first. Raises CannotAnswer."""
    rows = statistics(warehouse.connection, "model_price")
    ids = {row[key].lower(): row["model"] for key in ("name", "model") for row in rows}
    model = named("priced model called", asked, ids, asked.strip().lower())
    return [row for row in rows if row["model"] == model]


def price_on(rows: Sequence[Mapping[str, Any]], on: date, today: date) -> Mapping[str, Any]:
    """The period that holds on a day. Raises CannotAnswer."""
    said = f"No price of {rows[0]['name']} is known on {day(on)}"
    if on > today:
        raise CannotAnswer(f"{said}: that day is still to come.")
    for row in rows:
        if row["from_on"] <= on.isoformat() < (row["until_on"] or "9999"):
            return row
    known = [row["until_on"] for row in rows if row["from_on"] <= on.isoformat()]
    later = [row["from_on"] for row in rows if row["from_on"] > on.isoformat()]
    told = [f"one is known until {day(known[-1])}"] if known else []
    if later:
        told.append(f"the {'next' if known else 'first'} is of {day(later[0])}")
    raise CannotAnswer(f"{said}: {', '.join(told)}.")


def last_known(warehouse: Warehouse, price: Mapping[str, Any], on: date) -> str:
    """The day (ISO) that a price in force on `on` is shown for: after the newest list nobody knows
    whether it still holds."""
    listed = max(reads_prices.listed_until(warehouse.connection) or "", price["from_on"])
    return min(f"{on}", f"{listed}")
