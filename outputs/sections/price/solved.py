"""What a task cost that was solved, where a board says what its runs cost."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from outputs.sections.section import (
    Cell,
    Row,
    Section,
    cell,
    figure,
    series_cell,
    status_words,
    tabled,
)
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import MISSING, plural, times, usd
from terms.units import Unit, score


def solved_costs(rows: Sequence[Row], names: ModelNames) -> Section | None:
    """Rows of view solved_cost: of each board the best open run and the cheapest closed one that
    solved as much, the newest board first; folded where one of them is missing, or where a run that
    solved as much is of unknown openness. None where no board has both."""
    boards: dict[str, list[Row]] = {}
    for row in rows:
        boards.setdefault(row["series"], []).append(row)
    pairs = sorted((_pair(own) for own in boards.values()), key=_newest, reverse=True)
    both = [pair for pair in pairs if len(pair) > 1]
    rest = [pair for pair in pairs if len(pair) == 1]
    if not both:
        return None
    return tabled(
        "solved",
        "What a solved task costs",
        both,
        {
            "Benchmark": _board,
            ">Closed / open": lambda pair: figure(_ratio(pair)),
            ">Closed": lambda pair: _cost(pair.get("closed")),
            ">Open": lambda pair: _cost(pair.get("open")),
            "Closed run": lambda pair: _run(pair.get("closed"), names),
            "Open run": lambda pair: _run(pair.get("open"), names),
        },
        rest=rest,
        rest_is=f"{plural(len(rest), 'board')} on which no two such runs say what they cost",
        lead="What the best open run spent per task that it solved, and the cheapest closed run "
        "that solved as many.",
        caption="USD per solved task: the mean cost of a task over the share solved",
        note="Only boards that say what their runs cost. Intervals are of the score alone. A model "
        "that thinks longer costs more here, whatever its price per token.",
        method="price",
    )


def _pair(own: Sequence[Row]) -> dict[str, Row]:
    """By class the run that is shown."""
    opened = (row for row in own if row["class"] == "open")
    best = max(opened, key=itemgetter("score"), default=None)
    as_good = [row for row in own if best is None or row["score"] >= best["score"]]
    if any(row["class"] == "unknown" for row in as_good):  # it may be open, or the cheapest closed
        best = None
    closed = (row for row in as_good if row["class"] == "closed")
    cheapest = min(closed, key=itemgetter("usd_per_solved"), default=None)
    return {side: row for side, row in (("closed", cheapest), ("open", best)) if row is not None}


def _newest(pair: Mapping[str, Row]) -> str:
    return max((str(row["on_date"]) for row in pair.values()), default="")


def _board(pair: Mapping[str, Row]) -> Cell:
    row = next(iter(pair.values()))
    return series_cell(row, status_words(row["status"]))


def _ratio(pair: Mapping[str, Row]) -> str:
    if len(pair) < 2:
        return MISSING
    return times(pair["closed"]["usd_per_solved"] / pair["open"]["usd_per_solved"])


def _cost(row: Row | None) -> Cell:
    if row is None:
        return figure(MISSING)
    known = row["usd_low"] is not None and row["usd_high"] is not None
    between = f"{usd(row['usd_low'])} to {usd(row['usd_high'])}" if known else ""
    return figure(usd(row["usd_per_solved"]), between)


def _run(row: Row | None, names: ModelNames) -> Cell:
    if row is None:
        return cell(MISSING)
    solved = f"solved {score(row['score'], Unit.PERCENT)}, {day(row['on_date'])}"
    return cell(model_name(row["model"], names), solved)
