"""Named pairs of models: what each asks per token, and what a solved task costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measures.series import Series
from outputs.charts.small import priced
from outputs.sections.section import Cell, Section, cell, counted, figure
from outputs.wording import Name, model_name
from terms.days import day
from terms.numbers import number, usd

Row = Mapping[str, Any]
Key = tuple[str, str, str]
"""(Series, closed model, open model)."""
DIFFERENT_DAYS = (
    "prices of different days, which tell of a fall over time and not of a difference between the "
    "models"
)


def named_pairs(
    rows: Sequence[Row], declared: Mapping[str, Series], names: Mapping[str, str]
) -> Section | None:
    """Pairs that published statements name: token price beside cost per solved task."""
    pairs = [row for row in issued(rows, "price_pair", None) if row["series"] in declared]
    if not pairs:
        return None
    solved = {key(row): row for row in issued(rows, "cost_pair", None)}
    # Dearest first would put the prices of two years ahead of those of one day.
    pairs.sort(key=lambda it: (not it["detail"]["same_day"], key(it) not in solved, -it["value"]))
    return Section(
        key="pairs",
        title="Named pairs, per token and per solved task",
        said=_pairs_said(pairs, solved, declared, names),
        columns=(
            "Closed, open",
            "Closed price over open",
            "Closed, open price",
            "Cost per solved task",
            "Score of open",
            "Prices of",
        ),
        rows=[_pair(row, solved.get(key(row)), declared, names) for row in pairs],
        caption="Pairs that published statements name; prices in USD per 1M tokens, blended 3:1",
        note="A board that states no cost of its run says nothing about a solved task. Where it "
        "does, the cost is metered at the prices of its run.",
    )


def issued(rows: Sequence[Row], measure: str, rule: str | None) -> list[Row]:
    """Estimates of a measure under a rule that have a value."""
    return [
        row
        for row in rows
        if row["measure"] == measure and row["openness_rule"] == rule and row["value"] is not None
    ]


def key(row: Row) -> Key:
    """Series and both models of a pair."""
    detail = row["detail"]
    return str(row["series"]), str(detail["closed"]["model"]), str(detail["open"]["model"])


def named(side: Row, names: Mapping[str, str]) -> str:
    """The name of one side's model."""
    return model_name(side["model"], names).text


def _pair(
    row: Row, solved: Row | None, declared: Mapping[str, Series], names: Mapping[str, str]
) -> Sequence[Cell]:
    detail = row["detail"]
    closed, opened = detail["closed"], detail["open"]
    series = declared[row["series"]]
    quality = detail["quality_percent"]
    return (
        Cell(
            Name(f"{named(closed, names)}, {named(opened, names)}"),
            [Name(series.title)],
        ),
        figure(
            _times(row["value"]),
            f"{usd(closed['blended'])} against {usd(opened['blended'])}",
            f"input {_times(detail['input_ratio'])}, output {_times(detail['output_ratio'])}",
        ),
        Cell(
            Name(""),
            picture=priced(
                closed["blended"], opened["blended"], "Closed and open price, log scale"
            ),
        ),
        _solved(solved),
        cell("unknown") if quality is None else figure(percent(quality), "of closed"),
        _days(detail),
    )


def _solved(row: Row | None) -> Cell:
    if row is None:
        return cell("not stated by the board")
    closed, opened = row["detail"]["closed"], row["detail"]["open"]
    return figure(
        _times(row["value"]),
        f"{_cents(closed['usd_per_solved'])} against {_cents(opened['usd_per_solved'])}",
        f"run of {day(max(closed['dated_on'], opened['dated_on']))}",
    )


def _days(detail: Row) -> Cell:
    if detail["same_day"]:
        return cell("the same day", day(detail["open_on"]))
    return cell(
        "different days", f"closed {day(detail['closed_on'])}", f"open {day(detail['open_on'])}"
    )


def _pairs_said(
    pairs: Sequence[Row],
    solved: Mapping[Key, Row],
    declared: Mapping[str, Series],
    names: Mapping[str, str],
) -> str:
    told = []
    metered = [row for row in pairs if key(row) in solved]
    if metered:
        row, run = metered[0], solved[key(metered[0])]
        closed, opened = (row["detail"][side] for side in ("closed", "open"))
        ends = [_cents(run["detail"][side]["usd_per_solved"]) for side in ("closed", "open")]
        on = f"On {day(row['detail']['open_on'])}" if row["detail"]["same_day"] else "At its price"
        told.append(
            f"{on} {named(closed, names)} cost {_times(row['value'])} as much as "
            f"{named(opened, names)} per token ({usd(closed['blended'])} against "
            f"{usd(opened['blended'])} per 1M), and {_times(run['value'])} as much per task "
            f"solved on {declared[row['series']].title} ({ends[0]} against {ends[1]}): "
            "models spend tokens unequally, so the price of a token is not that of an answer."
        )
        less = sum(solved[key(it)]["value"] < it["value"] for it in metered)
        told.append(
            f"Per solved task the ratio is smaller than per token in {counted(less, len(metered))} "
            f"pairs whose board states a cost."
        )
    apart = sum(not row["detail"]["same_day"] for row in pairs)
    if apart:
        told.append(f"{counted(apart, len(pairs))} pairs compare {DIFFERENT_DAYS}.")
    return " ".join(told)


def _times(ratio: float) -> str:
    return f"{number(ratio, 1 if ratio >= 1 else 2)} times"


def percent(value: float) -> str:
    """'8.9 %'."""
    return f"{number(value)} %"


def _cents(value: float) -> str:
    places = 2 if value >= 0.1 else 3 if value >= 0.01 else 4
    return f"${number(value, places)}"
