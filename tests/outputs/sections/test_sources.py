"""Sources that do not work, and what is broken, counted by kind."""

from __future__ import annotations

from outputs.alerts.words import Broken
from outputs.sections.sources import by_kind, fetched
from tests.outputs.shelf import ARENA


def test_what_was_read_but_not_declared_is_shown_without_what_nothing_reads() -> None:
    outcomes = {"other": "recorded", "tau2": "no_parser", "gapwatch": "recorded"}
    rows = [{"source": name, "last_outcome": it} for name, it in outcomes.items()]
    assert [source.name for source, _ in fetched(rows, [ARENA])] == ["arena", "other"]


def broken(kind: str, subject: str, severity: str, since: str | None = None) -> Broken:
    return Broken(kind, subject, severity, f"{subject} broke", since, None, "Look.", "x", True, {})


def test_what_is_broken_is_counted_by_kind_with_the_oldest_first() -> None:
    stale = [
        broken("source_stale", f"s{day}", "warning", f"2026-03-0{day}") for day in (7, 1, 5, 3)
    ]
    others = [broken("page_refused", "p", "critical"), broken("something_new", "n", "info")]
    found = by_kind([*stale, *others])
    assert [words for words, _ in found] == [
        "1 page refused",
        "4 sources older than their limit",
        "1 something new",
    ]
    assert [it.title for it in found[1][1]] == ["s1 broke", "s3 broke", "s5 broke", "s7 broke"]
