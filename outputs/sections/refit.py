"""How near our refit of Epoch's index, which gives its gap's joint error, comes to the index."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.sections.section import Row, Section, cell, figure
from outputs.wording import ModelNames, model_name
from terms.numbers import number


def refit(rows: Sequence[Row], names: ModelNames) -> Section | None:
    """How near our own fit comes to the index that Epoch published; `rows`: of view eci_refit."""
    for row in rows:
        if row["compared_models"] is None:
            continue
        furthest = model_name(row["largest_deviation_entry"], names).text
        return Section(
            key="refit",
            title="The index fitted again",
            lead=f"Fitted again from the same scores, {row['compared_models']:,} models lie "
            f"{number(row['root_mean_square_deviation'])} index points from the published index "
            "(root mean square).",
            columns=("What", ">Index points"),
            rows=[
                (cell("Largest deviation", furthest), figure(number(row["largest_deviation"]))),
                (
                    cell("Largest among Epoch’s 60 best"),
                    figure(number(row["largest_deviation_top_60"])),
                ),
            ],
            caption="Our fit less the published index",
            note="The refit uses Epoch's own scores and form: it checks our code, not the index.",
            method="certainty-joint-the-refit-of-epoch-s-index",
        )
    return None
