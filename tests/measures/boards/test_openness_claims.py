from typing import Any

import pytest

from measures.boards.openness_claims import disagreements, read
from measures.errors import DeclarationInvalid
from tests.measures.sample import registry, state

KNOWN = registry({"ours": "closed", "theirs": "permissive", "half": "restricted", "dark": []})


def claim(entry: str, word: str | None = None, licence: str | None = None) -> dict[str, Any]:
    name = entry.split(" ", maxsplit=1)[0]
    return {"entry": entry, "model_name": name, "openness_claim": word, "licence": licence}


def found(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return disagreements([state("2025-01-01", *rows)], KNOWN)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (claim("ours", "false"), None),
        (claim("ours", "true"), "class"),
        (claim("theirs", "true"), None),
        (claim("theirs", "false"), "class"),
        (claim("theirs", "Open weights (restricted use)"), "terms"),
        (claim("half", "Open weights (unrestricted)"), "terms"),
        (claim("half", "open_source"), None),
        (claim("ours", "API access"), None),
        (claim("ours", "Unknown"), None),
        (claim("ours", "weights on request"), "unread"),
        (claim("dark", "true"), None),
        (claim("stranger", "true"), None),
        (claim("ours", licence="Proprietary"), None),
        (claim("ours", licence="Qwen"), "class"),
        (claim("theirs", licence="Apache-2.0"), None),
        (claim("theirs", licence="Proprietary"), "class"),
        (claim("half", licence="MIT"), "terms"),
        (claim("half", licence="Modified MIT"), None),
        (claim("half", licence="-"), None),
        (claim("half", licence="Handshake 2.0"), "unread"),
    ],
)
def test_flags_and_licences(row: dict[str, Any], kind: str | None) -> None:
    assert [one["kind"] for one in found(row)] == ([kind] if kind else [])


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
