"""Whether the weights of a model fit the memory of one GPU.

The assumption, which stands beside every number made with it: a GPU of 80 GB (10^9 bytes: NVIDIA
A100 and H100), the weights at their released precision, and a fifth more for the context, the
activations and the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from measures.names.registry import Grade, Registry
from terms.openness import CLASSES, OpennessRule

GPU_GB = 80.0
MARGIN = 0.2
"""Beyond the weights."""
BITS = 16.0
"""Per parameter, where the registry does not say how the weights were released."""
ASSUMPTION = (
    f"{GPU_GB:g} GB hold all parameters at the released precision (2 bytes each unless the "
    f"registry says otherwise) and {100 * MARGIN:g} % more"
)
NO_CLASS = "does not fit"
"""In the place of an openness."""
_OPEN = CLASSES[OpennessRule.ANY_WEIGHTS]


def memory_gb(model: Mapping[str, Any]) -> float | None:
    """What a row of the registry needs of a GPU; None: nobody says how large the model is."""
    billions = model.get("parameters_total_b")
    if billions is None:
        return None
    bits = model.get("bits_per_parameter") or BITS
    return float(billions * bits / 8 * (1 + MARGIN))


def fits(model: Mapping[str, Any]) -> bool | None:
    """Whether it fits; None: nobody says how large it is."""
    needed = memory_gb(model)
    return None if needed is None else needed <= GPU_GB


@lru_cache(maxsize=2)  # one run asks for the same of every series
def on_one_gpu(names: Registry, *, unknown_fits: bool = False) -> Registry:
    """The registry in which only models that fit are open; who is closed stays closed.

    `unknown_fits`: models of unknown size are taken to fit.
    """

    def regraded(model: str, grade: Grade) -> str:
        fitting = fits(names.model(model))
        is_kept = unknown_fits if fitting is None else fitting
        return grade.openness if is_kept or grade.openness not in _OPEN else NO_CLASS

    return names.regraded(regraded)
