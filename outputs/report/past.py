"""Past days as files: a page for every half-year, and the data of the slider as a script.

The script file holds change points only: days (counted from the first one), ready texts and ready
positions. What the page's script does is to choose among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from outputs.charts.small import place_of
from outputs.charts.staircase import Frame
from outputs.sections.front.benchmarks import ENDS, BenchmarkGroup, BenchmarkLine, shares
from outputs.sections.front.past import FIRST, PastAnswer, PastDays, runs
from terms.days import day, days_between

FOLDER = "past"
DATA = f"{FOLDER}/days.js"
NOTHING = "no page from then"
"""Of a benchmark whose first page that is kept here came later: it may have been there before."""


@dataclass(frozen=True, slots=True)
class PastPage:
    """What the site would have said on one day, as a page of its own."""

    path: str
    on: str
    iso: str
    answer: PastAnswer
    benchmarks: Sequence[BenchmarkGroup]

    @property
    def about(self) -> str:
        """What a preview of the page says."""
        return f"{self.answer.title}: by what had been published until {self.on}."


def past_pages(past: PastDays) -> list[PastPage]:
    """The first day of every half-year, oldest first."""
    return [
        PastPage(f"{FOLDER}/{on}.html", day(on), on, past.answer(on), past.groups(on))
        for on in half_years(past.last)
    ]


def half_years(last: str) -> list[str]:
    """The first day of every half-year from `FIRST` to `last` (ISO)."""
    years = range(date.fromisoformat(FIRST).year, date.fromisoformat(last).year + 1)
    days = [date(year, month, 1).isoformat() for year in years for month in (1, 7)]
    return [on for on in days if FIRST <= on <= last]


def past_script(past: PastDays) -> bytes:
    """The data of the slider, as a script that sets one name."""
    made = _Script(past)
    told = json.dumps(made.data(), separators=(",", ":"))
    return f"window.gapwatchPast={told};\n".encode()


class _Script:
    """Every text once; rows name it by its place."""

    def __init__(self, past: PastDays) -> None:
        self.past = past
        self.texts: dict[str, int] = {}

    def data(self) -> dict[str, Any]:
        past = self.past
        answers = [(on, past.answer(on)) for on in _days(past.last)]
        told = dict(answers)
        found = past.sources.releases
        shown = found.stairs.frames() if found else {}
        said = runs(list(told), lambda on: _shown(told[on]))
        return {
            "first": FIRST,
            "last": past.last,
            "said": [self._answer(on, told[on], shown.values()) for on, _ in said],
            "now": [
                [_place(on), self._text(now)]
                for on, now in runs(list(told), lambda on: told[on].now)
            ],
            "charts": {kind: self._chart(frame) for kind, frame in shown.items()},
            "series": {one: self._series(one) for one in past.sources.gaps},
            "domains": self._domains(),
            "texts": list(self.texts),
        }

    def _text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def _answer(self, on: str, answer: PastAnswer, shown: Any) -> list[Any]:
        heights = [
            None if level is None else frame.y(level) for frame in shown for level in answer.levels
        ]
        words = [self._text(answer.title), self._text(" ".join(answer.sentences))]
        return [_place(on), *words, *heights]

    def _chart(self, frame: Frame) -> list[float]:
        """Left, right, top and bottom of the plot, and the days at its left and right."""
        found = self.past.sources.releases
        span = (found.stairs.span.first, found.stairs.span.last) if found else ()
        ends = [_place(on.isoformat()) for on in span]
        return [frame.left, frame.right, frame.top, frame.bottom, *ends]

    def _series(self, series: str) -> list[list[Any]]:
        turns = self.past.turns(series)
        made = [(on, self._line(series, on, self.past.line(series, on))) for on in turns]
        told = dict(made)
        return [[_place(on), *row] for on, row in runs(turns, lambda on: told[on])]

    def _line(self, series: str, on: str, line: BenchmarkLine | None) -> list[Any]:
        """Gap, unit, verdict, its class, doubts, both leaders, page, and four places."""
        now = self.past.gap_now(series, on)
        if line is None:
            least = self.past.least(series)
            then = None if now is None or not least else place_of(now / least, ENDS)
            return [*map(self._text, ("", "", NOTHING, "", "", "", "", "")), None, None, None, then]
        shown = line.shown
        sides = [it.name.text if it else "no entry" for it in (shown.closed, shown.open)]
        words = [
            shown.gap or "–",
            shown.unit if shown.gap else "",
            shown.verdict.text,
            shown.verdict.value.replace(" ", "-"),
            "; ".join(line.doubts),
            *sides,
            line.age,
        ]
        found = shares(shown.segment, now)
        places = (found.now, found.low, found.high, found.then)
        return [
            *map(self._text, words),
            *(None if it is None else place_of(it, ENDS) for it in places),
        ]

    def _domains(self) -> dict[str, list[list[int]]]:
        turns = self.past.domain_turns()
        told = {on: self.past.directions(on) for on in turns}
        names = sorted({name for one in told.values() for name in one})
        return {
            name: [
                [_place(on), self._text(said)]
                for on, said in runs(turns, lambda on, name=name: told[on].get(name, ""))
            ]
            for name in names
        }


def _shown(answer: PastAnswer) -> tuple[Any, ...]:
    return answer.title, tuple(answer.sentences), answer.levels


def _place(on: str) -> int:
    return days_between(FIRST, on)


def _days(last: str) -> Iterator[str]:
    first = date.fromisoformat(FIRST)
    count = (date.fromisoformat(last) - first).days + 1
    return ((first + timedelta(place)).isoformat() for place in range(count))
