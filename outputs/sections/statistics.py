"""Views over single measures as sections: which view makes which, and on which page it stands.

Not here: what each says (the module of the measure), and how pages are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from outputs.sections.agreement import board_agreement
from outputs.sections.gap.correction import correction
from outputs.sections.gap.one_gpu import one_gpu
from outputs.sections.gap.saturation import saturation
from outputs.sections.lag.parity import parity
from outputs.sections.price.solved import solved_cost
from outputs.sections.section import Names, Row, Section
from outputs.sections.vendor import vendor_inflation
from outputs.sections.weights import days_to_weights
from terms.openness import HEADLINE_RULE

Builder = Callable[[Sequence[Row], Names], Section]
SECTIONS: Mapping[str, Builder] = {
    "parity": parity,
    "one_gpu_gap": one_gpu,
    "correction": correction,
    "vendor_inflation": vendor_inflation,
    "days_to_weights": days_to_weights,
    "board_agreement": board_agreement,
    "saturation": saturation,
    "solved_cost": solved_cost,
}
"""View to what makes a section of some of its rows."""
PAGES: Mapping[str, Sequence[str]] = {
    "price.html": ("solved_cost", "one_gpu_gap"),
    "claims.html": ("vendor_inflation", "days_to_weights"),
    "methods.html": ("saturation", "board_agreement", "correction"),
}
"""Page to the views that it shows over all series."""
OF_SERIES = ("parity", "correction")
"""Views that the page of a series shows of that series."""

Rows = Mapping[str, Sequence[Row]]
"""View to its rows."""


def of_pages(rows: Rows, names: Names) -> dict[str, list[Section]]:
    """Sections of each page under the widest rule; a view without rows has none."""
    return {
        page: [part for view in views for part in _section(view, _widest(rows[view]), names)]
        for page, views in PAGES.items()
    }


def of_series(rows: Rows, names: Names, series: str) -> dict[str, Section]:
    """View to its section about one series under the widest rule."""
    return {
        view: part
        for view in OF_SERIES
        for part in _section(
            view, [row for row in _widest(rows[view]) if row["series"] == series], names
        )
    }


def _widest(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("openness_rule", HEADLINE_RULE) == HEADLINE_RULE]


def _section(view: str, rows: Sequence[Row], names: Names) -> list[Section]:
    return [SECTIONS[view](rows, names)] if rows else []
