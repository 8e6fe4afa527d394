"""Hosts and recent events, each as a sentence and a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from measures.estimates import Estimate, only
from measures.price.events import NEW_DAYS
from measures.price.records import (
    HostDispersionEstimate,
    PriceChange,
    PriceEventEstimate,
    TokenPrices,
)
from measures.price.rules import OWN
from outputs.charts.small import spread
from outputs.sections.section import Cell, Fold, Section, cell, counted, figure, parted
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import day
from terms.numbers import number, plural, usd

WIDEST = 8
RECENT_DAYS = 180
SHOWN, FOLDED = 10, 60
WIDE = 10
"""Dearest host over cheapest from which the host matters more than most choices of a model."""
COUNTED_AS = {
    PriceChange.CUT: "cut",
    PriceChange.RISE: "rise",
    PriceChange.WITHDRAWN: "withdrawal",
    PriceChange.NEW: "first price",
}


def hosts(estimates: Sequence[Estimate], names: ModelNames) -> Section | None:
    """How far the hosts of one model's weights differ, widest first."""
    found = sorted(only(HostDispersionEstimate, estimates), key=lambda row: -row.high_over_low)
    if not found:
        return None
    wide = [row.high_over_low for row in found]
    first = found[0]
    low, high = (f"{price} ({host})" for price, host in _ends(first))
    return Section(
        key="hosts",
        title="One model, many hosts",
        lead=f"{plural(len(found), 'model has', 'models have')} at least two hosts that we read. "
        f"In the median the most expensive asks {number(median(wide))} times the cheapest.",
        columns=("Model", "Cheapest", "Median", "Most expensive", "Spread", "Maker’s own price"),
        rows=[_host(row, names) for row in found[:WIDEST]],
        caption=f"The {min(WIDEST, len(found))} widest; USD per 1M tokens, blended 3:1, standard "
        "mode",
        note=f"For {sum(it >= WIDE for it in wide) or 'none'} of them it asks {WIDE} times or "
        f"more. The widest is {model_name(first.model, names).text}, from {low} to {high}. "
        "Expensive hosts often sell speed or precision: the spread is no discount for the asking.",
        fold=_fold(f"The other {len(found) - WIDEST} models",
                   [_host(row, names) for row in found[WIDEST:]]),
    )  # fmt: skip


def _fold(title: str, rows: Sequence[Sequence[Cell]]) -> Fold | None:
    return Fold(title, rows) if rows else None


def _ends(row: HostDispersionEstimate) -> list[tuple[str, str]]:
    """Price and name of the cheapest and of the dearest host."""
    ends = [which(row.hosts.items(), key=lambda it: it[1]) for which in (min, max)]
    return [(usd(price), name(host, 30).text) for host, price in ends]


def _host(row: HostDispersionEstimate, names: ModelNames) -> Sequence[Cell]:
    low, high = (figure(price, host) for price, host in _ends(row))
    label = "Cheapest, median and most expensive host, log scale"
    return (
        Cell(model_name(row.model, names)),
        low,
        figure(usd(row.value), plural(row.n, "host")),
        high,
        Cell(
            Name(f"{number(row.high_over_low)} times"),
            picture=spread(row.low, row.value, row.high, label),
        ),
        cell("none known" if row.own_price is None else usd(row.own_price)),
    )


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
    )
    return Section(
        key="events",
        title="What changed lately",
        lead=lead,
        columns=("Model", "What", "When", "Before, in / out", "After, in / out", "Confirmed"),
        rows=[_event(row, names) for row in shown],
        caption=f"The newest {'confirmed ' if sure else ''}changes, in % of the blended price",
        note=note,
        fold=_fold(_further(rest), [_event(row, names) for row in rest[:FOLDED]]),
    )


def _events_text(found: Sequence[PriceEventEstimate], names: ModelNames, today: date) -> list[str]:
    kinds = [row.kind for row in found]
    counts = [plural(kinds.count(kind), word) for kind, word in COUNTED_AS.items() if kind in kinds]
    listed = ", ".join(counts[:-1]) + (" and " if counts[1:] else "") + counts[-1]
    told = [
        f"In the {RECENT_DAYS} days to {day(today)} we saw {listed}; "
        f"{counted(sum(row.confirmed for row in found), len(found))} are confirmed.",
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


def price_parts(estimates: Sequence[Estimate], names: ModelNames, today: date) -> list[Section]:
    """What the estimates of prices say; a section without rows is left out."""
    found = (hosts(estimates, names), price_events(estimates, names, today))
    return [part for part in found if part is not None]
