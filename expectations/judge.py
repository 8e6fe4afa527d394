"""Judge a page before anything of it is written.

A broken `refuse` rule refuses the whole page; a broken `quarantine` rule sets its rows aside; a
broken `drop_error` rule takes the published error from its rows and is told; a broken `warn` rule
is told. A rule that compares with the last good vintage refuses or sets aside
only on a board whose page is newer than everything accepted (and, with `within_days`, close
enough to it); otherwise it is told as a warning. A rule that cannot be evaluated counts as broken.

A board that lost too many rows (a floor) and has ranks of its own is a list of its first ranks,
down to the first hole: neither refused nor taken for whole.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Any

import numpy as np
import pandas as pd

from expectations import gx
from expectations.frames import ROWS_SHARE, Batch, Stated, batch_of, boards_and_pages
from expectations.gx import Finding
from expectations.rules import TABLES, Rule, rules_for
from expectations.verdict import JudgedReading, PageVerdict, Quarantined, UnjudgedPage
from terms.words import ERROR_IN_DOUBT, Basis

SAMPLE = 5
"""Failing values that a message shows."""
Places = dict[tuple[int, int], Quarantined]
"""Rows that go to quarantine, by reading and index in it."""
_Shown = tuple[str, dict[str, Any]]
"""Where a row stands, and the values that a rule is about."""


@dataclass
class _PageFindings:
    """What the rules of a table say of one page, and its readings as if nothing were refused."""

    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)
    passed: int = 0
    is_certain: bool = True
    """Every rule could be evaluated."""
    readings: list[JudgedReading] = field(default_factory=list)


def judge_batch(pages: Sequence[UnjudgedPage]) -> list[PageVerdict]:
    """One verdict per page, of any sources and days, for the price of one: see `expectations.gx`.

    Each is what it would be of the page alone: one about which a rule could not be evaluated is
    judged by itself, for another may be the cause. Raises RuleMistake for a rule that cannot be
    built and ValueError for a reading of an unknown table.
    """
    found = []
    for page, told in zip(pages, _findings_of(pages), strict=True):
        is_certain = all(one.is_certain for one in told.values())
        (own,) = (told,) if is_certain or len(pages) == 1 else _findings_of([page])
        found.append(_verdict(page, own))
    return found


def _findings_of(pages: Sequence[UnjudgedPage]) -> list[dict[str, _PageFindings]]:
    """Per page, by table."""
    tables = [dict.fromkeys(reading.table for reading in page.readings) for page in pages]
    for page, names in zip(pages, tables, strict=True):
        if unknown := names.keys() - TABLES.keys():
            known = ", ".join(TABLES)
            raise ValueError(f"{page.source}: no table {unknown.pop()!r}; known: {known}")
    every = {name: _judge_table(name, pages) for name in dict.fromkeys(chain(*tables))}
    return [{name: every[name][n] for name in own} for n, own in enumerate(tables)]


def _verdict(page: UnjudgedPage, told: Mapping[str, _PageFindings]) -> PageVerdict:
    if not page.readings:
        return PageVerdict(
            f"{page.source}: the page gave no board, so there is nothing to keep", ()
        )
    refusals = [line for one in told.values() for line in one.refusals]
    if refusals:
        more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
        readings = tuple(map(JudgedReading, page.readings))
    else:
        judged = {name: iter(one.readings) for name, one in told.items()}
        readings = tuple(next(judged[reading.table]) for reading in page.readings)
    return PageVerdict(
        f"{page.source}: {refusals[0]}{more}" if refusals else None,
        readings,
        tuple(line for one in told.values() for line in one.warnings),
        {rule: rows for one in told.values() for rule, rows in one.broken.items()},
        sum(one.passed for one in told.values()),
    )


def _judge_table(name: str, pages: Sequence[UnjudgedPage]) -> dict[int, _PageFindings]:
    """By the number of the page."""
    sources = dict.fromkeys(
        one.source for one in pages if any(it.table == name for it in one.readings)
    )
    by_source = {source: rules_for(source, TABLES[name]) for source in sources}
    rules = list({rule.id: rule for own in by_source.values() for rule in own}.values())
    batch = batch_of(TABLES[name], pages, by_source)
    of_rows = [_of_every_row(batch, one) for one in _run(batch.rows, rules, "row")]
    acting = {one.rule.id: _acting(batch, one) for one in of_rows}
    aside = _quarantine(batch, of_rows, acting)
    doubted = {
        batch.places[position]
        for one in of_rows
        if one.rule.action == "drop_error"
        for position in acting[one.rule.id]
    }
    bad = [batch.places[position][0] for position in aside if position not in batch.repeats]
    boards, whole = boards_and_pages(batch, bad)
    # A row that is set aside is not warned about as well.
    found = [
        (batch.rows, one.without(aside) if one.rule.action in ("warn", "drop_error") else one)
        for one in of_rows
    ]
    found += [(boards, one) for one in _run(boards, rules, "board")]
    found += [(whole, one) for one in _run(whole, rules, "page")]
    places = {batch.places[position]: one for position, one in aside.items()}
    lists = {
        number: rest
        for _, one in found
        if _is_floor(one.rule)
        for number in one.indices
        if (rest := _below_the_first_hole(batch, number, places)) is not None
    }
    for rest in lists.values():
        places |= rest
    told = {one.page: _PageFindings() for one in batch.stated}
    for frame, one in found:
        # A floor refuses no board that is a list: it only tells of it.
        acts = _acting(batch, one) - (lists.keys() if _is_floor(one.rule) else set())
        asked = {n: own for n, own in told.items() if one.rule.source in ("", pages[n].source)}
        _add(asked, batch, frame, one, acts)
    for number, reading in enumerate(batch.stated):
        told[reading.page].readings.append(_judged(batch, number, places, doubted, number in lists))
    return told


def _run(frame: pd.DataFrame, rules: Sequence[Rule], of: str) -> list[Finding]:
    return gx.run(frame, [rule for rule in rules if rule.of == of])


def _of_every_row(batch: Batch, finding: Finding) -> Finding:
    """A finding about rows that differ as one about all rows, by their positions; without the
    entries that a person looked at and excepted in the rule file."""
    failing = batch.rows.index.isin(finding.indices)
    if finding.rule.except_:
        failing &= ~batch.rows["entry"].isin(list(finding.rule.except_)).to_numpy()
    looked = np.isin(batch.numbers, finding.rows)
    at = np.flatnonzero(np.isin(batch.numbers, np.flatnonzero(failing)))
    return replace(finding, rows=np.flatnonzero(looked), indices=tuple(at.tolist()))


def _acting(batch: Batch, finding: Finding) -> set[int]:
    """The failing rows on which the rule may act: of a comparison only on the newest page, and
    where the other vintage is near enough."""
    rule = finding.rule
    if not rule.compares:
        return set(finding.indices)
    acting = set()
    for index in finding.indices:
        if rule.of == "page":  # all readings of its page stand behind it
            behind = [one for one in batch.stated if one.page == index]
        else:
            behind = [batch.stated[index if rule.of == "board" else batch.places[index][0]]]
        compared = [one for one in behind if one.previous is not None]
        if compared and all(_may_act(rule, one) for one in compared):
            acting.add(index)
    return acting


def _may_act(rule: Rule, stated: Stated) -> bool:
    vintage = stated.previous
    if vintage is None or not vintage.newest:
        return False
    if rule.within_days is None or vintage.published_on is None:
        return True
    return (stated.day - vintage.published_on).days <= rule.within_days


def _add(
    told: Mapping[int, _PageFindings],
    batch: Batch,
    frame: pd.DataFrame,
    finding: Finding,
    acting: Set[int],
) -> None:
    """Add what a finding says of each page; `acting`: failing rows on which its rule may act."""
    rule = finding.rule
    pages = batch.pages if rule.of == "row" else frame["_page"]
    failing: dict[int, list[int]] = {page: [] for page in told}
    for index, page in zip(finding.indices, pages.loc[list(finding.indices)], strict=True):
        failing[page].append(index)
    shown = [index for some in failing.values() for index in some[: SAMPLE**2]]
    cells = _shown(batch, frame, rule, shown)
    looked = np.bincount(pages.to_numpy()[finding.rows], minlength=max(told) + 1)
    for page, own in told.items():
        if not failing[page] and finding.error is None:
            own.passed += 1
            continue
        own.broken[rule.id] = len(failing[page])
        own.is_certain &= finding.error is None
        may = len(acting & set(failing[page]))
        if finding.error is not None:
            refuses = rule.action != "warn"
            line = f"{rule.id} could not be evaluated: {finding.error[:200]}"
        else:
            refuses = rule.action == "refuse" and may > 0
            some = (cells[index] for index in failing[page][: SAMPLE**2])
            line = _line(rule, some, len(failing[page]), int(looked[page]))
        if refuses:
            own.refusals.append(line)
        elif rule.action in ("warn", "drop_error") or len(failing[page]) > may:
            own.warnings.append(line)


def _line(rule: Rule, failing: Iterable[_Shown], count: int, looked: int) -> str:
    """One line, the reason first: a text that is cut short keeps what a person can act on.

    After it, in brackets, the rule, how many, the first few different values, each with its place,
    and what was expected.
    """
    shown: dict[str, None] = {}
    for place, values in failing:
        told = " ".join(f"{name}={_short(value)!r}" for name, value in values.items())
        shown.setdefault(f"{place} {told}".strip())
    sample = ", ".join(list(shown)[:SAMPLE])
    more = ", ..." if count > min(len(shown), SAMPLE) else ""
    return f"{rule.why} ({rule.id}: {count} of {looked}: {sample}{more}; expected: {rule.expects})"


def _shown(
    batch: Batch, frame: pd.DataFrame, rule: Rule, indices: Sequence[int]
) -> dict[int, _Shown]:
    """By index, the place of a row, and what stands in the columns of a rule: NaN is absent.

    A number is written as on its page, where the frame makes a float of an int beside others.
    """
    is_row = rule.of == "row"
    at = batch.numbers[[*indices]] if is_row else frame.index.get_indexer(pd.Index(indices))
    about = [name for name in ("board", "category", "entry") if name in frame]
    names = [name for name in rule.columns if name in frame and not name.startswith("_reading")]
    columns = {name: frame[name].iloc[at].astype(object).tolist() for name in (*about, *names)}
    found = {}
    for n, index in enumerate(indices):
        own = batch.given[index] if is_row else {}
        row = {name: _plain(values[n]) for name, values in columns.items()}
        row |= {name: own[name] for name in row.keys() & own.keys() if own[name] == row[name]}
        place = "/".join(str(row[name]) for name in about if row[name])
        found[index] = place, {name.lstrip("_"): row[name] for name in names}
    return found


def _short(value: Any) -> Any:
    """A number with four digits that count: a share of 0.0247 is not better known with 16."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _judged(
    batch: Batch, number: int, aside: Places, doubted: Set[tuple[int, int]], is_list: bool
) -> JudgedReading:
    reading = batch.stated[number].reading
    left = [(i, row) for i, row in enumerate(reading.rows) if (number, i) not in aside]
    kept = tuple({**row, **_NO_ERROR} if (number, at) in doubted else row for at, row in left)
    found = [aside[number, i] for i in range(len(reading.rows)) if (number, i) in aside]
    floor = None
    if is_list or reading.basis == Basis.LIST:
        # Value of the last row before the first hole in the board's own ranks.
        last = _last_rank(row.get("_rank") for _, row in left)
        floor = next((row["value"] for _, row in left if row.get("_rank") == last), None)
    return JudgedReading(reading, kept, tuple(found), is_list, floor)


def _last_rank(ranks: Iterable[Any]) -> int:
    """The last rank before the first hole; 0 without a rank 1."""
    known = set(ranks)
    return next(rank for rank in count() if rank + 1 not in known)


_NO_ERROR = {
    **dict.fromkeys(("stderr", "ci_low", "ci_high", "ci_level")),
    "ci_method": ERROR_IN_DOUBT,
}


def _plain(value: Any) -> Any:
    """NaN becomes None."""
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN


def _is_floor(rule: Rule) -> bool:
    return rule.of == "board" and rule.columns == (ROWS_SHARE,) and rule.action == "refuse"


def _below_the_first_hole(batch: Batch, number: int, aside: Places) -> Places | None:
    """Rows of a board that stand below the first hole in its own ranks; None without a rank 1."""
    rows = batch.stated[number].reading.rows
    left = [index for index in range(len(rows)) if (number, index) not in aside]
    last = _last_rank(rows[index].get("_rank") for index in left)
    if last == 0:
        return None
    why = f"it stands below rank {last + 1}, which a page cut short lacks: it decides nothing"
    return {
        (number, index): Quarantined(index, str(rows[index].get("entry") or ""), why)
        for index in left
        if not (rows[index].get("_rank") or last + 1) <= last
    }


def _quarantine(
    batch: Batch, findings: Sequence[Finding], acting: Mapping[str, set[int]]
) -> dict[int, Quarantined]:
    """By position, the rows that go to quarantine and all that is wrong with each."""
    reasons: dict[int, list[str]] = {}
    for rule in (one.rule for one in findings if one.rule.action == "quarantine"):
        rows = _shown(batch, batch.rows, rule, sorted(acting[rule.id]))
        for position, (_, values) in rows.items():
            shown = " ".join(f"{name}={value!r}" for name, value in values.items())
            reasons.setdefault(position, []).append(f"{rule.id}: {shown}: {rule.why}")
    for position, original in batch.repeats.items():
        row = batch.places[original][1]
        reasons[position] = [f"exact repeat of row {row}, which counts once"]
    found = {}
    for position, told in sorted(reasons.items()):
        entry = batch.given[position].get("entry")
        name = entry if isinstance(entry, str) else ""
        found[position] = Quarantined(batch.places[position][1], name, "; ".join(told))
    return found
