"""Leaders that a page spells in a way nobody has listed: they are found, and the gap is theirs.

The spellings are those of pages of autumn 2026 that showed a wrong gap with a verdict.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.names.registry import Match, Registry
from measures.segments import GapSegment, in_force
from measures.series import Series, load
from sources.contract import Reading
from terms.openness import OpennessRule
from tests.measures.names.recorded_spellings import registry, shipped, spelled
from tests.recorded import pages, skip_without

pytestmark = [pytest.mark.recorded, skip_without]
Row = Mapping[str, Any]
SERIES = ["bfcl_multi_turn", "swebench_verified_epoch", "terminalbench", "apex_agents"]
BLANK = dict.fromkeys(("dated_on", "n", "stderr", "ci_low", "ci_high", "ci_level"))


@pytest.mark.parametrize(
    ("source", "spelling", "match"),
    [
        (
            "bfcl",
            "Claude-Opus-4-5-20251101",
            Match("claude-opus-4-5", stamp="20251101"),
        ),
        ("epoch", "claude-opus-4-7_max", Match("claude-opus-4-7", effort="max")),
        ("epoch", "gpt-5.5_unknown", Match("gpt-5.5", effort="unknown")),
        ("epoch", "gpt-5.5_xhigh", Match("gpt-5.5", effort="xhigh")),
        ("epoch", "gpt-5.5-pre-release_xhigh", Match("gpt-5.5", effort="xhigh")),
        ("epoch", "gpt-5.5-pro-pre-release_xhigh", Match("gpt-5.5-pro", effort="xhigh")),
        ("epoch", "gpt-5.6-sol_promax", Match("gpt-5.6-sol", effort="promax")),
        ("epoch", "gpt-5.6-sol_prounknown", Match("gpt-5.6-sol", effort="prounknown")),
        ("mmmu", "GPT-5.4 Thinking w/o tools", Match("gpt-5.4", effort="Thinking")),
        (
            "bfcl",
            "GPT-6-Astra-2026-09-03 (FC)",
            Match("gpt-6-astra", harness="FC", stamp="2026-09-03"),
        ),
    ],
)
def test_a_lost_leader_is_found_without_its_alias(source: str, spelling: str, match: Match) -> None:
    known = registry(lambda row: row["alias"].lower() != spelling.lower())
    assert known.match(source, spelling, "2026-10-01") == match


def test_every_version_of_epochs_table_is_a_model_of_ours() -> None:
    """As the zip of benchmarks spells them, which has no other name for most."""
    (page,) = pages("epoch_eci_benchmarks")
    table = csv.DictReader(io.StringIO(page.body.decode("utf-8-sig")))
    versions = {row["model_version"] for row in table} - {""}
    assert len(versions) == 435
    unknown = {one for one in versions if shipped().match("epoch", one, "2026-08-11") is None}
    # One score on HellaSwag, of 2023.
    assert unknown == {"gpt-4-32k-0314"}


def states(series: Series) -> Iterator[BoardState]:
    for source in sorted({item.source for item in series.sources}):
        for seen, readings in spelled()[source].pages:
            yield from states_of(series, source, readings, seen)


def states_of(
    series: Series, source: str, readings: Sequence[Reading], seen: str
) -> Iterator[BoardState]:
    places = {(item.source, item.board, item.category) for item in series.sources}
    for number, reading in enumerate(readings):
        if (source, reading.board, reading.category) in places:
            on = str(reading.published_on or seen)
            rows = [{**BLANK, **row} for row in reading.rows if row["value"] is not None]
            yield BoardState(number, source, reading.board, reading.category, on, "board", rows)


def gap(series: Series, found: list[BoardState], names: Registry) -> GapSegment:
    through = max(state.published_on for state in found)
    history = gap_history(series, found, names, OpennessRule.ANY_WEIGHTS, through)
    segment = in_force(history, through)
    assert segment is not None
    assert segment.gap is not None
    return segment


def _in_capitals(row: Row) -> Row:
    return {**row, "model_name": row["model_name"] and row["model_name"].upper()}


def _with_another_setting(row: Row) -> Row:
    name = row["model_name"]
    return {**row, "model_name": f"{name}_max" if name and "_" not in name else name}


@pytest.mark.parametrize(
    ("name", "respelled"),
    [(SERIES[0], _in_capitals), *((name, _with_another_setting) for name in SERIES[1:])],
)
def test_the_gap_stays_when_the_next_page_spells_otherwise(
    name: str, respelled: Callable[[Row], Row]
) -> None:
    series = load()[name]
    found = list(states(series))
    other = [
        replace(state, rows=[respelled(row) for row in state.rows])
        if state.source in ("bfcl", "epoch") else state
        for state in found
    ]  # fmt: skip
    assert other != found
    before, now = gap(series, found, shipped()), gap(series, other, shipped())
    assert (before.gap, before.closed_model, before.open_model) == (
        now.gap, now.closed_model, now.open_model,
    )  # fmt: skip
