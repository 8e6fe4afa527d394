"""Sources that do not work, and what is broken, counted by kind."""

from __future__ import annotations

from typing import Any

from outputs.alerts.words import Broken
from outputs.sections.sources import by_kind, fetched
from tests.outputs.shelf import ARENA


def test_what_was_read_but_not_declared_is_shown_without_what_nothing_reads() -> None:
    outcomes = {"other": "recorded", "tau2": "no_parser", "gapwatch": "recorded"}
    rows = [{"source": name, "last_outcome": it} for name, it in outcomes.items()]
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
