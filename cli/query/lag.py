"""`gapwatch lag`: how long ago closed models first had what open ones have now.

`gapwatch lag --compare`: lags that others published beside gapwatch's own.
"""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from cli.query.gap import declared, opened
from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked
from measures.lag.words import (
    NOT_SEEN_EARLIER,
    bound_of,
    has_ended,
    last_changes,
    on_day,
    told_day,
    words,
)
from measures.series import Series, shipped
from measures.uncertainty.intervals import verdict
from terms.numbers import number
from terms.openness import OpennessRule
from terms.words import GapVerdict, LagClock, LagRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import lags as reads_lags
from warehouse.store import Warehouse


def print_comparison(warehouse: Warehouse, json: bool) -> None:
    """Published lags beside ours. Raises WarehouseMissing before the first issue."""
    rows = reads_lags.estimates(warehouse.connection, "lag_compare")
    if not rows:
        raise WarehouseMissing("no comparison was issued yet: run `gapwatch refresh` first")
    found = [{**row, "detail": json_format.loads(row["detail"])} for row in rows]
    if json:
        show.as_json(found)
        return
    _print_numbers([row for row in found if "statistic" in row["detail"]])
    _print_months([row for row in found if "statistic" not in row["detail"]])
    for caveat in sorted({row["caveat"] for row in found if row["caveat"]}):
        show.console.print(f"* {caveat}")


def _print_numbers(rows: Sequence[Mapping[str, Any]]) -> None:
    lines: list[list[str]] = []
    notes: list[str] = []
    by_dates = {row["variant"]: row for row in rows}
    for row in rows:
        detail = row["detail"]
        if detail["dates"] != "registry":
            continue
        other = by_dates[row["variant"].removesuffix("registry") + "board"]
        notes.append(f"{len(notes) + 1}. {detail['why']}")
        lines.append(
            [
                f"{len(notes)}. {detail['statistic'].replace('_', ' ')}",
                _range(detail["published"], detail["published_low"], detail["published_high"]),
                _range(row["value"], row["low"], row["high"]),
                _range(other["value"], other["low"], other["high"]),
                row["variant"].split("|", maxsplit=1)[0],
            ]
        )
    title = "Means over a window, in months (vertical: in points), and their intervals"
    columns = ["Statistic", "Published", "Ours", "Ours, board's dates", "By"]
    show.console.print(show.table(title, columns, lines))
    for by in sorted({f"{row['detail']['by']}: {row['detail']['url']}" for row in rows}):
        show.console.print(by)
    show.console.print("\n".join(notes))


def _range(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "–"
    if high is None:
        return number(value)
    ends = number(high)
    return (
        f"{number(value)} to {ends}" if low is None else f"{number(value)} ({number(low)}–{ends})"
    )


def _print_months(rows: Sequence[Mapping[str, Any]]) -> None:
    for who in sorted({row["variant"].split("|", maxsplit=1)[0] for row in rows}):
        some = [row for row in rows if row["variant"].startswith(who)]
        columns = ["Month", ">Published", ">Same rule", ">… registry", ">Daily", "Open leader"]
        show.console.print()
        show.console.print(show.table(some[0]["detail"]["by"], columns, _month_lines(some)))
        show.console.print(some[0]["detail"]["url"])
    show.console.print(
        "Same rule: ours on the board's dates, held from the open release on, one point of\n"
        "tolerance. Registry: the same on registry dates. Daily: our lag, which grows until open\n"
        "moves and has no tolerance. ≥: a lower bound."
    )


def _month_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    for row in rows:
        detail = row["detail"]
        daily = _range(row["value"], None, None)
        yield [
            row["from_on"],
            number(detail["published"]),
            _range(detail["same_rule_board_dates"], None, None),
            _range(detail["same_rule"], None, None),
            f"≥ {daily}" if detail["is_bound"] else daily,
            detail["open_model"] or "none",
        ]


LagRuleOption = Annotated[
    LagRule, typer.Option("--lag-rule", help="By how much closed must be above open.")
]
ClockOption = Annotated[LagClock, typer.Option("--clock", help="Which dates are compared.")]
EXACT = f"{LagRule.TOLERANCE_0}|"
MEANS = ("backward", "backward_uncensored", "horizontal", "horizontal_with_uncaught", "vertical")


def lag(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    lag_rule: LagRuleOption = LagRule.TOLERANCE_0,
    clock: ClockOption = LagClock.RELEASED,
    compare: Annotated[
        bool, typer.Option("--compare", help="Beside lags that others published.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how many days open is behind closed, of every series or the history of one.

    Examples: `gapwatch lag`, `gapwatch lag eci --rule commercial`,
    `gapwatch lag --lag-rule significance`, `gapwatch lag --compare`
    """
    with opened() as warehouse:
        if compare:
            print_comparison(warehouse, json)
            return
        asked = None if series is None else declared(series)
        segments = reads_lags.lag_segments(
            warehouse.connection, rule, lag_rule, clock, asked.id if asked else None
        )
        if not segments:
            what = f"of {asked.id} " if asked else ""
            raise WarehouseMissing(f"no lag {what}was issued yet: run `gapwatch refresh` first")
        if asked is None:
            rows = _newest(warehouse, segments, rule, clock)
            _all(rows, f"{lag_rule.since} ({rule.models}, {clock.text})",
                 json=json)  # fmt: skip
        else:
            _one(warehouse, asked, segments, json=json)


def _newest(
    warehouse: Warehouse, segments: Sequence[Mapping[str, Any]], rule: str, clock: str
) -> list[dict[str, Any]]:
    """The newest row of each series on the day to which it can be told, with that in words."""
    connection, known = warehouse.connection, shipped()
    asked = segments[0]["series"] if len({row["series"] for row in segments}) == 1 else None
    ends = last_changes(reads_lags.estimates(connection, "lag_window", asked))
    verdicts: dict[str, GapVerdict] = {
        row["series"]: verdict(row["gap"], row["gap_low"], row["gap_high"])
        for row in reads_gaps.gaps_on(connection, rule)
    }
    last = {row["series"]: row for row in segments if row["series"] in known}
    return [
        _told(
            row,
            known[name],
            ends.get((name, rule, clock)),
            verdicts.get(name, GapVerdict.NO_INTERVAL),
        )
        for name, row in last.items()
    ]


def _told(
    row: Mapping[str, Any], series: Series, last_change: str | None, found: GapVerdict
) -> dict[str, Any]:
    day = told_day(row, series, last_change)
    told = on_day(row, day)
    return {
        **told,
        "is_stale": day != row["through"],
        "is_last_change": has_ended(series),
        "gap_verdict": found,
        "note": words(told["lag_days"], row["sign"], censored=bool(row["censored"]), verdict=found),
    }


def _all(rows: Sequence[Mapping[str, Any]], title: str, *, json: bool) -> None:
    if json:
        show.as_json(rows)
        return
    title = f"Lag in days: {title}"
    drawn = show.table(
        title, ["Series", ">Days", show.INTERVAL, "Closed that had it, open leader"],
        [_line(row) for row in rows],
    )  # fmt: skip
    drawn.columns[0].no_wrap = True
    show.console.print(drawn)
    show.console.print(
        "≥, at least: closed was there before the first one observed, or of a lead open was.\n"
        "A series whose page is stale is told as of that page, not as of today; a frozen or\n"
        "saturated one as of the day it last changed."
    )


def _line(row: Mapping[str, Any]) -> list[str]:
    closed, opened_model = row["closed_model"] or "none", row["open_model"] or "none"
    return [
        f"{row['series']}\n  as of {row['on_date']}{last_changed(row)}",
        in_words(row),
        spread(row),
        f"{closed}\n{opened_model}",
    ]


def last_changed(row: Mapping[str, Any]) -> str:
    """What follows the day of a series that has ended."""
    return ",\n  when it last changed" if row.get("is_last_change") else ""


def in_words(row: Mapping[str, Any]) -> str:
    """The lag of a row in a cell: days, a bound, or that the two cannot be told apart.

    A lead is worded by the gap's verdict where the row has one.
    """
    days = row["lag_days"]
    if days is None:
        return "–"
    if row["sign"] == 0:
        return "level"
    if row["sign"] < 0 and "note" in row:
        return str(row["note"])
    if row["censored"] and days == 0:
        return f"≥ 0 ({NOT_SEEN_EARLIER})"
    mark = "≤" if row["sign"] < 0 else "≥"
    return f"{mark} {days}" if row["censored"] else str(days)


def spread(row: Mapping[str, Any]) -> str:
    """The interval of a row in a cell; an open end where the first day of a class is unknown."""
    return _ends(row["lag_low"], row["lag_high"])


def _ends(low: object, high: object) -> str:
    if low is None or high is None:
        known = high if low is None else low
        return "–" if known is None else f"{known} or {'less' if low is None else 'more'}"
    return f"{low} to {high}"


def _one(
    warehouse: Warehouse, series: Series, segments: Sequence[Mapping[str, Any]], *, json: bool
) -> None:
    connection = warehouse.connection
    head = f"{segments[-1]['category'].split('|')[0]}|{segments[-1]['clock']}|"
    found = {
        measure: [
            row
            for row in reads_lags.estimates(connection, measure, series.id)
            if row["variant"].startswith(head)
        ]
        for measure in ("lag_window", "catch_up", "lag_threshold")
    }
    rows = [on_day(row, row["entry"]) for row in segments]
    rule, clock = segments[-1]["category"].split("|")[0], segments[-1]["clock"]
    (newest,) = _newest(warehouse, segments, rule, clock)
    if json:
        show.as_json({"series": series.id, "now": newest, "changes": rows} | found)
        return
    show.console.print(
        show.table(
            f"{series.title}: lag on the first day of each change",
            ["From", ">Days", show.INTERVAL, "Closed that had it", "Open leader"],
            [_change(row, series) for row in rows],
        )
    )
    changed = last_changed(newest).replace("\n ", "")
    show.console.print(
        f"as of {newest['on_date']}{changed}: {newest['note']} (interval {spread(newest)} days)"
    )
    _print_estimates(found)


def _change(row: Mapping[str, Any], series: Series) -> list[str]:
    return [
        row["entry"],
        in_words(row),
        spread(row),
        show.leader(row["closed_model"], row["closed_value"], series.unit),
        show.leader(row["open_model"], row["open_value"], series.unit),
    ]


def _print_estimates(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    rows = [*found["lag_window"], *found["catch_up"]]
    lines = [_estimate(row) for row in rows if _is_shown(row)]
    if lines:
        title = "Inside the newest vintage"
        columns = ["Statistic", ">Value", show.INTERVAL, ">n", "Days"]
        show.console.print()
        show.console.print(show.table(title, columns, lines))
    levels = [_level(row) for row in found["lag_threshold"]]
    if levels:
        columns = [">Level", ">Days", "Closed there", "Open there"]
        show.console.print()
        show.console.print(show.table("First crossing of round levels", columns, levels))


def _is_shown(row: Mapping[str, Any]) -> bool:
    name = row["variant"].split("|", maxsplit=2)[2]
    return name.removesuffix("_year") in MEANS or name.startswith(EXACT)


def _estimate(row: Mapping[str, Any]) -> list[str]:
    name = row["variant"].split("|", maxsplit=2)[2]
    words = name.replace(EXACT, "catch-up, ").replace("_", " ")
    unit = "" if row["unit"] == "days" else f" ({row['unit']})"
    return [
        words + unit,
        "–" if row["value"] is None else f"{_mark(row)}{number(row['value'])}",
        _span(row),
        str(row["n"] or ""),
        f"{row['from_on'] or ''} to {row['through_on']}",
    ]


def _mark(row: Mapping[str, Any]) -> str:
    """Whether a mean over a window is a bound; with bounds of both kinds it is about so much."""
    bound = bound_of(row["measure"], json_format.loads(row["detail"]))
    return {None: "", "at least": "≥ ", "at most": "≤ ", "about": "~ "}[bound]


def _span(row: Mapping[str, Any]) -> str:
    low, high = (None if row[end] is None else number(row[end]) for end in ("low", "high"))
    if row["measure"] == "catch_up" and low is not None and high is None:
        return f"{low} to never"
    return _ends(low, high)


def _level(row: Mapping[str, Any]) -> list[str]:
    found = json_format.loads(row["detail"])
    marks = {"≥ ": found["is_left_censored"], "≤ ": found["is_at_most"]}
    mark = "".join(mark for mark, holds in marks.items() if holds)
    theirs = f"{found['open_on']} {found['open_model']}" if found["open_on"] else "not yet"
    return [
        f"{found['level']:g}",
        "–" if found["days"] is None else f"{mark}{found['days']}",
        f"{found['closed_on']} {found['closed_model']}",
        theirs,
    ]
