"""How near our refit of Epoch's index, which gives its gap's joint error, comes to the index."""

from __future__ import annotations

from collections.abc import Iterable

from measures.estimates import Estimate, only
from measures.scale.records import EciAgreement
from outputs.sections.section import Section, cell, figure
from outputs.wording import ModelNames, model_name
from terms.numbers import number


def refit(found: Iterable[Estimate], names: ModelNames) -> Section | None:
    """How near our own fit comes to the index that Epoch published."""
    for one in only(EciAgreement, found):
        furthest = model_name(one.largest_deviation_model, names).text
        return Section(
            key="refit",
            title="The index fitted again",
            lead=f"Fitted again from the same scores, {one.n:,} models lie "
            f"{number(one.root_mean_square_deviation)} index points from the published index "
            "(root mean square).",
            columns=("What", ">Index points"),
            rows=[
                (cell("Largest deviation", furthest), figure(number(one.largest_deviation))),
                (
                    cell("Largest among Epoch’s 60 best"),
                    figure(number(one.largest_deviation_top_60)),
                ),
            ],
            caption="Our fit less the published index",
            note=str(one.caveat),
            method="uncertainty",
        )
    return None
