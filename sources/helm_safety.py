"""HELM Safety: mean over five scenarios of harm, bias and refusal, run by Stanford CRFM.

Releases are named, not dated, and a new one runs the old models too. The file was described and
never captured: see `helm_table`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sources.contract import About, Client, Look, Page, Reading
from sources.helm_table import column_of
from sources.strict import tidy

RELEASE = "v1.17.0"
URL = (
    "https://storage.googleapis.com/crfm-helm-public/safety/benchmark_output/releases/"
    f"{RELEASE}/groups/safety_scenarios.json"
)

ABOUT = About(
    name="helm_safety",
    title="HELM Safety",
    home="https://crfm.stanford.edu/helm/safety/latest/",
    licence="Apache-2.0",
    attribution="HELM (Stanford CRFM), https://crfm.stanford.edu/helm/, Apache-2.0",
    cadence="A release every one to four months.",
    stale_after_days=120,
    stale_reason="Releases came one to four months apart while the board was alive; a release has "
    "no date in its file, so its age is the age of our last look.",
    tables=("score",),
    scheduled=False,
    terms="Optional: its layout was never captured. GAPWATCH_ENABLE=helm_safety asks for it.",
)

BOARD = "safety_scenarios"
COLUMN = "Mean score"


def fetch(client: Client) -> Iterator[Look]:
    """Look at the newest known release's table once. Raises SourceUnavailable."""
    yield client.get(URL, content_types=("application/json",), max_bytes=64 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """The board `safety_scenarios` in percent. Raises SourceChanged on any other layout.

    A model without a value gets none, so that the rules set aside the row.
    """
    rows = [
        {
            "entry": model,
            "model_name": model,
            "value": None if value is None else tidy(value * Decimal(100)),
            "unit": "percent",
            "n": None,
            "provenance": "independent",
            "protocol": "HELM Safety, mean over scenarios",
        }
        for model, value in column_of(ABOUT.name, page.body, COLUMN)
    ]
    yield Reading("score", BOARD, COLUMN, rows)
