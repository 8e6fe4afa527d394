"""What this site would have said on a past day, by what had been published then.

Title, sentences and verdicts are made by the code that makes today's.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from measures.freshness import of_gap
from measures.segments import GapSegment, LagSegment
from measures.series import Series
from outputs.sections.gap import GapLine
from outputs.sections.headline import Answer, FrontPage, nothing
from outputs.sections.lag.rows import past_line
from outputs.wording import ModelNames
from terms.days import days_between

FIRST = "2023-01-01"
"""The first day that may be asked about."""


class PastDays(NamedTuple):
    """Answers of any past day under the widest rule, from all that is known, oldest first."""

    series: Series
    """The headline's, as are `lags`, by day."""
    gaps: Mapping[str, Sequence[GapSegment]]
    """By series, as published by each day; of the others it matters alone whether there was any."""
    lags: Sequence[LagSegment]
    names: ModelNames
    last: str

    def answer(self, on: str) -> Answer | FrontPage:
        """Of day `on` (ISO), the headline."""
        series, today = self.series, date.fromisoformat(on)
        if not (gaps := _by(self.gaps[series.id], on)):
            return nothing(any(_by(it, on) for it in self.gaps.values()))
        held, last = series.on(today), gaps[-1]
        known = [it for it in self.lags if it.entry <= on]
        lag = past_line(held, known, last, self.names, on) if known else None
        line = GapLine(held, last, of_gap(held, last, on), self.names)
        return Answer(line, gaps, lag)

    def slider(self) -> dict[str, Any]:
        """Every day's answer for a page's script, which only chooses among ready words: those that
        begin with a day, counted from `first`."""
        first, count = date.fromisoformat(FIRST), days_between(FIRST, self.last) + 1
        told = [self.answer((first + timedelta(place)).isoformat()) for place in range(count)]
        return {
            "first": FIRST,
            "last": count - 1,
            "said": list(_runs([[it.title, " ".join(it.sentences)] for it in told])),
        }


def _by(gaps: Sequence[GapSegment], on: str) -> Sequence[GapSegment]:
    """Those as published by day `on`; none where nothing was."""
    return gaps[: bisect_right(gaps, on, key=lambda gap: gap.entry)]


def _runs(said: Sequence[list[str]]) -> Iterator[list[Any]]:
    """The places at which something else is said than before, with it."""
    for place, (before, words) in enumerate(pairwise([[], *said])):
        if words != before:
            yield [place, *words]
