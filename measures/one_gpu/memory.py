"""Whether the weights of a model fit the memory of one GPU.

The assumption, which stands beside every number made with it: a GPU of 80 GB (10^9 bytes: NVIDIA
A100 and H100), the weights at their released precision, and a fifth more for the context, the
activations and the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GPU_GB = 80.0
MARGIN = 0.2
"""Beyond the weights."""
BITS = 16.0
"""Per parameter, where the registry does not say how the weights were released."""
ASSUMPTION = (
    f"{GPU_GB:g} GB hold all parameters at the released precision (2 bytes each unless the "
    f"registry says otherwise) and {100 * MARGIN:g} % more"
)


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


def surely_fits(model: Mapping[str, Any]) -> bool:
    """Whether it is known to fit."""
    return fits(model) is True


def may_fit(model: Mapping[str, Any]) -> bool:
    """Whether it is not known to be too large."""
    return fits(model) is not False
