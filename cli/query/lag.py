"""`gapwatch lag`: how long ago closed models first had what open ones have now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked, declared, opened
from cli.shell.sections import (
    model_names,
    print_rows,
    print_section,
    print_sections,
    print_statistic,
)
from measures.freshness import Freshness, known_lag, of_lag, shown_lags
from measures.gap.judgement import verdict
from measures.lag.words import LagOn, on_day, words
from measures.segments import GapSegment, LagSegment, by_board
from measures.series import Series, load
from terms.openness import OpennessRule
from terms.words import GapVerdict
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import lags as reads_lags
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from outputs.sections.section import Section


Row = Mapping[str, Any]


def lag(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    parity: Annotated[
        bool, typer.Option("--parity", help="How long each closed lead lasted.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how many days open is behind: now for every series, or the history of one.

    Examples: `gapwatch lag`, `gapwatch lag eci --rule permissive`, `gapwatch lag --parity`
    """
    with opened() as warehouse:
        asked = None if series is None else declared(series)
        if parity:
            of = asked.id if asked else None
            print_statistic(warehouse, "parity", rule=rule, series=of, json=json)
            return
        rows = reads_lags.lag_segments(warehouse.connection, rule, asked.id if asked else None)
        if not rows:
            what = f"of {asked.id} " if asked else ""
            raise WarehouseMissing(f"no lag {what}was computed yet: run `gapwatch refresh` first")
        if asked is None and json:
            show.as_json([one.columns for one in _newest(warehouse, rows, rule)])
        elif asked is None:
            _all(warehouse, rule)
        else:
            _one(warehouse, asked, rows, rule, json=json)


def _newest(warehouse: Warehouse, rows: Sequence[Row], rule: str) -> list[_LagShown]:
    """The newest lag of each series on the day to which it can be told, with that in words."""
    connection, known = warehouse.connection, load()
    asked = rows[0]["series"] if len({row["series"] for row in rows}) == 1 else None
    ends = reads_lags.last_changes(connection, asked)
    verdicts: dict[str, GapVerdict] = {
        name: verdict(GapSegment.from_row(row))
        for name, row in reads_gaps.gaps_now(connection, rule).items()
    }
    last = {row["series"]: row for row in rows}
    return [
        _shown(
            last[name],
            lags,
            known[name],
            ends.get((name, rule)),
            verdicts.get(name, GapVerdict.NO_INTERVAL),
        )
        for (name, _), lags in by_board(LagSegment.from_rows(rows)).items()
        if name in known
    ]


def _shown(
    row: Row,
    lags: Sequence[LagSegment],
    series: Series,
    last_change: str | None,
    found: GapVerdict,
) -> _LagShown:
    lags = shown_lags(lags, found)
    segment = known_lag(lags)
    fresh = of_lag(series, lags, segment.through, last_change)
    lag = on_day(segment, fresh.shown_on)
    note = words(lag.days, segment.sign, censored=bool(segment.censored), verdict=found)
    return _LagShown({**row, **segment.values}, lag, fresh, found, note)


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


def _all(warehouse: Warehouse, rule: OpennessRule) -> None:
    """The newest lag of every series, as pages show it."""
    from outputs.sections.lag.now import lags  # noqa: PLC0415 - every command would pay

    rows = reads_lags.lags_now(warehouse.connection, rule)
    print_section(lags(rows, model_names(warehouse)), f" ({rule.models})")


def _one(
    warehouse: Warehouse, series: Series, rows: Sequence[Row], rule: OpennessRule, *, json: bool
) -> None:
    """The lag as the page of the series has it, its history, and the times to parity."""
    lags = [on_day(one, one.entry) for one in LagSegment.from_rows(rows)]
    (newest,) = _newest(warehouse, rows, rule)
    parity = reads_statistics.statistics(
        warehouse.connection, "parity", series=series.id, openness_rule=rule
    )
    if json:
        changes = [{**row, **lag.columns} for row, lag in zip(rows, lags, strict=True)]
        known = {"series": series.id, "now": newest.columns, "changes": changes, "parity": parity}
        show.as_json(known)
        return
    show.say(series.title, "bold")
    print_sections(_sections(warehouse, series, rows, newest), f" ({rule.models})")
    if parity:
        show.console.print()
        print_rows(warehouse, "parity", parity)


def _sections(
    warehouse: Warehouse, series: Series, rows: Sequence[Row], newest: _LagShown
) -> Sequence[Section | None]:
    from outputs.sections.lag.daily import (  # noqa: PLC0415 - as above
        Beside,
        lag_lines,
        lag_section,
    )
    from outputs.sections.lag.history import lag_changes  # noqa: PLC0415 - as above

    names, lags = model_names(warehouse), LagSegment.from_rows(rows)
    rule, today = lags[-1].openness_rule, date.fromisoformat(lags[-1].through)
    verdicts = {(series.id, rule): newest.verdict}
    ends = reads_lags.last_changes(warehouse.connection, series.id)
    beside = Beside(names, ends, verdicts)
    return (
        lag_section(lag_lines(lags, {series.id: series}, beside, today)),
        lag_changes(series, [on_day(one, one.entry) for one in lags], names),
    )
