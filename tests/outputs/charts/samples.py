"""Charts to look at: by release date, score against price."""

from datetime import date
from itertools import combinations

from outputs.charts.axes import DaySpan
from outputs.charts.labels import Box, width_of
from outputs.charts.marks import LONGEST, Drawing
from outputs.charts.pareto import Fronts, PricedModel
from outputs.charts.staircase import Release, Staircases, Stretch

SPAN = DaySpan(date(2024, 1, 1), date(2024, 12, 31))
JUNE = date(2024, 6, 1)
RELEASES = [
    Release(date(2024, 1, 1), "closed", 100.0, "Closed 1"),
    Release(date(2024, 3, 1), "open", 95.0, "Open 1"),
    Release(JUNE, "closed", 110.0, "Closed 2"),
    Release(date(2024, 9, 1), "open", 105.0, "Open 2"),
]
PLAIN = Staircases(RELEASES, SPAN, None, True, "", SPAN.last)
SHOWN = PLAIN._replace(behind=Stretch(JUNE, SPAN.last, 105.0, "7.0 months"))
LONG = Release(date(2024, 4, 1), "closed", 105.0, "x" * (LONGEST + 1))
ECI = Staircases(
    [
        Release(date(2023, 3, 14), "closed", 125.8, "GPT-4"),
        Release(date(2026, 3, 5), "closed", 158.46, "GPT-5.4 Pro"),
        Release(date(2026, 7, 9), "closed", 161.65, "GPT-5.6 Sol"),
        Release(date(2023, 2, 24), "open", 109.2, "LLaMA-65B"),
        Release(date(2026, 7, 27), "open", 157.01, "Kimi K3"),
    ],
    DaySpan(date(2023, 1, 1), date(2026, 10, 8)),
    Stretch(date(2026, 3, 5), date(2026, 8, 11), 157.01, "5.2 months (11 Aug)"),
    True,
    of_what="Epoch Capabilities Index",
    until=date(2026, 8, 11),
    newer=[
        Release(date(2026, 10, 8), "closed", 167.33, "Claude Opus 5.5"),
        Release(date(2026, 10, 8), "open", 157.45, "Kimi K3"),
    ],
)
"""Of the index, as it was in October 2026."""
MANY = Staircases(
    [
        Release(date(2024, 1 + n // 2, 1 + 14 * (n % 2)), side, 90.0 + 2 * n + shift, f"{side} {n}")
        for n in range(20)
        for side, shift in (("closed", 8.0), ("open", 0.0))
    ],
    SPAN,
    Stretch(date(2024, 7, 1), SPAN.last, 128.0, "6.0 months"),
    True,
    "",
    SPAN.last,
)

FRONTS = Fronts(
    [
        PricedModel(0.1, "open", 30.0, "O small", leads=True),
        PricedModel(1.0, "closed", 40.0, "C small", leads=True),
        PricedModel(2.0, "open", 55.0, "O big", leads=True),
        PricedModel(5.0, "open", 35.0, "O dear", leads=False),
        PricedModel(10.0, "closed", 60.0, "C big", leads=True),
    ]
)
MANY_FRONTS = Fronts(
    [
        PricedModel(0.1 * 2**n, side, 10.0 * n + shift, f"{side} {n}", leads=True)
        for n in range(8)
        for side, shift in (("closed", 0.0), ("open", 4.0))
    ]
)


def boxes(made: Drawing) -> list[Box]:
    """The room of every text."""
    found = []
    for it in made.words:
        width = width_of(it.text, it.size)
        left = it.x - {"left": 0, "center": width / 2, "right": width}[it.align]
        found.append(Box(left, it.y - it.size / 2, left + width, it.y + it.size / 2))
    return found


def meet(made: Drawing) -> bool:
    """Whether two words of a drawing lie on each other."""
    return any(one.meets(other) for one, other in combinations(boxes(made), 2))
