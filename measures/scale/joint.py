"""The error of a gap between two models of one fitted scale, from draws of the whole scale.

All abilities of one fit rest on the same benchmarks: a draw that makes the scale steeper moves
both leaders. Their difference is therefore known far better than two independent errors would say.
A difference that was measured once is kept, so that a later fit never moves an earlier day's
interval. The fit of a page's own date speaks for it always: what was kept may be of an earlier
state of that date.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from measures.boards.states import BoardState, Entry
from measures.gap.paired import PairError
from measures.scale.item_response import Scale, spread
from terms.days import days_between
from terms.words import GapMethod


class PairKey(NamedTuple):
    """Two models of one page of a scale: its published date, and their entries."""

    published_on: str
    closed: str
    open: str


REACH = 7
"""Days between a page of the index and the scores behind it: Epoch writes both files on one day."""


class JointPairing:
    """A `measures.gap.paired.Pairing` for boards of one series.

    `fit`: the newest fit with the first and the last day (ISO) of its inputs, if there is one; it
    speaks for boards seen at most `REACH` days from them, because every other page was another
    fit. `kept`: the standard errors that were derived before.
    """

    def __init__(self, fit: tuple[Scale, str, str] | None, kept: Mapping[PairKey, float]) -> None:
        self._fit = fit
        self.pairs: dict[PairKey, float] = dict(kept)

    def __call__(self, closed: Entry, opened: Entry) -> PairError | None:
        """The joint error of closed minus open, which is kept; None when no fit of that date holds
        both."""
        found = self.error(closed, opened)
        if found is not None:
            on = closed.state.published_on
            self.pairs[PairKey(on, closed.entry, opened.entry)] = found.stderr
        return found

    def error(self, closed: Entry, opened: Entry) -> PairError | None:
        """The same, and nothing is kept: for pairs that are no gap."""
        if closed.state.published_on != opened.state.published_on:
            return None
        scale = self._scale_of(closed.state)
        key = PairKey(closed.state.published_on, closed.entry, opened.entry)
        stderr = self.pairs.get(key)
        if scale and (stderr is None or self._is_own(key.published_on)):
            found = difference_stderr(scale, closed.entry, opened.entry)
            stderr = stderr if found is None else round(found, 4)
        if stderr is None:
            return None
        return PairError(stderr, GapMethod.JOINT.value)

    def _is_own(self, published_on: str) -> bool:
        """Whether the fit was made of that very page."""
        return self._fit is not None and self._fit[1] == published_on

    def _scale_of(self, state: BoardState) -> Scale | None:
        """The fit, if it speaks for a board of those days."""
        if self._fit is None:
            return None
        scale, first, last = self._fit
        away = max(days_between(state.seen_on, first), days_between(last, state.published_on))
        return scale if away <= REACH else None


def difference_stderr(scale: Scale, one: str, other: str) -> float | None:
    """Standard error of the difference between two models on the scale, from the joint draws.

    Their errors share the scale, so this is not the root of the summed squares. None when a model
    is not on the scale, or nothing separates their draws.
    """
    places = scale.place(one), scale.place(other)
    if places[0] is None or places[1] is None or one == other:
        return None
    return spread(scale.draws[:, places[0]] - scale.draws[:, places[1]])
