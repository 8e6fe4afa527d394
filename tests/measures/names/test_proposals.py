"""Proposals for unmatched spellings: what is sure, what is only a comment, and why."""

from typing import Any

import pytest

from measures.names.registry import Registry, proposals
from sources.reading import spelling as marks
from terms.grammar import Grammar
from tests.measures.sample import alias

SPELLINGS = {
    "opus-4-5": ["claude-opus-4-5"],
    "gpt-4o-a": ["gpt-4o-2024-05-13"],
    "gpt-4o-b": ["gpt-4o-2024-11-20"],
    "mini": ["gpt-5-mini"],
    "flash": ["gemini-flash-latest", "gemini-3.5-flash"],
    "core": ["reka-core-20240501"],
}
MARKS = (marks.EFFORT, marks.THINKING, marks.STAMP, marks.OFFERED)
KNOWN = Registry(
    [{"entry": model, "maker": "acme", "released_on": "2024-06-01"} for model in SPELLINGS],
    [alias(it, model, "elsewhere") for model, some in SPELLINGS.items() for it in some],
    [],
    {"there": Grammar(MARKS)},
)


def found(spelling: str) -> list[dict[str, Any]]:
    return list(proposals(KNOWN, "here", spelling))


def test_one_model_is_sure_and_names_the_marks_that_any_source_writes() -> None:
    assert found("anthropic/Claude.Opus-4.5-20251124 (new)") == [{
        "source": "here", "spelling": "anthropic/Claude.Opus-4.5-20251124 (new)",
        "model": "opus-4-5", "maker": "acme", "sure": True, "effort": None, "stamp": "20251124",
        "reason": "the same but for (new), anthropic/, -20251124",
    }]  # fmt: skip
    [one] = found("GPT 5_mini")
    assert (one["model"], one["sure"]) == ("mini", True)
    assert one["reason"] == "the same but for case and separators"


def test_a_known_stamp_is_closer_than_none_and_a_name_may_be_known_with_one_alone() -> None:
    [one] = found("openai/GPT-4o-2024-11-20:free")
    assert (one["model"], one["sure"], one["stamp"]) == ("gpt-4o-b", True, None)
    assert [one["model"] for one in found("Reka Core")] == ["core"]


@pytest.mark.parametrize(
    ("spelling", "model", "effort"),
    [("gpt-5-mini-minimal", "mini", "minimal"), ("Claude-Opus-4.5-thinking-32k", "opus-4-5",
     "thinking-32k"), ("gpt-5-mini-32k", "mini", "32k")],
)  # fmt: skip
def test_a_dropped_effort_is_a_field_and_never_sure(spelling: str, model: str, effort: str) -> None:
    (one,) = found(spelling)
    assert (one["model"], one["effort"], one["sure"]) == (model, effort, False)


def test_the_beginning_of_a_spelling_and_a_name_that_moves_are_never_sure() -> None:
    (one,) = found("openai/gpt-5-mini-search-preview")
    assert (one["model"], one["sure"], one["reason"]) == ("mini", False, "begins with this name")
    (one,) = found("~google/gemini-flash-latest")
    assert (one["model"], one["sure"]) == ("flash", False)
    assert "moves from model to model" in one["reason"]
    others = ("gpt-5-mini-2", "gpt-5-mini-8b", "claude-opus-4-6", "kimi-k4", "gpt-5-mini-v2")
    assert [found(one) for one in others] == [[]] * 5


def test_a_mark_that_may_be_a_name_is_proposed_with_the_doubt() -> None:
    models = [{"entry": "a-1", "name": "A1", "maker": "acme", "released_on": "2026-01-01"}]
    grammar = Grammar((marks.THINKING,), {"other": "other"})
    known = Registry(models, [alias("a-1", "a-1")], [], {"here": grammar})
    (one,) = proposals(known, "here", "a-1-thinking")
    assert (one["model"], one["sure"]) == ("a-1", False)
    assert one["reason"].endswith("; -thinking may be a model of its own")
    (one,) = proposals(known, "here", "other/a-1")
    assert one["reason"].endswith("; other/ is not the maker")


def test_a_name_that_means_so_on_other_days_is_never_sure() -> None:
    models = [{"entry": "a-1", "name": "A1", "maker": "acme", "released_on": "2026-01-01"}]
    known = Registry(models, [alias("a", "a-1", "here", valid_until="2026-05-01")], [])
    (one,) = proposals(known, "here", "A")
    assert (one["sure"], one["reason"]) == (
        False, "the same but for case and separators; known here on other days only",
    )  # fmt: skip
