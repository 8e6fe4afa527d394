"""`gapwatch lag`: how long ago closed models first had what open ones have now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

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
from measures.lag.words import on_day
from measures.segments import LagSegment
from measures.series import Series
from outputs.sections.lag.daily import Beside, lag_lines, lag_section
from outputs.sections.lag.now import lag_changes, lags
from terms.openness import OpennessRule
from terms.words import GapVerdict
from warehouse.errors import WarehouseMissing
from warehouse.reads import lags as reads_lags
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

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
        only = asked.id if asked else None
        if parity:
            print_statistic(warehouse, "parity", rule=rule, series=only, json=json)
            return
        every = reads_lags.lags_now(warehouse.connection, rule)
        rows = [row for row in every if only in (None, row["series"])]
        if not rows:
            what = f"of {only} " if only else ""
            raise WarehouseMissing(f"no lag {what}was computed yet: run `gapwatch refresh` first")
        if asked:
            _one(warehouse, asked, rows[0], rule, json=json)
        elif json:
            show.as_json(rows)
        else:
            print_section(lags(rows, model_names(warehouse)), f" ({rule.models})")


def _one(warehouse: Warehouse, series: Series, now: Row, rule: OpennessRule, *, json: bool) -> None:
    """The lag as the page of the series has it, its history, and the times to parity."""
    connection, names = warehouse.connection, model_names(warehouse)
    rows = reads_lags.lag_segments(connection, rule, series.id)
    parity = reads_statistics.statistics(connection, "parity", series=series.id, openness_rule=rule)
    if json:
        show.as_json({"series": series.id, "now": now, "changes": rows, "parity": parity})
        return
    segments = LagSegment.from_rows(rows)
    verdicts = {(series.id, rule.value): GapVerdict(now["verdict"])}
    beside = Beside(names, reads_lags.last_changes(connection, series.id), verdicts)
    today = date.fromisoformat(segments[-1].through)
    show.say(series.title, "bold")
    print_sections(
        (
            lag_section(lag_lines(segments, {series.id: series}, beside, today)),
            lag_changes(series, [on_day(one, one.entry) for one in segments], names),
        ),
        f" ({rule.models})",
    )
    if parity:
        show.console.print()
        print_rows(warehouse, "parity", parity)
