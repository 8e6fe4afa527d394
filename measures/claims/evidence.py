"""What a query of the ledger finds beside the number: the columns of every kind of evidence, and
what stands in them against a verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measures.gap.judgement import NO_RECENT, may_lead

RESULT = ("value", "low", "high")
"""Columns that every query gives, or may give: the number and its 95 % interval."""
_DOUBT = (
    " unresolved_above gap_if_unresolved_closed? gap_if_unresolved_open? is_tested_lately?"
    " confirmed? class_evidence?"
)
"""Of what is made of gaps: the entries of unknown model or openness that could lead, and what a
class that nobody confirmed is based on."""
KINDS: Mapping[str, str] = {
    "gap": "gap closed_model closed_value open_model open_value gap_percent? p_open_ahead?"
    " detectable_gap? ci_method? closed_maker? open_maker? closed_vintage? open_vintage?"
    " shown_on?" + _DOUBT,
    "gap_change": "earlier_gap earlier_closed_model earlier_open_model later_gap"
    " later_closed_model later_open_model earlier_vintage? later_vintage?" + _DOUBT,
    "lag": "lag_days censored closed_model open_model vintage_on? closed_vintage? open_vintage?"
    + _DOUBT,
    "score": "source board entry published_on vintage protocol? source_url?",
    "score_pair": "board entry entry_value rival rival_value published_on vintage rival_board?"
    " rival_vintage?",
    "rank": "source entry rating ahead published_on vintage",
    "makers": "makers published_on vintage",
    "model": "name maker_name released_on evidence vintage",
    "openness": "openness licence valid_from evidence vintage",
    "licence": "source board entry licence published_on vintage",
    "price": "source provider offering input_per_mtok output_per_mtok effective_on vintage",
    "price_ratio": "source dear dear_price cheap cheap_price vintage dear_effective_on?"
    " cheap_effective_on? published_on?",
    "solved_cost": "dear dear_usd_per_solved cheap cheap_usd_per_solved published_on vintage",
    "releases": "source earlier earlier_released_on later later_released_on vintage",
    "estimate": "n from_on through_on vintages?",
    "page": "source url seen_at page_sha256 place quote vintage",
}
"""Kind of evidence to its columns; one with a ? may be missing, and is left out where it is empty.
Those that end in `vintage` name a vintage, and `vintages` is a list of them."""
EXACT = ("model", "openness", "licence", "price", "price_ratio", "releases", "page")
"""Kinds whose numbers have no sampling error."""
_UNTIL = {"gap": "shown_on", "licence": "published_on", "estimate": "through_on"}
"""Kinds that look at another day than the reading's own, to the column of that day."""
Row = Mapping[str, Any]


def wrong_columns(kind: str, names: Sequence[str]) -> Iterator[str]:
    """What is wrong with the columns of a query that should find a kind of evidence."""
    known = KINDS[kind].split()
    needed = {RESULT[0], *(one for one in known if not one.endswith("?"))}
    every = {*RESULT, *(one.removesuffix("?") for one in known)}
    yield from (f"no column {name}" for name in sorted(needed - set(names)))
    yield from (f"column {name} is not one of {kind}" for name in sorted(set(names) - every))


def evidence(kind: str, row: Row) -> dict[str, Any]:
    """The evidence in a row that a query gave. Raises ValueError for columns of another kind."""
    if wrong := list(wrong_columns(kind, list(row))):
        raise ValueError("; ".join(wrong))
    listed = json.loads(row.get("vintages") or "[]")
    needed = KINDS[kind].split()
    return {
        name: value
        for name, value in {**row, "vintages": listed}.items()
        if name not in RESULT and (name in needed or value not in (None, []))
    }


def vintages_of(numbers: Row) -> list[int]:
    """The vintages that evidence names, in order."""
    named = {value for name, value in numbers.items() if name.endswith("vintage")}
    return sorted({*named, *numbers.get("vintages", ())} - {None})


def known_until(kind: str, numbers: Row) -> str | None:
    """The last day that a query looked at where the reading's own day does not bound it."""
    day = numbers.get(_UNTIL.get(kind, ""))
    return None if day is None else str(day)


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
