"""`gapwatch lag`: how long ago closed models first had what open ones have now.

`gapwatch lag --compare`: lags that others published beside gapwatch's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked, declared, listed, opened
from cli.shell.sections import model_names, one_of, print_rows, print_section, print_statistic
from measures.freshness import Freshness, of_lag
from measures.gap.judgement import verdict
from measures.lag.words import (
    NOT_SEEN_EARLIER,
    LagOn,
    interval_in_words,
    judged,
    last_changes,
    on_day,
    words,
)
from measures.segments import GapSegment, LagSegment
from measures.series import Series, shipped
from terms.numbers import MISSING, number
from terms.openness import OpennessRule
from terms.words import (
    HEADLINE_CLOCK,
    HEADLINE_LAG_RULE,
    GapVerdict,
    LagClock,
    LagRule,
    LagStatistic,
)
from warehouse.errors import WarehouseMissing
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import lags as reads_lags
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.estimates import Estimate
    from measures.lag.records import (
        CatchUpEstimate,
        LagCompareMean,
        LagCompareMonth,
        LagThresholdEstimate,
        LagWindowEstimate,
    )

    OfSeries = LagWindowEstimate | CatchUpEstimate | LagThresholdEstimate


def print_comparison(warehouse: Warehouse, json: bool) -> None:
    """Published lags beside ours. Raises WarehouseMissing before the first issue."""
    from measures.estimates import only, unpacked  # noqa: PLC0415 - as above
    from measures.lag.records import (  # noqa: PLC0415 - every command would pay
        LagCompareEstimate,
        LagCompareMean,
        LagCompareMonth,
    )

    rows = reads_estimates.estimates(warehouse.connection, LagCompareEstimate.MEASURE)
    if not rows:
        raise WarehouseMissing("no comparison was computed yet: run `gapwatch refresh` first")
    found = [LagCompareEstimate.from_row(row) for row in rows]
    if json:
        show.as_json(list(map(unpacked, rows, found)))
        return
    _print_means(only(LagCompareMean, found))
    _print_months(only(LagCompareMonth, found))
    for caveat in sorted({one.caveat for one in found if one.caveat}):
        show.console.print(f"* {caveat}")


def _print_means(found: Sequence[LagCompareMean]) -> None:
    from measures.lag.records import ReleaseDates  # noqa: PLC0415 - as above

    lines: list[list[str]] = []
    notes: list[str] = []
    others = {
        (one.publication, one.statistic): one for one in found if one.dates is ReleaseDates.BOARD
    }
    for one in found:
        if one.dates is not ReleaseDates.REGISTRY:
            continue
        other = others[one.publication, one.statistic]
        notes.append(f"{len(notes) + 1}. {one.why}")
        lines.append(
            [
                f"{len(notes)}. {one.statistic.replace('_', ' ')}",
                _range(one.published, one.published_low, one.published_high),
                _range(one.value, one.low, one.high),
                _range(other.value, other.low, other.high),
                one.publication,
            ]
        )
    title = "Means over a window, in months (vertical: in points), and their intervals"
    columns = ["Statistic", "Published", "Ours", "Ours, board's dates", "By"]
    show.console.print(show.table(title, columns, lines))
    for by in sorted({f"{one.by}: {one.url}" for one in found}):
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


def _print_months(found: Sequence[LagCompareMonth]) -> None:
    for publication in sorted({one.publication for one in found}):
        some = [one for one in found if one.publication == publication]
        columns = ["Month", ">Published", ">Same rule", ">… registry", ">Daily", "Open leader"]
        show.console.print()
        show.console.print(show.table(some[0].by, columns, [_month(one) for one in some]))
        show.console.print(some[0].url)
    show.console.print(
        "Same rule: ours on the board's dates, held from the open release on, one point of\n"
        "tolerance. Registry: the same on registry dates. Daily: our lag, which grows until open\n"
        "moves and has no tolerance. ≥: a lower bound."
    )


def _month(one: LagCompareMonth) -> list[str]:
    daily = _range(one.value, None, None)
    return [
        one.from_on,
        number(one.published),
        _range(one.same_rule_board_dates, None, None),
        _range(one.same_rule, None, None),
        f"≥ {daily}" if one.is_bound else daily,
        one.open_model or "none",
    ]


LagRuleOption = Annotated[
    LagRule,
    typer.Option(
        "--lag-rule", metavar="RULE", help=listed("By how much closed must be above", LagRule)
    ),
]
Row = Mapping[str, Any]
ClockOption = Annotated[LagClock, typer.Option("--clock", help="Which dates are compared.")]
MEANS = (
    LagStatistic.BACKWARD,
    LagStatistic.BACKWARD_UNCENSORED,
    LagStatistic.HORIZONTAL,
    LagStatistic.HORIZONTAL_WITH_UNCAUGHT,
    LagStatistic.VERTICAL,
)
"""Means that the terminal shows; the site shows all."""


def lag(  # noqa: PLR0913, PLR0917 - an option each
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    lag_rule: LagRuleOption = LagRule.TOLERANCE_0,
    clock: ClockOption = LagClock.RELEASED,
    compare: Annotated[
        bool, typer.Option("--compare", help="Beside lags that others published.")
    ] = False,
    parity: Annotated[
        bool, typer.Option("--parity", help="How long each closed lead lasted.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how many days open is behind: now for every series, or the history of one.

    Examples: `gapwatch lag`, `gapwatch lag eci --rule commercial`,
    `gapwatch lag --lag-rule significance`, `gapwatch lag --compare`, `gapwatch lag --parity`
    """
    one_of(compare=compare, parity=parity)
    with opened() as warehouse:
        if compare:
            print_comparison(warehouse, json)
            return
        asked = None if series is None else declared(series)
        if parity:
            of = asked.id if asked else None
            print_statistic(warehouse, "parity", rule=rule, series=of, json=json)
            return
        rows = reads_lags.lag_segments(
            warehouse.connection, rule, lag_rule, clock, asked.id if asked else None
        )
        if not rows:
            what = f"of {asked.id} " if asked else ""
            raise WarehouseMissing(f"no lag {what}was computed yet: run `gapwatch refresh` first")
        if asked is None and json:
            show.as_json([one.columns for one in _newest(warehouse, rows, rule, clock)])
        elif asked is None:
            _all(warehouse, rule, lag_rule, clock)
        else:
            _one(warehouse, asked, rows, (rule, clock), json=json)


def _newest(warehouse: Warehouse, rows: Sequence[Row], rule: str, clock: str) -> list[_LagShown]:
    """The newest lag of each series on the day to which it can be told, with that in words."""
    from measures.lag.records import LagWindowEstimate  # noqa: PLC0415 - as above

    connection, known = warehouse.connection, shipped()
    last = {row["series"]: row for row in rows if row["series"] in known}
    asked = rows[0]["series"] if len({row["series"] for row in rows}) == 1 else None
    windows = reads_estimates.estimates(connection, LagWindowEstimate.MEASURE, series=asked)
    ends = last_changes(map(LagWindowEstimate.from_row, windows))
    verdicts: dict[str, GapVerdict] = {
        row["series"]: verdict(GapSegment.from_row(row))
        for row in reads_gaps.gaps_on(connection, rule)
    }
    return [
        _shown(
            row,
            known[name],
            ends.get((name, rule, clock)),
            verdicts.get(name, GapVerdict.NO_INTERVAL),
        )
        for name, row in last.items()
    ]


def _shown(row: Row, series: Series, last_change: str | None, found: GapVerdict) -> _LagShown:
    segment = LagSegment.from_row(row)
    fresh = of_lag(series, segment, segment.through, last_change)
    lag = on_day(segment, fresh.shown_on)
    note = words(lag.days, segment.sign, censored=bool(segment.censored), verdict=found)
    return _LagShown(row, lag, fresh, found, note)


@dataclass(frozen=True)
class _LagShown:
    """The newest lag of a series on the day to which it can be told."""

    row: Row
    lag: LagOn
    fresh: Freshness
    verdict: GapVerdict
    """Of the gap."""
    note: str

    @property
    def columns(self) -> dict[str, Any]:
        """For a program."""
        return {
            **self.row,
            **self.lag.columns,
            "is_stale": self.fresh.is_stale,
            "is_last_change": self.fresh.is_last_change,
            "gap_verdict": self.verdict,
            "note": self.note,
        }

    @property
    def changed(self) -> str:
        """What follows the day of a series that has ended."""
        return ",\n  when it last changed" if self.fresh.is_last_change else ""


def _all(warehouse: Warehouse, rule: OpennessRule, lag_rule: LagRule, clock: LagClock) -> None:
    """The newest lag of every series, as pages show it."""
    from outputs.sections.lag.now import lags  # noqa: PLC0415 - as above

    rows = reads_lags.lags_now(warehouse.connection, rule, lag_rule, clock)
    print_section(lags(rows, model_names(warehouse)), f" ({rule.models})")


def in_words(lag: LagOn, found: GapVerdict | None = None) -> str:
    """A lag in a cell: days, a bound, or that the two cannot be told apart; `found`: of the gap."""
    days, sign, is_bound = lag.days, lag.segment.sign, lag.segment.censored
    if days is None or sign is None:
        return "–"
    if sign == 0:
        return judged("level", found)
    if is_bound and days == 0:
        return f"≥ 0 ({NOT_SEEN_EARLIER})"
    mark = "≤" if sign < 0 else "≥"
    return judged(f"{mark} {days}" if is_bound else str(days), found)


def spread(lag: LagOn) -> str:
    """An interval in a cell; an open end where the first day of a class is unknown."""
    ends = (lag.low, lag.high)
    return interval_in_words(*(None if end is None else number(end, 0) for end in ends))


def _one(
    warehouse: Warehouse,
    series: Series,
    rows: Sequence[Row],
    asked: tuple[OpennessRule, LagClock],
    *,
    json: bool,
) -> None:
    from measures.estimates import unpacked  # noqa: PLC0415 - as above

    found = _estimates(warehouse, series, *asked)
    lags = [on_day(one, one.entry) for one in LagSegment.from_rows(rows)]
    (newest,) = _newest(warehouse, rows, *asked)
    parity = reads_statistics.statistics(
        warehouse.connection, "parity", series=series.id, openness_rule=asked[0]
    )
    if json:
        estimates = {
            measure: [unpacked(row, one) for row, one in some] for measure, some in found.items()
        }
        changes = [{**row, **lag.columns} for row, lag in zip(rows, lags, strict=True)]
        known = {"series": series.id, "now": newest.columns, "changes": changes, "parity": parity}
        show.as_json(known | estimates)
        return
    show.console.print(
        show.table(
            f"{series.title}: lag on the first day of each change",
            ["From", ">Days", show.INTERVAL, "Closed that had it", "Open leader"],
            [_change(lag, series) for lag in lags],
        )
    )
    changed = newest.changed.replace("\n ", "")
    ends = spread(newest.lag)
    sure = "no interval" if ends == MISSING else f"interval {ends} days"
    show.console.print(f"as of {newest.lag.on}{changed}: {newest.note} ({sure})")
    _print_estimates([one for some in found.values() for _, one in some])
    if parity and asked[1] == HEADLINE_CLOCK:
        show.console.print()
        print_rows(warehouse, "parity", parity)


def _estimates(
    warehouse: Warehouse, series: Series, rule: OpennessRule, clock: LagClock
) -> dict[str, list[tuple[Mapping[str, Any], OfSeries]]]:
    """Rows of each measure of one series under one openness rule on one clock, with records."""
    from measures.lag.records import (  # noqa: PLC0415 - as above
        CatchUpEstimate,
        LagThresholdEstimate,
        LagWindowEstimate,
    )

    found: dict[str, list[tuple[Mapping[str, Any], OfSeries]]] = {}
    for kind in (LagWindowEstimate, CatchUpEstimate, LagThresholdEstimate):
        rows = reads_estimates.estimates(warehouse.connection, kind.MEASURE, series=series.id)
        some = [(row, kind.from_row(row)) for row in rows]
        found[kind.MEASURE] = [
            (row, one) for row, one in some if (one.openness_rule, one.clock) == (rule, clock)
        ]
    return found


def _change(lag: LagOn, series: Series) -> list[str]:
    closed, opened_side = lag.segment.side("closed"), lag.segment.side("open")
    return [
        lag.on,
        in_words(lag),
        spread(lag),
        show.leader(closed.model, closed.value, series.unit),
        show.leader(opened_side.model, opened_side.value, series.unit),
    ]


def _print_estimates(found: Sequence[OfSeries]) -> None:
    from measures.estimates import only  # noqa: PLC0415 - as above
    from measures.lag.records import (  # noqa: PLC0415 - as above
        CatchUpEstimate,
        LagThresholdEstimate,
        LagWindowEstimate,
    )

    means = [_mean(one) for one in only(LagWindowEstimate, found) if one.statistic in MEANS]
    times = [
        _time(one) for one in only(CatchUpEstimate, found) if one.lag_rule is HEADLINE_LAG_RULE
    ]
    if means or times:
        title = "Inside the newest data"
        columns = ["Statistic", ">Value", show.INTERVAL, ">n", "Days"]
        show.console.print()
        show.console.print(show.table(title, columns, [*means, *times]))
    levels = [_level(one) for one in only(LagThresholdEstimate, found)]
    if levels:
        columns = [">Level", ">Days", "Closed there", "Open there"]
        show.console.print()
        show.console.print(show.table("First crossing of round levels", columns, levels))


MARKS: Mapping[str | None, str] = {None: "", "at least": "≥ ", "at most": "≤ ", "about": "~ "}


def _mean(one: LagWindowEstimate) -> list[str]:
    unit = "" if one.unit == "days" else f" ({one.unit})"
    return [
        one.name.replace("_", " ") + unit,
        f"{MARKS[one.bound]}{number(one.value)}",
        interval_in_words(*_interval(one)),
        str(one.n or ""),
        f"{one.from_on} to {one.through_on}",
    ]


def _time(one: CatchUpEstimate) -> list[str]:
    low, high = _interval(one)
    return [
        f"catch-up, {one.statistic.text}",
        "–" if one.value is None else number(one.value),
        f"{low} to never" if low is not None and high is None else interval_in_words(low, high),
        str(one.n or ""),
        f"{one.from_on} to {one.through_on}",
    ]


def _interval(one: Estimate) -> tuple[str | None, str | None]:
    low, high = (None if end is None else number(end) for end in (one.low, one.high))
    return low, high


def _level(one: LagThresholdEstimate) -> list[str]:
    marks = {"≥ ": one.is_left_censored, "≤ ": one.is_at_most}
    mark = "".join(mark for mark, holds in marks.items() if holds)
    theirs = f"{one.open_on} {one.open_model}" if one.open_on else "not yet"
    return [
        f"{one.level:g}",
        MISSING if one.days is None else f"{mark}{number(one.days, 0)}",
        f"{one.closed_on} {one.closed_model}",
        theirs,
    ]
