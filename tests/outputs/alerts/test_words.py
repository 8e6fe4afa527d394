"""What a digest and the list of broken things count."""

from __future__ import annotations

from dataclasses import replace

from outputs.alerts.broken import Broken, condition
from outputs.alerts.rules import load
from outputs.alerts.words import broken_now, digest

RULES = load()
TOLD: Broken = condition(RULES, "tick_failed", "daily", {}, cause="no space left")
LISTED = replace(TOLD, title="only listed", is_told=False)


def test_the_count_says_how_many_of_them_alerts_tell_of() -> None:
    assert broken_now([]) == "Broken now: 0"
    assert broken_now([TOLD, TOLD]) == "Broken now: 2"
    assert broken_now([TOLD, LISTED, LISTED]) == "Broken now: 3, of which alerts report 1"


def test_a_digest_counts_as_the_list_does_and_names_what_is_told() -> None:
    text = digest("First load", {}, [], [TOLD, LISTED])
    assert f"\n{broken_now([TOLD, LISTED])}.\n- {TOLD.severity}: {TOLD.title}\n" in text
    assert LISTED.title not in text
