"""What the bundled registry says, in one pass over its rows, and spellings that are known."""

import json
from functools import cache

import pytest

from measures.names.registry import Registry
from sources.contract import Page, ParseError, Reading
from sources.registry import fetch, pages, parse
from terms.openness import CommercialUse, Openness
from tests.measures.shipped import GRAMMARS, names, registry_tables as rows
from tests.sources import cases
from tests.sources.registry.sound import check
from tests.sources.sample import SEEN_AT, fits
from warehouse.schema.facts import FACTS

SPELLINGS = [json.loads(line) for line in cases.written("rows", "spellings")]
LIMITS = ("users_above", "yearly_revenue_above_usd", "monthly_revenue_above_usd")
RESTS_ON_MODELS_DEV = {
    "codex-mini", "command-a-plus-05-2026", "deepseek-v4-flash-vision-exp", "fugu-ultra", "glm-5.1",
    "glm-5.2", "gpt-5.3-codex-spark", "gpt-realtime-2.1", "mercury-edit-2",
    "muse-spark-1.2-contributor", "muse-spark-1.3-contributor", "qwen3.6-flash", "qwen3.7-flash",
    "seed-1.6-flash", "seed-1.8", "seed-2.0-lite", "seed-2.0-mini", "seed-2.1-pro",
    "seed-2.1-turbo", "solar-mini", "solar-pro2", "solar-pro3", "step-1-32k", "step-2-16k",
}  # fmt: skip
"""Models whose class cites models.dev, which never decides, for want of another text. Of them only
GLM-5.1 and 5.2 ever led a board: two of its pull requests date their days without weights."""


@cache
def bundled() -> list[Reading]:
    return [
        reading
        for name, body in pages()
        for reading in parse(Page(f"registry:///{name}", body, SEEN_AT))
    ]


def test_it_is_sound_and_fills_its_tables() -> None:
    assert check(bundled()) == []
    assert len({reading.board for reading in bundled()}) > 40
    assert set(rows()) == {"model", "alias", "openness", "licence"}
    for table, found in rows().items():
        for row in found:
            assert tuple(row) == FACTS[table].names()
            fits(table, row)
    assert list(fetch(object())) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("file", ["acme.toml", "licences.toml"])
def test_a_page_that_is_no_text_is_refused_by_name(file: str) -> None:
    page = Page(f"package:registry/{file}", b"[maker]\xff", SEEN_AT)
    with pytest.raises(ParseError, match=f"{file}: not TOML"):
        list(parse(page))


def test_no_other_class_rests_on_models_dev() -> None:
    resting = {row["model"] for row in rows()["openness"] if "models.dev" in row["evidence"]}
    assert resting == RESTS_ON_MODELS_DEV


def test_licences_are_listed_once_and_bear_out_the_grades() -> None:
    names = [row["entry"] for row in rows()["licence"]]
    assert len(names) == len(set(names))
    assert set(names) == {row["licence"] for row in rows()["openness"]} - {None}
    words = {row["entry"]: row["commercial_use"] for row in rows()["licence"]}
    below = {
        row["licence"]: row["openness"]
        for row in rows()["openness"]
        if words.get(row["licence"]) == CommercialUse.BELOW_THRESHOLD
    }
    # Sale below a threshold is never graded stricter than restricted.
    assert set(below.values()) == {Openness.RESTRICTED}
    assert {"Kimi K3 License", "GLM-5.3 License", "Qwen3.8-Max License"} < below.keys()


def test_no_threshold_rests_on_a_data_set_and_what_was_not_checked_is_known() -> None:
    """A data set names a licence and does not hold its text. Of the others' notes none says such:
    no text of these two was at hand, in no recorded page either.
    """
    limited = [row for row in rows()["licence"] if any(row[limit] for limit in LIMITS)]
    assert not [row["entry"] for row in limited if "/datasets/" in row["evidence"]]
    doubted = {row["entry"] for row in rows()["licence"] if "not checked" in (row["note"] or "")}
    assert doubted == {"Grok 2 Community", "Jamba Open Model License"}


@cache
def unaided() -> Registry:
    """Without the aliases of spellings that a grammar finds by itself."""
    listed = {one["spelling"].lower() for one in SPELLINGS if "unlisted" in one}
    others = [row for row in rows()["alias"] if row["alias"].lower() not in listed]
    return Registry(rows()["model"], others, rows()["openness"], GRAMMARS)


@pytest.mark.parametrize("known", SPELLINGS, ids=[one["spelling"] for one in SPELLINGS])
def test_known_spellings(known: dict[str, str]) -> None:
    held = unaided() if "unlisted" in known else names()
    match = held.match(known["source"], known["spelling"], known["day"])
    assert match.model == known["model"]
    if "openness" in known:
        assert names().openness(match.model, known["day"]) == known["openness"]
    for field in ("effort", "harness", "host", "stamp"):
        assert getattr(match, field) == known.get(field, getattr(match, field))
    if "until" in known:
        (alias,) = [
            row
            for row in rows()["alias"]
            if (row["source"], row["alias"]) == (known["source"], known["spelling"])
        ]
        assert (alias["valid_until"], alias["effort"]) == (known["until"], match.effort)
