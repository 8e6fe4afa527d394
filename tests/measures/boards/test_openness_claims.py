from __future__ import annotations

from typing import Any

import pytest

from measures.boards.openness_claims import (
    disagreements,
    meaning,
    read,
)
from measures.errors import DeclarationInvalid
from tests.measures.sample import registry, state

KNOWN = registry({"ours": "closed", "theirs": "permissive", "half": "restricted", "dark": []})


def claim(entry: str, word: str | None = None, licence: str | None = None) -> dict[str, Any]:
    name = entry.split(" ", maxsplit=1)[0]
    return {"entry": entry, "model_name": name, "openness_claim": word, "licence": licence}


def found(*rows: dict[str, Any], day: str = "2025-01-01") -> list[dict[str, Any]]:
    return disagreements([state(day, *rows)], KNOWN)


@pytest.mark.parametrize(
    ("entry", "word", "kind"),
    [
        ("ours", "false", None),
        ("ours", "true", "class"),
        ("theirs", "true", None),
        ("theirs", "false", "class"),
        ("theirs", "Open weights (restricted use)", "terms"),
        ("half", "Open weights (unrestricted)", "terms"),
        ("half", "open_source", None),
        ("ours", "API access", None),
        ("ours", "Limited access", None),
        ("ours", "Unknown", None),
        ("ours", "weights on request", "unread"),
        ("dark", "true", None),
        ("stranger", "true", None),
    ],
)
def test_flags(entry: str, word: str, kind: str | None) -> None:
    assert [one["kind"] for one in found(claim(entry, word))] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("entry", "licence", "kind"),
    [
        ("ours", "Proprietary", None),
        ("ours", "Propretary", None),
        ("ours", "Qwen", "class"),
        ("theirs", "Apache-2.0", None),
        ("theirs", "Proprietary", "class"),
        ("half", "MIT", "terms"),
        ("half", "Llama-3.3", None),
        ("half", "Modified MIT", None),
        ("half", "-", None),
        ("half", "Handshake 2.0", "unread"),
    ],
)
def test_licences(entry: str, licence: str, kind: str | None) -> None:
    assert [one["kind"] for one in found(claim(entry, licence=licence))] == ([kind] if kind else [])


def test_one_line_per_word_with_every_row_that_says_it() -> None:
    older = state("2025-01-01", claim("theirs x", "false"), vintage=3)
    newer = state("2025-02-01", claim("theirs y", "false"), board="other", vintage=7)
    (one,) = disagreements([newer, older], KNOWN)
    assert one == {
        "kind": "class", "source": "place", "model": "theirs", "openness": "permissive",
        "field": "openness_claim", "claim": "false", "agrees_with": ("closed",),
        "spellings": ("theirs",), "entries": ("theirs x", "theirs y"), "boards": ("main", "other"),
        "published_on": "2025-02-01", "vintage": 7,
    }  # fmt: skip


def test_the_worst_comes_first() -> None:
    kinds = [one["kind"] for one in found(
        claim("theirs", "odd"), claim("half", "Open weights (unrestricted)"), claim("ours", "true")
    )]  # fmt: skip
    assert kinds == ["class", "terms", "unread"]


def test_the_grade_of_the_pages_own_day_counts() -> None:
    opened = registry({"m": [("closed", "2025-01-01", "2025-06-01"),
                             ("permissive", "2025-06-01", None)]})  # fmt: skip
    for day, expected in (("2025-05-31", 0), ("2025-06-01", 1)):
        assert len(disagreements([state(day, claim("m", "false"))], opened)) == expected


def test_a_licence_is_found_however_it_is_spelled() -> None:
    assert meaning("licence", "CC-BY-NC-4.0") == meaning("licence", "cc_by_nc_4.0")


def test_all_faults_of_the_meanings_are_named_at_once() -> None:
    text = '[flags]\n"true" = ["free"]\n"open" = 3\n[licences]\nmit = ["closed", "open"]\n'
    grades = "should be one of closed, non_commercial, restricted, permissive, fully_open"
    with pytest.raises(DeclarationInvalid) as found:
        read(text)
    assert str(found.value).split("\n  ") == [
        "measures/boards/openness_claims.toml: 3 faults",
        f"flags.true[1] = 'free': {grades}",
        "flags.open = 3: should be a list",
        f"licences.mit[2] = 'open': {grades}",
    ]
    with pytest.raises(DeclarationInvalid, match=r"'Apache-2\.0' should be written 'apache 2\.0'"):
        read('[flags]\n[licences]\n"Apache-2.0" = ["permissive"]\n')
