"""`gapwatch composite`: our own capability scale, its base, and Epoch's index beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.shell import show
from cli.shell.arguments import JsonOption, LimitOption, opened
from cli.shell.sections import model_names, print_section
from outputs.wording import ModelNames
from terms.days import day
from terms.openness import Openness
from terms.units import Unit
from warehouse.errors import WarehouseMissing
from warehouse.reads import boards as reads_boards
from warehouse.reads import estimates as reads_estimates

if TYPE_CHECKING:
    from measures.estimates import Estimate


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
        names = model_names(warehouse)
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
    _explain(models, records([row for some in rows.values() for row in some]), names)


def _explain(
    models: Sequence[dict[str, Any]], found: Sequence[Estimate], names: ModelNames
) -> None:
    from measures.estimates import only  # noqa: PLC0415 - as above
    from measures.scale.records import (  # noqa: PLC0415 - as above
        COMPOSITE,
        CompositeFault,
        CompositeFit,
    )
    from outputs.sections.scales import scale_sections  # noqa: PLC0415 - as above

    for fault in only(CompositeFault, found):
        show.console.print(f"The scale could not be fitted: {fault.fault}")
        return
    (fit,) = only(CompositeFit, found)
    show.console.print(
        show.table(
            f"Composite of {day(fit.published_on)}: {fit.models} models on "
            f"{fit.benchmarks} benchmarks, {fit.n} scores",
            ["Model", "Openness", ">Index points", ">Standard error", ">Benchmarks"],
            [_model_line(row, names) for row in models],
        )
    )
    for part in scale_sections(found, names)[COMPOSITE]:
        show.console.print()
        print_section(part)


def _model_line(row: dict[str, Any], names: ModelNames) -> list[str]:
    return [
        names.get(row["model"], row["entry"]),
        Openness(row["openness"] or Openness.UNKNOWN).text,
        show.number(row["value"], Unit.INDEX),
        show.number(row["stderr"], Unit.INDEX),
        str(row["n"]),
    ]
