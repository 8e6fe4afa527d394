"""From what Great Expectations found to what follows from it, in words a person can act on."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from expectations.gx import Finding
from expectations.verdict import RuleResult

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from expectations.frames import Batch
    from expectations.rules import Rule

SAMPLE = 5
"""Failing values that a message or a result shows."""


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """A finding with what it may do. Also made for rules that hold: then nothing is broken."""

    finding: Finding
    binding: tuple[int, ...]
    """Failing rows of the frame on which the rule may act."""
    sample: tuple[dict[str, Any], ...]
    boards: tuple[str, ...]

    @property
    def _whole(self) -> bool:
        """A statement about the whole frame failed, or could not be evaluated."""
        return not self.finding.success and not self.finding.indices

    @property
    def refuses(self) -> bool:
        """Whether the page is refused because of it."""
        if self.finding.error is not None:
            return self.finding.rule.action != "warn"
        if self.finding.rule.action != "refuse":
            return False
        return bool(self.binding) or self._whole

    @property
    def warns(self) -> bool:
        """Whether it is told as a warning: by its own action, or because it may not act."""
        if self.finding.success or self.refuses:
            return False
        late = len(self.finding.indices) > len(self.binding)
        return self.finding.rule.action in ("warn", "drop_error") or late

    def sentence(self) -> str:
        """One line, the reason first: a text that is cut short keeps what a person can act on.

        After it, in brackets, the rule, how many, values and what was expected.
        """
        rule = self.finding.rule
        if self.finding.error is not None:
            return f"{rule.id} could not be evaluated: {self.finding.error[:200]}"
        if self._whole:
            return f"{rule.why} ({rule.id}: found {self.finding.observed})"
        count = f"{len(self.finding.indices)} of {self.finding.evaluated}"
        values = ", ".join(_words(one) for one in self.sample)
        more = ", ..." if len(self.finding.indices) > len(self.sample) else ""
        return f"{rule.why} ({rule.id}: {count}: {values}{more}; expected: {rule.expects})"


def _words(one: dict[str, Any]) -> str:
    place = "/".join(str(one[name]) for name in ("board", "category", "entry") if one.get(name))
    values = " ".join(f"{name}={_short(value)!r}" for name, value in one["values"].items())
    return f"{place} {values}".strip()


def _short(value: Any) -> Any:
    """A number with four digits that count: a share of 0.0247 is not better known with 16."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def by_page(
    batch: Batch, frame: pd.DataFrame, finding: Finding, pages: Sequence[int]
) -> dict[int, Finding]:
    """What of a finding is about each of `pages`; of the whole frame it is about all."""
    if len(pages) == 1 or finding.error is not None:
        return dict.fromkeys(pages, finding)
    numbers = _pages(batch, frame, finding.rule)
    is_whole = not finding.success and not finding.indices
    looked = numbers[finding.looked]
    failing: dict[int, list[int]] = {}
    broken = frame.index.isin(list(finding.indices))
    for index, page in zip(frame.index[broken].tolist(), numbers[broken].tolist(), strict=True):
        failing.setdefault(page, []).append(index)
    return {
        page: replace(
            finding,
            looked=finding.looked[looked == page],
            indices=tuple(failing.get(page, ())),
            success=not (is_whole or page in failing),
        )
        for page in pages
    }


def _pages(batch: Batch, frame: pd.DataFrame, rule: Rule) -> NDArray[np.intp]:
    """The page of every row of the frame."""
    import numpy as np  # noqa: PLC0415

    if rule.of == "page":
        return frame.index.to_numpy()
    pages = np.array(batch.pages, np.intp)
    return pages if rule.of == "board" else pages[frame["_reading"].to_numpy()]


def broken_by(batch: Batch, frame: pd.DataFrame, finding: Finding) -> RuleOutcome:
    """Part the failing rows into those on which the rule may act and those it only tells."""
    rule = finding.rule
    numbers = _readings(frame, rule, finding.indices)
    binding = finding.indices
    if rule.compares:
        groups = _compared_groups(batch, finding, numbers)
        binding = tuple(
            index
            for index, group in zip(finding.indices, groups, strict=True)
            if _may_act(batch, group, rule.within_days)
        )
    places = dict.fromkeys(_place(batch, number) for number in numbers)
    return RuleOutcome(finding, binding, _samples(batch, frame, finding), tuple(places))


def _samples(batch: Batch, frame: pd.DataFrame, finding: Finding) -> tuple[dict[str, Any], ...]:
    """The first few different ones."""
    if not finding.indices:
        return ()
    about = [name for name in ("board", "category", "entry") if name in frame]
    values = _shown(frame, finding)
    first = finding.indices[: SAMPLE**2]
    cells = [_cells(batch, frame, finding.rule, first, name) for name in (*about, *values)]
    found: dict[str, dict[str, Any]] = {}
    for row in zip(*cells, strict=True) if about or values else [()]:
        one: dict[str, Any] = dict(zip(about, row, strict=False))
        one["values"] = dict(zip(map(_bare, values), row[len(about) :], strict=True))
        found.setdefault(_words(one), one)
    return tuple(found.values())[:SAMPLE]


def _cells(
    batch: Batch, frame: pd.DataFrame, rule: Rule, indices: Sequence[int], name: str
) -> list[Any]:
    """What stands in these rows of a column, as JSON knows it.

    A number is written as on its page, where the frame makes a float of an int beside others.
    """
    cells = [_json(value) for value in frame[name].loc[list(indices)].tolist()]
    if rule.of != "row":
        return cells
    own = (batch.row(index).get(name) for index in indices)
    return [mine if mine == cell else cell for mine, cell in zip(own, cells, strict=True)]


def _shown(frame: pd.DataFrame, finding: Finding) -> list[str]:
    """The columns that the rule is about."""
    names = (name for name in finding.rule.columns if not name.startswith("_reading"))
    return [name for name in names if name in frame]


def _bare(name: str) -> str:
    return name.lstrip("_")


def _readings(frame: pd.DataFrame, rule: Rule, indices: Sequence[int]) -> list[int]:
    """The reading of each of these rows of the frame; a page is none of them."""
    if rule.of == "page":
        return []
    if rule.of == "board":
        return list(indices)
    return frame["_reading"].reindex(list(indices)).astype(int).tolist() if indices else []


def _compared_groups(batch: Batch, finding: Finding, numbers: list[int]) -> list[list[int]]:
    """The readings whose vintages stand behind each failing row: its own, or all of its page."""
    if finding.rule.of != "page":
        return [[number] for number in numbers]
    return [[n for n, own in enumerate(batch.pages) if own == page] for page in finding.indices]


def _place(batch: Batch, number: int) -> str:
    reading = batch.readings[number]
    return f"{reading.board}/{reading.category}" if reading.category else reading.board


def _may_act(batch: Batch, numbers: list[int], within_days: int | None) -> bool:
    """A comparison acts only when the page is the newest, and the other vintage near enough."""
    compared = [n for n in numbers if batch.previous[n] is not None]
    return bool(compared) and all(_near(batch, n, within_days) for n in compared)


def _near(batch: Batch, number: int, within_days: int | None) -> bool:
    vintage = batch.previous[number]
    if vintage is None or not vintage.newest:
        return False
    if within_days is None or vintage.published_on is None:
        return True
    return (batch.day(number) - vintage.published_on).days <= within_days


def _json(value: Any) -> Any:
    """A value that JSON knows: NaN is absent, numpy scalars are Python's."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN


def without_exempt(batch: Batch, finding: Finding) -> Finding:
    """Take out the entries that a person looked at and excepted in the rule file."""
    if not finding.rule.exempt or "entry" not in batch.rows:
        return finding
    entries = batch.rows["entry"]
    return _without(finding, {i for i in finding.indices if entries[i] in finding.rule.exempt})


def without_quarantined(finding: Finding, aside: Container[int]) -> Finding:
    """A row that is set aside is not warned about as well."""
    if finding.rule.action not in ("warn", "drop_error"):
        return finding
    return _without(finding, {i for i in finding.indices if i in aside})


def _without(finding: Finding, rows: set[int]) -> Finding:
    if not rows:
        return finding
    left = tuple(index for index in finding.indices if index not in rows)
    return replace(finding, indices=left, success=not left)


def line(batch: Batch, finding: Finding, position: int) -> str:
    """Why one row goes to quarantine: rule, value, reason."""
    rule, frame = finding.rule, batch.rows
    told = " ".join(
        f"{_bare(name)}={_cells(batch, frame, rule, [position], name)[0]!r}"
        for name in _shown(frame, finding)
    )
    return f"{rule.id}: {told}: {rule.why}"


def result_of(broken: RuleOutcome) -> RuleResult:
    """The result as others see it."""
    finding, rule = broken.finding, broken.finding.rule
    acts = rule.action != "warn"
    return RuleResult(
        rule=rule.id,
        table=rule.table,
        action=rule.action,
        success=finding.success,
        evaluated=finding.evaluated,
        unexpected=len(finding.indices),
        boards=broken.boards,
        sample=broken.sample,
        expects=rule.expects,
        why=rule.why,
        error=finding.error,
        only_warned=acts and bool(finding.indices) and not broken.binding,
    )
