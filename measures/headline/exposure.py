"""What live series say by exposure: items that models can have seen, and private ones.

A benchmark whose items are public may stand in the training data of models that came after it, and
not of all alike. Series differ in more than that (docs/methods/lag.md), so this counts verdicts and
compares no sizes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from measures.series import COMPOSITE, Series
from terms.words import JUDGED, Exposure, GapVerdict

Row = Mapping[str, Any]
"""Of view domain."""


def by_exposure(
    found: Iterable[tuple[Row, Series]],
) -> dict[Exposure, Counter[GapVerdict]]:
    """Verdicts of the series that speak and have an interval; a scale over others counts nowhere.

    An exposure without such a series is absent.
    """
    counts: dict[Exposure, Counter[GapVerdict]] = {}
    for one, series in found:
        if one["speaks"] and one["verdict"] in JUDGED and one["domain"] != COMPOSITE:
            counts.setdefault(Exposure(series.exposure), Counter())[GapVerdict(one["verdict"])] += 1
    return counts


def exposure_sentence(found: Iterable[tuple[Row, Series]]) -> str:
    """Private items against public ones in one sentence; empty unless both have a verdict.

    Items that one lab has are neither.
    """
    counts = by_exposure(found)
    if not {Exposure.HELD_OUT, Exposure.PUBLIC} <= counts.keys():
        return ""
    private, public = counts[Exposure.HELD_OUT], counts[Exposure.PUBLIC]
    return (
        "Where the items are not public, closed is ahead in "
        f"{private[GapVerdict.CLOSED_AHEAD]} of {private.total()} judged active benchmarks; where "
        f"they are public, in {public[GapVerdict.CLOSED_AHEAD]} of {public.total()}."
    )
