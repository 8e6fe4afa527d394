"""Small warehouses for the report: a page with scores, names, openness, and issued gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from outputs.health import SourceLine
from warehouse.looks import Seen, SetAside
from warehouse.store import Warehouse
from warehouse.vintages import Arrival, BoardKey

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
FRESH = date(2026, 3, 8)
OLD = date(2025, 6, 1)
KEYS = ("closed", "open")
ARENA = SourceLine(
    "arena", "Arena boards", "https://arena.example", "CC-BY-4.0", "Arena, modified", True
)
ECI = SourceLine("epoch_eci", "ECI", "https://eci.example", "CC-BY-4.0", "Epoch AI", True)


def gap(**changed: Any) -> dict[str, Any]:
    """A row of table gap: closed-one 12.0 against open-one 10.0 with an interval above zero."""
    row: dict[str, Any] = {
        "entry": "2026-03-01",
        "gap": 2.0,
        "gap_percent": 16.7,
        "win_probability": None,
        "gap_low": 0.5,
        "gap_high": 3.5,
        "ci_level": 0.95,
        "p_open_ahead": 0.004,
        "p_open_ahead_board": 0.01,
        "selection_bias": 0.2,
        "detectable_gap": 2.1,
        "unresolved_above": 0,
        "basis": "board",
        "vintage_on": None,
        "code_version": "0.1.0+test",
    }
    for side, value in (("closed", 12.0), ("open", 10.0)):
        row |= {
            f"{side}_entry": f"{side}-entry",
            f"{side}_model": f"{side}-one",
            f"{side}_value": value,
            f"{side}_stderr": 0.5,
            f"{side}_dated_on": "2026-02-01",
            f"{side}_provenance": "independent",
            f"{side}_vintage": 1,
        }
    return row | changed


def read_row(**changed: Any) -> dict[str, Any]:
    """A row as view-level change points give it: `gap` with its series, rule and dates."""
    return {
        "series": "eci",
        "openness_rule": "any_weights",
        "inputs_on": FRESH.isoformat(),
        "through": TODAY.isoformat(),
        "published_until": FRESH.isoformat(),
        "recorded_at": "2026-03-10T12:00:00.000000Z",
    } | gap(**changed)


def put_scores(
    warehouse: Warehouse,
    *,
    names: Mapping[str, str] | None = None,
    url: str = "https://eci.example/x",
) -> None:
    """Vintage 1: the two leaders on ECI's board; their `names` go into the note and spelling."""
    rows = [
        {
            "entry": f"{side}-entry",
            "model_name": (names or {}).get(side, f"{side}-spelling"),
            "value": value,
            "unit": "index",
            "provenance": "independent",
            "protocol": "ECI",
            "note": (names or {}).get(side),
            "effort": "high",
        }
        for side, value in (("closed", 12.0), ("open", 10.0))
    ]
    key = BoardKey("score", "epoch_eci", "eci_scores", "")
    put(warehouse, "epoch_eci", url, [Arrival(key, FRESH, rows)])


def put_registry(warehouse: Warehouse, names: Mapping[str, str] | None = None) -> None:
    """Display names and openness of closed-one and open-one."""
    models = [
        {
            "entry": f"{side}-one",
            "name": (names or {}).get(side, f"{side.title()} One"),
            "maker": "acme",
            "maker_name": "Acme",
            "kind": "general",
            "released_on": "2026-01-01",
            "evidence": "https://acme.example",
        }
        for side in KEYS
    ]
    grades = [
        {
            "entry": f"{side}-one|2026-01-01",
            "model": f"{side}-one",
            "openness": grade,
            "licence": licence,
            "valid_from": "2026-01-01",
            "evidence": "https://acme.example/licence",
            "checked_on": "2026-02-01",
        }
        for side, grade, licence in (
            ("closed", "closed", None),
            ("open", "permissive", "MIT"),
        )
    ]
    arrivals = [
        Arrival(BoardKey(table, "registry", "acme"), FRESH, rows)
        for table, rows in (("model", models), ("openness", grades))
    ]
    put(warehouse, "registry", "package:registry/acme.toml", arrivals)


def put_gaps(
    warehouse: Warehouse,
    rows: Sequence[Mapping[str, Any]],
    *,
    series: str = "eci",
    rule: str = "any_weights",
    inputs_on: date = FRESH,
) -> None:
    """Issue `rows` as the whole gap history of one series under one rule."""
    key = BoardKey("gap", "gapwatch", series, rule)
    arrival = Arrival(key, TODAY, rows, inputs_on=inputs_on)
    put(warehouse, "gapwatch", "package:gapwatch/measures", [arrival])


def put(
    warehouse: Warehouse,
    source: str,
    url: str,
    arrivals: Sequence[Arrival],
    set_aside: Sequence[SetAside] = (),
) -> None:
    """Record one look at one page of `source`."""
    sha256 = warehouse.keep(f"{source} {arrivals}".encode())
    seen = Seen(source, url, NOW - timedelta(hours=3), "0.1.0+read", sha256, 200)
    warehouse.accept(seen, arrivals, set_aside)
