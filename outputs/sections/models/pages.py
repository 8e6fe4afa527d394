"""The page of a model, as rows that its template lays out, and the sentence that leads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from measures.boards.lists import reaches
from measures.freshness import of_gap
from measures.one_gpu.memory import memory_gb
from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.wording import name
from terms.days import day
from terms.numbers import MISSING, plural, usd
from terms.openness import CommercialUse, Openness
from terms.words import PriceBasis

Row = Mapping[str, Any]
Lead = tuple[Series, str, str, str]
"""Series, class, and the days from which and until which a model was its best, as data show."""


class ModelPage(NamedTuple):
    """A row of the registry with all that is known of its model: `scores` of active series first,
    each with its `place`, `prices` by period, `hosts` the cheapest first."""

    row: Row
    scores: Sequence[Row]
    prices: Sequence[Row]
    hosts: Sequence[Row] = ()
    openness: Sequence[Row] = ()
    leads: Sequence[Lead] = ()

    @property
    def gb(self) -> float | None:
        """What it needs of a GPU."""
        return memory_gb(self.row)

    @property
    def sentence(self) -> str:
        """How open it is, and what it costs now."""
        row = self.row
        maker = name(row["maker"] or "maker not known").text
        if row["openness"] == Openness.CLOSED:
            what = f"A closed model by {maker}: its weights cannot be downloaded."
        elif row["openness"] == Openness.UNKNOWN:
            what = f"A model by {maker} of which nobody says how open it is."
        else:
            use = row["commercial_use"]
            allowed = f"commercial use {CommercialUse(use).text}" if use else "licence not known"
            what = f"Open weights by {maker}: {allowed}."
        count = plural(len(self.hosts), "host")
        now = next((it for it in reversed(self.prices) if it["is_in_force"]), None)
        if now is None:
            few = f": it is sold by {count} alone" if self.hosts else ""
            return f"{what} No price is known today{few}."
        is_own = now["price_basis"] == PriceBasis.FIRST_PARTY
        whose = "from its maker" if is_own else f"as the median of {count}"
        return f"{what} {usd(now['blended_price'])} per million tokens (3 input, 1 output) {whose}."


def place(row: Row) -> str:
    """Its place on a benchmark, where the newest page names every model that scores as much."""
    if row["is_whole"]:
        return f"{row['rank']} of {row['n']}"
    return str(row["rank"]) if reaches(row, row["score"]) else MISSING


def days(since: str, until: str | None) -> str:
    """From one day to another, of which each stays in one piece; the same day once."""
    ends = [day(it).replace(" ", "\u00a0") for it in dict.fromkeys((since, until)) if it]
    return " to ".join([*ends, *([] if until else ["today"])])


def leads_of(
    gaps: Mapping[str, Sequence[GapSegment]], declared: Mapping[str, Series]
) -> dict[str, list[Lead]]:
    """Model to the stretches of days on which it led its class; `gaps`: by series."""
    found: dict[str, list[Lead]] = {}
    for series, some in gaps.items():
        for side in SIDES if series in declared else ():
            runs = [
                (model, next(run).entry)
                for model, run in groupby(some, key=attrgetter(f"{side}_model"))
            ]
            data_on = of_gap(declared[series], some[-1], some[-1].through).shown_on
            ends = [*(since for _, since in runs[1:]), data_on]
            for (model, since), until in zip(runs, ends, strict=True):
                if model:
                    found.setdefault(model, []).append((declared[series], side, since, until))
    return found
