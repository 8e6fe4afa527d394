"""`gapwatch headline`, `gap`, `lag`, `why` and `as-of`: the answer, how far open is behind now and
on a past day, and how we know."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cli.shell import show
from cli.shell.arguments import (
    JsonOption,
    RuleOption,
    SeriesAsked,
    SeriesNeeded,
    about,
    come,
    declared,
    measured,
    opened,
    parsed_day,
)
from cli.shell.sections import model_names, print_answer, print_gaps, print_section
from measures.freshness import Freshness, age_days, of_gap
from measures.gap.judgement import may_lead, verdict
from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.asked import NOTHING_YET, gap_then, missing
from outputs.sections.gap import GapLine, gap_line, origins
from outputs.sections.headline import newest
from outputs.sections.lag.parity import parity as leads
from outputs.sections.lag.rows import lag_line, lag_section, lags
from outputs.wording import name
from terms.days import clock, day as day_in_words, days
from terms.openness import OpennessRule
from terms.words import Basis
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.extract import write_file
from warehouse.history.vintages import Bounds
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import GAP
from warehouse.store import Warehouse

Row = Mapping[str, Any]


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, on how many domains, at what price, how sure.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = newest(warehouse)
    if found is None:
        raise WarehouseMissing(NOTHING_YET)
    if json:
        told = {name: getattr(found, name) for name in ("title", "sentences", "by", "also")}
        show.as_json(
            {**told, "facts": [{"value": it.value, "words": it.words} for it in found.facts]}
        )
        return
    show.say(found.lead)
    for fact in found.facts:
        show.say(f"{fact.value} {fact.words}.")
    if found.also:
        show.say(found.also, "dim")


def greet() -> None:
    """The headline's first paragraph where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = newest(warehouse)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    show.say(f"{found.lead} More: `gapwatch headline`" if found else NOTHING_YET)


def gap(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    licence: Annotated[
        Literal["commercial"] | None,
        typer.Option("--licence", help="Now, of open models whose licence allows that."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show the gap now, of every series or of one; of one, with --json, each change of it.

    Examples: `gapwatch gap`, `gapwatch gap eci --rule permissive`,
    `gapwatch gap --licence commercial`, `gapwatch gap --json`
    """
    with opened() as warehouse:
        asked = declared(series) if series else None
        if licence:
            only, models = asked.id if asked else None, f"{licence} use allowed"
            rows = list(_licensed(warehouse, only, licence))
            if asked and rows and not json:
                _say_one(warehouse, asked, rows[0], f"open weights, {models}")
            else:
                print_gaps(warehouse, rows, f" (open weights, {models})", json=json)
        elif asked:
            _one(warehouse, asked, rule, json)
        else:
            rows = list(reads_gaps.gaps_now(warehouse.connection, rule).values())
            print_gaps(warehouse, rows, f" ({rule.models})", json=json)


def _licensed(warehouse: Warehouse, only: str | None, licence: str) -> Iterator[dict[str, Any]]:
    """Rows as `gap_now` has them, of another open class."""
    from pipelines.measure.run import gaps_of_class  # noqa: PLC0415 - half a second

    now = datetime.now(UTC)
    saturated = reads_gaps.saturated_since(warehouse.connection)
    for declared_as, found, seen_on in gaps_of_class(warehouse, now, licence, only):
        series = declared_as.saturated(saturated.get(declared_as.id))
        fresh = of_gap(series, replace(found, seen_on=seen_on), now.date().isoformat())
        yield found.values | {
            **{name: getattr(series, name) for name in ("title", "domain", "unit", "status")},
            "series": series.id,
            "licence": licence,
            "verdict": verdict(found).value,
            "vintage_on": seen_on,
            "shown_on": fresh.shown_on,
            "is_stale": int(fresh.is_stale),
        }


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    """The gap of a series now, in a sentence; as JSON each change of it."""
    of, connection = {"series": series.id, "openness_rule": rule}, warehouse.connection
    if not (now := statistics(connection, "gap_now", **of)):
        raise missing(warehouse, f"gap of {series.id}")
    if json:
        show.as_json(reads_gaps.gap_segments(connection, series.id, rule))
        return
    _say_one(warehouse, series, now[0], rule.models)
    show.say(f"Why: gapwatch why {series.id}; each change: gapwatch gap {series.id} --json")


def _say_one(warehouse: Warehouse, series: Series, row: Row, models: str) -> None:
    line = gap_line(series, row, model_names(warehouse), row["shown_on"])
    show.say(f"{series.title} ({models})", "bold")
    show.say(line.sentence)
    _say_how_sure(line)


def _say_how_sure(line: GapLine) -> None:
    for term, told in line.sure.items():
        show.say(f"{term}: {told}.")


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
        part = lags(rows, model_names(warehouse))
        print_answer(rows, part, f" ({rule.models})", json=json)
        for row in rows:
            if row["evidence"] and not json:
                why = name(row["evidence"], 200).text
                show.say(f"{row['series']}: unconfirmed: {why}", "yellow")


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
        gap = GapSegment.from_row(reads_gaps.gaps_now(connection, rule)[series.id])
        print_section(leads(parity, names, gap=gap), models)


def why(
    series: SeriesNeeded,
    day: Annotated[
        str | None, typer.Argument(help="YYYY-MM-DD; without it the newest day.")
    ] = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    json: JsonOption = False,
) -> None:
    """Walk a number back to its pages: entries, values, licences, addresses, times, rules.

    Examples: `gapwatch why arena_text`, `gapwatch why mmlu_vendor_5shot 2023-07-18`
    """
    with opened() as warehouse:
        known, connection = declared(series), warehouse.connection
        asked = parsed_day(day).isoformat() if day else derived_on(connection, GAP) or ""
        row = gap_then(warehouse, known, rule, asked)
        now = reads_gaps.gaps_now(connection, rule)[known.id]
        row["shown_on"] = asked if day else now["shown_on"]
        answer = {"series": known.id, "rule": str(rule), "row": row} | {
            side: reads_gaps.leader_origin(connection, row, side, row["on_date"]) for side in SIDES
        }
        if json:
            show.as_json(answer)
        else:
            _explain(warehouse, known, answer)


def _explain(warehouse: Warehouse, series: Series, answer: dict[str, Any]) -> None:
    row, rule = answer["row"], OpennessRule(answer["rule"])
    segment, names = GapSegment.from_row(row), model_names(warehouse)
    on, published_on = row["shown_on"], row["vintage_on"]
    fresh = Freshness(row["on_date"], on, published_on, is_stale=True)
    show.say(f"{series.title} on {day_in_words(on)} ({rule.models})", "bold")
    line = GapLine(series, segment, fresh, names)
    show.say(line.sentence)
    when = f"{days(age_days(published_on, on))} before" if published_on < on else "that day"
    if published_on > on:
        when = "after that day: its entries count from their own dates"
    show.say(f"Data published {day_in_words(published_on)} ({when}): {Basis(row['basis']).text}.")
    if count := segment.unresolved_above:  # the sentence has the range
        show.say(f"Cannot be judged: {may_lead(count)}: {', '.join(segment.unresolved)}.")
    show.say(f"Computed {clock(row['recorded_at'])} by gapwatch {row['code_version']}.")
    _say_how_sure(line)
    for side in SIDES:
        if answer[side] is None:
            show.say(f"Best {side}: no entry on that day.")
        else:
            part = origins(series, {side: answer[side]})
            print_section(part._replace(title=part.caption, caption="", note=""))
            show.say(f"Rules: {show.rules_in_words(answer[side]['origin']['rules'])}.")


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
            until = f"published by {day} and seen by {seen or 'today'}"
            raise WarehouseMissing(f"nothing that is known here was {until}")
        if json:
            show.as_json(rows)
        elif rows:
            print_gaps(copy, rows, f" ({rule.models})")
    if out is not None and not json:
        show.console.print(f"every view as of then: {out}")
