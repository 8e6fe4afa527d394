"""The declared series: what each one measures, from which boards, and how far to trust it.

A series is (benchmark, protocol, provenance) and lives as data in `series.toml`. That its data set
is saturated is said by its scores alone: whoever asks a warehouse has it from there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from measures.errors import DeclarationInvalid
from terms.declared import (
    Count,
    Day,
    Declared,
    Named,
    SecureAddress,
    Slug,
    Text,
    blocks,
    contradiction,
    one_of,
)  # fmt: skip
from terms.units import Unit
from terms.words import Exposure, Provenance, SeriesStatus, words

FILE = "measures/series.toml"
DOMAINS = (
    "knowledge", "mathematics", "reasoning", "coding", "tool use", "agentic", "multimodal",
    "safety", "human preference", "composite",
)  # fmt: skip
HEADLINE = "eci"
"""The series that tells how far behind open models are as a whole."""
COMPOSITE = "composite"
"""The domain whose series join many benchmarks: they lead the headline and are not counted."""

NOT_LIVE = tuple(word for word in words(SeriesStatus) if word != SeriesStatus.LIVE)
DECLARED = tuple(word for word in NOT_LIVE if word != SeriesStatus.SATURATED)
"""What a person may say against a series; the rest is computed (`measures.gap.judgement`)."""
NONE: Mapping[str, str] = MappingProxyType({})
_SATURATED = SeriesStatus.SATURATED


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFilter(Declared):
    """Which rows of which board belong to a series."""

    source: Text
    """Name of the source."""
    board: Text
    """Name of the board, as the source's rows have it."""
    category: str
    """Category of the board; empty where it has none."""
    entry_matches: re.Pattern[str] | None = None
    """Only entries that it finds something in."""
    protocol: Text | None = None
    """Only rows of exactly this protocol."""
    protocol_matches: re.Pattern[str] | None = None
    """Only rows whose protocol it finds something in."""
    provenance: Annotated[str, one_of(*words(Provenance))] | None = None
    """Who measured the rows this filter takes, when that is not the series' own: a stand-in,
    which counts only while no state of the series' own provenance is fresh (see
    `measures.boards.states`)."""
    copy_of: Text | None = None
    """Board of this series of which it is another page of the same measurer with the same runs, as
    a test on their common rows shows. It adds what is newer (`measures.boards.states`)."""
    model_required: bool = False
    """True for a board of systems: rows that name several models or none, in the model's column or
    by their own name, are left out and counted as `systems_above`, as are those whose name or day
    contradicts the column. Elsewhere a row without a known model is unresolved."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Names the board."""
        return self.source, self.board, self.category

    def accepts(self, row: Mapping[str, Any]) -> bool:
        """Whether a score row of this board belongs to the series (provenance apart)."""
        if self.protocol is not None and row["protocol"] != self.protocol:
            return False
        if self.protocol_matches and not self.protocol_matches.search(row["protocol"]):
            return False
        return self.entry_matches is None or bool(self.entry_matches.search(row["entry"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBreak(Declared):
    """A day on which the scale moved: values and gaps before and after are on different scales.

    A gap within one page is sound; two gaps on the two sides of the day do not compare.
    """

    on: Day
    """First day on the new scale."""
    why: Text
    """What moved, and by how much."""
    evidence: SecureAddress
    """Where that can be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStatus(Declared):
    """One thing that is said against a series, from a day on."""

    status: Annotated[str, one_of(*DECLARED)]
    """What it is instead of live."""
    why: Text
    """The reason, in words."""
    since: Day | None = None
    """First day on which the reason held. Absent: day not known, taken to have held always."""
    citation: SecureAddress | None = None
    """Where that can be checked (URL); absent: where the series can."""

    @property
    def label(self) -> str:
        """The word for readers."""
        return SeriesStatus(self.status).label

    def holds_on(self, day: str) -> bool:
        """Whether it holds on `day` (ISO)."""
        return self.since is None or day >= self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Named):
    """One benchmark under one protocol measured by one kind of measurer."""

    title: Text
    """Name for people: benchmark, then what sets this series apart."""
    domain: Annotated[str, one_of(*DOMAINS)]
    """What the benchmark asks for; the table by domain groups by it."""
    unit: Annotated[str, one_of(*words(Unit))]
    """Unit of the values."""
    direction: Literal["higher", "lower"]
    """Which value is the better one."""
    items: Count | None = None
    """Number of items behind a percentage when the row does not say; absent: no proportion."""
    axis: Literal["board", "entry"]
    """`board`: entries are estimated together and a page is one moment (Arena, ECI). `entry`: each
    entry counts from its own day (SWE-bench)."""
    exposure: Annotated[str, one_of(*words(Exposure))]
    """Whether models can have seen the items."""
    provenance: Annotated[str, one_of(*words(Provenance))]
    """Who measured; others never meet in one gap."""
    statuses: tuple[DatedStatus, ...] = ()
    """What is said against it; absent: it is live. A series that is not takes no part in a
    headline."""
    citation: SecureAddress
    """Where the protocol, and the status where it cites nothing else, can be checked."""
    stale_after_days: Count
    """Age of a page past which its numbers read "as of", never "now"."""
    stale_reason: Text
    """Why that age: how often the board is published."""
    sources: tuple[SourceFilter, ...]
    """Boards the rows come from, each once; at least one."""
    scale_breaks: tuple[ScaleBreak, ...] = ()
    """Days on which the scale moved."""
    page_scales: Text | None = None
    """Why every page has a scale of its own, so that only what stands on one page compares."""
    task_tuned: bool = False
    """True: models tuned for one task compete too; such a series takes no part in a headline."""
    dataset: Slug | None = None
    """Name of the data set, where several series are of the same questions or votes, or of parts
    of one benchmark; absent: the series' own. A count takes a data set once: the first of its
    active series that is declared. A data set is saturated as a whole."""

    def __post_init__(self) -> None:
        """Raises ValueError for keys that contradict one another."""
        contradiction(*self._contradictions())

    def _contradictions(self) -> Iterator[str]:
        boards = [item.key for item in self.sources]
        if not boards:
            yield "sources = []: should name one board at least"
        if len(set(boards)) < len(boards):
            yield f"the same board twice in sources {boards}"
        named = {item.board for item in self.sources if item.copy_of is None}
        if strays := sorted({i.copy_of for i in self.sources if i.copy_of} - named):
            yield f"copy_of {strays} names no board of sources"
        if self.axis == "board" and any(item.copy_of for item in self.sources):
            yield "copy_of is for the entry axis; on the board axis the newest page counts alone"
        mixed = [i.source for i in self.sources if i.provenance not in (None, self.provenance)]
        if mixed and self.axis == "entry":
            yield (
                f"sources {mixed} have another provenance, which on the entry axis would meet the "
                "series' own in one gap; declare a series of their own"
            )
        said = [one.status for one in self.statuses]
        if len(set(said)) < len(said):
            yield f"the same status twice in statuses {said}"

    @property
    def counted_as(self) -> str:
        """The data set that it counts for."""
        return self.dataset or self.id

    @property
    def is_live(self) -> bool:
        """Whether nothing is said against it."""
        return not self.statuses

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes: it is frozen."""
        return any(one.status == SeriesStatus.FROZEN for one in self.statuses)

    @property
    def status(self) -> str:
        """`live`, or what is said against it in the order of `SeriesStatus`, after commas."""
        said = {one.status for one in self.statuses}
        return ", ".join(word for word in NOT_LIVE if word in said) or SeriesStatus.LIVE.value

    @property
    def status_since(self) -> str | None:
        """First day on which it was not live; None where that is not known, and for a live one."""
        days = [one.since for one in self.statuses]
        return min(days, default=None) if None not in days else None  # type: ignore[type-var]

    @property
    def saturated_since(self) -> str | None:
        """First day since which its data set is saturated; None: it is not."""
        return next((one.since for one in self.statuses if one.status == _SATURATED), None)

    def saturated(self, since: str | None) -> Self:
        """The series with its data set saturated since a day (ISO); None: it is not."""
        if since is None and self.saturated_since is None:
            return self
        declared = tuple(one for one in self.statuses if one.status != _SATURATED)
        found = (DatedStatus(status=_SATURATED, why=_SATURATED.text, since=since),) if since else ()
        return replace(self, statuses=(*declared, *found))

    def break_between(self, since: str, until: str) -> ScaleBreak | None:
        """The newest break of the scale after day `since` and by day `until`, both of pages."""
        if self.page_scales and since < until:
            return ScaleBreak(on=until, why=self.page_scales, evidence=self.citation)
        crossed = (one for one in self.scale_breaks if since < one.on <= until)
        return max(crossed, key=lambda one: one.on, default=None)

    @property
    def sign(self) -> int:
        """1 when a higher value is better, -1 when a lower one is."""
        return 1 if self.direction == "higher" else -1

    def on(self, day: date) -> Self:
        """The series as it stood on `day`: without what was not yet said against it."""
        held = tuple(one for one in self.statuses if one.holds_on(day.isoformat()))
        return self if held == self.statuses else replace(self, statuses=held)


def first_of_datasets(found: Iterable[Series]) -> frozenset[str]:
    """Of active series the first of general models of each data set, by id: what is counted."""
    first: dict[str, str] = {}
    for one in found:
        if not one.task_tuned:
            first.setdefault(one.counted_as, one.id)
    return frozenset(first.values())


def load(day: date | None = None, saturated: Mapping[str, str] = NONE) -> dict[str, Series]:
    """The bundled series by id, in declared order, as they stood on `day` (None: as declared).

    `saturated`: series to the day since which its data set is, as a warehouse has it. Raises
    DeclarationInvalid.
    """
    text = resources.files("measures").joinpath("series.toml").read_text("utf-8")
    found = {name: one.saturated(saturated.get(name)) for name, one in read(text).items()}
    return found if day is None else {name: series.on(day) for name, series in found.items()}


@lru_cache(maxsize=2)
def read(text: str) -> Mapping[str, Series]:
    """Series declared in a TOML text, by id. Raises DeclarationInvalid."""
    return blocks(text, Series, FILE, DeclarationInvalid)
