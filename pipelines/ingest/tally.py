"""What looks brought, added up.

What belongs here: sums over `IngestResult`; no Dagster, no storage.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.ingest.page import IngestResult
from terms.numbers import plural

COUNTS = ("read", "new", "changed", "unchanged", "quarantined", "refused", "gone")
CAUSES = 20
"""Causes that are shown; a history may have hundreds of versions that were wrong."""
WORST_FIRST = ("refused", "unreachable", "recorded", "unchanged")


@dataclass(frozen=True, slots=True)
class Tally:
    """All that one run took from one source, in order."""

    results: tuple[IngestResult, ...] = ()

    @property
    def pages(self) -> int:
        """Pages that were accepted or refused."""
        return sum(taken.outcome.outcome != "unreachable" for taken in self.results)

    @property
    def outcome(self) -> str:
        """The worst thing that happened to any page; `held` when there was nothing to take."""
        found = {taken.outcome.outcome for taken in self.results}
        return next((one for one in WORST_FIRST if one in found), "held")

    @property
    def has_news(self) -> bool:
        """Whether a page was accepted that is new, or says something new to this code."""
        return any(
            taken.is_new_page or taken.outcome.outcome == "recorded" for taken in self.results
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What warning rules told about accepted pages, each line once."""
        told = (line for taken in self.results for line in taken.outcome.warnings)
        return tuple(dict.fromkeys(told))

    def cause(self, *outcomes: str) -> str | None:
        """Why pages had one of these outcomes, the first of them that any had; None: none had."""
        for outcome in outcomes:
            some = [one.outcome for one in self.results if one.outcome.outcome == outcome]
            if some:
                told = [*dict.fromkeys(one.cause or outcome for one in some)]
                more = [f"and {len(told) - CAUSES} more causes"] if len(told) > CAUSES else []
                return "; ".join([*told[:CAUSES], *more])
        return None

    def count(self, name: str) -> int:
        """Sum of one of COUNTS over all pages."""
        return sum(int(getattr(taken.outcome, name)) for taken in self.results)

    def line(self) -> str:
        """One line for the log: outcome, pages, counts, cause."""
        if not self.results:
            return "nothing that was not read before"
        counts = ", ".join(f"{self.count(name)} {name}" for name in COUNTS if self.count(name))
        pages = plural(self.pages, "page") if self.pages else ""
        parts = [self.outcome, pages, counts, self.cause("refused", "unreachable")]
        return "; ".join(part for part in parts if part)


def by_source(results: Iterable[IngestResult]) -> Mapping[str, Mapping[str, int]]:
    """Per source, its pages: all, those known before, the others by outcome; and their rows."""
    found: dict[str, dict[str, int]] = {}
    for taken in sorted(results, key=lambda one: one.source):
        counts = found.setdefault(taken.source, {"pages": 0, "known": 0})
        counts["pages"] += 1
        counts["known"] += taken.known
        outcome = taken.outcome.outcome
        counts[outcome] = counts.get(outcome, 0) + (not taken.known)
        for name in COUNTS[:-1]:
            rows = f"rows_{name}"
            counts[rows] = counts.get(rows, 0) + getattr(taken.outcome, name)
    return found
