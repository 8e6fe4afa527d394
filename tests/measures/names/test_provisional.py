"""Provisional classes: each clause of the rule, and what must stay unresolved."""

from dataclasses import replace
from itertools import starmap
from typing import Any

import pytest

from measures.boards.openness_claims import meaning
from measures.names.provisional import (
    EvidenceKind,
    Listed,
    ProvisionalModel,
    SourceWord,
    provisional_models,
)
from measures.names.registry import Registry
from measures.segments import GapSegment
from terms.openness import OPEN_BY_NAME, SOME_WEIGHTS
from tests.measures.sample import alias, gap_history, model, row, series, state

DAY = "2026-10-06"
HUB = "https://huggingface.co"
MODELS = [
    {**model("claude-opus-5"), "maker": "anthropic"},
    {**model("kimi-k3"), "maker": "moonshotai"},
    {**model("gpt-5.6"), "maker": "openai"},
    {**model("gpt-oss"), "maker": "openai"},
    {**model("gpt-4-0314"), "maker": "openai"},
    {**model("seed-oss"), "maker": "bytedance"},
    {**model("seed-2"), "maker": "bytedance"},
]
ALIASES = [alias(one["entry"], one["entry"]) for one in MODELS]
ALIASES.append(alias("seed-2-251228", "seed-2"))
OPENNESS: list[dict[str, Any]] = [
    {"model": name, "openness": kind, "valid_from": "2020-01-01", "valid_until": None,
     "evidence": evidence}
    for name, kind, evidence in (
        ("claude-opus-5", "closed", "https://www.anthropic.com/news"),
        ("kimi-k3", "restricted", f"{HUB}/moonshotai/Kimi-K3"),
        ("gpt-5.6", "closed", "https://openai.com"),
        ("gpt-oss", "permissive", f"{HUB}/openai/gpt-oss-120b"),
        ("gpt-4-0314", "closed", "https://openai.com"),
        ("seed-oss", "permissive", f"{HUB}/ByteDance-Seed/Seed-OSS"),
        ("seed-2", "closed", "https://seed.bytedance.com"),
    )
]  # fmt: skip
CURATED = Registry(MODELS, ALIASES, OPENNESS)


def licence(name: str, word: str, maker: str | None, on: str = DAY, **more: Any) -> SourceWord:
    grades = meaning("licence", word)
    kind = EvidenceKind.LICENCE
    return SourceWord("arena", kind, name, word, on, maker, grades, **more)


def flag(name: str, word: str, maker: str | None, on: str = DAY) -> SourceWord:
    grades = meaning("openness_claim", word)
    return SourceWord("epoch_eci", EvidenceKind.ACCESSIBILITY, name, word, on, maker, grades)


def weights(name: str, repository: str, on: str = DAY) -> SourceWord:
    return SourceWord("openrouter", EvidenceKind.REPOSITORY, name, repository, on)


def sold(name: str, maker: str) -> SourceWord:
    return SourceWord(f"{maker}_pricing_page", EvidenceKind.PRICE, name, name, DAY, maker)


# What a person has curated tells whom sources mean by an organisation.
KNOWN = (
    licence("claude-opus-5", "Proprietary", "anthropic"),
    licence("kimi-k3", "MIT", "moonshot"),
    licence("gpt-5.6", "Proprietary", "openai"),
    flag("claude-opus-5", "API access", "Anthropic"),
    flag("kimi-k3", "Open weights (restricted use)", "Moonshot"),
)


def classed(name: str, *statements: SourceWord, on: str = DAY) -> ProvisionalModel | None:
    listed = [Listed("arena", name, on)]
    found = provisional_models(CURATED, OPENNESS, [*KNOWN, *statements], listed)
    return found[0] if found else None


def openness_of(one: ProvisionalModel) -> str:
    """Its class at the end."""
    openness, _, until = one.spans[-1]
    return openness if until is None else "unknown"


OPUS_9, K4_NEW = "claude-opus-5.5", "kimi-k4"
OWN = weights("moonshotai/kimi-k4", "moonshotai/Kimi-K4")
NEVER_OPENED = (OPUS_9, "claude-opus-5-20261101", "claude-opus-5-1101", "claude-opus-5-thinking")


@pytest.mark.parametrize(
    ("name", "statements", "openness", "evidence"),
    [
        # Of a maker that never opened weights, whatever stamp the name bears.
        *((name, [licence(name, "Proprietary", "anthropic")], "closed",
           "Arena’s licence column says Proprietary (2026-10-06)") for name in NEVER_OPENED),
        *((OPUS_9, [flag("Claude Opus 5.5", word, "Anthropic")], "closed",
           f"Epoch’s accessibility column says {word} (2026-10-06)")
          for word in ("API access", "Limited access")),
        # In the maker's own row.
        (K4_NEW, [licence(K4_NEW, "Modified MIT", "moonshot")], OPEN_BY_NAME,
         "Arena’s licence column says Modified MIT (2026-10-06)"),
        # A repository alone, beside a licence that nobody has read, and beside an open-source one.
        (K4_NEW, [OWN], SOME_WEIGHTS, None),
        (K4_NEW, [OWN, licence(K4_NEW, "Kimi K4 license", "moonshot")], SOME_WEIGHTS, None),
        (K4_NEW, [OWN, licence(K4_NEW, "Llama 4", "moonshot")], SOME_WEIGHTS, None),
        (K4_NEW, [OWN, licence(K4_NEW, "MIT", "moonshot")], "permissive", None),
    ],
)  # fmt: skip
def test_what_gives_a_class(
    name: str, statements: list[SourceWord], openness: str, evidence: str | None
) -> None:
    found = classed(name, *statements)
    assert found.maker == ("moonshotai" if name == K4_NEW else "anthropic")
    assert found.spans == ((openness, DAY, None),)
    assert found.evidence == (evidence or found.evidence)


def test_a_maker_that_ever_opened_weights_needs_its_own_price_page() -> None:
    said = licence("gpt-6", "Proprietary", "openai")
    assert classed("gpt-6", said) is None
    found = classed("gpt-6", said, sold("gpt-6", "openai"))
    assert found is not None
    assert openness_of(found) == "closed"
    assert "its maker’s own price page lists gpt-6" in found.evidence
    assert classed("gpt-6", said, sold("gpt-6", "anthropic")) is None
    assert classed("gpt-6", said, sold("gpt-6-mini", "openai")) is None


def test_a_stamp_or_an_effort_behind_an_open_name() -> None:
    for name in ("kimi-k3-1017", "Kimi-K3-20261017", "kimi-k3-261017", "kimi-k3-thinking"):
        found = classed(name)
        assert (found.spans, found.maker) == (((OPEN_BY_NAME, DAY, None),), "moonshotai")
        assert found.evidence == (
            "its name, but for a stamp or an effort, is that of the open model kimi-k3 (2026-10-06)"
        )
        assert classed(name, licence(name, "Proprietary", "moonshot")) is None
        assert classed(name, licence(name, "MIT", "openai")) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("kimi-k3-mini", "another size"),
        ("kimi-k3-abliterated", "somebody else's tuning"),
        ("kimi-k3.1", "another version"),
        ("gpt-5.6-1017", "the stem is closed"),
        ("gpt-oss-1017", "its maker kept gpt-4-0314 to itself"),
        ("seed-oss-1017", "its maker kept seed-2-251228 to itself"),
    ],
)
def test_a_name_behind_which_something_else_stands_is_none(name: str, why: str) -> None:
    assert classed(name) is None, why


K4_MIT = licence("kimi-k4", "MIT", "moonshot")
DEV_MIT = licence("kimi-k4-dev", "MIT", "moonshot")
SHUT = licence("claude-opus-5.5", "Proprietary", "anthropic")
NEWCOMER = licence("newcomer-1", "Proprietary", "newcomer")
EPOCH_OPEN = "Open weights (unrestricted)"


@pytest.mark.parametrize(
    ("why", "name", "statements"),
    [
        ("nobody says anything", "kimi-k4", ()),
        ("Epoch's word alone", "kimi-k4", (flag("kimi-k4", EPOCH_OPEN, "Moonshot"),)),
        ("a licence of nobody's row", "kimi-k4", (licence("kimi-k4", "MIT", None),)),
        ("a derivative", "kimi-k4", (weights("kimi-k4", "openai/Kimi-K4"), K4_MIT)),
        ("an unknown organisation", "kimi-k4", (weights("kimi-k4", "unsloth/Kimi-K4"), K4_MIT)),
        ("its base", "kimi-k4-dev", (weights("kimi-k4-dev", "moonshotai/Kimi-K4"), DEV_MIT)),
        ("its family", "kimi-k4-dev", (weights("kimi-k4", "moonshotai/Kimi-K4"), K4_MIT)),
        ("both", OPUS_9, (weights(OPUS_9, "anthropic/claude-opus-5.5"), SHUT)),
        ("both", OPUS_9, (SHUT, flag("Claude Opus 5.5", EPOCH_OPEN, "Anthropic"))),
        ("two makers", OPUS_9, (SHUT, flag("Claude Opus 5.5", "API access", "Moonshot"))),
        ("a maker that the registry does not know", "newcomer-1", (NEWCOMER,)),
        ("no maker", OPUS_9, (licence(OPUS_9, "Proprietary", None),)),
        ("unread", OPUS_9, (licence(OPUS_9, "Some new licence", "anthropic"),)),
        ("neither", OPUS_9, (flag("Claude Opus 5.5", "Unreleased", "Anthropic"),)),
        ("curated", "Claude-Opus-5", (licence("Claude-Opus-5", "Proprietary", "anthropic"),)),
    ],
)
def test_without_such_evidence_it_stays_unresolved(
    why: str, name: str, statements: tuple[SourceWord, ...]
) -> None:
    assert classed(name, *statements) is None, why


def test_a_class_holds_from_the_day_of_its_last_evidence_until_it_is_contradicted() -> None:
    found = classed(
        "kimi-k4",
        weights("kimi-k4", "moonshotai/Kimi-K4", "2026-10-03"),
        licence("kimi-k4", "MIT", "moonshot", "2026-10-05", released_on="2026-10-01"),
        flag("Kimi K4", "API access", "Moonshot", "2026-10-09"),
        on="2026-10-02",
    )
    assert found.spans == (
        (SOME_WEIGHTS, "2026-10-03", "2026-10-05"), ("permissive", "2026-10-05", "2026-10-09"),
    )  # fmt: skip
    assert (openness_of(found), found.released_on) == ("unknown", "2026-10-01")
    borne_out = classed(
        "kimi-k4",
        weights("kimi-k4", "moonshotai/Kimi-K4", "2026-10-03"),
        licence("kimi-k4", "MIT", "moonshot", "2026-10-05"),
        flag("Kimi K4", "Open weights (unrestricted)", "Moonshot", "2026-10-09"),
    )
    assert borne_out.spans == (
        (SOME_WEIGHTS, "2026-10-03", "2026-10-05"), ("permissive", "2026-10-05", None),
    )  # fmt: skip


def gap(rule: str = "any_weights", **scores: int) -> GapSegment:
    """The gap of a page of Arena on which two names are provisional."""
    found = (
        classed("kimi-k4", weights("kimi-k4", "moonshotai/Kimi-K4")),
        classed("kimi-k5", licence("kimi-k5", "MIT", "moonshot")),
    )
    rows = [(one.rows(), one) for one in found if one is not None]
    names = Registry(
        [*MODELS, *(more for (more, *_), _ in rows)],
        [*ALIASES, *(it for (_, spelled, _), _ in rows for it in spelled)],
        [*OPENNESS, *(it for (*_, grades), _ in rows for it in grades)],
        provisional={one.name: one.evidence for _, one in rows},
    )
    of = series(sources=(replace(series().sources[0], source="arena"),))
    known = {"claude-opus-5": 60, "kimi-k3": 50, **scores}
    board = state("2026-10-06", *starmap(row, known.items()), source="arena")
    return gap_history(of, [board], names, rule, "2026-10-08")[-1]


def test_provisional_weights_are_open_under_the_widest_rule_alone() -> None:
    """What every place says of a provisional leader: tests/outputs/test_judgement.py."""
    found = [gap(rule, **{"kimi-k4": 70}) for rule in ("any_weights", "commercial")]
    assert [(it.open_model, it.gap, it.unresolved_above, it.confirmed) for it in found] == [
        ("kimi-k4", -10, 0, 0),
        ("kimi-k3", 10, 1, None),
    ]
    # One by a name alone is taken either way where it leads, and not below the leader.
    led, behind = (gap(**{"kimi-k4": 55, "kimi-k5": score}) for score in (70, 54))
    assert (led.gap_if_unresolved_closed, led.gap_if_unresolved_open) == (15, -10)
    assert (behind.gap, behind.gap_if_unresolved_closed) == (5, None)
