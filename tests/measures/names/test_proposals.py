"""Proposals for unmatched spellings: what is sure, what is only a comment, and why."""

from __future__ import annotations

from typing import Any

import pytest

from measures.names.proposals import proposals
from measures.names.registry import Registry
from measures.names.spelling import plain, without_effort
from sources.reading.spelling import THINKING
from terms.grammar import Grammar


def registry() -> Registry:
    ids = {
        "opus-4-5": ["claude-opus-4-5"],
        "gpt-4o-a": ["gpt-4o-2024-05-13"],
        "gpt-4o-b": ["gpt-4o-2024-11-20"],
        "mini": ["gpt-5-mini"],
        "flash": ["gemini-flash-latest", "gemini-3.5-flash"],
    }
    models = [{"entry": model, "name": model, "maker": "acme"} for model in ids]
    blank: dict[str, Any] = dict.fromkeys(
        ("valid_from", "valid_until", "effort", "harness", "host", "stamp")
    )
    aliases = [
        {**blank, "source": "elsewhere", "alias": alias, "model": model}
        for model, spellings in ids.items()
        for alias in spellings
    ]
    return Registry(models, aliases, [])


def found(spelling: str) -> list[dict[str, Any]]:
    return list(proposals(registry(), "here", spelling))


def test_one_closest_model_is_sure_and_names_the_stamp_that_was_dropped() -> None:
    (one,) = found("anthropic/claude-4.5-opus-20251124")
    assert one == {
        "source": "here",
        "spelling": "anthropic/claude-4.5-opus-20251124",
        "model": "opus-4-5",
        "maker": "acme",
        "reason": "the same without its date stamp, tier or brackets",
        "sure": True,
        "effort": None,
        "stamp": "20251124",
    }


def test_the_same_stamp_is_closer_than_no_stamp() -> None:
    (one,) = found("openai/GPT-4o-2024-11-20")
    assert (one["model"], one["sure"], one["stamp"]) == ("gpt-4o-b", True, None)
    assert one["reason"] == "the same but for path, case and dots"


def test_two_models_alike_are_never_sure_and_name_each_other() -> None:
    first, second = found("openai/gpt-4o")
    assert (first["model"], second["model"], first["sure"], second["sure"]) == (
        "gpt-4o-a", "gpt-4o-b", False, False,
    )  # fmt: skip
    assert "may also be gpt-4o-b" in first["reason"]


@pytest.mark.parametrize(
    ("spelling", "model", "effort"),
    [("gpt-5-mini-minimal", "mini", "minimal"), ("Claude-Opus-4.5-thinking-32k", "opus-4-5",
     "thinking-32k")],
)  # fmt: skip
def test_a_dropped_effort_is_a_field_and_never_sure(spelling: str, model: str, effort: str) -> None:
    (one,) = found(spelling)
    assert (one["model"], one["effort"], one["sure"]) == (model, effort, False)


def test_the_beginning_of_a_spelling_is_proposed_and_never_sure() -> None:
    (one,) = found("gpt-5-mini-search-preview")
    assert (one["model"], one["sure"], one["reason"]) == ("mini", False, "begins with this name")
    assert found("gpt-5-mini-2") == []


def test_a_mark_that_may_be_a_name_is_proposed_with_the_doubt() -> None:
    models = [{"entry": "a-1", "name": "A1", "maker": "acme", "released_on": "2026-01-01"}]
    blank = dict.fromkeys(("valid_from", "valid_until", "effort", "harness", "host", "stamp"))
    aliases = [{**blank, "source": "*", "alias": "a-1", "model": "a-1"}]
    known = Registry(models, aliases, [], {"here": Grammar((THINKING,), {"other": "other"})})
    (one,) = proposals(known, "here", "a-1-thinking")
    assert (one["model"], one["sure"]) == ("a-1", False)
    assert one["reason"].endswith("; -thinking may be a model of its own")
    (one,) = proposals(known, "here", "other/a-1")
    assert one["reason"].endswith("; other/ is not the maker")


def test_a_name_that_moves_is_never_sure() -> None:
    (one,) = found("~google/gemini-flash-latest")
    assert (one["model"], one["sure"]) == ("flash", False)
    assert "moves from model to model" in one["reason"]


@pytest.mark.parametrize(
    ("spelling", "form"),
    [
        ("anthropic/claude-4.5-opus-20251124", "claude-opus-4-5"),
        ("claude-opus-4-5@2025-11-01", "claude-opus-4-5"),
        ("Claude 4.5 Opus (high reasoning)", "claude-opus-4-5"),
        ("openai/gpt-4o-2024-05-13:free", "gpt-4o"),
        ("GPT-5.2", "gpt-5-2"),
        ("fireworks/accounts/fireworks/models/kimi-k2", "kimi-k2"),
        ("deepseek-v3-0324", "deepseek-v3-0324"),
        ("gpt-5-mini", "gpt-5-mini"),
        ("kimi-k3-max", "kimi-k3-max"),
    ],
)
def test_the_plain_form_keeps_the_identity(spelling: str, form: str) -> None:
    assert plain(spelling) == form


@pytest.mark.parametrize(
    ("form", "shorter"),
    [
        ("claude-opus-4-5-thinking-32k", "claude-opus-4-5"),
        ("glm-5-high", "glm-5"),
        ("grok-4-non-reasoning", "grok-4"),
        ("mistral-medium", "mistral-medium"),
        ("gpt-5-mini", "gpt-5-mini"),
    ],
)
def test_effort_is_dropped_and_nothing_else(form: str, shorter: str) -> None:
    assert without_effort(form) == shorter
