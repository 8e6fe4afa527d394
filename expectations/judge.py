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

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, count
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
from expectations.frames import OURS, Batch, batch_of
from expectations.rules import Rule, Subject, rules_for
from expectations.verdict import (
    JudgedReading,
    PageVerdict,
    Quarantined,
    RuleResult,
    UnjudgedPage,
)
from terms.words import ERROR_IN_DOUBT, Basis
from warehouse.schema.tables import FACTS


@dataclass(frozen=True, slots=True)
class _TableVerdict:
    """What the rules of one table say of one page."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    results: tuple[RuleResult, ...]
    judged: tuple[JudgedReading, ...]
    """Its readings of that table, in their order, as if nothing were refused."""


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
        asked = {one for rule in rules_of(rules, "row") for one in (*rule.columns, *rule.where)}
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


def _verdict(page: UnjudgedPage, found: Mapping[str, _TableVerdict]) -> PageVerdict:
    source, readings = page.source, page.readings
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
    reading = batch.readings[number]
    parted = [(index, aside.get((number, index))) for index in range(len(reading.rows))]
    kept = tuple(
        _clean(reading.rows[index], without_error=(number, index) in doubted)
        for index, one in parted
        if one is None
    )
    quarantined = tuple(one for _, one in parted if one is not None)
    floor = None
    if is_list or reading.basis == Basis.LIST:
        left = [reading.rows[index] for index, one in parted if one is None]
        floor = _floor(left)
    return JudgedReading(reading, kept, quarantined, is_list, floor)


def _floor(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Value of the last row before the first hole in the board's own ranks."""
    last = _last_rank(row.get("_rank") for row in rows)
    return next((row["value"] for row in rows if row.get("_rank") == last), None)


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


def _judge_table(name: str, pages: Sequence[UnjudgedPage]) -> dict[int, _TableVerdict]:
    sources = (one.source for one in pages for it in one.readings if it.table == name)
    by_source = {source: rules_for(source, FACTS[name]) for source in dict.fromkeys(sources)}
    rules = list({rule.id: rule for own in by_source.values() for rule in own}.values())
    batch = batch_of(FACTS[name], pages, previous_columns(rules))
    findings, aside, doubted = _rows(batch, rules)
    movements = movements_of(batch)
    bad = [batch.place(p)[0] for p in aside if p not in batch.repeats]
    frames = {
        "row": batch.rows,
        "board": board_frame(batch, movements),
        "page": page_frame(batch, movements, bad),
    }
    for of in ("board", "page"):
        findings += gx.run(frames[of], rules_of(rules, of))
    own = {
        n: _columns(pages[n])[name] | OURS | set(previous_columns(by_source[pages[n].source]))
        for n in dict.fromkeys(batch.pages)
    }
    shown = {n: [one for one in batch.rows.columns if one in names] for n, names in own.items()}
    parted = [
        {
            n: replace(it, rule=with_ours(it.rule, shown[n]))
            for n, it in by_page(
                batch,
                frames[one.rule.of],
                one,
                [n for n in shown if one.rule.source in ("", pages[n].source)],
            ).items()
        }
        for one in findings
    ]
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
                if page in one
            ],
            places,
            unsure,
            lists,
        )
        for page in shown
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
    last = _last_rank(rows[index].get("_rank") for index in left)
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
    batch: Batch, rules: Sequence[Rule]
) -> tuple[list[gx.Finding], dict[int, Quarantined], set[int]]:
    """What the rules about rows find, by position the rows that go to quarantine, and the positions
    of those that lose their error."""
    asked = rules_of(rules, "row")
    found = [
        without_exempt(batch, replace(one, rule=rule))
        for rule, one in zip(
            asked,
            gx.run(batch.rows, [with_ours(rule, batch.rows.columns) for rule in asked]),
            strict=True,
        )
    ]
    broken = [broken_by(batch, batch.rows, one) for one in found]
    aside = _quarantine(batch, broken)
    drops = (one for one in broken if one.finding.rule.action == "drop_error")
    doubted = {position for one in drops for position in one.binding}
    return [without_quarantined(one, aside) for one in found], aside, doubted


def with_ours(rule: Rule, columns: Iterable[str]) -> Rule:
    """The column set also allows those of `columns` that judging itself puts into the frame."""
    if "column_set" not in rule.arguments:
        return rule
    ours = ("board", "category", *(name for name in columns if name.startswith("_")))
    return replace(
        rule, arguments={**rule.arguments, "column_set": [*rule.arguments["column_set"], *ours]}
    )


def _quarantine(batch: Batch, broken: Sequence[RuleOutcome]) -> dict[int, Quarantined]:
    reasons: dict[int, list[str]] = {}
    for one in broken:
        if one.finding.rule.action == "quarantine":
            for position in one.binding:
                reasons.setdefault(position, []).append(line(batch, one.finding, position))
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
