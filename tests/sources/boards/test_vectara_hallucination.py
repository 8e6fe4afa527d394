"""Vectara: three scales told from the README's words, published on its own day."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards import vectara_hallucination as vectara
from sources.contract import Reading, SourceChanged
from tests.sources.sample import PAGES, page, recorded, strictly, whole

OLD, NEW = "831 documents", "7700 articles"


def body(name: str) -> bytes:
    return (PAGES / "vectara_hallucination" / f"{name}.md").read_bytes()


def reading(name: str) -> Reading:
    (found,) = vectara.parse(page(body(name)))
    return found


def test_words_that_are_gone_are_told_and_cost_no_row() -> None:
    silent = body("third").replace(b"HHEM-2.3", b"our judge").replace(b"7700 articles", b"articles")
    (found,) = vectara.parse(page(silent))
    assert (found.category, found.rows) == (f"HHEM-2.3, {NEW}", reading("third").rows)
    assert found.warnings == (
        "the README names no set of texts: taken for 7700 articles",
        "the README names no judge: taken for HHEM-2.3",
    )
    assert not reading("third").warnings


def test_a_model_that_answers_fewer_than_95_percent_is_not_compared() -> None:
    odd = body("third").replace(b"|99.5 %|", b"|95.0 %|", 1).replace(b"|62.7 %|", b"|94.9 %|", 1)
    rows = {row["entry"]: row for row in next(iter(vectara.parse(page(odd)))).rows}
    few = f"HHEM-2.3, {NEW}, fewer than 95 % answered"
    assert rows["maker-b/open-1"]["protocol"] == few
    assert {row["protocol"] for row in rows.values()} == {few, f"HHEM-2.3, {NEW}"}


def test_the_other_rate_may_lack_its_sign() -> None:
    odd = body("third").replace(b"|96.7 %|", b"|96.7|")
    (found,) = vectara.parse(page(odd))
    assert found.rows[0]["_both_rates"] == 100.0


@pytest.mark.parametrize(
    ("name", "old", "new", "names"),
    [
        ("third", b"HHEM-2.3", b"HHEM-3.0", r"HHEM \['3.0'\] on 7700 articles"),
        ("third", b"HHEM-2.3", b"HHEM-2.1", "a new scale"),
        ("second", b"HHEM-2.1", b"a judge", r"HHEM \[\]"),
        ("third", b"7700 articles", b"9000 articles", "sets of texts"),
        ("third", b"7700 articles", b"7700 articles, 831 documents", "sets of texts"),
        ("third", b"Last updated on March 10, 2026", b"Updated lately", "0 days"),
        ("third", b"March 10", b"Marsh 10", "Marsh"),
        ("third", b"Factual Consistency Rate", b"Consistency", "columns are"),
        ("third", b"|----|", b"|data|", "no rule under"),
        ("third", b"|99.5 %|95.7|", b"|99.5 %|", "a row of the table"),
        ("third", b"3.3 %", b"0.033", "'0.033', not a percentage"),
        ("third", b"3.3 %", b"low %", "'low', which is no number"),
        ("first", b"November 1st, 2023", b"November 1st, 2024", r"HHEM \[\]"),
    ],
)
def test_what_is_not_known_is_refused_by_name(
    name: str, old: bytes, new: bytes, names: str
) -> None:
    odd = body(name).replace(old, new)
    assert odd != body(name)
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(vectara.parse, page(odd)))
    assert str(caught.value).startswith("vectara_hallucination: ")


@pytest.mark.parametrize("odd", [b"", b"# Nothing\n", b"\xff\xfe"])
def test_a_page_without_a_table_is_refused(odd: bytes) -> None:
    with pytest.raises(SourceChanged):
        list(strictly(vectara.parse, page(odd)))


@pytest.mark.parametrize("row", recorded("vectara_hallucination"))
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    (found,) = whole(vectara.parse, row)
    slips = [r["entry"] for r in found.rows if abs(r["_both_rates"] - 100) > 0.2]
    on_old_texts = "HHEM-2.1" in found.category
    assert slips == (["Google Gemini-1.5-Pro-002"] if on_old_texts else [])
    gpt_4o = {r["entry"]: r["value"] for r in found.rows}
    if row["seen_at"].startswith("2024-12"):
        assert gpt_4o["GPT-4o"] == 1.5
    if row["seen_at"].startswith("2025-12"):
        assert gpt_4o["openai/gpt-4o-2024-08-06"] == 9.6
