"""`gapwatch trend`: whether a gap moves, where that might lead, and how often such a guess held."""

from __future__ import annotations

import json as json_format
from typing import Any

from cli.query.gap import declared, opened
from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked
from terms.numbers import number, percent, signed
from terms.openness import OpennessRule
from terms.units import Unit
from warehouse.errors import WarehouseMissing
from warehouse.reads import lags as reads_lags

BOARDS = ("trend", "projection", "backtest")


def trend(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    json: JsonOption = False,
) -> None:
    """Show slope and change points, the projection of one series, and how earlier ones held.

    Examples: `gapwatch trend`, `gapwatch trend eci`, `gapwatch trend arena_text_raw --json`
    """
    asked = declared(series).id if series else None
    with opened() as warehouse:
        found = {
            board: [
                {**row, "detail": json_format.loads(row["detail"])}
                for row in reads_lags.estimates(warehouse.connection, board, asked)
                if row["openness_rule"] == rule
            ]
            for board in BOARDS
        }
    if not found["trend"]:
        what = f"of {asked} " if asked else ""
        raise WarehouseMissing(
            f"no trend {what}was issued under {rule}: it takes 12 steps of 30 days with a gap "
            "that moved"
        )
    if json:
        show.as_json(found)
        return
    drawn = show.table(
        f"Trend ({rule.models})",
        ["Series", "Of", ">Per year", show.INTERVAL, "Since, through", "Whole period"],
        [_trend_line(row) for row in found["trend"]],
    )
    drawn.columns[0].no_wrap = True
    show.console.print(drawn)
    if any(row["detail"]["basis"] != "as published" for row in found["trend"]):
        show.console.print("* by the models' dates within one vintage, in hindsight")
    if asked:
        for row in found["projection"]:
            _tell(row)


def _trend_line(row: dict[str, Any]) -> list[str]:
    told = row["detail"]
    return [
        row["series"],
        row["variant"].split("|")[0] + ("" if told["basis"] == "as published" else " *"),
        show.number(row["value"], Unit.INDEX),
        show.interval(row["low"], row["high"], Unit.INDEX),
        f"{row['from_on']} {row['through_on']}",
        _whole(row),
    ]


def _whole(row: dict[str, Any]) -> str:
    """The slope over all points where it spans a change of the slope, else a bound before them."""
    told = row["detail"]
    whole = told.get("whole_period") or {}
    if not whole.get("spans_bend"):
        bound = told.get("before")
        return f"at least {bound['at_least_days']} days on {bound['on']}" if bound else "–"
    if row["from_on"] == whole["from_on"]:
        return f"no single trend: spans a bend (BIC gain {told['bic_gain']}), few points since"
    return (
        f"{show.number(whole['per_year'], Unit.INDEX)} "
        f"({show.interval(whole['low'], whole['high'], Unit.INDEX)}) since {whole['from_on']}, "
        f"spans a bend (BIC gain {told['bic_gain']})"
    )


def _tell(row: dict[str, Any]) -> None:
    told, out = row["detail"], show.console
    if told["crossed"]:
        out.print(f"Open is level or ahead as of {row['through_on']}: nothing to project.")
        return
    out.print(
        f"First touch of 0 in {percent(told['touched_share'])} of paths by "
        f"{told['horizon_on']}{_dated(told)}."
    )
    if "drift_low" in told:
        out.print(_beside(told))
    held = told["back_test"]
    for level in ("50", "90"):
        cover = held[f"coverage_{level}"]
        if cover:
            out.print(
                f"Earlier {level} % bands held {number(cover['percent'], 0)} % of the time at "
                f"{held['origins']} origins ({show.INTERVAL} {number(cover['low'], 0)} to "
                f"{number(cover['high'], 0)} %)."
            )
    out.print(row["caveat"])


def _dated(told: dict[str, Any]) -> str:
    """Days of the first touch, or why there are none."""
    if not told["is_dated"]:
        from measures.trend.projection import UNDATED  # noqa: PLC0415 - numpy is not needed for help

        why = UNDATED.get(told.get("undated_because") or "")
        return "; no median day" + (f", because {why}" if why else "")
    on = {level: day or "beyond the horizon or never" for level, day in told["touch_on"].items()}
    return (
        f": median {on['0.50']}; half between {on['0.25']} and {on['0.75']}; "
        f"90 % between {on['0.05']} and {on['0.95']}"
    )


def _beside(told: dict[str, Any]) -> str:
    """What a touch does not mean, and how sure the movement is."""
    from measures.trend.projection import is_unsure  # noqa: PLC0415 - numpy is not needed for help
    from measures.trend.slope import settings  # noqa: PLC0415 - as above

    low, high = told["drift_low"], told["drift_high"]
    unsure = ", which cannot be told from 0" if is_unsure(low, high) else ""
    return (
        f"A path may come back: {percent(told['below_at_horizon_share'])} are at or below 0 on "
        f"that day. Drift {signed(told['drift_per_step'], 2)} a step of {settings().step_days} "
        f"days ({show.INTERVAL} {signed(low, 2)} to {signed(high, 2)}){unsure}."
    )
