"""The Epoch Capabilities Index: values, 90 % intervals, anchors without one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.boards.epoch import eci as epoch_eci
from sources.contract import Page, Row, SourceChanged
from tests.sources.sample import (
    PAGES,
    boards,
    page,
    recorded,
    strictly,
    whole,
)

BODY = (PAGES / "epoch_eci" / "eci_scores.csv").read_bytes()


def score(entry: str) -> Row:
    return boards(list(epoch_eci.parse(page(BODY))), "score")["eci_scores"][entry]


@pytest.mark.parametrize("column", epoch_eci.COLUMNS)
def test_a_missing_column_is_refused_by_name(column: str) -> None:
    header, rest = BODY.split(b"\n", 1)
    names = [b"other" if name == column.encode() else name for name in header.split(b",")]
    with pytest.raises(SourceChanged, match=f"no column.*{column}"):
        list(strictly(epoch_eci.parse, page(b",".join(names) + b"\n" + rest)))


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (page(BODY.replace(b"161.65", b"high")), "eci of Model A is 'high'"),
        (page(BODY.replace(b"159.11", b"")), r"Model A has half an interval: \('', '164.85'\)"),
        (page(BODY.replace(b"164.85", b"x")), "interval of Model A is 'x'"),
        (page(b"<html>404</html>"), "no column"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(odd: Page, names: str) -> None:
    with pytest.raises(SourceChanged, match=f"^epoch_eci: .*{names}"):
        list(strictly(epoch_eci.parse, odd))


BEST = {
    "2025-12-19": ("Gemini 3 Pro", 153.992904280),
    "2026-08-11": ("GPT-5.6 Sol", 161.65),
    "2026-10-08": ("Claude Opus 5.5", 167.33),
}


@pytest.mark.parametrize("row", recorded("epoch_eci"))
def test_recorded_pages(row: Mapping[str, str]) -> None:
    readings = whole(epoch_eci.parse, row)
    rows = boards(readings, "score")["eci_scores"]
    claims = boards(readings, "release")["eci_scores"]
    leader, value = BEST[row["seen_at"][:10]]
    best = max(rows.values(), key=lambda r: float(r["value"]))
    assert (best["entry"], best["value"]) == (leader, pytest.approx(value))
    assert claims[leader]["openness_claim"] == "API access"
    without = {entry for entry, r in rows.items() if r["ci_level"] is None}
    assert {"GPT-5", "Claude 3.5 Sonnet"} == without
