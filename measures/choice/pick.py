"""Which model to take: of those that can be had in a domain, the cheapest that is good enough.

Pure, over rows of view `model_choice`. With a score to reach it is the cheapest that reaches it;
without one the best that the other needs leave. A model without a known price is never taken for
cheap: it is named beside the answer.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from measures.uncertainty import gap_uncertainty, independent
from terms.openness import OPEN_GRADES, Openness, OpennessRule

Row = Mapping[str, Any]
Order = Callable[[Row], tuple[float, float, str]]
MOST_USD = 1_000_000
"""Per 1M tokens: nobody asks for a dearer model."""


class LicenceNeed(StrEnum):
    """What the licence must allow."""

    COMMERCIAL = "commercial"
    OPEN = "open"
    PERMISSIVE = "permissive"

    @property
    def grades(self) -> frozenset[str]:
        """Grades of openness that will do."""
        return OPEN_GRADES[OpennessRule.ANY_WEIGHTS if self is LicenceNeed.OPEN else self.value]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a model must have; None: no matter."""

    at_least: float | None = None
    """A score, in the unit of the series."""
    not_worse_than: Row | None = None
    """Another model (its score and stderr), from which it must not be told apart as the worse one.
    """
    licence: LicenceNeed | None = None
    max_price: float | None = None
    """USD per 1M tokens, blended 3:1."""
    one_gpu: bool = False

    @property
    def has_bar(self) -> bool:
        """Whether a score is to be reached."""
        return self.at_least is not None or self.not_worse_than is not None


@dataclass(frozen=True, slots=True)
class Picked:
    """What fits, and what to know beside it."""

    best: Row | None
    """The model to take; None: nothing fits."""
    others: Sequence[Row]
    """What fits as well, in the order of `best`."""
    unpriced: Sequence[Row]
    """Would fit, but no price is known; the best first."""
    asked: Row | None
    """The model that it must not be worse than, where that can be had."""
    unsized: Sequence[Row]
    """Would fit one GPU perhaps: nobody says how large they are; the best first."""
    leader: Row | None
    """The best closed model that can be had."""
    by_score: Row | None = None
    """Where nothing fits: the best that meets every need but the score."""
    by_price: Row | None = None
    """Where nothing fits: the cheapest that meets every need but the price."""

    @property
    def saving(self) -> float | None:
        """What the model costs less than the closed leader, as a share of its price."""
        if self.best is None or self.leader is None or self.best is self.leader:
            return None
        mine, theirs = self.best["blended_price"], self.leader["blended_price"]
        return None if mine is None or not theirs else 1 - mine / theirs


def _sign(row: Row) -> int:
    return -1 if row["direction"] == "lower" else 1


def _score(row: Row) -> float:
    return float(_sign(row) * row["score"])


def _by_score(row: Row) -> tuple[float, float, str]:
    price = row["blended_price"]
    return (-_score(row), float("inf") if price is None else price, row["model"])


def _by_price(row: Row) -> tuple[float, float, str]:
    price = row["blended_price"]
    return (float("inf") if price is None else price, -_score(row), row["model"])


def pick(rows: Sequence[Row], needs: Needs) -> Picked:
    """Choose among the rows of one domain, which may stand in any order."""

    def fitting(some: Iterable[Row], less: Needs, order: Order = _by_score) -> list[Row]:
        return sorted((row for row in some if fits(row, less)), key=order)

    priced = [row for row in rows if row["blended_price"] is not None]
    unpriced = [row for row in rows if row["blended_price"] is None]
    closed = [row for row in rows if row["openness"] == Openness.CLOSED]
    opened = [row for row in rows if row["openness"] != Openness.CLOSED]
    unsized = [row for row in opened if needs.one_gpu and row["fits_one_gpu"] is None]
    found = fitting(priced, needs, _by_price if needs.has_bar else _by_score)
    no_ceiling, than = replace(needs, max_price=None), needs.not_worse_than
    by_score = by_price = list[Row]()
    if not found and needs.has_bar:
        by_score = fitting(priced, replace(needs, at_least=None, not_worse_than=None))
    if not found and needs.max_price is not None:
        by_price = fitting(priced, no_ceiling, _by_price)
    return Picked(
        best=next(iter(found), None),
        others=found[1:],
        unpriced=fitting(unpriced, no_ceiling),
        asked=next((row for row in rows if than and row["model"] == than["model"]), None),
        unsized=fitting(unsized, replace(needs, one_gpu=False)),
        leader=max(closed, key=_score, default=None),
        by_score=next(iter(by_score), None),
        by_price=next(iter(by_price), None),
    )


def fits(row: Row, needs: Needs) -> bool:
    """Whether a model meets every need; without a known price it meets no ceiling."""
    price, than = row["blended_price"], needs.not_worse_than
    return (
        (needs.licence is None or row["openness"] in needs.licence.grades)
        and (needs.max_price is None or (price is not None and price <= needs.max_price))
        and (not needs.one_gpu or row["fits_one_gpu"] == 1)
        and (needs.at_least is None or _score(row) >= _sign(row) * needs.at_least)
        and (than is None or (row["model"] != than["model"] and is_not_worse(row, than)))
    )


def is_not_worse(row: Row, than: Row) -> bool:
    """Whether the data do not tell a model apart as the worse one; the same test as for gaps.

    Where the error of either is not known, only a score at least as good will do.
    """
    gap = _sign(row) * (than["score"] - row["score"])
    if gap <= 0 or row["model"] == than["model"]:
        return True
    if row["too_close_to"] is not None:
        return than["model"] in json.loads(row["too_close_to"])
    sure = gap_uncertainty(gap, independent(than["stderr"], row["stderr"]))
    return sure is not None and sure.low <= 0
