"""What is cut from spellings by a source's grammar, and what is not, because it may be a name."""

import pytest

from measures.names.grammar import Cut, CutMark, KnownNames
from measures.names.registry import Match, Registry
from sources.reading import spelling as marks
from terms.grammar import Grammar, Mark, MarkField
from tests.measures.sample import alias, grade

DAY = "2026-06-01"
MODELS = {
    # Model to maker, day of release and grade.
    "claude-opus-4-5": ("anthropic", "2025-11-24", "closed"),
    "claude-opus-4-7": ("anthropic", "2026-04-16", "closed"),
    "gpt-5.5": ("openai", "2026-04-23", "closed"),
    "gpt-5.1-codex": ("openai", "2025-11-13", "closed"),
    "gpt-5.1-codex-max": ("openai", "2025-11-19", "closed"),
    "gpt-5.9-codex": ("openai", "2026-05-19", "closed"),
    "gpt-4o-2024-05-13": ("openai", "2024-05-13", "closed"),
    "gpt-4o-2024-08-06": ("openai", "2024-08-06", "closed"),
    "kimi-k2.9": ("moonshotai", "2026-05-01", "permissive"),
    "qwen3-14b": ("alibaba", "2025-04-28", "permissive"),
    "deepseek-v4": ("deepseek", "2026-01-01", "permissive"),
    "deepseek-v4-0731": ("deepseek", "2026-07-31", "permissive"),
}
GRAMMAR = Grammar(
    (
        Mark(r"_(max|unknown|\d+K)$", "effort", is_own_form=True),
        Mark(r"^accounts/(fireworks)/models/", "host", is_own_form=True),
        marks.POINT,
        marks.EFFORT_IN_BRACKETS,
        marks.THINKING_IN_BRACKETS,
        marks.EFFORT,
        marks.THINKING,
        marks.STAMP,
    ),
    marks.VENDORS,
)


def registry() -> Registry:
    models = [
        {"entry": name, "name": name, "maker": maker, "kind": "general", "released_on": day}
        for name, (maker, day, _) in MODELS.items()
    ]
    aliases = [alias(name, name) for name in MODELS]
    aliases.append(alias("gpt-4o", "gpt-4o-2024-05-13"))
    aliases.append(alias("deepseek-v4", "deepseek-v4-0731", "maker", valid_from="2026-07-31"))
    grades = [grade(name, given, day) for name, (_, day, given) in MODELS.items()]
    return Registry(models, aliases, grades, {"here": GRAMMAR})


@pytest.mark.parametrize(
    ("spelling", "match"),
    [
        ("claude-opus-4-7_max", Match("claude-opus-4-7", effort="max")),
        ("gpt-5.5_unknown", Match("gpt-5.5", effort="unknown")),
        ("Claude-Opus-4-5-20251101", Match("claude-opus-4-5", stamp="20251101")),
        ("Claude Opus 4.5 (20251101)", Match("claude-opus-4-5", stamp="20251101")),
        (
            "anthropic/claude-opus-4.5-20251101-thinking-64k-high",
            Match("claude-opus-4-5", effort="thinking-64k-high", stamp="20251101"),
        ),
        ("Anthropic Claude-Opus-4.5", Match("claude-opus-4-5")),
        ("gpt-5.5-xHigh", Match("gpt-5.5", effort="xHigh")),
        ("OpenAI GPT 5.5 (no think)", Match("gpt-5.5", effort="no think")),
        ("accounts/fireworks/models/kimi-k2p9", Match("kimi-k2.9", host="fireworks")),
        ("Qwen/Qwen3-14B", Match("qwen3-14b")),
        # The longest known name wins.
        ("gpt-5.1-codex-max", Match("gpt-5.1-codex-max")),
        ("gpt-5.1-codex-max-high", Match("gpt-5.1-codex-max", effort="high")),
        # A mark in a form of its own is no part of a name, whatever it reads.
        ("gpt-5.1-codex_max", Match("gpt-5.1-codex", effort="max")),
    ],
)
def test_marks_become_fields(spelling: str, match: Match) -> None:
    assert registry().match("here", spelling, DAY) == match


@pytest.mark.parametrize(
    "spelling",
    [
        # The word tells models of this maker apart: gpt-5.1-codex and gpt-5.1-codex-max.
        "gpt-5.9-codex-max",
        # A maker whose thinking models are models of their own.
        "kimi-k2.9-thinking",
        # Another day than that of the release; a day beside which others are known.
        "claude-opus-4-5-20260301",
        "gpt-4o-2024-05-20",
        # Not the maker's own: a derivative, or a host.
        "huihui/qwen3-14b",
        "openai/qwen3-14b",
        # A name that APIs move, and one that means something else at another source.
        "openai/gpt-4o",
        "deepseek/deepseek-v4",
        # Words that are part of a name, and other versions.
        "gpt-5.5-mini",
        "qwen3-14b-vl",
        "claude-opus-4-6_max",
        "Qwen3.1-4B",
        "",
    ],
)
def test_what_may_be_a_name_is_no_match(spelling: str) -> None:
    assert registry().match("here", spelling, DAY) is None


@pytest.mark.parametrize(
    ("field", "text", "is_run"),
    [("effort", "high", True), ("effort", "mini", False), ("stamp", "20260101", False)],
)
def test_a_mark_of_effort_is_a_way_to_run_unless_it_tells_models_apart(
    field: MarkField, text: str, is_run: bool
) -> None:
    known = KnownNames({"gpt-6": {"one"}, "gpt-6-mini": {"other"}}, {})
    mark = CutMark(text, text, Mark(text, field))
    assert known.is_run(Cut("GPT 7", (mark,)), mark) is is_run
