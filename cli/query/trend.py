"""`gapwatch trend`: whether a gap moves, where that might lead, and how often such a guess held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, SeriesAsked, declared, opened
from cli.shell.sections import print_section
from measures.series import shipped
from terms.openness import OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import estimates as reads_estimates

if TYPE_CHECKING:
    from measures.estimates import Estimate
    from measures.trend.records import ProjectionEstimate


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
    slopes = only(TrendEstimate, found)
    if not slopes:
        what = f"of {asked} " if asked else ""
        raise WarehouseMissing(
            f"no trend {what}was computed under {rule}: it takes 12 steps of 30 days with a gap "
            "that moved"
        )
    if json:
        shown = [unpacked(row, one) for row, one in zip(rows, found, strict=True)]
        show.as_json({it: [one for one in shown if one["measure"] == it] for it in kinds})
        return
    from outputs.sections.trend import trend_line, trend_section, unborne  # noqa: PLC0415

    known = shipped()
    lines = [trend_line(one, known[one.series]) for one in slopes if one.series in known]
    ahead = next(iter(only(ProjectionEstimate, found)), None) if asked else None
    print_section(trend_section(lines, unborne(ahead, slopes)), f" ({rule.models})")
    if ahead is not None and not unborne(ahead, slopes):
        _print_projection(ahead)


def _print_projection(one: ProjectionEstimate) -> None:
    from outputs.sections.trend import projection_line  # noqa: PLC0415 - as above

    if one.forecast is None:
        show.console.print(f"Open is level or ahead as of {one.through_on}: nothing to project.")
        return
    shown = projection_line(one, one.forecast, shipped()[one.series], ())
    show.console.print(shown.said)
    show.console.print(one.caveat)
