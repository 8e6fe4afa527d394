"""Pictures, drawn once in a test run: a report has 43, which take 6 s of CPU.

A picture follows from its SVG alone, so all processes of a run share those that were made.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from outputs.charts import png


@contextmanager
def once(folder: Path) -> Iterator[None]:
    """Inside, a picture that `folder` has is read from there, and every other one is kept there."""
    folder.mkdir(exist_ok=True)
    full = png._full

    def kept(svg: str) -> bytes:
        place = folder / sha256(svg.encode()).hexdigest()
        if place.exists():
            return place.read_bytes()
        body = full(svg)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(body)
        part.replace(place)  # whole or not at all: others look for it meanwhile
        return body

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(png, "_full", kept)
        yield
