from __future__ import annotations

from typing import Any

import pytest

from outputs.sections.causes import of_page, of_row
from outputs.sections.sources import SourceLine, health_lines, quarantine_rows, unread_sources
from tests.outputs.shelf import ARENA, NOW

GOOD = "2026-03-08T09:00:00.000000Z"


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


def test_a_source_never_looked_at_is_named_and_broken() -> None:
    (line,) = health_lines([], [ARENA], NOW)
    assert (line.outcome, line.is_broken, line.last_good) == ("never fetched", True, "never")


def test_a_bundled_source_that_was_never_read_is_not_broken() -> None:
    bundled = SourceLine("x", "X", "https://x.example", "MIT", "X", scheduled=False)
    assert not health_lines([], [bundled], NOW)[0].is_broken


@pytest.mark.parametrize("outcome", ["unreachable", "refused"])
def test_a_look_that_failed_is_told_with_its_cause(outcome: str) -> None:
    row = look(last_outcome=outcome, cause="connection refused", last_good_at=GOOD)
    (line,) = health_lines([row], [ARENA], NOW)
    assert line.is_broken
    assert line.cause is not None
    assert line.cause.why.text == "connection refused"
    assert line.last_good == "8 Mar 2026, 09:00 UTC (2 days ago)"


@pytest.mark.parametrize("outcome", ["recorded", "unchanged"])
def test_a_good_look_is_not_broken(outcome: str) -> None:
    (line,) = health_lines([look(last_outcome=outcome)], [ARENA], NOW)
    assert (line.is_broken, line.age) == (False, "3 h ago")


def test_files_that_cannot_be_read_are_told_beside_a_good_look() -> None:
    (line,) = health_lines([look()], [ARENA], NOW, {"arena": ["left unread: a"], "other": ["b"]})
    assert (line.is_broken, [it.text for it in line.unread]) == (False, ["left unread: a"])


def test_what_gapwatch_issued_is_no_source() -> None:
    assert [line.source.name for line in health_lines([look("gapwatch")], [ARENA], NOW)] == [
        "arena"
    ]


def test_a_source_read_but_not_declared_is_shown_and_one_without_parser_listed() -> None:
    rows = [look("other"), look("tau2", last_outcome="no_parser")]
    assert [line.source.name for line in health_lines(rows, [ARENA], NOW)] == ["arena", "other"]
    assert [found.text for found in unread_sources(rows, [ARENA])] == ["tau2"]


def aside(reason: str, rows: int, source: str = "arena") -> dict[str, Any]:
    return {"source": source, "reason": reason, "rows": rows, "entries_of_source": 2}


def test_reasons_of_one_kind_are_added_up() -> None:
    rows = [
        aside("exact repeat of row 42, which counts once", 2),
        aside("exact repeat of row 7, which counts once", 3),
        aside("score.percent_range: value=271.0: a share", 1),
        aside("score.percent_range: value=333.0: a share", 1),
    ]
    (line,) = quarantine_rows(rows)
    assert (line.rows, line.entries) == (7, 2)
    assert [(count, reason.why.text[:12], reason.rule) for count, reason in line.reasons] == [
        (5, "exact repeat", ""),
        (2, "a share", "score.percent_range: value=271.0"),
    ]


def test_only_the_commonest_reasons_are_told() -> None:
    (line,) = quarantine_rows([aside(f"kind.{letter}: x", 1) for letter in "abcdef"])
    assert len(line.reasons) == 3


def test_sources_are_told_apart() -> None:
    found = quarantine_rows([aside("x", 1), aside("x", 1, "epoch")])
    assert [line.source for line in found] == ["arena", "epoch"]


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


def test_a_cause_without_a_rule_is_its_words() -> None:
    assert of_page("no route (errno 101)").rule == ""
    assert of_row("exact repeat of row 7, which counts once").rule == ""
