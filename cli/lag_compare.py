"""`gapwatch lag --compare`: lags that others published beside gapwatch's own."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli import show
from warehouse.errors import WarehouseMissing
from warehouse.reads import lags as reads_lags
from warehouse.store import Warehouse


def compare(warehouse: Warehouse, json: bool) -> None:
    """Published lags beside ours. Raises WarehouseMissing before the first issue."""
    rows = reads_lags.estimates(warehouse.connection, "lag_compare")
    if not rows:
        raise WarehouseMissing("no comparison was issued yet: run `gapwatch refresh` first")
    found = [{**row, "detail": json_format.loads(row["detail"])} for row in rows]
    if json:
        show.as_json(found)
        return
    _print_numbers([row for row in found if "statistic" in row["detail"]])
    _print_months([row for row in found if "statistic" not in row["detail"]])
    for caveat in sorted({row["caveat"] for row in found if row["caveat"]}):
        show.console.print(f"* {caveat}")


def _print_numbers(rows: Sequence[Mapping[str, Any]]) -> None:
    lines: list[list[str]] = []
    notes: list[str] = []
    by_dates = {row["variant"]: row for row in rows}
    for row in rows:
        detail = row["detail"]
        if detail["dates"] != "registry":
            continue
        other = by_dates[row["variant"].removesuffix("registry") + "board"]
        notes.append(f"{len(notes) + 1}. {detail['why']}")
        lines.append(
            [
                f"{len(notes)}. {detail['statistic'].replace('_', ' ')}",
                _range(detail["published"], detail["published_low"], detail["published_high"]),
                _range(row["value"], row["low"], row["high"]),
                _range(other["value"], other["low"], other["high"]),
                row["variant"].split("|", maxsplit=1)[0],
            ]
        )
    title = "Means over a window, in months (vertical: in points), and their intervals"
    columns = ["Statistic", "Published", "Ours", "Ours, board's dates", "By"]
    show.console.print(show.table(title, columns, lines))
    for by in sorted({f"{row['detail']['by']}: {row['detail']['url']}" for row in rows}):
        show.console.print(by)
    show.console.print("\n".join(notes))


def _range(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "–"
    if high is None:
        return f"{value:.1f}"
    return f"{value:.1f} to {high:.1f}" if low is None else f"{value:.1f} ({low:.1f}–{high:.1f})"


def _print_months(rows: Sequence[Mapping[str, Any]]) -> None:
    for who in sorted({row["variant"].split("|", maxsplit=1)[0] for row in rows}):
        some = [row for row in rows if row["variant"].startswith(who)]
        columns = ["Month", ">Published", ">Same rule", ">… registry", ">Daily", "Open leader"]
        show.console.print()
        show.console.print(show.table(some[0]["detail"]["by"], columns, _month_lines(some)))
        show.console.print(some[0]["detail"]["url"])
    show.console.print(
        "Same rule: ours on the board's dates, held from the open release on, one point of\n"
        "tolerance. Registry: the same on registry dates. Daily: our lag, which grows until open\n"
        "moves and has no tolerance. ≥: a lower bound."
    )


def _month_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    for row in rows:
        detail = row["detail"]
        daily = _range(row["value"], None, None)
        yield [
            row["from_on"],
            f"{detail['published']:.1f}",
            _range(detail["same_rule_board_dates"], None, None),
            _range(detail["same_rule"], None, None),
            f"≥ {daily}" if detail["is_bound"] else daily,
            detail["open_model"] or "none",
        ]
