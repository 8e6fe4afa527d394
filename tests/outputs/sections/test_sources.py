"""Sources that do not work, rows in quarantine and what is broken, with their causes."""

from __future__ import annotations

from typing import Any

import pytest

from outputs.alerts.broken import Broken
from outputs.sections.causes import of_page, of_row
from outputs.sections.sources import (
    SourceLine,
    by_kind,
    health_lines,
    quarantine_rows,
    unread_sources,
)
from terms.days import in_words
from tests.outputs.shelf import ARENA, HOSTILE, NOW

GOOD = "2026-03-08T09:00:00.000000Z"
BUNDLED = SourceLine("x", "X", "https://x.example", "MIT", "X", scheduled=False)


def look(source: str = "arena", **changed: Any) -> dict[str, Any]:
    return {
        "source": source,
        "last_seen_at": "2026-03-10T09:00:00.000000Z",
        "last_outcome": "recorded",
        "rows": 5,
        "quarantined": 0,
        "cause": None,
        "last_good_at": "2026-03-10T09:00:00.000000Z",
    } | changed


FAILED = {"cause": "connection refused", "last_good_at": GOOD}
DAYS_AGO = "8 Mar 2026, 09:00 UTC (2 days ago)"
HOURS_AGO = "10 Mar 2026, 09:00 UTC (3 h ago)"


@pytest.mark.parametrize(
    ("looks", "source", "told"),
    [
        ([], ARENA, ("never fetched", True, "never", None)),
        ([], BUNDLED, ("never fetched", False, "never", None)),
        ([look(last_outcome="unreachable", **FAILED)], ARENA,
         ("not reached", True, DAYS_AGO, "connection refused")),
        ([look(last_outcome="refused", **FAILED)], ARENA,
         ("refused as a whole", True, DAYS_AGO, "connection refused")),
        ([look()], ARENA, ("read, something new", False, HOURS_AGO, None)),
        ([look(last_outcome="unchanged")], ARENA, ("read, nothing new", False, HOURS_AGO, None)),
    ],
)  # fmt: skip
def test_a_source_is_broken_when_it_failed_or_was_never_asked(
    looks: list[dict[str, Any]], source: SourceLine, told: tuple[Any, ...]
) -> None:
    (line,) = health_lines(looks, [source], NOW)
    cause = line.cause.why.text if line.cause else None
    assert (line.outcome, line.is_broken, line.last_good, cause) == told
    if looks:
        assert line.age == "3 h ago"


def test_files_that_cannot_be_read_are_told_beside_a_good_look() -> None:
    (line,) = health_lines([look()], [ARENA], NOW, {"arena": ["left unread: a"], "other": ["b"]})
    assert (line.is_broken, [it.text for it in line.unread]) == (False, ["left unread: a"])


def test_what_was_read_but_not_declared_is_shown_and_what_has_no_parser_listed() -> None:
    rows = [look("other"), look("tau2", last_outcome="no_parser"), look("gapwatch")]
    assert [line.source.name for line in health_lines(rows, [ARENA], NOW)] == ["arena", "other"]
    assert [found.text for found in unread_sources(rows, [ARENA])] == ["tau2"]


def aside(reason: str, rows: int, source: str = "arena") -> dict[str, Any]:
    return {"source": source, "reason": reason, "rows": rows, "entries_of_source": 2}


def test_reasons_of_one_kind_are_added_up_and_only_the_commonest_told() -> None:
    rows = [
        aside("exact repeat of row 42, which counts once", 2),
        aside("exact repeat of row 7, which counts once", 3),
        aside("score.percent_range: value=271.0: a share", 1),
        aside("score.percent_range: value=333.0: a share", 1),
        *(aside(f"kind.{letter}: x", 1, "epoch") for letter in "abcdef"),
    ]
    line, many = quarantine_rows(rows)
    assert (line.rows, line.entries) == (7, 2)
    assert [(count, reason.why.text[:12], reason.rule) for count, reason in line.reasons] == [
        (5, "exact repeat", ""),
        (2, "a share", "score.percent_range: value=271.0"),
    ]
    assert (many.source, len(many.reasons)) == ("epoch", 3)


REFUSED = (
    "arena: A loss of one in seven is a cut page. If it is real, lower this. (arena.rows_floor: "
    "1 of 3: webdev/overall previous_rows_share=0.33043478260869563; expected: column values)"
)
DOUBLE = (
    "price.input_not_zero: input_per_mtok=0.0: zero price: placeholder.; "
    "price.output_bounds: output_per_mtok=None: It has no meaning."
)


def test_a_cause_says_the_reason_and_keeps_the_terms_of_the_rule_apart() -> None:
    page, row = of_page(REFUSED, "arena"), of_row(DOUBLE)
    assert page.why.text == "A loss of one in seven is a cut page. If it is real, lower this."
    assert page.rule == (
        "arena.rows_floor: 1 of 3: webdev/overall previous_rows_share=0.3304; "
        "expected: column values"
    )
    assert row.why.text == "zero price: placeholder. It has no meaning."
    assert row.rule == (
        "price.input_not_zero: input_per_mtok=0.0; price.output_bounds: output_per_mtok=None"
    )
    assert of_page("no route (errno 101)").rule == ""
    assert of_row("exact repeat of row 7, which counts once").rule == ""


def broken(kind: str, subject: str, severity: str, **fields: Any) -> Broken:
    return Broken(
        kind, subject, severity, f"{subject} broke", None, None, "Look.", "x", True, fields
    )


def test_what_is_broken_is_counted_by_kind_with_the_worst_first() -> None:
    stale = [broken("source_stale", f"s{age}", "warning", age_days=age) for age in (3, 9, 5, 7)]
    others = [broken("page_refused", "p", "critical"), broken("something_new", "n", "info")]
    found = by_kind([*stale, *others])
    assert [group.words for group in found] == [
        "1 page refused",
        "4 sources older than their limit",
        "1 something new",
    ]
    assert [it.title.text for it in found[1].worst] == ["s9 broke", "s7 broke", "s5 broke"]
    assert [it.title.text for it in found[1].rest] == ["s3 broke"]
    [group] = by_kind([broken("x", HOSTILE, "info")])
    assert len(group.lines[0].title.text) <= 200


def test_days_are_written_alike() -> None:
    assert in_words("as of 2026-03-08, not 2026-13-08") == "as of 8 Mar 2026, not 2026-13-08"
