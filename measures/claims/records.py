"""A tested reading of a claim with its evidence, as a row of table claim and back.

Not here: what makes a verdict (`measures.claims.verdicts`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from measures.claims.ledger import OVERALL
from measures.errors import EstimateOutdated
from measures.gap.judgement import NO_RECENT, may_lead
from terms.words import ClaimLedger, ClaimVerdict, Provenance

Row = Mapping[str, Any]
RESULT = ("value", "low", "high")
"""Columns that every query gives, or may give: the number and its 95 % interval."""


def beside(row: Row) -> dict[str, Any]:
    """The evidence in a row that a query gave: what says something beside the number. Columns that
    end in `vintage` name a vintage, and `vintages` is a list of them (JSON)."""
    listed = json.loads(row.get("vintages") or "[]")
    told = {**row, "vintages": listed}.items()
    return {name: value for name, value in told if name not in RESULT and value not in (None, [])}


def named_vintages(numbers: Row) -> list[int]:
    """The vintages that evidence names, in order."""
    named = {value for name, value in numbers.items() if name.endswith("vintage")}
    return sorted({*named, *numbers.get("vintages", ())} - {None})


def doubt(numbers: Row) -> str | None:
    """Why what was found decides nothing: no recent open model; unknown entries that could lead,
    with the gap either way; or an unconfirmed class. None where it does."""
    if numbers.get("is_tested_lately") == 0:
        return NO_RECENT
    if numbers.get("unresolved_above"):
        ends = (numbers.get(f"gap_if_unresolved_{side}") for side in ("closed", "open"))
        known = sorted(end for end in ends if end is not None)
        reach = f": the gap is {known[0]:.4g} to {known[-1]:.4g}" if len(known) == 2 else ""
        return f"{may_lead(numbers['unresolved_above'])}{reach}"
    if numbers.get("confirmed") == 0:
        why = numbers.get("class_evidence") or "a provisional one"
        return f"a class behind it is unconfirmed: {why}"
    return None


def why(reason: str, **told: Any) -> dict[str, Any]:
    """Evidence of a verdict; what says nothing is left out. A tolerance of 0 says something: the
    claim is taken to the letter."""
    kept = {it: one for it, one in told.items() if one not in (None, [], {}) and one is not False}
    return {"reason": reason, **kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """A reading of a claim with its verdict, as a row of table claim, whose columns its fields are;
    reading `overall` is the claim as a whole."""

    claim: str
    reading: str
    statement: str
    verdict: ClaimVerdict
    stated: str | None = None
    found: str | None = None
    as_of: str
    provenance: Provenance | None = None
    decisive: str | None = None
    evidence: Mapping[str, Any]
    """Of `why`: reason, about, tolerance, exact, announced, finds, numbers, sql, parameters,
    vintages."""
    ledger: ClaimLedger = ClaimLedger.SEED
    speaker: str | None = None
    stated_on: str | None = None
    stated_on_is_month: bool | None = None
    work: str | None = None
    url: str | None = None
    quoted_by: str | None = None

    @property
    def vintages(self) -> Sequence[int]:
        """The vintages that the number is made of."""
        return tuple(self.evidence.get("vintages", ()))

    @property
    def is_overall(self) -> bool:
        """Whether it is the claim as a whole."""
        return self.reading == OVERALL

    @property
    def is_decisive(self) -> bool:
        """Whether the verdict on the claim follows from this reading."""
        return self.reading == self.decisive

    @property
    def row(self) -> dict[str, Any]:
        """As a row of table claim."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            **own,
            "entry": f"{self.claim}|{self.reading}",
            "evidence": json.dumps(self.evidence, ensure_ascii=False, sort_keys=True),
        }

    @classmethod
    def from_row(cls, row: Row) -> ClaimResult:
        """The record of a row of table claim or view claim_now.

        Raises EstimateOutdated for one that an earlier version wrote in another shape.
        """
        try:
            told = {one.name: row[one.name] for one in fields(cls) if one.name in row}
            who = told["provenance"]
            told |= {
                "claim": row["claim"] if "claim" in row else row["id"],
                "ledger": ClaimLedger(row.get("ledger") or ClaimLedger.SEED),
                "verdict": ClaimVerdict(row["verdict"]),
                "provenance": None if who is None else Provenance(who),
                "evidence": why(**json.loads(row["evidence"])),
            }
            return cls(**told)
        except (KeyError, TypeError, ValueError) as error:
            raise EstimateOutdated(
                f"claim {row['reading']} of {row['statement']!r} was tested by another version "
                f"({row['code_version']}; {error})"
            ) from error


def results(rows: Iterable[Row]) -> Sequence[ClaimResult]:
    """The records of rows of view claim_now, in their order. Raises EstimateOutdated."""
    return [ClaimResult.from_row(row) for row in rows]


def unpacked(row: Row) -> dict[str, Any]:
    """A row of view claim_now with its evidence as an object."""
    return {**row, "evidence": json.loads(row["evidence"])}
