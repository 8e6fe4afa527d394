"""`gapwatch lag`, `price` and `as-of`: what promised views say now, and of a past day."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import (
    JsonOption,
    RuleOption,
    SeriesAsked,
    about,
    come,
    declared,
    measured,
    opened,
    parsed_day,
)
from cli.shell.sections import model_names, print_answer, print_gaps, print_section
from measures.series import Series, load
from outputs.asked import missing, model_prices, price_on
from outputs.sections.lag.parity import parity as leads
from outputs.sections.lag.rows import lag_line, lag_section, lags
from outputs.sections.price.levels import (
    dated_prices,
    dated_text,
    levels,
    price_lines,
    series_levels,
)
from outputs.wording import name
from terms.openness import OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.extract import write_file
from warehouse.history.vintages import Bounds
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

Row = Mapping[str, Any]


def lag(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    json: JsonOption = False,
) -> None:
    """Show how many days open is behind: now for every series; of one, with --json its history too,
    and how long closed leads lasted.

    Examples: `gapwatch lag`, `gapwatch lag eci --rule permissive`
    """
    with opened() as warehouse:
        asked = None if series is None else declared(series)
        only = asked.id if asked else None
        rows = statistics(warehouse.connection, "lag_now", openness_rule=rule, series=only)
        if asked and rows:
            _lag_of(warehouse, asked, rows[0], rule, json=json)
            return
        if asked:
            raise missing(warehouse, f"lag of {asked.id}", f"see `gapwatch gap {asked.id}`")
        models, names = f" ({rule.models})", model_names(warehouse)
        print_answer(rows, lambda: lags(rows, names), models, json=json)
        for row in rows:
            if row["evidence"] and not json:
                said = f"{row['series']}: unconfirmed: {name(row['evidence'], 200).text}"
                show.say(said, "yellow")


def _lag_of(
    warehouse: Warehouse, series: Series, now: Row, rule: OpennessRule, *, json: bool
) -> None:
    """The lag as the page of the series has it, and the times to parity."""
    connection, names = warehouse.connection, model_names(warehouse)
    parity, changes = (
        statistics(connection, view, series=series.id, openness_rule=rule)
        for view in ("parity", "lag_changes")
    )
    if json:
        show.as_json({"series": series.id, "now": now, "changes": changes, "parity": parity})
        return
    show.say(series.title, "bold")
    models = f" ({rule.models})"
    print_section(lag_section([lag_line(series, now, names, now["shown_on"])]), models)
    show.console.print()
    if parity:
        print_section(leads(parity, names), models)


def price(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    model: Annotated[
        str | None, typer.Option(help="What this model cost instead, by name or id.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="With --model: on this day alone, YYYY-MM-DD.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show what the best open model's score costs, closed and open: now for every series; of one
    every level, with --json its history too. Or what one model cost, and when.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --json`,
    `gapwatch price --model kimi-k3 --on 2026-09-01`
    """
    if model is not None and series is not None:
        raise typer.BadParameter(f"a model is of no series: ask for {series} or for --model")
    if model is None and on is not None:
        raise typer.BadParameter("--on is the day of a --model: name one")
    with opened() as warehouse:
        if model is not None:
            _price_of_model(warehouse, model, None if on is None else parsed_day(on), json)
        else:
            _prices(warehouse, declared(series) if series else None, rule, json)


def _price_of_model(warehouse: Warehouse, model: str, on: date | None, json: bool) -> None:
    rows: Sequence[Row] = model_prices(warehouse, model)
    if on is not None:
        rows = [price_on(rows, on, datetime.now(UTC).date())]
    if json:
        show.as_json(rows)
    elif on is not None:
        show.say(dated_text(rows[0], on.isoformat()))
    else:
        print_section(dated_prices(rows))


def _prices(warehouse: Warehouse, series: Series | None, rule: OpennessRule, json: bool) -> None:
    """At the best open score of every series, or of one at every level, with its history."""
    connection, only = warehouse.connection, series.id if series else None
    known = (
        {series.id: series} if series else load(saturated=reads_gaps.saturated_since(connection))
    )
    every = statistics(connection, "price_at_quality", openness_rule=rule, series=only)
    found = {"now": [row for row in every if row["series"] in known]}
    if only:
        changes = statistics(connection, "price_changes", openness_rule=rule, series=only)
        found["changes"] = changes
    if json and any(found.values()):
        show.as_json(found)
    elif not found["now"]:
        why = "no open model of it has a known price"
        raise missing(warehouse, f"price of {only or 'any series'} today", why)
    else:
        lines = price_lines(found["now"], known, model_names(warehouse))
        domains = statistics(connection, "domain", openness_rule=rule)
        part = series_levels(lines) if only else levels(lines, domains)
        print_section(part, f" ({rule.models})")


def as_of(
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD: what had been published by then.")],
    seen: Annotated[
        str | None, typer.Option(help="Only what had been captured by this day.")
    ] = None,
    recorded: Annotated[
        str | None, typer.Option(help="Only what this warehouse knew on this day.")
    ] = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write every view as of then to a new SQLite file."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show every gap as it could be known on a past day, computed from what there was then.

    Examples: `gapwatch as-of 2024-07-31`, `gapwatch as-of 2026-02-24 --recorded 2026-11-30`,
    `gapwatch as-of 2025-12-31 --out then.db`
    """
    if out is not None and not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent} for {out.name}: make it first")
    bounds = Bounds(*(come(it) if it else None for it in (day, seen, recorded)))
    with opened() as warehouse, measured(warehouse, come(day), bounds) as copy:
        rows = list(reads_gaps.gaps_now(copy.connection, rule).values())
        if out is not None:
            write_file(copy, out, {**about(bounds), "gapwatch": version("gapwatch")})
        elif not rows:
            raise WarehouseMissing(f"nothing that is known here had been published by {day}")
        if json:
            show.as_json(rows)
        elif rows:
            print_gaps(copy, rows, f" ({rule.models})")
    if out is not None and not json:
        show.console.print(f"every view as of then: {out}")
