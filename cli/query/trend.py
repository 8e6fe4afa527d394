"""`gapwatch trend`: whether a gap moves, where that might lead, and how often such a guess held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked, declared, opened
from terms.numbers import number, percent, signed
from terms.openness import OpennessRule
from terms.units import Unit
from warehouse.errors import WarehouseMissing
from warehouse.reads import estimates as reads_estimates

if TYPE_CHECKING:
    from measures.estimates import Estimate
    from measures.trend.records import Forecast, ProjectionEstimate, TrendEstimate


def trend(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    json: JsonOption = False,
) -> None:
    """Show how the gap moves: slope, change points, projection, and how earlier ones held.

    Examples: `gapwatch trend`, `gapwatch trend eci`, `gapwatch trend arena_text_raw --json`
    """
    from measures.estimates import only, unpacked  # noqa: PLC0415 - every command would pay
    from measures.trend.records import (  # noqa: PLC0415 - as above
        BackTestEstimate,
        ProjectionEstimate,
        TrendEstimate,
    )

    kinds: dict[str, type[Estimate]] = {
        kind.MEASURE: kind for kind in (TrendEstimate, ProjectionEstimate, BackTestEstimate)
    }
    asked = declared(series).id if series else None
    with opened() as warehouse:
        rows = reads_estimates.estimates(warehouse.connection, *kinds, series=asked, rule=rule)
    found = [kinds[row["measure"]].from_row(row) for row in rows]
    lines = only(TrendEstimate, found)
    if not lines:
        what = f"of {asked} " if asked else ""
        raise WarehouseMissing(
            f"no trend {what}was computed under {rule}: it takes 12 steps of 30 days with a gap "
            "that moved"
        )
    if json:
        shown = [unpacked(row, one) for row, one in zip(rows, found, strict=True)]
        show.as_json({it: [one for one in shown if one["measure"] == it] for it in kinds})
        return
    drawn = show.table(
        f"Trend ({rule.models})",
        ["Series", "Of", ">Per year", show.INTERVAL, "Since, through", "Whole period"],
        [_trend_line(one) for one in lines],
    )
    drawn.columns[0].no_wrap = True
    show.console.print(drawn)
    if not all(one.is_as_published for one in lines):
        show.console.print("* by the models' dates within one vintage, in hindsight")
    if asked:
        for one in only(ProjectionEstimate, found):
            _print_projection(one)


def _trend_line(one: TrendEstimate) -> list[str]:
    return [
        one.series,
        one.what + ("" if one.is_as_published else " *"),
        show.number(one.value, Unit.INDEX),
        show.interval(one.low, one.high, Unit.INDEX),
        f"{one.from_on} {one.through_on}",
        _whole(one),
    ]


def _whole(one: TrendEstimate) -> str:
    """The slope over all points where it spans a change of the slope, else a bound before them."""
    whole, bound = one.whole_period, one.before
    if not whole.spans_bend:
        return f"at least {bound.at_least_days} days on {bound.on}" if bound else "–"
    if one.is_mixed:
        return f"no single trend: spans a bend (BIC gain {one.bic_gain}), few points since"
    return (
        f"{show.number(whole.per_year, Unit.INDEX)} "
        f"({show.interval(whole.low, whole.high, Unit.INDEX)}) since {whole.from_on}, "
        f"spans a bend (BIC gain {one.bic_gain})"
    )


def _print_projection(one: ProjectionEstimate) -> None:
    ahead, out = one.forecast, show.console
    if ahead is None:
        out.print(f"Open is level or ahead as of {one.through_on}: nothing to project.")
        return
    out.print(
        f"First touch of 0 in {percent(ahead.touched_share)} of paths by "
        f"{ahead.horizon_on}{_dated(ahead)}."
    )
    out.print(_beside(ahead))
    held = one.back_test
    for level, cover in (("50", held.coverage_50), ("90", held.coverage_90)):
        if cover:
            out.print(
                f"Earlier {level} % bands held {number(cover.percent, 0)} % of the time at "
                f"{held.origins} origins ({show.INTERVAL} {number(cover.low, 0)} to "
                f"{number(cover.high, 0)} %)."
            )
    out.print(one.caveat)


def _dated(ahead: Forecast) -> str:
    """Days of the first touch, or why there are none."""
    if not ahead.is_dated:
        why = ahead.why_undated
        return "; no median day" + (f", because {why}" if why else "")
    on = {level: day or "beyond the horizon or never" for level, day in ahead.touch_on.items()}
    return (
        f": median {on['0.50']}; half between {on['0.25']} and {on['0.75']}; "
        f"90 % between {on['0.05']} and {on['0.95']}"
    )


def _beside(ahead: Forecast) -> str:
    """What a touch does not mean, and how sure the movement is."""
    from measures.trend.slope import settings  # noqa: PLC0415 - numpy is not needed for help

    unsure = ", too close to zero to call" if ahead.is_unsure else ""
    return (
        f"A path may come back: {percent(ahead.below_at_horizon_share)} are at or below 0 on "
        f"that day. Drift {signed(ahead.drift_per_step, 2)} a step of {settings().step_days} "
        f"days ({show.INTERVAL} {signed(ahead.drift_low, 2)} to {signed(ahead.drift_high, 2)})"
        f"{unsure}."
    )
