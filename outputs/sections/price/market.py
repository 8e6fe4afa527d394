"""Changes of list prices lately, with the index of the same models' prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from measures.price.events import NEW_DAYS
from measures.price.rules import OWN
from measures.uncertainty.intervals import level_in_words
from outputs.sections.section import Cell, Row, Section, cell, counted, figure, folded, parted
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import day
from terms.numbers import number, plural, usd
from terms.words import PriceChange

RECENT_DAYS = 180
SHOWN, FOLDED = 10, 60
COUNTED_AS = {
    PriceChange.CUT: "cut",
    PriceChange.RISE: "rise",
    PriceChange.WITHDRAWN: "withdrawal",
    PriceChange.NEW: "first price",
}


def price_events(
    events: Sequence[Row], index: Sequence[Row], names: ModelNames, today: date
) -> Section | None:
    """Cuts, rises and withdrawals lately, confirmed ones first; first prices are counted.

    `events`, `index`: rows of views price_event and price_index.
    """
    since = (today - timedelta(days=RECENT_DAYS)).isoformat()
    found = [row for row in events if row["on_date"] >= since]
    if not found:
        return None
    found.sort(key=lambda row: (row["on_date"], abs(row["change_percent"] or 0)), reverse=True)
    moves = [row for row in found if row["kind"] != PriceChange.NEW]
    sure = [row for row in moves if row["confirmed"]]
    unsure = [row for row in moves if not row["confirmed"]]
    shown = (sure or unsure or found)[:SHOWN]
    rest = [*sure, *unsure][len(shown) :]
    lead, note = parted(
        _events_text(found, names, today),
        f"First price: the maker’s, within {NEW_DAYS} days of its model; only counted here. A "
        "change that lists show weeks after one another is one event, and its day is known to the "
        "span that is shown.",
        *_index(index),
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


def _events_text(found: Sequence[Row], names: ModelNames, today: date) -> list[str]:
    kinds = [row["kind"] for row in found]
    counts = [plural(kinds.count(kind), word) for kind, word in COUNTED_AS.items() if kind in kinds]
    listed = ", ".join(counts[:-1]) + (" and " if counts[1:] else "") + counts[-1]
    sure = sum(row["confirmed"] for row in found)
    told = [
        f"In the {RECENT_DAYS} days to {day(today)} we saw {listed}; "
        f"{counted(sure, len(found))} {'is' if sure == 1 else 'are'} confirmed.",
        "Confirmed: by two lists that do not copy one another, or by the maker’s own page.",
    ]
    cuts = [row for row in found if row["confirmed"] and row["kind"] == PriceChange.CUT]
    if cuts:
        most = min(cuts, key=lambda row: row["change_percent"] or 0)
        told.append(
            f"The deepest confirmed cut: {model_name(most['model'], names).text} "
            f"{_by(most)}, {number(abs(most['change_percent'] or 0), 0)} % {_when(most)}."
        )
    return told


def _index(index: Sequence[Row]) -> Iterator[str]:
    """What became of the list prices of the same models."""
    newest = {row["class"]: row for row in sorted(index, key=lambda row: str(row["on_date"]))}
    told = [
        f"{side} {number(row['price_index'])} ({_interval(row)}{plural(row['models'], 'model')})"
        for side, row in newest.items()
    ]
    for last in list(newest.values())[:1]:
        yield (
            f"Prices of the same models on {day(last['on_date'])}, with those of "
            f"{day(last['base_on'])} as 100: {' and '.join(told)}. Only models sold before and "
            "after count, each the same: a cheaper successor under a new name is no fall."
        )


def _interval(row: Row) -> str:
    if None in (row["index_low"], row["index_high"], row["ci_level"]):
        return ""
    ends = f"{number(row['index_low'])} to {number(row['index_high'])}"
    return f"{level_in_words(row['ci_level'])} interval {ends}; "


def _further(rest: Sequence[Row]) -> str:
    """How many changes follow, how many of them are listed, and how far they are confirmed."""
    unsure = sum(not row["confirmed"] for row in rest)
    told = f"{len(rest)} more, {unsure or 'none'} of them not confirmed"
    return told if len(rest) <= FOLDED else f"{told}; {FOLDED} are listed"


def _event(row: Row, names: ModelNames) -> Sequence[Cell]:
    return (
        Cell(model_name(row["model"], names), [Name(_by(row))]),
        figure(_kind(row)),
        cell(_when(row)),
        cell(_rates(row["before_input"], row["before_output"])),
        cell(_rates(row["now_input"], row["now_output"])),
        cell("yes" if row["confirmed"] else "no", _stated(row)),
    )


def _stated(row: Row) -> str:
    count = row["independent"]
    told = "1 source" if count == 1 else f"{count} independent sources"
    if not row["confirmed"]:
        return f"{told}, not its maker"
    return told + (", as its maker states it" if count == 1 else "")


def _by(row: Row) -> str:
    return "by its maker" if row["seller"] == OWN else f"at {name(row['seller'], 30).text}"


def _kind(row: Row) -> str:
    word, percent = PriceChange(row["kind"]).text, row["change_percent"]
    return word if percent is None else f"{word} by {number(abs(percent), 0)} %"


def _when(row: Row) -> str:
    first, last = row["not_before"], row["on_date"]
    return f"on {day(last)}" if first >= last else f"between {day(first)} and {day(last)}"


def _rates(asked: float | None, answered: float | None) -> str:
    return "none" if asked is None or answered is None else f"{usd(asked)} / {usd(answered)}"
