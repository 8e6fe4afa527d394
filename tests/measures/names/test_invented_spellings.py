"""Every spelling ever recorded, with marks, cases and separators that its source never wrote.

A variant must mean the same model. Where it means nothing, the registry says which other model it
may be; it never means another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from sources.boards import aider, bfcl, livebench, mmmu, vectara_hallucination
from sources.boards.arena import boards as arena
from sources.boards.epoch import benchmarks as epoch
from sources.prices.lists import litellm
from sources.reading import spelling as marks
from terms.grammar import Mark, folded
from tests.measures.names.recorded_spellings import known_models, registry, shipped, spelled
from tests.measures.shipped import AT, GRAMMARS, registry_tables
from tests.recorded import skip_without

pytestmark = [pytest.mark.recorded, pytest.mark.nightly, skip_without]
INVENTED: dict[Mark, tuple[str, ...]] = {
    # A mark to spellings with it, of the name {}; {stamp} is a day close to the release.
    marks.EFFORT: ("{}-xhigh", "{}-minimal", "{}_LOW", "{}-high-48k"),
    marks.EFFORT_IN_BRACKETS: ("{} (xhigh)", "{} (Minimal)", "{} [48k]"),
    marks.THINKING: ("{}-thinking", "{}-thinking-48k", "{}-no-think", "{} w/ thinking"),
    marks.THINKING_IN_BRACKETS: ("{} (thinking-48k)", "{} (non-reasoning)", "{} (48k thinking)"),
    marks.STAMP: ("{}-{stamp}", "{} ({stamp})", "{}@{stamp}"),
    vectara_hallucination.MONTH: ("{}-{month}",),
    marks.PRECISION: ("{}-FP8", "{}-nvfp4"),
    marks.HUB: ("https://huggingface.co/{}",),
    marks.OFFERED: ("{}-v2", "{}-v1:0"),
    epoch.SETTING: ("{}_xhigh", "{}_unknown", "{}_48K", "{}_prohigh"),
    epoch.EARLY: ("{}-pre-release",),
    epoch.SERVED: ("novita/{}",),
    bfcl.CALLED: ("{} (FC other-mode)",),
    mmmu.TOOLED: ("{} w/o tools",),
    aider.ROUTED: ("openrouter/{}",),
    arena.HARNESS: ("{} (other-harness)",),
    livebench.SETTINGS[0]: ("{}-minimal-effort",),
    livebench.SETTINGS[1]: ("{}-thinking-auto",),
    livebench.SETTINGS[2]: ("{}-base",),
    Mark(r"^accounts/(fireworks)/models/", "host", is_own_form=True): (
        "accounts/fireworks/models/{}",
    ),
    litellm.HOSTED[0]: ("accounts/fireworks/models/{}",),
    litellm.HOSTED[1]: ("{}-us",),
    litellm.HOSTED[2]: ("sambanova/{}",),
    litellm.HOSTED[3]: ("databricks/databricks-{}",),
    litellm.HOSTED[4]: ("us.{}",),
    litellm.HOSTED[5]: ("{}-maas", "{}-v2:0"),
}
RESPELLED = {
    marks.POINT: r"(?<=\d)\.(?=\d)",
    litellm.HOSTED[6]: r"(?:(?<=llama-)|(?<=qwen-))(?=\d)",
}
"""Marks that stand inside of a name: what they take the place of."""
SOURCES = sorted(GRAMMARS)
RIGHT = ("same", "written")


def known(source: str) -> Iterator[tuple[str, str]]:
    """Spellings of a source that mean a model on the day they were first written, and the model."""
    for spelling, day in spelled()[source].first.items():
        if match := shipped().match(source, spelling, day):
            yield spelling, match.model


def outcome(source: str, spelling: str, variant: str, model: str) -> str:
    """`same`, `doubted`, `written` (somebody writes so) or what went wrong."""
    if (source, variant.lower()) in written() or ("*", variant.lower()) in written():
        return "written"
    match = shipped().match(source, variant, spelled()[source].first[spelling])
    if match is not None:
        return "same" if match.model == model else f"{variant!r} is {match.model}, not {model}"
    return "doubted" if shipped().doubt(source, variant) else f"{variant!r} is nothing, not {model}"


@cache
def written() -> set[tuple[str, str]]:
    return {(row["source"], row["alias"].lower()) for row in registry_tables()["alias"]}


@pytest.mark.parametrize("source", SOURCES)
def test_other_cases_and_separators_mean_the_same(source: str) -> None:
    own_forms = [mark for mark in GRAMMARS[source].marks if mark.is_own_form]
    wrong = []
    for spelling, model in known(source):
        variants = [spelling.upper(), spelling.lower(), spelling.swapcase()]
        variants += [
            re.sub(r"[-_./ ]", other, spelling) for other in "-_. "
            if not any(re.search(mark.pattern, re.sub(r"[-_./ ]", other, spelling), re.IGNORECASE)
                       or re.search(mark.pattern, spelling, re.IGNORECASE) for mark in own_forms)
        ]  # fmt: skip
        found = (outcome(source, spelling, variant, model) for variant in variants)
        wrong += [one for one in found if one not in RIGHT]
    assert wrong == []


def grammar_marks() -> list[tuple[str, Mark]]:
    return [(source, mark) for source in SOURCES for mark in GRAMMARS[source].marks]


@pytest.mark.parametrize(
    ("source", "mark"),
    grammar_marks(),
    ids=[f"{name}-{mark.pattern}" for name, mark in grammar_marks()],
)
def test_an_invented_mark_is_read(source: str, mark: Mark) -> None:
    bare = [
        (spelling, model)
        for spelling, model in known(source)
        if not re.search(r"[()\[\]@:]|20\d\d-?[01]\d", spelling)
        and not any(
            re.search(one.pattern, spelling, re.IGNORECASE) for one in GRAMMARS[source].marks
        )
    ]
    if mark in RESPELLED:
        letter = "p" if mark is marks.POINT else "v"
        variants = [
            (spelling, re.sub(RESPELLED[mark], letter, spelling), model) for spelling, model in bare
        ]
    else:
        variants = [
            (spelling, form.format(spelling, stamp=stamp(model, form), month=month(model)), model)
            for spelling, model in bare
            for form in INVENTED[mark]
            if not mark.makers or maker(model) in mark.makers
        ]
    found = [outcome(source, *variant) for variant in variants]
    assert [one for one in found if one not in (*RIGHT, "doubted")] == []
    # A new stamp beside others may be another model's, and hosts move names on their own.
    share = (
        0.6
        if mark in (marks.STAMP, vectara_hallucination.MONTH)
        else 0.1
        if mark.field == "host"
        else 0.03
    )
    assert found.count("doubted") <= len(found) * share


def stamp(model: str, form: str) -> str:
    day = date.fromisoformat(known_models()[model]) - timedelta(days=9)
    return day.isoformat() if "(" in form else f"{day:%Y%m%d}"


def month(model: str) -> str:
    return known_models()[model][:7]


def maker(model: str) -> str:
    return next(str(row["maker"]) for row in registry_tables()["model"] if row["entry"] == model)


@pytest.mark.parametrize("source", [name for name in SOURCES if GRAMMARS[name].vendors])
def test_an_invented_vendor_is_read(source: str) -> None:
    words: dict[str, list[str]] = {}
    for word, of in GRAMMARS[source].vendors.items():
        words.setdefault(of, []).append(word)
    aliases = {folded(alias) for place, alias in written() if place == source}
    found = [
        outcome(source, spelling, f"{word.upper()}{between}{spelling}", model)
        for spelling, model in known(source)
        for word in words.get(maker(model), ())
        for between in ("/", " ")
        if not re.search(r"[/:(]", spelling) and folded(f"{word}/{spelling}") not in aliases
    ]
    assert [one for one in found if one not in (*RIGHT, "doubted")] == []
    assert found.count("doubted") <= len(found) * 0.15


MOVED = {"deepseek-v4-flash-high", "deepseek-v4-pro-thinking"}
"""Spellings of a name that moved to a newer model, while the setting stayed with the older one."""


def test_an_alias_with_a_setting_means_what_its_grammar_says() -> None:
    settings = ("effort", "stamp", "harness", "host")
    bare = registry(lambda row: not any(row[key] for key in settings))
    wrong = {
        row["alias"]
        for row in registry_tables()["alias"]
        if any(row[key] for key in settings)
        for source in (("arena", "epoch", "litellm") if row["source"] == "*" else (row["source"],))
        if (match := bare.match(source, row["alias"], str(row["valid_from"] or AT.date())))
        and match.model != row["model"]
    }
    assert wrong == MOVED
