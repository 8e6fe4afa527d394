"""Time to open parity: how long each closed release that led kept its lead on open weights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from measures.uncertainty.intervals import level_in_words
from outputs.charts.drawing import Text
from outputs.charts.parity import ClosedLead, lead_chart
from outputs.sections.section import (
    INACTIVE,
    Cell,
    Row,
    Section,
    amount,
    cell,
    counted,
    counted_once,
    figure,
    folded,
    is_live,
    series_cell,
)
from outputs.wording import ModelNames, model_name
from terms import numbers
from terms.days import day, days
from terms.numbers import MISSING
from terms.units import score

NOTE = (
    "A release leads when it is the best closed model so far; open is there when an open model has "
    "at least its score. Median by Kaplan–Meier: what is not reached yet counts as longer."
)
COLUMNS = ("Closed release", ">Days", "90 % interval", "First open model there")


def parity(rows: Sequence[Row], names: ModelNames) -> Section:
    """Every closed release that led one series, newest first; or, of several series, one line
    each."""
    if len({row["series"] for row in rows}) > 1:
        return _overview(rows, names)
    rows = sorted(rows, key=lambda row: str(row["released_on"]), reverse=True)
    first, key = rows[0], f"parity-{rows[0]['series']}"
    lead = _lead(rows, names)
    title = f"{first['title']}: days until open weights had what closed models had"
    return Section(
        key="parity",
        title="How long each closed lead lasted",
        lead=lead,
        columns=COLUMNS,
        rows=[_line(row, names) for row in rows],
        caption=f"Days until an open model had the score of a closed release; data to "
        f"{day(first['data_on'])}",
        note=f"{NOTE}{_sure(first)} The range of days runs from the first open model that might "
        "match it to the first that certainly does.",
        method="lag-time-to-open-parity",
        chart=lead_chart([_drawn(row, names) for row in rows], Text(key, title, lead)),
        chart_caption="A bar for each closed model that took the lead, from its release to the "
        "first open model with its score; hollow: not yet",
        is_table_folded=True,
    )


def _lead(rows: Sequence[Row], names: ModelNames) -> str:
    still = [row for row in rows if row["days"] is None]
    half, on = rows[0]["median_days"], day(rows[0]["data_on"])
    if half is None:
        caught = counted(len(rows) - len(still), len(rows))
        told = f"Open models had caught {caught} closed leaders by {on}, too few for a median."
    else:
        # A lead that ended on an unknown day before may pull the median down.
        most = any(row["censored"] == "left" and row["days"] >= half for row in rows)
        after = f"{'at most ' if most else ''}{days(round(half))}"
        told = f"Open models typically took {after} to catch a closed leader (data to {on})."
    if not still:
        return f"{told} None was left uncaught."
    longest = max(still, key=lambda row: int(row["followed_days"]))
    who = model_name(longest["closed_model"], names).text
    were = "was" if len(still) == 1 else "were"
    return (
        f"{told} {counted(len(still), len(rows))} {were} still uncaught, {who} the longest "
        f"({days(longest['followed_days'])})."
    )


def _sure(row: Row) -> str:
    between = _between(row)
    return f" The median’s {between}." if between else ""


def _between(row: Row) -> str:
    """The interval of a median; an end beyond what is known is open."""
    if row["median_low"] is None:
        return ""
    high = row["median_high"]
    end = f"to {amount(high, 0)} days" if high is not None else "days or more"
    return f"{level_in_words()} interval: {amount(row['median_low'], 0)} {end}"


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    name = model_name(row["closed_model"], names, "closed").text
    has = score(row["closed_value"], row["unit"])
    return (
        cell(name, f"{day(row['released_on'])}, {has}"),
        figure(_days(row)),
        cell(_interval(row)),
        cell(model_name(row["open_model"], names).text, day(row["reached_on"]))
        if row["open_model"]
        else cell("none yet"),
    )


def _days(row: Row) -> str:
    if row["days"] is None:
        return f"> {row['followed_days']:,}"
    return f"{'≤ ' if row['censored'] == 'left' else ''}{row['days']:,}"


def _interval(row: Row) -> str:
    """An interval of days; an open end is one that nobody has seen yet."""
    if row["ci_level"] is None:
        return MISSING
    low, high = row["days_low"], row["days_high"]
    if low is None:
        return "not yet"
    return f"{low:,} to {'not yet' if high is None else f'{high:,}'}"


def _drawn(row: Row, names: ModelNames) -> ClosedLead:
    opened = row["open_model"]
    since = date.fromisoformat(row["released_on"])
    until = row["reached_on"] or row["data_on"]
    return ClosedLead(
        closed=model_name(row["closed_model"], names).text,
        since=since,
        until=max(since, date.fromisoformat(until)),
        days=_days(row).replace("> ", "not yet after "),
        open=model_name(opened, names).text if opened else None,
    )


def _overview(rows: Sequence[Row], names: ModelNames) -> Section:
    by_series = [list(some) for _, some in groupby(rows, key=lambda row: row["series"])]
    live = [some for some in by_series if is_live(some[0])]
    ended = [some for some in by_series if not is_live(some[0])]
    shown = live or ended
    single, again = counted_once([some[0] for some in live])
    # Where an index is all there is it speaks, uncounted.
    asked = single or [some[0] for some in shown]
    medians = sorted(row["median_days"] for row in asked if row["median_days"] is not None)
    told = f"No median is known of any of {numbers.plural(len(single), 'active benchmark')}."
    if medians:
        ends = (amount(it, 0) for it in (medians[0], medians[-1]))
        told = (
            "Half of all closed leads were reached by an open model within "
            f"{' to '.join(dict.fromkeys(ends))} days"
        )
        if single:
            of = counted(len(medians), len(single))
            told += f", depending on the benchmark ({of} active ones have a median)"
        told += "."
    return Section(
        key="parity",
        title="How long closed leads last",
        lead=told,
        columns=("Benchmark", ">Median days", ">Reached", "Held longest, not reached"),
        rows=[_of_series(some, names) for some in shown],
        caption="Days until an open model had the score of a closed release that led",
        note=f"{NOTE} {again}".rstrip(),
        method="lag-time-to-open-parity",
        fold=folded(
            f"{len(ended)} more: {INACTIVE}",
            [_of_series(some, names) for some in ended] if live else [],
        ),
    )


def _of_series(rows: Sequence[Row], names: ModelNames) -> Sequence[Cell]:
    first, still = rows[0], [row for row in rows if row["days"] is None]
    longest = max(still, key=lambda row: int(row["followed_days"]), default=None)
    return (
        series_cell(first, f"data to {day(first['data_on'])}"),
        figure(amount(first["median_days"], 0), _between(first)),
        cell(counted(len(rows) - len(still), len(rows))),
        cell(
            model_name(longest["closed_model"], names, "closed").text,
            f"{days(longest['followed_days'])}",
        )
        if longest
        else cell("none"),
    )
