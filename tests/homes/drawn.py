"""What Vega draws, drawn once in a test run: a report has 280 drawings, which take 8 s of CPU.

A drawing follows from its chart alone, so all processes of a run share those that were made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from outputs.charts import drawing, png


@contextmanager
def once(folder: Path) -> Iterator[None]:
    """Inside, a drawing that `folder` has is read from there, and every other one is kept there."""
    folder.mkdir(exist_ok=True)
    svg, full = drawing._svg, png._full
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            drawing,
            "_svg",
            lambda chart: _kept(folder, chart, lambda: svg(chart).encode()).decode(),
        )
        patched.setattr(png, "_full", lambda text: _kept(folder, text, partial(full, text)))
        yield


def _kept(folder: Path, asked: Any, draw: Callable[[], bytes]) -> bytes:
    place = folder / sha256(json.dumps(asked).encode()).hexdigest()
    if place.exists():
        return place.read_bytes()
    body = draw()
    part = place.with_suffix(f".{os.getpid()}")
    part.write_bytes(body)
    part.replace(place)  # whole or not at all: others look for it meanwhile
    return body
