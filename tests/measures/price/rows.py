"""Rows of the tables and views of prices: of Claude Opus, where nothing else is said."""

import json
from typing import Any

from terms.words import PriceBasis
from warehouse.schema.measured import MODEL_SCORE

ANY = "any_weights"
CODE = {"code_version": "0.1.0+test"}
Row = dict[str, Any]


def solved(entry: str = "opus-run", model: str = "opus") -> Row:
    """A run that solved 80 % of its tasks at 0.80 USD each, in table solved_cost."""
    return {
        "entry": entry,
        "model": model,
        "on_date": "2026-02-17",
        "score": 80.0,
        "stderr": 2.0,
        "usd_per_task": 0.8,
        "vintages": "[3]",
        **CODE,
    }


Scored = tuple[str, float, float | None, bool]
"""A model, its score, its price, and whether it is on the front."""
CLOSED: tuple[Scored, ...] = (("c1", 140.0, 2.0, True), ("c2", 150.0, 10.0, True))


def fronted(*models: Scored, rule: str | None = None) -> list[Row]:
    """Models of a class with their prices, in view price_front: open ones under a rule, else two
    closed ones and a better one without a price."""
    side = "open" if rule else "closed"
    return [
        {
            "series": "eci",
            "class": side,
            "openness_rule": rule,
            "model": model,
            "score": score,
            "blended_price": price,
            "price_basis": None if price is None else PriceBasis.FIRST_PARTY.value,
            "on_front": int(on_front),
            "published_on": "2026-03-08",
            "prices_on": "2026-03-08",
        }
        for model, score, price, on_front in models or (*CLOSED, ("x", 160.0, None, False))
    ]


def scored(model: str, value: float, rank: int, stderr: float | None = None) -> Row:
    """A closed model on a page of 8 March 2026, in table model_score."""
    return dict.fromkeys(MODEL_SCORE.names()) | {
        "entry": model,
        "name": model,
        "board_entry": model,
        "rank": rank,
        "value": value,
        "stderr": stderr,
        "openness": "closed",
        "unmatched": 0,
        "unmatched_above": "[]",
        "basis": "board",
        "scored_on": "2026-03-08",
        "vintage": 1,
        **CODE,
    }


def priced(model: str, price: float) -> Row:
    """What a model costs since 2026, in table model_price."""
    return {
        "entry": f"{model}|2026-01-01",
        "model": model,
        "from_on": "2026-01-01",
        "blended_price": price,
        "input_per_mtok": price,
        "output_per_mtok": price,
        "price_basis": PriceBasis.FIRST_PARTY.value,
        "sources": "a",
        "vintages": "[5]",
        **CODE,
    }


def hosted(*hosts: str, model: str = "m2", vintage: int = 6) -> list[Row]:
    """Hosts that ask 0.10 each, in table host_price."""
    return [
        {
            "entry": f"{model}|{host}",
            "model": model,
            "host": host,
            "blended_price": 0.1,
            "vintages": json.dumps([vintage]),
            **CODE,
        }
        for host in hosts or ("near", "far")
    ]


def event(kind: str = "cut", **changed: Any) -> Row:
    """Opus was cut by a fifth by its maker, as two sources say, in table price_event."""
    row = {
        "model": "opus",
        "seller": "own",
        "kind": kind,
        "on_date": "2026-03-01",
        "not_before": "2026-03-01",
        "before_input": 5.0,
        "before_output": 25.0,
        "now_input": 4.0,
        "now_output": 20.0,
        "change_percent": -20.0,
        "independent": 2,
        "sources": "a+b",
        "confirmed": 1,
        "vintages": "[8]",
        **CODE,
    } | changed
    return {"entry": f"{row['on_date']}|{kind}|{row['model']}|{row['seller']}", **row}
