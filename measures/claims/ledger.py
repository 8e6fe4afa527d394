"""The claim ledgers: published statements as data, each with its readings.

A claim may be understood in several ways; each way is a *reading* with its own day, query and
tolerance. Reading the files is strict. What a query finds makes the verdict: `verdicts`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Annotated

from measures.errors import DeclarationInvalid
from terms.declared import (
    Day,
    Declared,
    N,
    Named,
    Real,
    SecureAddress,
    Text,
    blocks,
    contradiction,
    one_of,
)
from terms.words import ClaimLedger, Provenance, words

EXACT = ("model", "openness", "licence", "price", "price_ratio", "page")
"""What queries find that has no sampling error."""
KINDS = (
    *EXACT,
    *("gap", "gap_change", "lag", "score", "score_pair", "rank", "makers", "solved_cost"),
    "estimate",
)
UNTIL = {"gap": "shown_on", "licence": "published_on", "estimate": "through_on"}
"""Of kinds that look at another day than the reading's own, the column of the last such day."""
OVERALL = "overall"
"""Name of the row that joins the readings of a claim."""
STATED = ("number", "between", "at_least", "at_most")
"""Tests that take a number."""
QUERIED = (*STATED, "positive", "negative", "holds")
"""Tests that take a query."""
TESTS = (*QUERIED, "definition", "not_testable")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimQuery(Named):
    """A query, as measures/claims/queries.toml has it.

    It gives at most one row with `value` and, where known, `low` and `high` (95 % interval); its
    other columns are evidence. It takes parameters and `:as_of` (ISO day; NULL for the newest
    state).
    """

    finds: Annotated[str, one_of(*KINDS)]
    """What its columns are, beside `value`, `low` and `high`."""
    sql: Text
    """The query; it gives at most one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReading(Declared):
    """One way to understand a claim, and how to test it.

    `test`: number (equals `stated` within `tolerance`), between (lies from `stated` to
    `stated_high`, widened by `tolerance`), at_least or at_most (`stated` bounds it), positive or
    negative (its sign), holds (a yes or no, without sampling error), definition or not_testable
    (nothing to test; `reason` says why).
    """

    id: Text
    """Name of the reading within its claim."""
    about: Text
    """What is compared with what, in words."""
    as_of: Day
    """The day the claim is tested for; with `newest`, where no newer state is held."""
    newest: bool = False
    """True: tested on the newest state that the warehouse holds, and shown with its day."""
    forecast: bool = False
    """True: scored by the first page of `as_of` or later; pending until one is held."""
    test: Annotated[str, one_of(*TESTS)]
    """What makes the claim true."""
    query: Text | None = None
    """A query of measures/claims/queries.toml; for every test but definition and not_testable."""
    with_: Mapping[str, str | Real] = field(default_factory=dict)
    """Parameters of the query."""
    stated: Real | None = None
    """The number that the claim states; for number, between, at_least and at_most."""
    stated_high: Real | None = None
    """Upper end of what it states; for between."""
    unit: str = ""
    """Unit of the number."""
    tolerance: Real | None = None
    """How far off still counts as true; for number and between."""
    provenance: Annotated[str, one_of(*words(Provenance))] | None = None
    """Who measured what the query reads."""
    reason: Text | None = None
    """Why there is nothing to test; for definition and not_testable."""

    def __post_init__(self) -> None:
        """Raises ValueError for keys that the test needs or does not take."""
        wanted = {
            "query": self.test in QUERIED,
            "stated": self.test in STATED,
            "stated_high": self.test == "between",
            "tolerance": self.test in ("number", "between"),
            "reason": self.test not in QUERIED,
        }
        known = queries()
        contradiction(
            *(
                f"test {self.test!r} {'needs' if is_wanted else 'takes no'} {key!r}"
                for key, is_wanted in wanted.items()
                if (getattr(self, key) is not None) != is_wanted
            ),
            None
            if self.query is None or self.query in known
            else f"query = {self.query!r}: no such query; known: {', '.join(known)}",
        )

    @property
    def asks(self) -> ClaimQuery | None:
        """Its query; None: there is nothing to test."""
        return None if self.query is None else queries()[self.query]

    @property
    def parameters(self) -> Mapping[str, str | float | None]:
        """What its query is asked with."""
        return {**self.with_, "as_of": None if self.newest else self.as_of}

    @property
    def exact(self) -> bool:
        """Whether what its query finds has no sampling error. What a maker says it scored has none:
        it is quoted, not measured again.
        """
        finds = self.asks.finds if self.asks else None
        return finds in EXACT or (finds == "score" and self.provenance == Provenance.VENDOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Named):
    """A published statement, as the ledger has it."""

    statement: Text
    """The statement: the words of who said it, or as short as it can be said."""
    speaker: Text | None = None
    """Who said it; of public claims."""
    stated_on: Day | None = None
    """The day; with `speaker`."""
    stated_on_is_month: bool = False
    """True: no more than its month is known."""
    work: Text | None = None
    """Title of what it stands in; with `speaker`."""
    url: SecureAddress | None = None
    """Where it was read; with `speaker`."""
    quoted_by: Text | None = None
    """Who quotes it there, where it was not read at its origin."""
    ambiguous: bool = False
    """True: its text does not say which reading is meant, so none is decisive."""
    decisive: tuple[Text, ...] = ()
    """The reading that decides it; of several, the first that this warehouse can test."""
    readings: tuple[ClaimReading, ...]
    """Every way to understand it; at least one, each with an id of its own."""

    def __post_init__(self) -> None:
        """Raises ValueError for readings that cannot be told apart, and when none decides."""
        contradiction(*self._contradictions())

    def _contradictions(self) -> Iterator[str]:
        names = [reading.id for reading in self.readings]
        unknown = [name for name in self.decisive if name not in names]
        who = (self.speaker, self.stated_on, self.work, self.url)
        if any(who) and not all(who):
            yield "speaker, stated_on, work and url stand together"
        if self.speaker and len(self.statement.split()) > 25:
            yield "quotes more than 25 words"
        if unknown:
            yield f"decisive = {unknown}: no such reading; known: {', '.join(names)}"
        if not self.decisive and not self.ambiguous:
            yield "needs 'decisive', or ambiguous = true"
        if self.decisive and self.ambiguous:
            yield "takes no 'decisive': ambiguous = true"
        if not names:
            yield "readings = []: should name one at least"
        if len(set(names)) < len(names) or OVERALL in names:
            yield f"reading ids {names} must differ, and none is {OVERALL!r}"

    @property
    def ledger(self) -> ClaimLedger:
        """Which ledger it stands in."""
        return ClaimLedger.PUBLIC if self.speaker else ClaimLedger.SEED


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNote(Named):
    """What is to be said beside a ledger, with the numbers of readings."""

    ledger: Annotated[str, one_of(*words(ClaimLedger))]
    """Which ledger it is said of."""
    title: Text
    """What it is about."""
    text: Text
    """What is to be said."""
    readings: tuple[Text, ...] = ()
    """The readings whose numbers stand beside it, as claim/reading."""


@cache
def load() -> tuple[Claim, ...]:
    """The bundled claims, in declared order. Raises DeclarationInvalid."""
    return tuple(one for it in ClaimLedger for one in _blocks(f"{it}.toml", Claim).values())


@cache
def queries() -> Mapping[str, ClaimQuery]:
    """The bundled queries by name. Raises DeclarationInvalid."""
    return _blocks("queries.toml", ClaimQuery)


@cache
def notes() -> Mapping[str, ClaimNote]:
    """The bundled notes by name. Raises DeclarationInvalid."""
    return _blocks("notes.toml", ClaimNote)


def read(text: str, file: str = "seed.toml") -> tuple[Claim, ...]:
    """Claims declared in a TOML text. Raises DeclarationInvalid."""
    return tuple(_blocks(file, Claim, text).values())


def _blocks(file: str, shape: type[N], text: str = "") -> dict[str, N]:
    given = text or resources.files("measures.claims").joinpath(file).read_text("utf-8")
    return blocks(given, shape, f"measures/claims/{file}", DeclarationInvalid)
