"""HELM MMLU: 57 subjects, 5-shot, run by Stanford CRFM under one protocol for all models.

The board stands still since release v1.13.0 of 2025. Epoch's copy (`epoch`, `mmlu_external`) feeds
the series; this reads the origin. The layout was described and never captured: see `helm_table`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sources.contract import About, Client, Look, Page, Reading
from sources.helm_table import column_of
from sources.strict import tidy

RELEASE = "v1.13.0"
URL = (
    "https://storage.googleapis.com/crfm-helm-public/mmlu/benchmark_output/releases/"
    f"{RELEASE}/groups/mmlu_subjects.json"
)

ABOUT = About(
    name="helm_mmlu",
    title="HELM MMLU",
    home="https://crfm.stanford.edu/helm/mmlu/latest/",
    licence="Apache-2.0",
    attribution="HELM (Stanford CRFM), https://crfm.stanford.edu/helm/, Apache-2.0",
    cadence="Frozen since 2025.",
    stale_after_days=120,
    stale_reason="Releases came one to four months apart while the board was alive; a release has "
    "no date in its file, so its age is the age of our last look.",
    tables=("score",),
    scheduled=False,
    terms="Optional: its layout was never captured. GAPWATCH_ENABLE=helm_mmlu asks for it.",
)

BOARD = "mmlu_subjects"
COLUMN = "MMLU All Subjects - EM"


def fetch(client: Client) -> Iterator[Look]:
    """Look at the newest known release's table once. Raises SourceUnavailable."""
    yield client.get(URL, content_types=("application/json",), max_bytes=64 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The board `mmlu_subjects` in percent. Raises SourceChanged on any other layout.

    A model without a value gets none, so that the rules set aside the row.
    """
    rows = [
        {
            "entry": model,
            "model_name": model,
            "value": None if value is None else tidy(value * Decimal(100)),
            "unit": "percent",
            "n": 14042,
            "provenance": "independent",
            "protocol": "HELM 5-shot",
        }
        for model, value in column_of(ABOUT.name, page.body, COLUMN)
    ]
    yield Reading("score", BOARD, COLUMN, rows)
