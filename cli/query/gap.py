"""`gapwatch gap` and `gapwatch why`: what the gap is, and how we know.

The part of `gapwatch why` that says how the errors of two leaders were joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

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
from cli.shell.sections import one_of, print_statistic
from measures.gap.judgement import either_way, is_confirmed, may_lead
from measures.segments import GapSegment
from measures.series import Series, shipped
from terms.numbers import MISSING, number, p_value
from terms.openness import OpennessRule
from terms.units import Unit
from terms.words import Basis, GapMethod
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

MORE = ("n", "discordant", "difference", "stderr", "independent_stderr", "rho", "z", "p_exact")


def compared(warehouse: Warehouse, row: dict[str, Any]) -> dict[str, Any]:
    """How the two leaders of a gap row compare on the same items, or the reason why not."""
    from measures.gap.paired import NotPaired  # noqa: PLC0415 - other commands need none of it
    from pipelines.measure.inputs import leaders_paired  # noqa: PLC0415

    found = leaders_paired(warehouse, row)
    if isinstance(found, NotPaired):
        return asdict(found)
    return {**asdict(found), **{name: getattr(found, name) for name in MORE}}


def explain(series: Series, row: dict[str, Any], found: dict[str, Any] | None) -> None:
    """Print how the errors were joined and what the items of the pair say."""
    method = row["ci_method"]
    if method is None or found is None:
        return
    show.console.print(f"interval: errors of the two leaders taken as {method}")
    if "reason" not in found:
        show.console.print(_pair(found))
    elif series.unit == Unit.PERCENT and method != GapMethod.JOINT:
        show.console.print(f"not compared item by item: {found['reason']}")


def _pair(found: dict[str, Any]) -> str:
    return (
        f"same {found['n']} items: {found['closed_only']} solved by closed alone, "
        f"{found['open_only']} by open alone; correlation {show.number(found['rho'])}, standard "
        f"error {number(found['stderr'], 2)} paired, "
        f"{number(found['independent_stderr'], 2)} independent, "
        f"exact McNemar p {p_value(found['p_exact'])}"
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
    json: JsonOption = False,
) -> None:
    """Show the gap: now for every series, or the history of one.

    Examples: `gapwatch gap`, `gapwatch gap eci --rule permissive`, `gapwatch gap --one-gpu`,
    `gapwatch gap eci --corrections`, `gapwatch gap --json`
    """
    table = one_of(one_gpu=one_gpu, corrections=corrections)
    with opened() as warehouse:
        if table:
            view = "one_gpu_gap" if one_gpu else "correction"
            asked = None if series is None else declared(series).id
            print_statistic(warehouse, view, rule=rule, series=asked, json=json)
        elif series is None:
            _all(warehouse, rule, json)
        else:
            _one(warehouse, declared(series), rule, json)


def _all(warehouse: Warehouse, rule: OpennessRule, json: bool) -> None:
    rows = reads_gaps.gaps_shown(warehouse.connection, rule)
    if not rows:
        raise WarehouseMissing("no gap was computed yet: run `gapwatch refresh` first")
    if json:
        show.as_json(rows)
        return
    show.console.print(show.gap_table(rows, shipped(), rule))
    gaps = GapSegment.from_rows(rows)
    if any(gap.unresolved_above for gap in gaps):
        show.console.print(
            "cannot be judged: an entry of unknown model or openness may lead; the range is the\n"
            "gap with such entries as closed, and as open (`gapwatch why SERIES` names them)"
        )
    if not all(map(is_confirmed, gaps)):
        show.console.print(
            "unconfirmed: a leader's class is what its sources say; nobody has confirmed it yet"
        )


def _one(warehouse: Warehouse, series: Series, rule: OpennessRule, json: bool) -> None:
    rows = reads_gaps.gap_segments(warehouse.connection, series.id, rule)
    if not rows:
        raise WarehouseMissing(f"no gap was computed for {series.id} yet: run `gapwatch refresh`")
    if json:
        show.as_json(rows)
        return
    gaps = GapSegment.from_rows(rows)
    show.console.print(
        show.table(
            f"{series.title} ({Unit(series.unit).text}), {rule.models}: each change",
            ["From", ">Gap", show.INTERVAL, "Closed leader", "Open leader"],
            [_change(gap, series) for gap in gaps],
        )
    )
    show.console.print(f"holds through {gaps[-1].through}; why: gapwatch why {series.id}")


def _change(gap: GapSegment, series: Series) -> list[str]:
    return [
        gap.entry,
        show.number(gap.gap, series.unit),
        show.certainty(gap, series.unit),
        *show.leaders(gap, series.unit),
    ]


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
            _explain(known, answer)


def _newest(warehouse: Warehouse, rule: OpennessRule) -> str:
    rows = reads_gaps.gaps_on(warehouse.connection, rule)
    return rows[0]["on_date"] if rows else datetime.now().astimezone().date().isoformat()


def _explain(series: Series, answer: dict[str, Any]) -> None:
    row, out = answer["row"], show.console
    out.print(Text.assemble((series.title, "bold"), f" on {row['on_date']}, rule {answer['rule']}"))
    out.print(
        f"gap {show.number(row['gap'], series.unit)} {Unit(series.unit).difference}, "
        f"{show.INTERVAL} {show.interval(row['gap_low'], row['gap_high'], series.unit)}, "
        f"chance that open is ahead {show.probability(row['p_open_ahead'])}, "
        f"smallest gap this test could show {show.number(row['detectable_gap'], series.unit)}"
    )
    out.print(f"data published {row['vintage_on']} ({_when(row)}): {Basis(row['basis']).text}")
    explain(series, row, answer.get("item_by_item"))
    _explain_either_way(GapSegment.from_row(row), series)
    out.print(f"computed {row['recorded_at']} by gapwatch {row['code_version']}")
    for side in ("closed", "open"):
        _explain_side(side, answer[side], series)


def _explain_either_way(found: GapSegment, series: Series) -> None:
    if doubt := either_way(found):
        named = f": {', '.join(doubt.names)}" if doubt.names else ""
        ends = [
            f"{show.number(end, series.unit)} with them as {side}"
            for end, side in ((doubt.if_closed, "closed"), (doubt.if_open, "open"))
            if end is not None
        ]
        gap = f"gap {', '.join(ends)}" if ends else "no gap either way"
        show.console.print(f"cannot be judged: {may_lead(doubt.count)}{named}; {gap}")
    if not is_confirmed(found):
        show.console.print(f"unconfirmed: {found.evidence}")


def _when(row: Mapping[str, Any]) -> str:
    if row["vintage_on"] > row["on_date"]:
        return "after that day: its entries count from their own dates"
    return f"{row['age_days']} days before"


def _explain_side(side: str, found: dict[str, Any] | None, series: Series) -> None:
    if found is None:
        show.console.print(Text.assemble("\n", (side, "bold"), ": no entry on that day"))
        return
    grade, origin = found["openness"] or {}, found["origin"] or {}
    stderr = number(found["stderr"], 3) if found["stderr"] else MISSING
    rows = [
        ("entry", found["entry"]),
        ("model", found["model"]),
        ("value", f"{found['value']} {Unit(series.unit).text} (standard error {stderr})"),
        ("openness", f"{grade.get('openness')} ({grade.get('licence') or 'no licence named'})"),
        ("", f"from {grade.get('valid_from')}, evidence {grade.get('evidence')}"),
        ("board", f"{origin.get('source')}/{origin.get('board')}/{origin.get('category')}"),
        ("address", origin.get("url")),
        ("page sha256", origin.get("page_sha256")),
        ("published", origin.get("published_on")),
        ("seen", origin.get("seen_at")),
        ("recorded", origin.get("recorded_at")),
        ("rules", show.rules_in_words(origin.get("rules"))),
    ]
    show.console.print()
    show.console.print(show.table(f"{side} leader", ["", ""], rows))
