"""What live series say by exposure: questions that models can have seen, and those that are kept.

A benchmark whose questions are public may stand in the training data of models that came after it,
and not of all alike. So lags and verdicts stand side by side; series differ in more than that, and
no sizes of gaps are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from statistics import median
from typing import Any

from measures.headline.domains import speaking
from measures.series import Series
from terms.days import days
from terms.numbers import plural
from terms.words import JUDGED, Exposure, GapVerdict

Row = Mapping[str, Any]
COMPARED = (Exposure.HELD_OUT, Exposure.PUBLIC)
"""What one lab has is neither, and votes are no questions."""


def by_exposure(rows: Iterable[Row], declared: Mapping[str, Series]) -> dict[Exposure, list[Row]]:
    """Rows of view domain that count, by exposure; a scale over others counts nowhere.

    Empty unless both that are `COMPARED` have a verdict.
    """
    found: dict[Exposure, list[Row]] = {kind: [] for kind in COMPARED}
    for row in speaking(rows):
        series = declared.get(row["series"])
        if series and series.exposure in found:
            found[Exposure(series.exposure)].append(row)
    return found if all(verdicts(some).total() for some in found.values()) else {}


def verdicts(rows: Iterable[Row]) -> Counter[GapVerdict]:
    """What the gaps with an interval support."""
    return Counter(GapVerdict(row["verdict"]) for row in rows if row["verdict"] in JUDGED)


UNDECIDED = (GapVerdict.CANNOT_BE_JUDGED, GapVerdict.NOT_DISTINGUISHABLE)
"""What a gap supports whose lag is counted nowhere."""


def known_lags(rows: Iterable[Row], lags: Mapping[str, Row]) -> list[Row]:
    """Of `lags` (series to its row of view lag_now) those of `rows` that are known, or bounds.

    Where nobody knows who is ahead, nobody knows by how many days.
    """
    judged = (row for row in rows if row["verdict"] not in UNDECIDED)
    found = (lags.get(row["series"]) for row in judged)
    return [one for one in found if one is not None and one["lag_days"] is not None]


def median_lag(lags: Sequence[Row]) -> str:
    """'187 days', 'at least 250 days', '30 days, open ahead', 'not known'.

    A bound counts as what it is: the median is known where that of what the lags are at least and
    that of what they are at most agree.
    """
    if not lags:
        return "not known"
    low, high = (
        median(
            end if one["censored"] and (one["lag_days"] >= 0) == (end > 0) else one["lag_days"]
            for one in lags
        )
        for end in (-inf, inf)
    )
    if low == high:
        return f"{days(abs(round(low)))}{', open ahead' if low < 0 else ''}"
    return f"at least {days(int(low))}" if low >= 0 else "not known"


def exposure_sentence(found: Mapping[Exposure, Sequence[Row]], lags: Mapping[str, Row]) -> str:
    """Private questions beside public ones, of `by_exposure`: the lag, and who is ahead."""
    (private, many, of_private), (public, more, of_public) = (
        (median_lag(some), len(some), _closed(found[kind]))
        for kind in COMPARED
        for some in (known_lags(found[kind], lags),)
    )
    return (
        f"Where questions are not public, the median lag is {private} ({plural(many, 'benchmark')})"
        f" and closed is ahead on {of_private}; where they are public, {public} ({more}) and on "
        f"{of_public}."
    )


def _closed(rows: Sequence[Row]) -> str:
    counts = verdicts(rows)
    return f"{counts[GapVerdict.CLOSED_AHEAD]} of {counts.total()}"
