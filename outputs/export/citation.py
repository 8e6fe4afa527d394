"""How to cite exported files: `CITATION.cff` (Citation File Format 1.2.0), and one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import yaml

from outputs.sections.sources import SourceLine

FILE = "CITATION.cff"
TITLE = "gapwatch: how far open-weight language models are behind closed ones"
KEYWORDS = ("language models", "open weights", "benchmarks", "prices")
MESSAGE = "Cite this data set with its day, and the sources of the numbers that you use."


def dotted(on: str) -> str:
    """The version of data: their day, as 2026.11.30; the program's own number stands beside it."""
    return on.replace("-", ".")


def citation(sources: Sequence[SourceLine], made_by: str, on: str, address: str) -> str:
    """The file as text; `made_by` is the program's version, `on` the day of the data, `address`
    where they are, or empty.

    The sources stand as references: who quotes their numbers names them.
    """
    told: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "title": TITLE,
        "type": "dataset",
        "authors": [{"name": "gapwatch"}],
        "version": dotted(on),
        "abstract": f"Computed by gapwatch {made_by}.",
        "date-released": date.fromisoformat(on),
        **({"url": address} if address else {}),
        "keywords": list(KEYWORDS),
        "references": [
            {
                "type": "data",
                "title": line.title,
                "authors": [{"name": line.title}],
                "url": line.home,
                "notes": f"{line.licence}. {line.attribution}",
            }
            for line in sources
        ],
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)
