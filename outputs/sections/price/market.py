"""Hosts, recent events and the reaction to open releases, each as a sentence and a table.

The sections of the price page below its first table, in the order in which a reader asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from measures.price.events import NEW_DAYS
from measures.price.rules import OWN
from measures.series import Series
from outputs.charts.small import spread
from outputs.sections.headline import HEADLINE
from outputs.sections.price.decline import declines
from outputs.sections.price.pairs import named_pairs
from outputs.sections.price.shares import shares
from outputs.sections.section import Cell, Fold, Section, cell, counted, figure
from outputs.wording import Name, model_name, name
from terms.days import day
from terms.numbers import number, p_value, plural, usd
from terms.openness import HEADLINE_RULE

Row = Mapping[str, Any]
WIDEST = 8
RECENT_DAYS = 180
SHOWN, FOLDED = 10, 60
WIDE = 10
"""Dearest host over cheapest from which the host matters more than most choices of a model."""
KINDS = {"cut": "cut", "rise": "raised", "withdrawn": "withdrawn", "new": "new"}
PLURALS = {"cut": "cut", "rise": "rise", "withdrawn": "withdrawal", "new": "first price"}


def hosts(rows: Sequence[Row], names: Mapping[str, str]) -> Section | None:
    """How far the hosts of one model's weights differ, widest first."""
    found = [row for row in rows if row["measure"] == "host_dispersion"]
    if not found:
        return None
    found.sort(key=lambda row: -row["detail"]["high_over_low"])
    wide = [row["detail"]["high_over_low"] for row in found]
    first = found[0]
    low, high = (f"{price} ({host})" for price, host in _ends(first))
    return Section(
        key="hosts",
        title="One model, many hosts",
        said=f"{plural(len(found), 'model has', 'models have')} at least two hosts that we read. "
        f"In the median the dearest asks {number(median(wide))} times the cheapest, and "
        f"{WIDE} times or more for "
        f"{sum(it >= WIDE for it in wide) or 'none'} of them; the widest is "
        f"{model_name(first['variant'], names).text}, from {low} to {high}. Dear hosts often "
        "sell speed or precision: the spread is no discount for the asking.",
        columns=("Model", "Cheapest", "Median", "Dearest", "Spread", "Maker’s own price"),
        rows=[_host(row, names) for row in found[:WIDEST]],
        caption=f"The {min(WIDEST, len(found))} widest; USD per 1M tokens, blended 3:1, standard "
        "mode",
        fold=_fold(f"The other {len(found) - WIDEST} models",
                   [_host(row, names) for row in found[WIDEST:]]),
    )  # fmt: skip


def _fold(title: str, rows: Sequence[Sequence[Cell]]) -> Fold | None:
    return Fold(title, rows) if rows else None


def _ends(row: Row) -> list[tuple[str, str]]:
    """Price and name of the cheapest and of the dearest host."""
    known = row["detail"]["hosts"].items()
    ends = [which(known, key=lambda it: it[1]) for which in (min, max)]
    return [(usd(price), name(host, 30).text) for host, price in ends]


def _host(row: Row, names: Mapping[str, str]) -> Sequence[Cell]:
    own = row["detail"]["own_price"]
    low, high = (figure(price, host) for price, host in _ends(row))
    label = "Cheapest, median and dearest host, log scale"
    return (
        Cell(model_name(row["variant"], names)),
        low,
        figure(usd(row["value"]), plural(row["n"], "host")),
        high,
        Cell(
            Name(f"{number(row['detail']['high_over_low'])} times"),
            picture=spread(row["low"], row["value"], row["high"], label),
        ),
        cell("none known" if own is None else usd(own)),
    )


def price_events(rows: Sequence[Row], names: Mapping[str, str], today: date) -> Section | None:
    """Cuts, rises and withdrawals lately, confirmed ones first; first prices are counted."""
    since = (today - timedelta(days=RECENT_DAYS)).isoformat()
    found = [row for row in rows if row["measure"] == "price_event" and row["through_on"] >= since]
    if not found:
        return None
    found.sort(key=lambda row: (row["through_on"], abs(row["value"] or 0)), reverse=True)
    moves = [row for row in found if row["detail"]["kind"] != "new"]
    sure = [row for row in moves if row["detail"]["confirmed"]]
    unsure = [row for row in moves if not row["detail"]["confirmed"]]
    known = sum(bool(row["detail"]["confirmed"]) for row in found)
    kinds = [row["detail"]["kind"] for row in found]
    counts = [plural(kinds.count(kind), PLURALS.get(kind, name(kind, 20).text)) for kind in
              dict.fromkeys([*KINDS, *kinds]) if kind in kinds]  # fmt: skip
    listed = ", ".join(counts[:-1]) + (" and " if counts[1:] else "") + counts[-1]
    told = (
        f"In the {RECENT_DAYS} days to {day(today)} we saw {listed}; "
        f"{counted(known, len(found))} are confirmed, by two lists that do not copy one "
        "another or by the maker’s own page."
    )
    cuts = [row for row in sure if row["detail"]["kind"] == "cut"]
    if cuts:
        most = min(cuts, key=lambda row: row["value"] or 0)
        told += (
            f" The deepest confirmed cut: {model_name(most['detail']['model'], names).text} "
            f"{_by(most)}, {number(abs(most['value'] or 0), 0)} % {_when(most)}."
        )
    shown = (sure or unsure or found)[:SHOWN]
    rest = [*sure, *unsure][len(shown) :]
    return Section(
        key="events",
        title="What changed lately",
        said=told,
        columns=("Model", "What", "When", "Before, in / out", "After, in / out", "Confirmed"),
        rows=[_event(row, names) for row in shown],
        caption=f"The newest {'confirmed ' if sure else ''}changes; percent of the blended price",
        note=f"First price: the maker’s, within {NEW_DAYS} days of its model; only counted here. A "
        "change that lists show weeks after one another is one event, and its day is known to the "
        "span that is told.",
        fold=_fold(_further(rest), [_event(row, names) for row in rest[:FOLDED]]),
    )


def _further(rest: Sequence[Row]) -> str:
    """How many changes follow, how many of them are listed, and how far they are confirmed."""
    unsure = sum(not row["detail"]["confirmed"] for row in rest)
    told = f"{len(rest)} more, {unsure or 'none'} of them not confirmed"
    return told if len(rest) <= FOLDED else f"{told}; {FOLDED} are listed"


def _event(row: Row, names: Mapping[str, str]) -> Sequence[Cell]:
    detail = row["detail"]
    return (
        Cell(model_name(detail["model"], names), [Name(_by(row))]),
        figure(_kind(row)),
        cell(_when(row)),
        cell(_rates(detail["before"])),
        cell(_rates(detail["now"])),
        cell("yes" if detail["confirmed"] else "no", _stated(detail)),
    )


def _stated(detail: Row) -> str:
    count = len(detail["sources"])
    if not detail["confirmed"]:
        return f"{plural(count, 'source')}, not its maker"
    return plural(count, "source") + (", as its maker states it" if count == 1 else "")


def _by(row: Row) -> str:
    seller = row["detail"]["seller"]
    return "by its maker" if seller == OWN else f"at {name(seller, 30).text}"


def _kind(row: Row) -> str:
    kind, change = row["detail"]["kind"], row["value"]
    word = KINDS.get(kind, name(kind, 20).text)
    return word if change is None else f"{word} by {number(abs(change), 0)} %"


def _when(row: Row) -> str:
    first, last = row["from_on"], row["through_on"]
    if first is None or first >= last:
        return f"on {day(last)}"
    return f"between {day(first)} and {day(last)}"


def _rates(rates: Sequence[float] | None) -> str:
    return "none" if rates is None else f"{usd(rates[0])} / {usd(rates[1])}"


def reaction(rows: Sequence[Row]) -> Section | None:
    """Whether closed makers cut prices after record open releases more often than by chance."""
    found = [
        row
        for row in rows
        if row["measure"] == "price_reaction" and row["openness_rule"] == HEADLINE_RULE
    ]
    if not found:
        return None
    found.sort(key=_window)
    tested = [row for row in found if row["detail"]["p_value"] is not None]
    first = found[0]
    since = f" since {day(first['from_on'])}" if first["from_on"] else ""
    cuts = f"{plural(first['n'] or 0, 'confirmed cut')} by closed makers{since}"
    parts = [
        f"{number(row['value'], 0)} within {_window(row)} days "
        f"({number(row['detail']['expected_by_chance'])} by chance, "
        f"p {p_value(row['detail']['p_value'])})"
        for row in tested
    ]
    told = (
        f"Of {cuts}, this many came after a record open release: {', '.join(parts)}."
        if parts
        else f"{cuts}: without a cut and a release there is nothing to test."
    )
    return Section(
        key="reaction",
        title="Do closed makers cut after open releases?",
        said=f"{told} {name(first['caveat'] or '', 300).text}".strip(),
        columns=("Days after the release", "Cuts that followed", "By chance", "p"),
        rows=[_reaction(row) for row in found],
        caption="Confirmed cuts by closed makers; chance: the same releases on all other days",
    )


def _window(row: Row) -> int:
    return next((int(word) for word in row["variant"].split("_") if word.isdigit()), 0)


def _reaction(row: Row) -> Sequence[Cell]:
    detail = row["detail"]
    chance, sure = detail["expected_by_chance"], detail["p_value"]
    return (
        cell(f"at most {_window(row)}"),
        figure(counted(round(row["value"] or 0), row["n"] or 0)),
        cell("unknown" if sure is None else number(chance)),
        cell("not tested" if sure is None else p_value(sure)),
    )


def price_parts(
    estimates: Sequence[Row],
    declared: Mapping[str, Series],
    names: Mapping[str, str],
    today: date,
) -> list[Section]:
    """What the estimates of prices say; a section without rows is left out."""
    found = (
        named_pairs(estimates, declared, names),
        shares(estimates, declared, names),
        declines(estimates, declared, HEADLINE, today),
        hosts(estimates, names),
        price_events(estimates, names, today),
        reaction(estimates),
    )
    return [part for part in found if part is not None]
