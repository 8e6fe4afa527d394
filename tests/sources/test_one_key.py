"""One odd key in one row of a whole recorded page costs that row at most.

It once refused the pages of each of these sources.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sources.catalogue import SOURCES
from sources.contract import Page, Reading
from sources.reading.rows import bearable
from tests.recorded import pages, skip_without
from tests.sources.edits import NOVELTY

pytestmark = [pytest.mark.recorded, skip_without]
READ = ("openai", "models", "gpt-5", "cost", "claude-opus-5-5")
"""The way to a price in lists of everything (models.dev; LiteLLM)."""
Change = Callable[[dict[str, Any], str], None]


def renamed(row: dict[str, Any], key: str) -> None:
    row[NOVELTY] = row.pop(key)


def broken(row: dict[str, Any], key: str) -> None:
    row[key] = {NOVELTY: row[key]}


def added(row: dict[str, Any], key: str) -> None:
    row[NOVELTY] = row[key]


def first(node: Any, key: str) -> dict[str, Any] | None:
    """The first object, from the top, that has the key with a number in it."""
    if isinstance(node, dict) and isinstance(node.get(key), int | float | str):
        return node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return next((found for one in inner if (found := first(one, key)) is not None), None)


def in_json(page: Page, key: str, change: Change) -> bytes:
    content = place = json.loads(page.body)
    for name in READ:
        if isinstance(place, dict) and name in place:
            place = place[name]
    row = first(place, key)
    assert row is not None
    change(row, key)
    return json.dumps(content).encode()


def in_csv(page: Page, key: str, change: Change) -> bytes:
    """The column stays; the cell of the first row is no number any more, or a column more."""
    rows = list(csv.reader(io.StringIO(page.body.decode("utf-8-sig"))))
    if change is added:
        rows = [[*row, "x" if number else NOVELTY] for number, row in enumerate(rows)]
    else:
        rows[1][rows[0].index(key)] = NOVELTY
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def in_html(page: Page, key: str, change: Change) -> bytes:
    name, new = f'"{key}": '.encode(), f'"{NOVELTY}": '.encode()
    assert name in page.body
    put = {renamed: new, added: new + b"1, " + name, broken: name + b'"soon", ' + new}[change]
    return page.body.replace(name, put, 1)


def read(source: str, page: Page) -> Sequence[Reading]:
    return bearable(source, list(SOURCES[source].parse(page)))


def entries(found: Sequence[Reading]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (one.table, one.board, one.category): {row["entry"]: row for row in one.rows}
        for one in found
    }


@pytest.mark.parametrize("change", [renamed, broken, added])
@pytest.mark.parametrize(
    ("source", "url_end", "key", "edit"),
    [
        ("litellm", "", "input_cost_per_token", in_json),
        ("openrouter", "models", "prompt", in_json),
        ("models_dev", "", "output", in_json),
        ("mmmu", "leaderboard_data.json", "overall", in_json),
        ("llm_stats", "", "gpqa_score", in_json),
        ("bfcl", "", "Multi Turn Acc", in_csv),
        ("swebench_page", "", "resolved", in_html),
    ],
)
def test_the_other_rows_of_a_whole_page_are_read(
    source: str, url_end: str, key: str, edit: Any, change: Change
) -> None:
    page = list(pages(source, url_end))[-1]
    before = entries(read(source, page))
    found = read(source, replace(page, body=edit(page, key, change)))
    after = entries(found)
    assert sum(map(len, before.values())) > 50
    assert after.keys() == before.keys()
    lost = {entry for board, rows in before.items() for entry in rows.keys() - after[board].keys()}
    assert len(lost) <= (0 if change is added else 1), lost
    changed = [
        entry for board, rows in after.items() for entry, row in rows.items()
        if row != before[board].get(entry)
    ]  # fmt: skip
    refused = [one for reading in found for one in reading.refused]
    assert len(changed) + len(lost) <= (0 if change is added else 1)
    assert len(refused) <= (0 if change is added else 1)
    # A price without its other half goes to the rules, which set it aside.
    assert refused or lost or changed or change is added
