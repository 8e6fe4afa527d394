"""Closed lists of words: what is stored, and what a reader is shown for it.

A member is equal to its stored string, so rows, TOML and SQL keep plain strings. Columns and checks
take `words(List)`, the plain strings in declared order.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored word; `text` is what a reader is shown for it."""

    text: str

    def __new__(cls, stored: str, *_told: object) -> Self:
        """The member stored as `stored`; what else is told of it, `__init__` takes."""
        member = str.__new__(cls, stored)
        member._value_ = stored
        return member

    def __init__(self, stored: str, text: str = "") -> None:
        """Without `text` it is shown as stored, without `_`."""
        self.text = text or stored.replace("_", " ")


def words(members: type[StrEnum]) -> tuple[str, ...]:
    """The stored words of a closed list, in declared order."""
    return tuple(member.value for member in members)


class Provenance(Word):
    """Who measured a score; `text` names them: 'measured by ...'."""

    INDEPENDENT = "independent", "an independent party"
    MAINTAINER = "maintainer", "the benchmark’s maintainers"
    THIRD_PARTY = "third_party", "whoever submitted the entry"
    VENDOR = "vendor", "the models’ own makers"


class FrontierClass(Word):
    """The class that a frontier is of."""

    CLOSED = "closed"
    OPEN = "open"


class Exposure(Word):
    """Whether a model may have seen a benchmark's items; `text` is said of them."""

    PUBLIC = "public"
    HELD_OUT = "held_out", "private"
    LAB_ACCESS = "lab_access", "private, though a maker of models has them"
    VOTES = "votes", "none: people vote on answers to what they ask themselves"


class SeriesStatus(Word):
    """Whether a series still says something new; `text` is the sentence that explains it, `label`
    the word for readers."""

    label: str

    def __init__(self, stored: str, text: str = "", label: str = "") -> None:
        super().__init__(stored, text)
        self.label = label or stored

    LIVE = "live", "The board still takes new entries.", "active"
    FROZEN = (
        "frozen",
        "The board takes no new entries: it describes its last day.",
        "closed to new entries",
    )
    SATURATED = (
        "saturated",
        "The leaders of both classes score above 90 % on its questions, within two standard errors "
        "of each other: differences say little.",
    )
    DISPUTED = "disputed", "The benchmark's validity is publicly disputed; see its citation."


class Basis(Word):
    """What the states of a board hold."""

    BOARD = "board", "whole boards"
    LIST = "leaders", "a list of some entries"


class ModelKind(Word):
    """What a model is made for; headlines use general ones."""

    GENERAL = "general"
    TASK_TUNED = "task_tuned"


ERROR_IN_DOUBT = "published, but what it means is in doubt"
"""`score.ci_method` of a row without an interval whose published error is not used: none that is
computed takes its place."""


class GapMethod(Word):
    """How the errors of two leaders were joined to the interval of their gap."""

    INDEPENDENT = "independent", "the leaders’ own errors, taken as independent"
    PAIRED = "paired", "results of both on the same items"
    JOINT = "joint", "a joint refit of the whole scale"


class GapVerdict(Word):
    """What a gap and its interval support; a class is ahead only when the interval excludes 0.

    A difference that is not significant is "not distinguishable", never "equal".
    """

    CLOSED_AHEAD = "closed ahead"
    NOT_DISTINGUISHABLE = "not distinguishable", "too close to call"
    OPEN_AHEAD = "open ahead"
    NO_INTERVAL = "no interval", "no interval known"
    ONE_CLASS_ONLY = "one class only"
    CANNOT_BE_JUDGED = "cannot be judged"  # an entry of unknown model or openness may lead
    NOT_TESTED_LATELY = "not tested lately"


JUDGED = (GapVerdict.CLOSED_AHEAD, GapVerdict.NOT_DISTINGUISHABLE, GapVerdict.OPEN_AHEAD)
"""Verdicts that an interval supports, in the order of tables."""


class PriceChange(Word):
    """What happened to a price; `text` comes before by how much."""

    CUT = "cut"
    RISE = "rise", "raised"
    WITHDRAWN = "withdrawn"
    NEW = "new"


class ClaimLedger(Word):
    """Which ledger a claim stands in; `text` heads it."""

    PUBLIC = "public", "Public claims"
    SEED = "seed", "What Is the Open vs Closed Gap? The text that started gapwatch"


class ClaimVerdict(Word):
    """What came of testing a claim."""

    REPRODUCED = "reproduced"
    AS_ANNOUNCED = "as_announced"
    PARTLY = "partly", "partly reproduced"
    AMBIGUOUS = "ambiguous"
    CONTRADICTED = "contradicted"
    CANNOT_BE_JUDGED = "cannot_be_judged"  # an entry of unknown model or openness may lead
    PENDING = "pending", "not due yet"  # a forecast, before its day
    NOT_TESTABLE = "not_testable"
    DEFINITION = "definition", "a definition"


class PriceBasis(Word):
    """Whose price stands for a model."""

    FIRST_PARTY = "first_party", "maker’s list price"
    MEDIAN_OF_HOSTS = "median_of_hosts", "median of the hosts we read"


class Availability(Word):
    """How a model can be had."""

    WEIGHTS = "weights", "its weights can be downloaded"
    SOLD = "sold", "its maker sells access"


class EffectiveBasis(Word):
    """How the first day of a price is known."""

    DOCUMENTED = "documented"
    FIRST_OBSERVED = "first_observed"
    COMMIT = "commit"
    NOT_STATED = "not_stated"


class PageOutcome(Word):
    """What became of one page of a source."""

    RECORDED = "recorded", "read, something new"  # at least one board was accepted
    UNCHANGED = "unchanged", "read, nothing new"  # accepted; every board equals its last state
    REFUSED = "refused", "refused as a whole"  # a critical rule failed or the shape is unknown
    UNREACHABLE = "unreachable", "not reached"  # the place did not answer properly
    NO_PARSER = "no_parser", "kept, not read yet"  # archived; no module reads this source yet


ACCEPTED = (PageOutcome.RECORDED, PageOutcome.UNCHANGED)
"""Outcomes of a page that was read and whose boards count."""


class EventPhase(Word):
    """One-off, or beginning or end of a condition."""

    HAPPENED = "happened"
    BEGAN = "began"
    ENDED = "ended"


class Severity(Word):
    """How urgent an alert is; least urgent first."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


COUNTRIES: Mapping[str, str] = {
    "AE": "United Arab Emirates",
    "CA": "Canada",
    "CN": "China",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
    "IL": "Israel",
    "JP": "Japan",
    "KR": "South Korea",
    "US": "United States",
}
"""Where makers sit, by the code that the registry has; ZZ, nobody knows, is not shown."""
