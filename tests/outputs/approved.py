"""Texts that a person read and approved, kept beside their test in the folder `approved`.

Who changes one runs its test with GAPWATCH_APPROVE=1, which writes what is said now, and reads the
difference as a reader would before committing it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

import pytest

from outputs.sections.section import Cell, Section


def check(test: str, said: Mapping[str, object], name: str | None = None) -> None:
    """Compare what is said in each case with what was approved for the test file `test`."""
    file = Path(test)
    place = file.parent / "approved" / f"{name or file.stem.removeprefix('test_')}.txt"
    text = "\n".join(_cases(said))
    if os.environ.get("GAPWATCH_APPROVE"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, "utf-8")
    before, now = place.read_text("utf-8").splitlines(), text.splitlines()
    if before != now:
        found = unified_diff(before, now, "approved", "said now", lineterm="", n=1)
        pytest.fail(f"{place}:\n" + "\n".join(found), pytrace=False)


def _cases(said: Mapping[str, object]) -> Iterator[str]:
    frame: list[str] = []
    for case, what in said.items():
        yield f"# {case}"
        if isinstance(what, Section):
            yield from _section(what)
            # What sections have in common stands under the first of them.
            if frame != (frame := _frame(what)):
                yield from frame
        else:
            yield from what if isinstance(what, list) else [str(what)]
        yield ""


def _section(part: Section) -> Iterator[str]:
    yield part.lead
    yield from map(row, part.rows)
    if part.rest:
        yield f"fold: {part.rest_is}"
        yield from map(row, part.rest)


def row(cells: Sequence[Cell]) -> str:
    """Cells between bars, a slash before what stands under one."""
    return " | ".join(
        " / ".join(it.text for it in (one.text, *one.more) if it.text) for one in cells
    )


def _frame(part: Section) -> list[str]:
    said = (part.title, " | ".join(part.columns), part.caption, part.note, part.bars_caption)
    return [f"· {text}" for text in said if text]
