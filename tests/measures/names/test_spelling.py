from __future__ import annotations

import pytest

from measures.names.spelling import plain, without_effort


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
