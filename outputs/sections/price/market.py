"""Changes of list prices lately, with the index of the same models' prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from measures.estimates import Estimate, only
from measures.price.events import NEW_DAYS
from measures.price.records import (
    PriceChange,
    PriceEventEstimate,
    PriceIndexEstimate,
    TokenPrices,
)
from measures.price.rules import OWN
from measures.uncertainty.intervals import level_in_words
from outputs.sections.section import Cell, Section, cell, counted, figure, folded, parted
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import day
from terms.numbers import number, plural, usd

RECENT_DAYS = 180
SHOWN, FOLDED = 10, 60
COUNTED_AS = {
    PriceChange.CUT: "cut",
    PriceChange.RISE: "rise",
    PriceChange.WITHDRAWN: "withdrawal",
    PriceChange.NEW: "first price",
}


def price_events(estimates: Sequence[Estimate], names: ModelNames, today: date) -> Section | None:
    """Cuts, rises and withdrawals lately, confirmed ones first; first prices are counted."""
    since = (today - timedelta(days=RECENT_DAYS)).isoformat()
    found = [row for row in only(PriceEventEstimate, estimates) if row.through_on >= since]
    if not found:
        return None
    found.sort(key=lambda row: (row.through_on, abs(row.value or 0)), reverse=True)
    moves = [row for row in found if row.kind is not PriceChange.NEW]
    sure = [row for row in moves if row.confirmed]
    unsure = [row for row in moves if not row.confirmed]
    shown = (sure or unsure or found)[:SHOWN]
    rest = [*sure, *unsure][len(shown) :]
    lead, note = parted(
        _events_text(found, names, today),
        f"First price: the maker’s, within {NEW_DAYS} days of its model; only counted here. A "
        "change that lists show weeks after one another is one event, and its day is known to the "
        "span that is shown.",
        *_index(estimates),
    )
    return Section(
        key="events",
        title="What changed lately",
        lead=lead,
        columns=("Model", "What", "When", "Before, in / out", "After, in / out", "Confirmed"),
        rows=[_event(row, names) for row in shown],
        caption=f"The newest {'confirmed ' if sure else ''}changes, in % of the blended price",
        note=note,
        fold=folded(_further(rest), [_event(row, names) for row in rest[:FOLDED]]),
    )


def _events_text(found: Sequence[PriceEventEstimate], names: ModelNames, today: date) -> list[str]:
    kinds = [row.kind for row in found]
    counts = [plural(kinds.count(kind), word) for kind, word in COUNTED_AS.items() if kind in kinds]
    listed = ", ".join(counts[:-1]) + (" and " if counts[1:] else "") + counts[-1]
    sure = sum(row.confirmed for row in found)
    told = [
        f"In the {RECENT_DAYS} days to {day(today)} we saw {listed}; "
        f"{counted(sure, len(found))} {'is' if sure == 1 else 'are'} confirmed.",
        "Confirmed: by two lists that do not copy one another, or by the maker’s own page.",
    ]
    cuts = [row for row in found if row.confirmed and row.kind is PriceChange.CUT]
    if cuts:
        most = min(cuts, key=lambda row: row.value or 0)
        told.append(
            f"The deepest confirmed cut: {model_name(most.model, names).text} "
            f"{_by(most)}, {number(abs(most.value or 0), 0)} % {_when(most)}."
        )
    return told


def _index(estimates: Sequence[Estimate]) -> Iterator[str]:
    """What became of the list prices of the same models."""
    found = sorted(only(PriceIndexEstimate, estimates), key=lambda row: row.through_on)
    newest = {row.group: row for row in found}
    told = [
        f"{row.group.text} {number(row.value)} ({_interval(row)}{plural(row.n or 0, 'model')})"
        for row in newest.values()
    ]
    for last in list(newest.values())[:1]:
        yield (
            f"Prices of the same models on {day(last.through_on)}, with those of "
            f"{day(str(last.from_on))} as 100: {' and '.join(told)}. {last.caveat}"
        )


def _interval(row: PriceIndexEstimate) -> str:
    if row.low is None or row.high is None or row.ci_level is None:
        return ""
    ends = f"{number(row.low)} to {number(row.high)}"
    return f"{level_in_words(row.ci_level)} interval {ends}; "


def _further(rest: Sequence[PriceEventEstimate]) -> str:
    """How many changes follow, how many of them are listed, and how far they are confirmed."""
    unsure = sum(not row.confirmed for row in rest)
    told = f"{len(rest)} more, {unsure or 'none'} of them not confirmed"
    return told if len(rest) <= FOLDED else f"{told}; {FOLDED} are listed"


def _event(row: PriceEventEstimate, names: ModelNames) -> Sequence[Cell]:
    return (
        Cell(model_name(row.model, names), [Name(_by(row))]),
        figure(_kind(row)),
        cell(_when(row)),
        cell(_rates(row.before)),
        cell(_rates(row.now)),
        cell("yes" if row.confirmed else "no", _stated(row)),
    )


def _stated(row: PriceEventEstimate) -> str:
    count = row.n or 0
    told = "1 source" if count == 1 else f"{count} independent sources"
    if not row.confirmed:
        return f"{told}, not its maker"
    return told + (", as its maker states it" if count == 1 else "")


def _by(row: PriceEventEstimate) -> str:
    return "by its maker" if row.seller == OWN else f"at {name(row.seller, 30).text}"


def _kind(row: PriceEventEstimate) -> str:
    word = row.kind.text
    return word if row.value is None else f"{word} by {number(abs(row.value), 0)} %"


def _when(row: PriceEventEstimate) -> str:
    first, last = row.from_on, row.through_on
    if first is None or first >= last:
        return f"on {day(last)}"
    return f"between {day(first)} and {day(last)}"


def _rates(rates: TokenPrices | None) -> str:
    return "none" if rates is None else f"{usd(rates.input)} / {usd(rates.output)}"
