"""`gapwatch composite`: our own capability scale, what it rests on, and Epoch's index beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cli.shell import show
from cli.shell.arguments import JsonOption, LimitOption, opened
from terms.numbers import percent
from terms.units import Unit
from warehouse.errors import WarehouseMissing
from warehouse.reads import boards as reads_boards
from warehouse.reads import estimates as reads_estimates

BOARDS = ("composite_fit", "eci_refit", "composite_vs_eci")


def composite(
    limit: LimitOption = 15,
    json: JsonOption = False,
) -> None:
    """Show the composite scale, how much it rests on, and its gap beside Epoch's index.

    Examples: `gapwatch composite`, `gapwatch composite --limit 40`, `gapwatch composite --json`
    """
    with opened() as warehouse:
        found = {board: reads_estimates.estimates(warehouse.connection, board) for board in BOARDS}
        models = reads_boards.composite_models(warehouse.connection, limit or -1)
    if not found["composite_fit"]:
        raise WarehouseMissing(
            "no composite was issued yet: it needs Epoch's table of scores, so run "
            "`gapwatch refresh` first"
        )
    if json:
        show.as_json({"models": models, **found})
        return
    _explain(models, found)


def _explain(models: Sequence[dict[str, Any]], found: dict[str, list[dict[str, Any]]]) -> None:
    fit = next(row for row in found["composite_fit"] if row["variant"] == "fit")
    told = fit["detail"]
    if fit["value"] is None:
        show.console.print(f"The scale could not be fitted: {told['fault']}")
        return
    show.console.print(
        show.table(
            f"Composite of {told['published_on']}: {told['models']} models on "
            f"{told['benchmarks']} benchmarks, {fit['n']} scores",
            ["Model", "Openness", ">Points", ">Standard error", ">Benchmarks"],
            [_model_line(row) for row in models],
        )
    )
    classes = [row for row in found["composite_fit"] if row["variant"].startswith("class|")]
    show.console.print(
        show.table(
            "What each class rests on",
            ["Class", ">Models", ">Scores", ">By Epoch or board", ">Effective n", "Leader"],
            [_class_line(row) for row in classes],
        )
    )
    gaps = [row for row in found["composite_vs_eci"] if row["variant"].startswith("gap|")]
    show.console.print(
        show.table(
            "Gap beside Epoch's index, points",
            ["Openness rule", ">Composite", show.INTERVAL, ">ECI", show.INTERVAL],
            [_gap_line(row) for row in gaps],
        )
    )
    for row in (fit, *gaps[:1]):
        show.console.print(row["caveat"], style="dim")


def _model_line(row: dict[str, Any]) -> list[str]:
    return [
        row["model"] or row["entry"],
        row["openness"] or "unknown",
        show.number(row["value"], Unit.INDEX),
        show.number(row["stderr"], Unit.INDEX),
        str(row["n"]),
    ]


def _class_line(row: dict[str, Any]) -> list[str]:
    told = row["detail"]
    share = "–" if told["own_share"] is None else percent(told["own_share"])
    leader = f"{told['leader']} (effective n {show.number(told['leader_n'], Unit.INDEX)})"
    return [
        told["name"],
        str(told["models"]),
        str(told["scores"]),
        share,
        show.number(told["effective_n"], Unit.INDEX),
        leader,
    ]


def _gap_line(row: dict[str, Any]) -> list[str]:
    ours, theirs = row["detail"]["composite"], row["detail"]["eci"]
    cells = [row["openness_rule"]]
    for one in (ours, theirs):
        cells += [
            show.number(one["gap"], Unit.INDEX),
            show.interval(one["gap_low"], one["gap_high"], Unit.INDEX),
        ]
    return cells
