"""Pages of any sources that are judged in one go get the verdict that each would get alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import rules
from expectations.judge import judge_batch
from expectations.rules import TABLES
from expectations.verdict import PageVerdict, UnjudgedPage
from tests.expectations.pages import Board, good, judge, page, rows

SCORE = TABLES["score"]


def alone(pages: list[UnjudgedPage]) -> list[PageVerdict]:
    return [verdict for one in pages for verdict in judge_batch([one])]


BARE = [{name: cell for name, cell in row.items() if name != "_folder_on"} for row in rows(SCORE)]
ODD = [
    Board([{**row, "strange": 1} for row in rows(SCORE)]),  # a column that is not known
    Board(BARE),  # a column that a rule of the source needs is missing
    Board([*rows(SCORE), {**good(SCORE, "bad"), "_folder_on": 5}]),  # a rule cannot be evaluated
    Board([*rows(SCORE), {**good(SCORE, "bad"), "n": 0, "note": 5}]),  # numbers as they stand
]


def test_an_odd_page_changes_no_verdict() -> None:
    pages = [page("swebench", board) for board in (Board(rows(SCORE)), *ODD)]
    pages += [page("nobody"), page("nobody", Board(rows(TABLES["usage"]), "usage"))]
    assert judge_batch(pages) == alone(pages)


@pytest.fixture
def own_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write the only rule of the source `somewhere`."""

    def write(**changes: Any) -> None:
        rule = {
            "id": "mine", "table": "score", "expect": "expect_column_values_to_be_between",
            "with": {"column": "value", "max_value": 10}, "action": "quarantine",
            "why": "Ten is enough.", **changes,
        }  # fmt: skip
        (tmp_path / "somewhere.yaml").write_text(yaml.safe_dump([rule]), encoding="utf-8")
        monkeypatch.setattr(rules.rules_for, "__defaults__", (tmp_path,))

    return write


FIRST = {"entry-0": "Checked on 2026-03-01: it is right."}


def test_a_rule_sees_its_own_page(own_rule: Any) -> None:
    own_rule(**{"except": FIRST})
    small = [{**row, "value": 5.0} for row in rows(SCORE, 5)]
    pages = [
        page("somewhere", Board(small)),
        page("somewhere", Board(rows(SCORE))),
        page("elsewhere", Board(rows(SCORE))),
    ]
    found = judge_batch(pages)
    assert found == alone(pages)
    assert [one for one in found[2].broken if one.startswith("somewhere")] == []


@pytest.mark.parametrize(
    ("written", "refused", "aside"),
    [
        ({}, None, [0, 1, 2]),
        ({"except": FIRST}, None, [1, 2]),
        ({"with": {"column": "rank", "max_value": 10}},
         "somewhere: A missing or unknown column means", []),
    ],
)  # fmt: skip
def test_what_follows_from_a_rule(
    written: dict[str, Any], refused: str | None, aside: list[int], own_rule: Any
) -> None:
    own_rule(**written)
    found = judge("somewhere", Board(rows(SCORE)))
    assert (found.refused or "").startswith(refused or "")
    assert bool(found.refused) == bool(refused)
    assert [one.index for one in found.readings[0].quarantined] == aside
    assert found.broken.get("somewhere.mine", 0) == len(aside)


def test_a_message_shows_a_few_different_values(own_rule: Any) -> None:
    own_rule(action="warn")
    odd = [{**good(SCORE, f"e{n}"), "value": 50.0 + n // 2} for n in range(9)]
    (told,) = judge("somewhere", Board(odd, category="c")).warnings
    first = ", ".join(f"main/c/e{n} value={50.0 + n // 2}" for n in range(5))
    assert told == (
        f"Ten is enough. (somewhere.mine: 9 of 9: {first}, ...; "
        "expected: column values to be between (column=value, max_value=10))"
    )


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no table 'scores'; known: score, item_result, price"):
        judge("nobody", Board(rows(SCORE), table="scores"))
