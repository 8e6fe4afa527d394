"""Score against price: a chart of both fronts, the sentence it answers, who has no price."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from measures.segments import SIDES
from outputs.charts.drawing import charts
from outputs.charts.pareto import Fronts, PricedModel
from outputs.sections.price.levels import PriceLevel, cheaper_open, cheaper_text, level_text
from outputs.wording import ModelNames, model_name
from terms.units import Unit

Row = Mapping[str, Any]
DRAWN = ("eci", "arena_text", "arena_webdev")
"""Series with a chart, the headline's first: an index, human votes, coding."""


class CostChart:
    """The chart of one series with its sentence; `cheaper`: where open surely costs less, empty
    where that is not known; `unpriced`: by class who scores more than every priced model of it, and
    has no known price on the day of the prices."""

    def __init__(
        self,
        sides: Mapping[str, Sequence[Row]],
        line: PriceLevel,
        cheaper: PriceLevel | None,
        names: ModelNames,
    ) -> None:
        """`sides`: class to its rows, the best first; `line`: at the best open model's score."""
        series, self.said = line.series, level_text(line)
        self.series, self.cheaper = series, cheaper_text(cheaper) if cheaper else ""
        self.scored_on, self.priced_on = (
            max(rows[0][name] for rows in sides.values()) for name in ("published_on", "prices_on")
        )
        asking = (row for rows in sides.values() for row in rows if row["blended_price"])
        self.fronts = Fronts(
            [
                PricedModel(
                    row["blended_price"],
                    row["class"],
                    row["score"],
                    model_name(row["model"], names).text,
                    bool(row["on_front"]),
                )
                for row in sorted(asking, key=itemgetter("blended_price"))
            ],
            series.direction == "higher",
            Unit(series.unit).places,
            {cheaper.model(side).text for side in SIDES} if cheaper else (),
        )
        title = f"{series.title}: score against price, closed and open"
        self.chart = charts(self.fronts, f"front-{series.id}", title, self.said)
        self.unpriced = {
            side: [
                model_name(it["model"], names).text for it in rows if it["blended_price"] is None
            ]
            for side, rows in sides.items()
        }


def cost_charts(
    rows: Sequence[Row], names: ModelNames, lines: Sequence[PriceLevel]
) -> list[CostChart]:
    """Of each of the series `DRAWN` in which both classes have a model with a price; `rows`: of
    view price_front; `lines`: prices at every level under one openness rule."""
    found = []
    for key in DRAWN:
        levels = [line for line in lines if line.series.id == key]
        best = next((line for line in levels if line.row["is_best_open"]), None)
        if best is None:
            continue
        rules = (None, best.row["openness_rule"])  # of closed models there is none
        own = [row for row in rows if row["series"] == key and row["openness_rule"] in rules]
        own.sort(key=lambda row: (-best.series.sign * row["score"], row["model"]))
        sides = {side: [row for row in own if row["class"] == side] for side in SIDES}
        if all(sides.values()):
            found.append(CostChart(sides, best, cheaper_open(levels), names))
    return found
