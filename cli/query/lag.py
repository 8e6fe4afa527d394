"""`gapwatch lag`: how long ago closed models first had what open ones have now.

`gapwatch lag --compare`: lags that others published beside gapwatch's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked, declared, listed, opened
from cli.shell.sections import (
    model_names,
    one_of,
    print_rows,
    print_section,
    print_sections,
    print_statistic,
)
from measures.freshness import Freshness, of_lag
from measures.gap.judgement import verdict
from measures.lag.order import KnownLag, Named, by_lag_board, known_lag, known_rows, named_by
from measures.lag.words import LagOn, last_changes, on_day, words
from measures.segments import GapSegment, LagSegment
from measures.series import Series, shipped
from terms.openness import OpennessRule
from terms.words import HEADLINE_CLOCK, GapVerdict, LagClock, LagRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import choice as reads_choice
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import lags as reads_lags
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.lag.records import CatchUpEstimate, LagThresholdEstimate, LagWindowEstimate
    from outputs.sections.section import Section

    OfSeries = LagWindowEstimate | CatchUpEstimate | LagThresholdEstimate


def print_comparison(warehouse: Warehouse, json: bool) -> None:
    """Published lags beside ours. Raises WarehouseMissing before the first issue."""
    from measures.estimates import unpacked  # noqa: PLC0415 - as above
    from measures.lag.records import LagCompareEstimate  # noqa: PLC0415 - every command would pay
    from outputs.sections.lag.comparison import comparison  # noqa: PLC0415 - as above

    rows = reads_estimates.estimates(warehouse.connection, LagCompareEstimate.MEASURE)
    if not rows:
        raise WarehouseMissing("no comparison was computed yet: run `gapwatch refresh` first")
    found = [LagCompareEstimate.from_row(row) for row in rows]
    if json:
        show.as_json(list(map(unpacked, rows, found)))
        return
    print_sections(comparison(found, model_names(warehouse)))


LagRuleOption = Annotated[
    LagRule,
    typer.Option(
        "--lag-rule", metavar="RULE", help=listed("By how much closed must be above", LagRule)
    ),
]
Row = Mapping[str, Any]
ClockOption = Annotated[LagClock, typer.Option("--clock", help="Which dates are compared.")]


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

    Examples: `gapwatch lag`, `gapwatch lag eci --rule permissive`,
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
            _all(warehouse, rows, rule, lag_rule, clock)
        else:
            _one(warehouse, asked, rows, (rule, clock), json=json)


def _newest(warehouse: Warehouse, rows: Sequence[Row], rule: str, clock: str) -> list[_LagShown]:
    """The newest lag of each series on the day to which it can be told, with that in words."""
    from measures.lag.records import LagWindowEstimate  # noqa: PLC0415 - as above

    connection, known = warehouse.connection, shipped()
    named = _named(warehouse)
    asked = rows[0]["series"] if len({row["series"] for row in rows}) == 1 else None
    windows = reads_estimates.estimates(connection, LagWindowEstimate.MEASURE, series=asked)
    ends = last_changes(map(LagWindowEstimate.from_row, windows))
    verdicts: dict[str, GapVerdict] = {
        row["series"]: verdict(GapSegment.from_row(row))
        for row in reads_gaps.gaps_on(connection, rule)
    }
    last = {row["series"]: row for row in rows}
    return [
        _shown(
            (last[name], known_lag(lags, known[name], named[name])),
            known[name],
            ends.get((name, rule, clock)),
            verdicts.get(name, GapVerdict.NO_INTERVAL),
        )
        for (name, *_), lags in by_lag_board(LagSegment.from_rows(rows)).items()
        if name in known
    ]


def _named(warehouse: Warehouse) -> dict[str, Named]:
    return named_by(reads_choice.leader_scores(warehouse.connection), shipped().values())


def _shown(
    newest: tuple[Row, KnownLag], series: Series, last_change: str | None, found: GapVerdict
) -> _LagShown:
    row, known = newest
    segment = known.segment
    fresh = of_lag(series, segment, segment.through, last_change)
    if known.is_past and known.order_on:
        fresh = replace(fresh, shown_on=known.order_on, is_stale=True)
    lag = on_day(segment, fresh.shown_on)
    note = words(lag.days, segment.sign, censored=bool(segment.censored), verdict=found)
    return _LagShown({**row, **segment.values}, lag, fresh, found, note, known.order_on)


@dataclass(frozen=True)
class _LagShown:
    """The newest lag of a series on the day to which it can be told."""

    row: Row
    lag: LagOn
    fresh: Freshness
    verdict: GapVerdict
    """Of the gap."""
    note: str
    order_on: str | None
    """Day of the full list whose order of models it takes."""

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
            "order_on": self.order_on,
        }


def _all(
    warehouse: Warehouse,
    every: Sequence[Row],
    rule: OpennessRule,
    lag_rule: LagRule,
    clock: LagClock,
) -> None:
    """The newest lag of every series, as pages show it."""
    from outputs.sections.lag.now import lags  # noqa: PLC0415 - as above

    rows = reads_lags.lags_now(warehouse.connection, rule, lag_rule, clock)
    found = known_rows(rows, LagSegment.from_rows(every), shipped(), _named(warehouse))
    print_section(lags(list(found), model_names(warehouse)), f" ({rule.models})")


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
    show.say(series.title, "bold")
    records = [one for _, one in chain(*found.values())]
    print_sections(_sections(warehouse, series, rows, newest, records), f" ({asked[0].models})")
    if parity and asked[1] == HEADLINE_CLOCK:
        show.console.print()
        print_rows(warehouse, "parity", parity)


def _sections(
    warehouse: Warehouse,
    series: Series,
    rows: Sequence[Row],
    newest: _LagShown,
    found: Sequence[OfSeries],
) -> Sequence[Section | None]:
    """The lag as the page of the series has it, then its history under one rule and clock."""
    from measures.estimates import only  # noqa: PLC0415 - as above
    from measures.lag.records import LagWindowEstimate  # noqa: PLC0415 - as above
    from outputs.sections.lag.daily import (  # noqa: PLC0415
        Beside,
        lag_lines,
        lag_section,
    )
    from outputs.sections.lag.history import crossings, lag_changes, lag_means  # noqa: PLC0415

    names, lags = model_names(warehouse), LagSegment.from_rows(rows)
    rule, today = lags[-1].openness_rule, date.fromisoformat(lags[-1].through)
    verdicts, named = {(series.id, rule): newest.verdict}, _named(warehouse)
    known = known_lag(lags, series, named[series.id])
    last = lags[-1] if known.is_past else known.segment
    beside = Beside(names, last_changes(found), verdicts, named)
    mean = next((one for one in only(LagWindowEstimate, found) if one.is_principal), None)
    return (
        lag_section(lag_lines(lags, {series.id: series}, beside, today), mean),
        lag_changes(series, [on_day(one, one.entry) for one in [*lags[:-1], last]], names),
        lag_means(series, found),
        crossings(series, found, names),
    )


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
