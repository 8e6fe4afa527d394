"""`gapwatch gap` and `gapwatch why`: what the gap is, and how we know.

The part of `gapwatch why` that says how the errors of two leaders were joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import (
    JsonOption,
    RuleOption,
    SeriesAsked,
    SeriesNeeded,
    declared,
    opened,
    parsed_day,
)
from cli.shell.sections import model_names, one_of, print_gaps, print_section, print_statistic
from measures.freshness import Freshness
from measures.gap.judgement import either_way, is_confirmed, may_lead, verdict
from measures.segments import GapSegment
from measures.series import Series
from outputs.wording import ModelNames
from terms.days import clock
from terms.days import day as day_in_words
from terms.numbers import MISSING, interval, number, p_value, signed
from terms.openness import COMMERCIAL, OpennessRule
from terms.units import Unit
from terms.words import Basis, GapMethod
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse

MORE = ("n", "discordant", "difference", "stderr", "independent_stderr", "rho", "z", "p_exact")


def compared(warehouse: Warehouse, row: dict[str, Any]) -> dict[str, Any]:
    """How the two leaders of a gap row compare on the same items, or the reason why not."""
    from pipelines.measure.inputs import leaders_paired  # noqa: PLC0415 - others need none

    found = leaders_paired(warehouse, row)
    if isinstance(found, str):
        return {"reason": found}
    return {**asdict(found), **{name: getattr(found, name) for name in MORE}}


def explain(series: Series, row: dict[str, Any], found: dict[str, Any] | None) -> None:
    """Print what the items of the pair say."""
    method = row["ci_method"]
    if method is None or found is None:
        return
    if "reason" not in found:
        show.say(_pair(found))
    elif series.unit == Unit.PERCENT and method != GapMethod.JOINT:
        show.say(f"Not compared item by item: {found['reason']}.")


def _pair(found: dict[str, Any]) -> str:
    return (
        f"Same {found['n']} items: {found['closed_only']} solved by closed alone, "
        f"{found['open_only']} by open alone; correlation {show.number(found['rho'])}, standard "
        f"error {number(found['stderr'], 2)} paired, "
        f"{number(found['independent_stderr'], 2)} independent, "
        f"exact McNemar p {p_value(found['p_exact'])}."
    )


def gap(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    one_gpu: Annotated[
        bool, typer.Option("--one-gpu", help="Of open models that fit one GPU of 80 GB.")
    ] = False,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Of past days, as published then and known now.")
    ] = False,
    licence: Annotated[
        Licence | None,
        typer.Option("--licence", help="Now, of open models whose licence allows that."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show the gap: now for every series, or the history of one.

    Examples: `gapwatch gap`, `gapwatch gap eci --rule permissive`, `gapwatch gap --one-gpu`,
    `gapwatch gap eci --corrections`, `gapwatch gap --licence commercial`, `gapwatch gap --json`
    """
    table = one_of(one_gpu=one_gpu, corrections=corrections, licence=licence is not None)
    with opened() as warehouse:
        if licence:
            _licensed(warehouse, series, licence, json)
        elif table:
            view = "one_gpu_gap" if one_gpu else "correction"
            asked = None if series is None else declared(series).id
            print_statistic(warehouse, view, rule=rule, series=asked, json=json)
        elif series is None:
            _all(warehouse, rule, json)
        else:
            _one(warehouse, declared(series), rule, json)


class Licence(StrEnum):
    """What the licence of an open model must allow, besides what the rules ask."""

    COMMERCIAL = COMMERCIAL


def _licensed(warehouse: Warehouse, asked: str | None, licence: Licence, json: bool) -> None:
    from outputs.sections.freshness import caveats  # noqa: PLC0415 - as above
    from pipelines.measure.run import gaps_of_class  # noqa: PLC0415 - other commands need none

    only = declared(asked).id if asked else None
    found = list(gaps_of_class(warehouse, datetime.now(UTC), licence.value, only))
    if json:
        kept = ("gap", "gap_low", "gap_high", "closed_model", "open_model", *DOUBTS)
        show.as_json([
            {"series": series.id, "licence": licence.value, "verdict": verdict(gap).value}
            | {name: getattr(gap, name) for name in kept} | {"vintage_on": newest}
            for series, gap, newest in found
        ])  # fmt: skip
        return
    names = model_names(warehouse)
    lines = [
        [
            series.title, signed(gap.gap), _ends(gap) or MISSING,
            "; ".join([verdict(gap).text, *caveats(gap)]),
            names[gap.open_model],
            names[gap.closed_model],
            day_in_words(newest) if newest else MISSING,
        ]
        for series, gap, newest in found
        if gap.gap is not None and gap.open_model and gap.closed_model
    ]  # fmt: skip
    columns = ["Benchmark", ">Gap", "95 % interval", "Verdict", "Open", "Closed", "Data from"]
    title = "Gap to open weights whose licence allows commercial use"
    show.console.print(show.table(title, columns, lines))


DOUBTS = ("unresolved_above", "gap_if_unresolved_closed", "gap_if_unresolved_open", "confirmed",
          "evidence", "held_reason")  # fmt: skip
"""Columns of a gap that say how far it can be relied on."""


def _ends(gap: GapSegment) -> str | None:
    """The interval; where an unknown model may lead, all that the gap may be."""
    doubt = either_way(gap)
    return interval(*(doubt.ends or (None, None)) if doubt else (gap.gap_low, gap.gap_high))


def _all(warehouse: Warehouse, rule: OpennessRule, json: bool) -> None:
    rows = reads_gaps.gaps_shown(warehouse.connection, rule)
    if not rows:
        raise WarehouseMissing("no gap was computed yet: run `gapwatch refresh` first")
    if json:
        show.as_json(rows)
        return
    print_gaps(warehouse, rule)


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    rows = reads_gaps.gap_segments(warehouse.connection, series.id, rule)
    if not rows:
        raise WarehouseMissing(f"no gap was computed for {series.id} yet: run `gapwatch refresh`")
    if json:
        show.as_json(rows)
        return
    from outputs.sections.freshness import not_used  # noqa: PLC0415 - as above
    from outputs.sections.gap.rows import Facts, change_points  # noqa: PLC0415 - as above

    facts, gaps = Facts(reads_models.model_names(warehouse.connection)), GapSegment.from_rows(rows)
    print_section(change_points(series, gaps, facts), f" ({rule.models})")
    if told := not_used(gaps[-1]):
        show.say(f"{told}.")
    show.say(f"Why: gapwatch why {series.id}")


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
        known = declared(series)
        asked = parsed_day(day).isoformat() if day else _newest(warehouse, rule)
        row = reads_gaps.gap_on(warehouse.connection, known.id, rule, asked)
        if row is None:
            raise WarehouseMissing(
                f"no gap of {known.id} on {asked}; `gapwatch gap {known.id}` lists its days"
            )
        answer = {"series": known.id, "rule": str(rule), "row": row} | {
            side: reads_gaps.leader_origin(warehouse.connection, row, side, row["on_date"])
            for side in ("closed", "open")
        }
        if row["gap"] is not None:
            answer["item_by_item"] = compared(warehouse, row)
        if doubt := either_way(GapSegment.from_row(row)):
            answer["either_way"] = asdict(doubt)
        if json:
            show.as_json(answer)
        else:
            _explain(warehouse, known, answer)


def _newest(warehouse: Warehouse, rule: OpennessRule) -> str:
    rows = reads_gaps.gaps_on(warehouse.connection, rule)
    return rows[0]["on_date"] if rows else datetime.now().astimezone().date().isoformat()


def _explain(warehouse: Warehouse, series: Series, answer: dict[str, Any]) -> None:
    from outputs.sections.gap.rows import (  # noqa: PLC0415 - as above
        Facts,
        either_way_range,
        rule_line,
    )
    from outputs.sections.gap.uncertainty import certainty  # noqa: PLC0415 - as above
    from outputs.sections.series_page import gap_sentence  # noqa: PLC0415 - as above

    row, rule = answer["row"], OpennessRule(answer["rule"])
    known = reads_models.model_names(warehouse.connection)
    segment = GapSegment.from_row(row)
    line = rule_line(series, segment, Facts(known))
    fresh = Freshness(row["on_date"], row["on_date"], row["vintage_on"], is_stale=True)
    heading = f"{series.title} on {day_in_words(row['on_date'])} ({rule.models})"
    show.say(heading, "bold")
    show.say(gap_sentence(line, fresh, either_way_range(series, segment)))
    told = f"Data published {day_in_words(row['vintage_on'])} ({_when(row)}): "
    show.say(f"{told}{Basis(row['basis']).text}.")
    _explain_either_way(segment, series)
    show.say(f"Computed {clock(row['recorded_at'])} by gapwatch {row['code_version']}.")
    if part := certainty(series, segment):
        show.console.print()
        print_section(part)
    explain(series, row, answer.get("item_by_item"))
    _explain_sides(series, answer, model_names(warehouse))


def _explain_sides(series: Series, answer: dict[str, Any], names: ModelNames) -> None:
    from outputs.sections.gap.evidence import origin_section  # noqa: PLC0415 - as above

    for side in ("closed", "open"):
        show.console.print()
        if answer[side] is None:
            show.say(f"Best {side}: no entry on that day.")
            continue
        rules = show.rules_in_words((answer[side]["origin"] or {}).get("rules"))
        print_section(origin_section(series, side, answer[side], rules, names))


def _explain_either_way(found: GapSegment, series: Series) -> None:
    if doubt := either_way(found):
        named = f": {', '.join(doubt.names)}" if doubt.names else ""
        ends = [
            f"{show.number(end, series.unit)} with them as {side}"
            for end, side in ((doubt.if_closed, "closed"), (doubt.if_open, "open"))
            if end is not None
        ]
        gap = f"gap {', '.join(ends)}" if ends else "no gap either way"
        show.say(f"Cannot be judged: {may_lead(doubt.count)}{named}; {gap}.")
    if not is_confirmed(found):
        show.say(f"Unconfirmed: {found.evidence}")


def _when(row: Mapping[str, Any]) -> str:
    if row["vintage_on"] > row["on_date"]:
        return "after that day: its entries count from their own dates"
    return f"{row['age_days']} days before"
