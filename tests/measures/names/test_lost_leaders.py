"""Leaders that a page spells in a way nobody has listed are found.

The spellings are those of pages of autumn 2026 that showed a wrong gap with a verdict.
"""

from __future__ import annotations

import csv
import io

import pytest

from measures.names.registry import Match, Registry
from tests.measures import shipped
from tests.recorded import pages, skip_without

pytestmark = [pytest.mark.recorded, skip_without]


@pytest.mark.parametrize(
    ("source", "spelling", "match"),
    [
        ("bfcl", "Claude-Opus-4-5-20251101", Match("claude-opus-4-5", stamp="20251101")),
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
    rows = shipped.registry_tables()
    others = [row for row in rows["alias"] if row["alias"].lower() != spelling.lower()]
    known = Registry(rows["model"], others, rows["openness"], shipped.GRAMMARS)
    assert known.match(source, spelling, "2026-10-01") == match


def test_every_version_of_epochs_table_is_a_model_of_ours() -> None:
    """As the zip of benchmarks spells them, which has no other name for most."""
    (page,) = pages("epoch_eci_benchmarks")
    table = csv.DictReader(io.StringIO(page.body.decode("utf-8-sig")))
    versions = {row["model_version"] for row in table} - {""}
    assert len(versions) == 435
    unknown = {one for one in versions if shipped.names().match("epoch", one, "2026-08-11") is None}
    # One score on HellaSwag, of 2023.
    assert unknown == {"gpt-4-32k-0314"}
