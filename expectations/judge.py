"""Judge a page before anything of it is written.

A broken `refuse` rule refuses the whole page; a broken `quarantine` rule sets its rows aside; a
broken `drop_error` rule takes the published error from its rows and is told; a broken `warn` rule
is told. A rule that compares with the last good vintage refuses or sets aside
only on a board whose page is newer than everything accepted (and, with `within_days`, close
enough to it); otherwise it is told as a warning. A rule that cannot be evaluated counts as broken.

A board that lost too many rows (a floor) and has ranks of its own is a list of its first ranks,
down to the first hole: neither refused nor taken for whole.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from expectations import gx
from expectations.boards import ROWS_SHARE, board_frame, movements_of, page_frame
from expectations.findings import (
    RuleOutcome,
    broken_by,
    by_page,
    line,
    result_of,
    without_exempt,
    without_quarantined,
)
from expectations.frames import Batch, batch_of
from expectations.known import KnownRow, KnownRows, known_rows
from expectations.rules import Rule, Subject, rules_for
from expectations.verdict import (
    BoardKey,
    JudgedReading,
    PageVerdict,
    Previous,
    Quarantined,
    ReadingLike,
    RuleResult,
    UnjudgedPage,
)
from terms.words import ERROR_IN_DOUBT
from warehouse.schema.tables import FACTS


@dataclass(frozen=True, slots=True)
class _TableVerdict:
    """What the rules of one table say of one page."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    results: tuple[RuleResult, ...]
    judged: tuple[JudgedReading, ...]
    """Its readings of that table, in their order, as if nothing were refused."""


def judge(
    source: str,
    readings: Sequence[ReadingLike],
    *,
    seen_on: date,
    previous: Mapping[BoardKey, Previous],
) -> PageVerdict:
    """Judge all readings of one page together.

    `seen_on` is the UTC day the page was captured; `previous` holds the last good vintage of the
    boards that have one. Raises RuleMistake for a rule that cannot be built and ValueError for a
    reading of an unknown table.
    """
    return judge_pages(source, [readings], seen_on=seen_on, previous=previous)[0]


def judge_pages(
    source: str,
    pages: Sequence[Sequence[ReadingLike]],
    *,
    seen_on: date,
    previous: Mapping[BoardKey, Previous],
) -> list[PageVerdict]:
    """The same for pages of one day that say nothing about each other's boards."""
    return judge_together(source, [UnjudgedPage(one, seen_on, previous) for one in pages])


def judge_together(source: str, pages: Sequence[UnjudgedPage]) -> list[PageVerdict]:
    """One verdict per page, for the price of one: the cost lies in the rules, not in the rows.

    They share the frame, so a column that one page should not have refuses them all. Raises as
    `judge` does.
    """
    tables = dict.fromkeys(reading.table for page in pages for reading in page.readings)
    found = {name: _judge_table(source, name, pages) for name in tables}
    return [
        _verdict(source, page.readings, {name: of[n] for name, of in found.items() if n in of})
        for n, page in enumerate(pages)
    ]


def _verdict(
    source: str, readings: Sequence[ReadingLike], found: Mapping[str, _TableVerdict]
) -> PageVerdict:
    if not readings:
        return PageVerdict(
            f"{source}: the page gave no board, so there is nothing to keep", (), (), ()
        )
    refusals = [one for verdict in found.values() for one in verdict.refusals]
    warnings = tuple(one for verdict in found.values() for one in verdict.warnings)
    results = tuple(one for verdict in found.values() for one in verdict.results)
    if refusals:
        empty = tuple(JudgedReading(reading, (), ()) for reading in readings)
        return PageVerdict(_refusal(source, refusals), empty, warnings, results)
    judged = {name: iter(verdict.judged) for name, verdict in found.items()}
    return PageVerdict(None, tuple(next(judged[r.table]) for r in readings), warnings, results)


def _refusal(source: str, refusals: Sequence[str]) -> str:
    more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
    return f"{source}: {refusals[0]}{more}"


def _judged(
    batch: Batch,
    number: int,
    aside: Mapping[tuple[int, int], Quarantined],
    doubted: Set[tuple[int, int]],
    is_list: bool,
) -> JudgedReading:
    reading, known = batch.readings[number], batch.known[number]
    if known and not aside and not doubted:
        pairs = zip(reading.rows, known, strict=True)
        return JudgedReading(
            reading, tuple(one.kept if one else _clean(row) for row, one in pairs), (), is_list
        )
    parted = [(index, aside.get((number, index))) for index in range(len(reading.rows))]
    kept = tuple(
        _clean(reading.rows[index]) | (_NO_ERROR if (number, index) in doubted else {})
        for index, one in parted
        if one is None
    )
    quarantined = tuple(one for _, one in parted if one is not None)
    return JudgedReading(reading, kept, quarantined, is_list)


def _clean(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items() if not name.startswith("_")}


_NO_ERROR = {
    **dict.fromkeys(("stderr", "ci_low", "ci_high", "ci_level")),
    "ci_method": ERROR_IN_DOUBT,
}
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    """NaN becomes None, a numpy scalar becomes Python's: the store takes nothing else."""
    if type(value) in _AS_THEY_ARE:
        return value
    if type(value).__module__ == "numpy":
        value = value.item()
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN


def _judge_table(source: str, name: str, pages: Sequence[UnjudgedPage]) -> dict[int, _TableVerdict]:
    if name not in FACTS:
        raise ValueError(f"{source}: no table {name!r}; known: {', '.join(FACTS)}")
    rules = rules_for(source, FACTS[name])
    wanted = previous_columns(rules)
    memory = known_rows(FACTS[name], rules_of(rules, "row"), wanted)
    batch = batch_of(FACTS[name], pages, wanted, memory)
    findings, aside, doubted = _rows(batch, rules, memory)
    movements = movements_of(batch)
    bad = [batch.place(p)[0] for p in aside if p not in batch.repeats]
    frames = {
        "row": batch.rows,
        "board": board_frame(batch, movements),
        "page": page_frame(batch, movements, bad),
    }
    for of in ("board", "page"):
        findings += gx.run(frames[of], rules_of(rules, of))
    parted = [by_page(batch, frames[one.rule.of], one) for one in findings]
    places = {batch.place(position): one for position, one in aside.items()}
    unsure = {batch.place(position) for position in doubted}
    lists = {
        number: rest
        for one in findings
        if _is_floor(one.rule)
        for number in one.indices
        if (rest := _below_the_first_hole(batch, number, places)) is not None
    }
    for rest in lists.values():
        places |= rest
    return {
        page: _reasons(
            batch,
            page,
            [
                _without(broken_by(batch, frames[one[page].rule.of], one[page]), lists)
                for one in parted
            ],
            places,
            unsure,
            lists,
        )
        for page in dict.fromkeys(batch.pages)
    }


def _is_floor(rule: Rule) -> bool:
    return rule.of == "board" and rule.columns == (ROWS_SHARE,) and rule.action == "refuse"


def _without(broken: RuleOutcome, lists: Container[int]) -> RuleOutcome:
    """A floor refuses no board that is a list: it only tells of it."""
    if not _is_floor(broken.finding.rule):
        return broken
    return replace(broken, binding=tuple(n for n in broken.binding if n not in lists))


def _below_the_first_hole(
    batch: Batch, number: int, aside: Mapping[tuple[int, int], Quarantined]
) -> dict[tuple[int, int], Quarantined] | None:
    """Rows of a board that stand below the first hole in its own ranks; None without a rank 1."""
    rows = batch.readings[number].rows
    left = [index for index in range(len(rows)) if (number, index) not in aside]
    ranks = {rows[index].get("_rank") for index in left}
    last = next(rank for rank in count() if rank + 1 not in ranks)
    if last == 0:
        return None
    why = f"it stands below rank {last + 1}, which a page cut short lacks: it decides nothing"
    return {
        (number, index): Quarantined(index, str(rows[index].get("entry") or ""), why)
        for index in left
        if not (rows[index].get("_rank") or last + 1) <= last
    }


def rules_of(rules: Sequence[Rule], of: Subject | str) -> list[Rule]:
    """The rules about rows, boards or pages."""
    return [rule for rule in rules if rule.of == of]


def previous_columns(rules: Sequence[Rule]) -> list[str]:
    """Columns of the last good vintage that the rules about rows compare with."""
    names = [name for rule in rules_of(rules, "row") for name in rule.columns]
    return [name for name in dict.fromkeys(names) if name.startswith("_previous_")]


def _rows(
    batch: Batch, rules: Sequence[Rule], memory: KnownRows
) -> tuple[list[gx.Finding], dict[int, Quarantined], set[int]]:
    """What the rules about rows find, by position the rows that go to quarantine, and the positions
    of those that lose their error."""
    found = gx.run(batch.rows, [with_ours(rule, batch) for rule in rules_of(rules, "row")])
    _learn(batch, found, memory)
    found = [without_exempt(batch, one) for one in found]
    broken = [broken_by(batch, batch.rows, one) for one in found]
    aside = _quarantine(batch, broken)
    drops = (one for one in broken if one.finding.rule.action == "drop_error")
    doubted = {position for one in drops for position in one.binding}
    return [without_quarantined(one, aside) for one in found], aside, doubted


def _learn(batch: Batch, found: Sequence[gx.Finding], memory: KnownRows) -> None:
    """Keep the rows that break no rule; none where a rule is not about rows or has no answer."""
    if not memory.is_one_by_one or any(not one.success and not one.indices for one in found):
        return
    broken = {index for one in found for index in one.indices} | set(batch.repeats)
    looked: dict[int, list[str]] = {int(label): [] for label in batch.rows.index}
    for one in found:
        for label in () if one.looked is None else one.looked.tolist():
            looked[label].append(one.rule.id)
    sets: dict[tuple[str, ...], frozenset[str]] = {}
    fresh: dict[int, list[KnownRow]] = {}
    for position, rules in looked.items():
        if position not in broken:
            number, index = batch.place(position)
            row = batch.readings[number].rows[index]
            names = sets.setdefault(tuple(rules), frozenset(rules))
            fresh.setdefault(number, []).append(KnownRow(row, _clean(row), names))
    for number, rows in fresh.items():
        memory.learn(batch.previous[number], rows)


_WIDENED: dict[tuple[int, tuple[str, ...]], tuple[Rule, Rule]] = {}
"""Rules about the column set by identity and columns; kept, because what is built from one is."""


def with_ours(rule: Rule, batch: Batch) -> Rule:
    """The column set also allows the columns that judging itself puts into the frame."""
    if "column_set" not in rule.arguments:
        return rule
    ours = ("board", "category", *(n for n in batch.rows.columns if n.startswith("_")))
    if (id(rule), ours) not in _WIDENED:
        columns = [*rule.arguments["column_set"], *ours]
        wider = replace(rule, arguments={**rule.arguments, "column_set": columns})
        _WIDENED[id(rule), ours] = (rule, wider)
    return _WIDENED[id(rule), ours][1]


def _quarantine(batch: Batch, broken: Sequence[RuleOutcome]) -> dict[int, Quarantined]:
    reasons: dict[int, list[str]] = {}
    for one in broken:
        if one.finding.rule.action == "quarantine":
            for position in one.binding:
                reasons.setdefault(position, []).append(line(batch.rows, one.finding, position))
    for position, original in batch.repeats.items():
        index = batch.place(original)[1]
        reasons[position] = [f"exact repeat of row {index}, which counts once"]
    return {
        position: _quarantined_rows(batch, position, told)
        for position, told in sorted(reasons.items())
    }


def _quarantined_rows(batch: Batch, position: int, reasons: Sequence[str]) -> Quarantined:
    reading, index = batch.place(position)
    entry = batch.readings[reading].rows[index].get("entry")
    return Quarantined(index, entry if isinstance(entry, str) else "", "; ".join(reasons))


def _reasons(
    batch: Batch,
    page: int,
    broken: Sequence[RuleOutcome],
    aside: Mapping[tuple[int, int], Quarantined],
    doubted: Set[tuple[int, int]],
    lists: Container[int],
) -> _TableVerdict:
    return _TableVerdict(
        refusals=tuple(one.sentence() for one in broken if one.refuses),
        warnings=tuple(one.sentence() for one in broken if one.warns),
        results=tuple(result_of(one) for one in broken),
        judged=tuple(
            _judged(batch, n, aside, doubted, n in lists)
            for n, own in enumerate(batch.pages)
            if own == page
        ),
    )
