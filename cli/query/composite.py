"""`gapwatch composite`: our own capability scale, its base, and Epoch's index beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.shell import show
from cli.shell.arguments import JsonOption, LimitOption, opened
from terms.numbers import percent
from terms.units import Unit
from warehouse.errors import WarehouseMissing
from warehouse.reads import boards as reads_boards
from warehouse.reads import estimates as reads_estimates

if TYPE_CHECKING:
    from measures.estimates import Estimate
    from measures.scale.records import ComparedGap, CompositeClass


def composite(
    limit: LimitOption = 15,
    json: JsonOption = False,
) -> None:
    """Show gapwatch's own scale, what it is based on, and its gap beside Epoch's index.

    Examples: `gapwatch composite`, `gapwatch composite --limit 40`, `gapwatch composite --json`
    """
    from measures.estimates import unpacked  # noqa: PLC0415 - every command would pay
    from measures.records import records  # noqa: PLC0415 - every command would pay
    from measures.scale.records import (  # noqa: PLC0415 - as above
        CompositeFitEstimate,
        CompositeVsEciEstimate,
        EciRefitEstimate,
    )

    kinds = (CompositeFitEstimate, EciRefitEstimate, CompositeVsEciEstimate)
    with opened() as warehouse:
        rows = {
            kind.MEASURE: reads_estimates.estimates(warehouse.connection, kind.MEASURE)
            for kind in kinds
        }
        models = reads_boards.composite_models(warehouse.connection, limit or -1)
    if not rows[CompositeFitEstimate.MEASURE]:
        raise WarehouseMissing(
            "no composite was computed yet: it needs Epoch's table of scores, so run "
            "`gapwatch refresh` first"
        )
    if json:
        told = {
            measure: [unpacked(row, one) for row, one in zip(some, records(some), strict=True)]
            for measure, some in rows.items()
        }
        show.as_json({"models": models, **told})
        return
    _explain(models, records([row for some in rows.values() for row in some]))


def _explain(models: Sequence[dict[str, Any]], found: Sequence[Estimate]) -> None:
    from measures.estimates import only  # noqa: PLC0415 - as above
    from measures.scale.records import (  # noqa: PLC0415 - as above
        ComparedGap,
        CompositeClass,
        CompositeFault,
        CompositeFit,
    )

    for fault in only(CompositeFault, found):
        show.console.print(f"The scale could not be fitted: {fault.fault}")
        return
    (fit,) = only(CompositeFit, found)
    show.console.print(
        show.table(
            f"Composite of {fit.published_on}: {fit.models} models on "
            f"{fit.benchmarks} benchmarks, {fit.n} scores",
            ["Model", "Openness", ">Points", ">Standard error", ">Benchmarks"],
            [_model_line(row) for row in models],
        )
    )
    show.console.print(
        show.table(
            "What each class is based on",
            ["Class", ">Models", ">Scores", ">By Epoch or board", ">Effective n", "Leader"],
            [_class_line(one) for one in only(CompositeClass, found)],
        )
    )
    gaps = only(ComparedGap, found)
    show.console.print(
        show.table(
            "Gap beside Epoch's index, points",
            ["Openness rule", ">Composite", show.INTERVAL, ">ECI", show.INTERVAL],
            [_gap_line(one) for one in gaps],
        )
    )
    for one in (fit, *gaps[:1]):
        show.console.print(one.caveat, style="dim")


def _model_line(row: dict[str, Any]) -> list[str]:
    return [
        row["model"] or row["entry"],
        row["openness"] or "unknown",
        show.number(row["value"], Unit.INDEX),
        show.number(row["stderr"], Unit.INDEX),
        str(row["n"]),
    ]


def _class_line(one: CompositeClass) -> list[str]:
    share = "–" if one.own_share is None else percent(one.own_share)
    return [
        one.name,
        str(one.models),
        str(one.scores),
        share,
        show.number(one.effective_n, Unit.INDEX),
        f"{one.leader} (effective n {show.number(one.leader_n, Unit.INDEX)})",
    ]


def _gap_line(one: ComparedGap) -> list[str]:
    cells = [one.openness_rule]
    for side in (one.composite, one.eci):
        cells += [
            show.number(side.gap, Unit.INDEX),
            show.interval(side.gap_low, side.gap_high, Unit.INDEX),
        ]
    return cells
