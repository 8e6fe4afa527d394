"""What a source's looks brought, added up over its pages.

What belongs here: sums over `IngestResult`; no Dagster, no storage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.ingest.page import IngestResult

if TYPE_CHECKING:
    from expectations.verdict import RuleResult

COUNTS = ("read", "new", "changed", "unchanged", "quarantined", "refused", "gone")
WORST_FIRST = ("refused", "unreachable", "recorded", "unchanged")
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """All that one run took from one source, in order."""

    takens: tuple[IngestResult, ...]

    @property
    def pages(self) -> int:
        """Pages that were accepted or refused."""
        return sum(taken.outcome.outcome != "unreachable" for taken in self.takens)

    @property
    def outcome(self) -> str:
        """The worst thing that happened to any page; `held` when there was nothing to take."""
        found = {taken.outcome.outcome for taken in self.takens}
        return next((one for one in WORST_FIRST if one in found), "held")

    @property
    def has_news(self) -> bool:
        """Whether a page was accepted that is new, or says something new to this code."""
        return any(
            taken.is_new_page or taken.outcome.outcome == "recorded" for taken in self.takens
        )

    @property
    def unreachable(self) -> str | None:
        """Why the source, or a page of it, could not be reached."""
        return self._cause("unreachable")

    @property
    def refused(self) -> str | None:
        """Why a page was refused."""
        return self._cause("refused")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What warning rules told about accepted pages, each line once."""
        told = (line for taken in self.takens for line in taken.outcome.warnings)
        return tuple(dict.fromkeys(told))

    def count(self, name: str) -> int:
        """Sum of one of COUNTS over all pages."""
        return sum(int(getattr(taken.outcome, name)) for taken in self.takens)

    @property
    def judged(self) -> frozenset[str]:
        """Addresses of the pages that the rules judged now."""
        return frozenset(taken.url for taken in self.takens if taken.results)

    def results(self) -> list["RuleResult"]:
        """What the rules found now, one result per rule and table."""
        return summed([one for taken in self.takens for one in taken.results])

    def line(self) -> str:
        """One line for the log: outcome, pages, counts, cause."""
        if not self.takens:
            return "nothing that was not read before"
        counts = ", ".join(f"{self.count(name)} {name}" for name in COUNTS if self.count(name))
        pages = pages_of(self.pages) if self.pages else ""
        parts = [self.outcome, pages, counts, self.refused or self.unreachable]
        return "; ".join(part for part in parts if part)

    def _cause(self, outcome: str) -> str | None:
        causes = [
            taken.outcome.cause or outcome
            for taken in self.takens
            if taken.outcome.outcome == outcome
        ]
        return "; ".join(dict.fromkeys(causes)) or None


def pages_of(count: int) -> str:
    """`count` pages in words."""
    return "1 page" if count == 1 else f"{count} pages"


def tally(takens: Iterable[IngestResult]) -> Tally:
    """Take everything and add it up."""
    return Tally(tuple(takens))


def summed(results: Sequence["RuleResult"]) -> list["RuleResult"]:
    """One result per rule and table, broken ones first."""
    by_rule: dict[tuple[str, str], list[RuleResult]] = {}
    for one in results:
        by_rule.setdefault((one.table, one.rule), []).append(one)
    return sorted((_sum(found) for found in by_rule.values()), key=lambda one: one.success)


def _sum(results: Sequence["RuleResult"]) -> "RuleResult":
    """The same rule on several pages as one result; its sample shows the first failing values."""
    first = results[0]
    return replace(
        first,
        success=all(one.success for one in results),
        evaluated=sum(one.evaluated for one in results),
        unexpected=sum(one.unexpected for one in results),
        boards=tuple(dict.fromkeys(board for one in results for board in one.boards)),
        sample=tuple(row for one in results for row in one.sample)[:SAMPLE],
        error=next((one.error for one in results if one.error), None),
        only_warned=all(one.only_warned for one in results if not one.success)
        and not all(one.success for one in results),
    )
