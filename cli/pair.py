"""The part of `gapwatch why` that says how the errors of two leaders were joined."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cli import show
from measures.series import Series
from warehouse.store import Warehouse

MORE = ("n", "discordant", "difference", "stderr", "independent_stderr", "rho", "z", "p_exact")


def compared(warehouse: Warehouse, row: dict[str, Any]) -> dict[str, Any]:
    """How the two leaders of a gap row compare on the same items, or the reason why not."""
    from measures.gap.paired import NotPaired  # noqa: PLC0415 - other commands need none of it
    from pipelines.measure.inputs import leaders_paired  # noqa: PLC0415

    found = leaders_paired(warehouse, row)
    if isinstance(found, NotPaired):
        return asdict(found)
    return {**asdict(found), **{name: getattr(found, name) for name in MORE}}


def explain(series: Series, row: dict[str, Any], found: dict[str, Any] | None) -> None:
    """Print how the errors were joined and what the items of the pair say."""
    method = row["ci_method"]
    if method is None or found is None:
        return
    show.console.print(f"interval: errors of the two leaders taken as {method}")
    if "reason" not in found:
        show.console.print(_pair(found))
    elif series.unit == "percent" and method != "joint":
        show.console.print(f"not compared item by item: {found['reason']}")


def _pair(found: dict[str, Any]) -> str:
    return (
        f"same {found['n']} items: {found['closed_only']} solved by closed alone, "
        f"{found['open_only']} by open alone; correlation {show.number(found['rho'])}, standard "
        f"error {found['stderr']:.2f} paired, {found['independent_stderr']:.2f} independent, "
        f"exact McNemar p {found['p_exact']:.3f}"
    )
