"""Rosters: the newest score of every model of a series on one scale, and down to which score all
are named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from measures.boards.lists import deciding, names_all
from measures.boards.states import Boards, BoardState, Entry, best_by_model
from measures.names.registry import ALWAYS, NEVER
from measures.series import Series
from terms.days import after
from terms.openness import CLASSES, HEADLINE_RULE

ROSTER_DAYS = 45
"""Days after its newest page on which a roster meets the prices of the day, later those of its own
day: models that came since cost less and are not on it (GPT-6 Luna and Claude Haiku 5.5, 31 and 46
days after LiveBench's page of 22 August 2026)."""


@dataclass(frozen=True)
class Roster:
    """What is known of who scores what, on the days `first` <= day < `end`."""

    page: BoardState
    """The newest."""
    first: str
    end: str
    entries: Sequence[tuple[str, Entry]]
    """Each with the day from which it counts, of one scale: of the board axis a model's newest
    score, of the entry axis every run with a day; and the newest page's entries without a model."""
    series: Series

    @property
    def scored_on(self) -> str:
        """Day of the newest page."""
        return self.page.published_on

    def is_whole_at(self, name: str, score: float) -> bool:
        """Whether every model of a class that reaches a score is named."""
        return names_all(self.series, self.page, name, score, self._best)

    @cached_property
    def _best(self) -> Mapping[str, float]:
        return _best_on(self.scored_on, (one for _, one in self.entries))


def _best_on(day: str, entries: Iterable[Entry]) -> Mapping[str, float]:
    """Class to its best score on a day; inf without one."""
    known = [(one.openness(day), one.score) for one in entries]
    return {
        name: max((score for grade, score in known if grade in grades), default=inf)
        for name, grades in CLASSES.items()
    }


def rosters(known: Boards, rule: str = HEADLINE_RULE) -> list[Roster]:
    """Those of a series by day.

    Board axis: one for each page, a whole board being a list without a floor. Whom a page leaves
    out keeps the score of the page before where the page need not name it (below its floor, and
    below the leader of its class where it names that) and no break of the scale is between; where
    every page has its own scale, a page without either class of `rule` says nothing. Entry axis:
    one, of `entry_pages`.
    """
    series = known.series
    if series.axis == "entry":
        return _of_runs(known)
    pages = known.in_turn()
    if series.page_scales:
        pages = [*deciding(known.of(pages), rule).states]
    found: list[Roster] = []
    kept: dict[str, Entry] = {}
    later = [*(page.published_on for page in pages[1:]), NEVER]
    for page, following in zip(pages, later, strict=False):
        on = page.published_on
        if found and series.break_between(found[-1].scored_on, on):
            kept = {}
        entries = known.entries([page])
        led = _best_on(on, entries) if page.leads else {}
        left = {it: one for it, one in kept.items() if not _is_named(series, page, one, led)}
        kept = {**left, **best_by_model(entries)}
        strange = (one for one in entries if one.model is None)
        end = min(after(on, ROSTER_DAYS + 1), following)
        some = [(on, one) for one in (*kept.values(), *strange)]
        found.append(Roster(page, on, end, some, series))
    return found


def _is_named(series: Series, page: BoardState, one: Entry, led: Mapping[str, float]) -> bool:
    """Whether a page would name a model that still has the score of a page before; `led`: class to
    its best score on a page that says of which classes it names the leader."""
    return page.reaches(series, one.score) or any(
        names_all(series, page, name, one.score, led)
        for name in led
        if one.openness(page.published_on) in CLASSES[name]
    )


def _of_runs(known: Boards) -> list[Roster]:
    pages = entry_pages(known)
    if not pages:
        return []
    dated = ((one.dated_on, one) for one in known.entries(pages))
    some = [(on, one) for on, one in dated if on is not None and on <= known.through]
    newest = max(pages, key=lambda one: one.published_on)
    end = after(newest.published_on, ROSTER_DAYS + 1)
    return [Roster(newest, ALWAYS, end, some, known.series)]


def entry_pages(known: Boards) -> list[BoardState]:
    """Entry axis: the newest whole pages, with what newer ones on the same scale add."""
    told, every = known.whole.inputs(), known.inputs()
    newest = max((one.published_on for one in every), default="")
    told_on = max((one.published_on for one in told), default="")
    if told_on >= newest:
        return told
    return every if known.series.break_between(told_on, newest) else [*told, *every]
