"""Every source, listed once.

`SCHEDULED` are asked over the network on every run, in this order; `BUNDLED` ship with the
product and are read before them, because names and openness come from there.
"""

from __future__ import annotations

from sources import (
    arena,
    epoch,
    epoch_eci,
    model_prices,
    models_dev,
    published,
    registry,
    swebench,
    swebench_page,
)
from sources.contract import Source

SCHEDULED: tuple[Source, ...] = (arena, swebench, swebench_page, epoch, epoch_eci, models_dev)
BUNDLED: tuple[Source, ...] = (registry, published, model_prices)
SOURCES: dict[str, Source] = {source.ABOUT.name: source for source in (*BUNDLED, *SCHEDULED)}
