"""From what Great Expectations found to what follows from it, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from expectations.gx import Finding
from expectations.verdict import RuleResult, words_of

if TYPE_CHECKING:
    import pandas as pd

    from expectations.frames import Batch
    from expectations.rules import Rule

SAMPLE = 5
"""Failing values that a message or a result shows."""


def results_of(
    batch: Batch, frame: pd.DataFrame, finding: Finding, pages: Sequence[int], may: set[int]
) -> dict[int, RuleResult]:
    """What a finding says of each of `pages`; `may`: failing rows on which its rule may act."""
    rule = finding.rule
    own = frame["_page"]
    failing: dict[int, list[int]] = {page: [] for page in pages}
    for index, page in zip(finding.indices, own.loc[list(finding.indices)], strict=True):
        failing[page].append(index)
    looked = own.iloc[finding.looked].value_counts()
    is_whole = not finding.success and not finding.indices
    return {
        page: RuleResult(
            rule=rule.id,
            action=rule.action,
            success=not (is_whole or indices),
            evaluated=0 if finding.error else int(looked.get(page, 0)),
            unexpected=len(indices),
            sample=_samples(batch, frame, rule, indices),
            expects=rule.expects,
            why=rule.why,
            error=finding.error,
            binding=len(may.intersection(indices)),
            observed=finding.observed,
        )
        for page, indices in failing.items()
    }


def binding(batch: Batch, frame: pd.DataFrame, finding: Finding) -> set[int]:
    """The failing rows on which the rule may act: of a comparison only on the newest page, and
    where the other vintage is near enough."""
    rule = finding.rule
    if not rule.compares:
        return set(finding.indices)
    numbers: Sequence[int] = finding.indices
    if rule.of == "row":
        numbers = frame["_reading"].loc[list(finding.indices)].tolist()
    acting = set()
    for index, number in zip(finding.indices, numbers, strict=True):
        # The vintages that stand behind a failing row: its reading's, or all of its page.
        behind = [n for n, page in enumerate(batch.pages) if page == index]
        if _may_act(batch, behind if rule.of == "page" else [number], rule.within_days):
            acting.add(index)
    return acting


def _may_act(batch: Batch, numbers: Sequence[int], within_days: int | None) -> bool:
    compared = [(n, vintage) for n in numbers if (vintage := batch.previous[n]) is not None]
    return bool(compared) and all(
        vintage.newest
        and (
            within_days is None
            or vintage.published_on is None
            or (batch.day(n) - vintage.published_on).days <= within_days
        )
        for n, vintage in compared
    )


def _samples(
    batch: Batch, frame: pd.DataFrame, rule: Rule, indices: Sequence[int]
) -> tuple[dict[str, Any], ...]:
    """The first few different ones."""
    about = [name for name in ("board", "category", "entry") if name in frame]
    found: dict[str, dict[str, Any]] = {}
    for index in indices[: SAMPLE**2]:
        one: dict[str, Any] = {name: _cell(batch, frame, rule, index, name) for name in about}
        one["values"] = _values(batch, frame, rule, index)
        found.setdefault(words_of(one), one)
    return tuple(found.values())[:SAMPLE]


def _values(batch: Batch, frame: pd.DataFrame, rule: Rule, index: int) -> Mapping[str, Any]:
    """The columns that the rule is about, in a row."""
    names = [name for name in rule.columns if name in frame and not name.startswith("_reading")]
    return {name.lstrip("_"): _cell(batch, frame, rule, index, name) for name in names}


def _cell(batch: Batch, frame: pd.DataFrame, rule: Rule, index: int, name: str) -> Any:
    """What stands in a column, as JSON knows it: NaN is absent, numpy scalars are Python's.

    A number is written as on its page, where the frame makes a float of an int beside others.
    """
    value: Any = frame.at[index, name]
    value = value.item() if hasattr(value, "item") else value
    value = None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN
    own = batch.row(index).get(name) if rule.of == "row" else value
    return own if own == value else value


def without(finding: Finding, rows: set[int]) -> Finding:
    """The finding without some of its failing rows."""
    left = tuple(index for index in finding.indices if index not in rows)
    return finding if left == finding.indices else replace(finding, indices=left, success=not left)


def without_exempt(batch: Batch, finding: Finding) -> Finding:
    """Take out the entries that a person looked at and excepted in the rule file."""
    if not finding.rule.exempt or "entry" not in batch.rows:
        return finding
    entries = batch.rows["entry"]
    return without(finding, {i for i in finding.indices if entries[i] in finding.rule.exempt})


def line(batch: Batch, finding: Finding, position: int) -> str:
    """Why one row goes to quarantine: rule, value, reason."""
    values = _values(batch, batch.rows, finding.rule, position)
    told = " ".join(f"{name}={value!r}" for name, value in values.items())
    return f"{finding.rule.id}: {told}: {finding.rule.why}"
