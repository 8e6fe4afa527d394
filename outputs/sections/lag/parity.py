"""Time to open parity: how long each closed release that led kept its lead on open weights."""

from collections.abc import Sequence
from datetime import date

from measures.gap.judgement import is_confirmed
from measures.segments import GapSegment
from measures.uncertainty import level_in_words
from outputs.charts.axes import DaySpan
from outputs.sections.lag.rows import interval_in_words
from outputs.sections.section import Bar, Bars, Cell, Row, Section, cell, figure, tabled
from outputs.wording import ModelNames, model_name
from terms.days import day, days
from terms.numbers import MISSING
from terms.units import score

LONGEST = 30
"""Letters of a name beside a bar."""
ROOM = 4
"""Before the first bar is this part of all bars' time, for words that have no room behind one."""


def parity(
    rows: Sequence[Row], names: ModelNames, most: int | None = None, gap: GapSegment | None = None
) -> Section:
    """Rows of view parity of one series and openness rule: every closed release that led, newest
    first; `most`: so many are drawn; `gap`: what stands beside them."""
    rows = sorted(rows, key=lambda row: str(row["released_on"]), reverse=True)
    first, last = rows[0], rows[:most]
    some = "each closed model"
    if len(last) < len(rows):
        some = f"each of the newest {len(last)} closed models"

    def closed(row: Row) -> Cell:
        called = model_name(row["closed_model"], names, "closed").text
        has = score(row["closed_value"], row["unit"])
        return cell(called, f"{day(row['released_on'])}, {has}")

    def opened(row: Row) -> Cell:
        if not row["open_model"]:
            return cell("none yet")
        return cell(model_name(row["open_model"], names).text, day(row["reached_on"]))

    doubt = ""
    if gap and (gap.unresolved_above or not is_confirmed(gap)):
        doubt = " Models unknown or unconfirmed are left out."
    ends = interval_in_words(first["median_low"], first["median_high"], 0, " days")
    between = f"The median’s {level_in_words()} interval: {ends}. " if ends else ""
    return tabled(
        "parity",
        "How long each closed lead lasted",
        rows,
        {
            "Closed release": closed,
            ">Days": lambda row: figure(_days(row)),
            "90 % interval": lambda row: cell(_interval(row)),
            "First open model there": opened,
        },
        lead=f"{_lead(rows, names)}{doubt}",
        caption="Days until an open model had the score of a closed release; data to "
        f"{day(first['data_on'])}",
        note="A release leads when it is the best closed model so far; open is there when an open "
        "model has at least its score. Median by Kaplan–Meier: what is not reached yet counts as "
        f"longer. {between}The range of days runs from the first open model that might match it to "
        "the first that certainly does.",
        method="lag-time-to-open-parity",
        bars=_bars(last, names),
        bars_caption=f"A bar for {some} that took the lead, from its release to the first open "
        "model with its score; hollow: not yet",
    )


def _lead(rows: Sequence[Row], names: ModelNames) -> str:
    still = [row for row in rows if row["days"] is None]
    half, on = rows[0]["median_days"], day(rows[0]["data_on"])
    if half is None:
        caught = f"{len(rows) - len(still)} of {len(rows)}"
        told = f"Open models had caught {caught} closed leaders by {on}, too few for a median."
    else:
        # A lead that ended on an unknown day before may pull the median down.
        most = any(row["censored"] == "left" and row["days"] >= half for row in rows)
        after = f"{'at most ' if most else ''}{days(round(half))}"
        had = "had the score already when a closed model took the lead"
        took = f"took {after} to catch a closed leader" if half >= 1 else had
        told = f"Open models typically {took} (data to {on})."
    if not still:
        return f"{told} None was left uncaught."
    were = "was" if len(still) == 1 else "were"
    longest = max(still, key=lambda row: int(row["followed_days"]))
    who = f"{model_name(longest['closed_model'], names).text} the longest"
    since = days(longest["followed_days"])
    return f"{told} {len(still)} of {len(rows)} {were} still uncaught, {who} ({since})."


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


def _bars(rows: Sequence[Row], names: ModelNames) -> Bars:
    """From each closed release to the first open model with its score, or the day of the data."""
    spans = []
    for row in rows:
        since = date.fromisoformat(row["released_on"])
        spans.append((since, max(since, date.fromisoformat(row["reached_on"] or row["data_on"]))))
    first, last = min(since for since, _ in spans), max(until for _, until in spans)
    axis = DaySpan(first - (last - first) / ROOM, last)
    bars = []
    for row, (since, until) in zip(rows, spans, strict=True):
        said = f"{_days(row).replace('> ', 'not yet after ')} days"
        if row["open_model"]:
            said += f", {model_name(row['open_model'], names, limit=LONGEST).text}"
        name = model_name(row["closed_model"], names, limit=LONGEST).text
        bars.append(Bar(name, said, axis.share(since), axis.share(until), bool(row["open_model"])))
    return Bars([(axis.share(on), label) for on, label in axis.ticks()], bars)
