"""Views over single measures as sections: which view makes which, and on which page it stands.

Not here: what each says (the module of the measure), and how pages are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from outputs.sections.agreement import board_agreement
from outputs.sections.gap.correction import correction
from outputs.sections.gap.one_gpu import one_gpu
from outputs.sections.lag.parity import parity
from outputs.sections.section import Row, Section
from outputs.sections.vendor import vendor_inflation
from outputs.sections.weights import days_to_weights
from outputs.wording import ModelNames
from terms.openness import HEADLINE_RULE

Builder = Callable[[Sequence[Row], ModelNames], Section]
SECTIONS: Mapping[str, Builder] = {
    "parity": parity,
    "one_gpu_gap": one_gpu,
    "correction": correction,
    "vendor_inflation": vendor_inflation,
    "days_to_weights": days_to_weights,
    "board_agreement": board_agreement,
}
"""View to what makes a section of some of its rows."""
PAGES: Mapping[str, Sequence[str]] = {
    "models.html": ("one_gpu_gap", "days_to_weights"),
    "claims.html": ("vendor_inflation",),
    "methods.html": ("board_agreement", "correction"),
}
"""Page to the views that it shows over all series."""
OF_SERIES = ("parity", "correction")
"""Views that the page of a series shows of that series."""

Rows = Mapping[str, Sequence[Row]]
"""View to its rows."""


def sections(rows: Rows, names: ModelNames, rule: str = HEADLINE_RULE) -> dict[str, Section]:
    """View to its section over all series under one openness rule; without rows there is none."""
    asked = {
        view: [row for row in rows[view] if row.get("openness_rule", rule) == rule]
        for view in SECTIONS
    }
    return {view: SECTIONS[view](some, names) for view, some in asked.items() if some}


def of_pages(rows: Rows, names: ModelNames) -> dict[str, list[Section]]:
    """Sections of each page under the widest rule."""
    found = sections(rows, names)
    return {page: [found[it] for it in views if it in found] for page, views in PAGES.items()}


def of_series(rows: Rows, names: ModelNames, series: str) -> dict[str, Section]:
    """View to its section about one series under the widest rule."""
    own = {
        view: [row for row in rows[view] if row["series"] == series] if view in OF_SERIES else []
        for view in SECTIONS
    }
    return sections(own, names)
