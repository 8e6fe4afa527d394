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

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain, count
from typing import Any

from expectations import gx
from expectations.boards import ROWS_SHARE, frames_of
from expectations.findings import binding, line, results_of, without, without_exempt
from expectations.frames import OURS, Batch, batch_of
from expectations.rules import Rule, rules_for
from expectations.verdict import (
    JudgedReading,
    PageVerdict,
    Quarantined,
    RuleResult,
    UnjudgedPage,
)
from terms.words import ERROR_IN_DOUBT, Basis
from warehouse.schema.tables import FACTS

Places = dict[tuple[int, int], Quarantined]
"""Rows that go to quarantine, by reading and index in it."""


def judge_batch(pages: Sequence[UnjudgedPage]) -> list[PageVerdict]:
    """One verdict per page, of any sources and days, for the price of one: see `expectations.gx`.

    Each is what it would be of the page alone: one whose columns the shared frame would hide, or
    whose rules would see other pages in it, is judged alone, and so is every page about which a
    rule could not be evaluated, for another may be the cause. Raises RuleMistake for a rule that
    cannot be built and ValueError for a reading of an unknown table.
    """
    shared = [n for n, page in enumerate(pages) if _shares_a_frame(page)]
    verdicts = dict(zip(shared, _judged_together([pages[n] for n in shared]), strict=True))
    found = {
        n: one for n, one in verdicts.items() if not any(result.error for result in one.results)
    }
    return [found[n] if n in found else _judged_together([page])[0] for n, page in enumerate(pages)]


def _shares_a_frame(page: UnjudgedPage) -> bool:
    """Whether its rows have the columns of their table, and the further ones its rules ask for."""
    for name, given in _columns(page).items():
        if name not in FACTS:
            raise ValueError(f"{page.source}: no table {name!r}; known: {', '.join(FACTS)}")
        table, rules = FACTS[name], rules_for(page.source, FACTS[name])
        known = given | OURS | set(previous_columns(rules)) | {"board", "category"}
        known |= {column.name for column in table.columns if column.optional}
        asked = {name for one in rules if one.of == "row" for name in (*one.columns, *one.where)}
        strange = {one for one in given if not one.startswith("_")}.difference(table.names())
        lacking = asked.union(table.names()).difference(known)
        if strange or lacking or not all(map(gx.sees_rows_alone, rules)):
            return False
    return True


def _columns(page: UnjudgedPage) -> dict[str, set[str]]:
    """By table, the columns that any of its rows has."""
    found: dict[str, set[str]] = {}
    for reading in page.readings:
        found.setdefault(reading.table, set()).update(*reading.rows)
    return found


def _judged_together(pages: Sequence[UnjudgedPage]) -> list[PageVerdict]:
    tables = [dict.fromkeys(reading.table for reading in page.readings) for page in pages]
    found = {name: _judge_table(name, pages) for name in dict.fromkeys(chain(*tables))}
    return [
        _verdict(page, {name: found[name][n] for name in names})
        for n, (page, names) in enumerate(zip(pages, tables, strict=True))
    ]


_Judged = tuple[list[RuleResult], list[JudgedReading]]
"""What the rules of one table say of a page, and its readings of it as if nothing were refused."""


def _verdict(page: UnjudgedPage, found: Mapping[str, _Judged]) -> PageVerdict:
    source, readings = page.source, page.readings
    if not readings:
        return PageVerdict(
            f"{source}: the page gave no board, so there is nothing to keep", (), (), ()
        )
    results = tuple(one for of_table, _ in found.values() for one in of_table)
    warnings = tuple(one.sentence() for one in results if one.warns)
    if refusals := [one.sentence() for one in results if one.refuses]:
        more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
        empty = tuple(JudgedReading(reading, (), ()) for reading in readings)
        return PageVerdict(f"{source}: {refusals[0]}{more}", empty, warnings, results)
    judged = {name: iter(of_table) for name, (_, of_table) in found.items()}
    return PageVerdict(None, tuple(next(judged[r.table]) for r in readings), warnings, results)


def _judge_table(name: str, pages: Sequence[UnjudgedPage]) -> dict[int, _Judged]:
    """By the number of the page."""
    sources = (one.source for one in pages for it in one.readings if it.table == name)
    by_source = {source: rules_for(source, FACTS[name]) for source in dict.fromkeys(sources)}
    rules = list({rule.id: rule for own in by_source.values() for rule in own}.values())
    batch = batch_of(FACTS[name], pages, previous_columns(rules))
    of_rows = [without_exempt(batch, one) for one in _run(batch.rows, rules, "row")]
    may = {one.rule.id: binding(batch, batch.rows, one) for one in of_rows}
    aside = _quarantine(batch, of_rows, may)
    doubted = {
        batch.place(position)
        for one in of_rows
        if one.rule.action == "drop_error"
        for position in may[one.rule.id]
    }
    # A row that is set aside is not warned about as well.
    findings = [
        without(one, set(aside)) if one.rule.action in ("warn", "drop_error") else one
        for one in of_rows
    ]
    bad = [batch.place(position)[0] for position in aside if position not in batch.repeats]
    boards, whole = frames_of(batch, bad)
    frames = {"row": batch.rows, "board": boards, "page": whole}
    for of in ("board", "page"):
        findings += _run(frames[of], rules, of)
    places = {batch.place(position): one for position, one in aside.items()}
    lists = {
        number: rest
        for one in findings
        if _is_floor(one.rule)
        for number in one.indices
        if (rest := _below_the_first_hole(batch, number, places)) is not None
    }
    for rest in lists.values():
        places |= rest
    results: dict[int, list[RuleResult]] = {page: [] for page in batch.pages}
    for one in findings:
        own = [n for n in results if one.rule.source in ("", pages[n].source)]
        # A floor refuses no board that is a list: it only tells of it.
        acts = binding(batch, frames[one.rule.of], one) - (
            lists.keys() if _is_floor(one.rule) else set()
        )
        for page, result in results_of(batch, frames[one.rule.of], one, own, acts).items():
            results[page].append(result)
    judged = [_judged(batch, n, places, doubted, n in lists) for n in range(len(batch.pages))]
    return {
        page: (told, [one for one, n in zip(judged, batch.pages, strict=True) if n == page])
        for page, told in results.items()
    }


def _run(frame: Any, rules: Sequence[Rule], of: str) -> list[gx.Finding]:
    return gx.run(frame, [rule for rule in rules if rule.of == of])


def _judged(
    batch: Batch, number: int, aside: Places, doubted: Set[tuple[int, int]], is_list: bool
) -> JudgedReading:
    reading = batch.readings[number]
    left = [(i, row) for i, row in enumerate(reading.rows) if (number, i) not in aside]
    kept = tuple(_clean(row, without_error=(number, index) in doubted) for index, row in left)
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


def _clean(row: Mapping[str, Any], *, without_error: bool) -> dict[str, Any]:
    own = {
        name: value if type(value) in _AS_THEY_ARE else _plain(value)
        for name, value in row.items()
        if name[:1] != "_"
    }
    return own | _NO_ERROR if without_error else own


_NO_ERROR = {
    **dict.fromkeys(("stderr", "ci_low", "ci_high", "ci_level")),
    "ci_method": ERROR_IN_DOUBT,
}
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    """NaN becomes None, a numpy scalar becomes Python's: the store takes nothing else."""
    if type(value).__module__ == "numpy":
        value = value.item()
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN


def _is_floor(rule: Rule) -> bool:
    return rule.of == "board" and rule.columns == (ROWS_SHARE,) and rule.action == "refuse"


def _below_the_first_hole(batch: Batch, number: int, aside: Places) -> Places | None:
    """Rows of a board that stand below the first hole in its own ranks; None without a rank 1."""
    rows = batch.readings[number].rows
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


def previous_columns(rules: Sequence[Rule]) -> list[str]:
    """Columns of the last good vintage that the rules about rows compare with."""
    names = [name for rule in rules if rule.of == "row" for name in rule.columns]
    return [name for name in dict.fromkeys(names) if name.startswith("_previous_")]


def _quarantine(
    batch: Batch, findings: Sequence[gx.Finding], may: Mapping[str, set[int]]
) -> dict[int, Quarantined]:
    """By position, the rows that go to quarantine and all that is wrong with each."""
    reasons: dict[int, list[str]] = {}
    for one in findings:
        if one.rule.action == "quarantine":
            for position in sorted(may[one.rule.id]):
                reasons.setdefault(position, []).append(line(batch, one, position))
    for position, original in batch.repeats.items():
        index = batch.place(original)[1]
        reasons[position] = [f"exact repeat of row {index}, which counts once"]
    found = {}
    for position, told in sorted(reasons.items()):
        entry = batch.row(position).get("entry")
        index = batch.place(position)[1]
        found[position] = Quarantined(
            index, entry if isinstance(entry, str) else "", "; ".join(told)
        )
    return found
