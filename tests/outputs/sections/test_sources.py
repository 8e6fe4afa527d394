"""Sources that do not work, and what is broken, counted by kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from outputs.alerts.words import Broken
from outputs.sections.sources import SourceLine, by_kind, fetched, source_health
from tests.outputs import approved
from tests.outputs.shelf import ARENA

BUNDLED = SourceLine("x", "X", "https://x.example", "MIT", "X", scheduled=False)
CAUSE = "arena: no answer. (arena.rows_floor: 1 of 3: share=0.33; expected: column values)"


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


FAILED = {"cause": CAUSE, "last_good_at": "2026-03-08T09:00:00.000000Z"}


def test_a_source_is_broken_when_it_failed_or_was_never_asked() -> None:
    cases = {
        "never asked": ([], ARENA),
        "bundled, never asked": ([], BUNDLED),
        "without its key": ([], replace(ARENA, key="KEY")),
        "not reached": ([look(last_outcome="unreachable", **FAILED)], ARENA),
        "refused": ([look(last_outcome="refused", **FAILED)], ARENA),
        "something new": ([look()], ARENA),
        "nothing new": ([look(last_outcome="unchanged")], ARENA),
    }
    unread = {"arena": ["left unread: a"]}
    said = {
        case: source_health(looks, [source], unread if looks else {})
        for case, (looks, source) in cases.items()
    }
    approved.check(__file__, said)


def test_what_was_read_but_not_declared_is_shown_without_what_nothing_reads() -> None:
    rows = [look("other"), look("tau2", last_outcome="no_parser"), look("gapwatch")]
    assert [source.name for source, _ in fetched(rows, [ARENA])] == ["arena", "other"]


def broken(kind: str, subject: str, severity: str, **fields: Any) -> Broken:
    return Broken(
        kind, subject, severity, f"{subject} broke", None, None, "Look.", "x", True, fields
    )


def test_what_is_broken_is_counted_by_kind_with_the_worst_first() -> None:
    stale = [broken("source_stale", f"s{age}", "warning", age_days=age) for age in (3, 9, 5, 7)]
    others = [broken("page_refused", "p", "critical"), broken("something_new", "n", "info")]
    found = by_kind([*stale, *others])
    assert [words for words, _ in found] == [
        "1 page refused",
        "4 sources older than their limit",
        "1 something new",
    ]
    assert [it.title for it in found[1][1]] == ["s9 broke", "s7 broke", "s5 broke", "s3 broke"]
