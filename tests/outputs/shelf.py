"""Small warehouses for the report: a page with scores, names, openness, and issued gaps."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from measures.gap.history import held
from measures.gap.judgement import verdict
from measures.price.rows import MARKET
from measures.segments import GapSegment
from measures.series import load
from outputs.report.api import RULE, RULES
from outputs.sections.sources import SourceLine
from pipelines.measure.units import declared_row
from tests.measures.price import rows as prices
from tests.measures.sample import grade
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow, Seen
from warehouse.store import Warehouse

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
FRESH = date(2026, 3, 8)
OLD = date(2025, 6, 1)
KEYS = ("closed", "open")
HOSTILE = '<script>alert("x")</script>\'"&\u202e ]]> --> نموذج ' + "W" * 10_000
"""A name as nobody should write it: markup, quotes, a mark that turns the line, and length."""
ARENA = SourceLine(
    "arena", "Arena boards", "https://arena.example", "CC-BY-4.0", "Arena, modified", True
)
ECI = SourceLine(
    "epoch_eci", "ECI", "https://eci.example", "CC-BY-4.0", "Epoch AI", True,
    "a whole page",
)  # fmt: skip


def stay(warehouse: Warehouse, now: datetime = NOW) -> Warehouse:
    """A warehouse in which it stays `now`, with every series declared."""
    warehouse._clock = lambda: now
    warehouse.declare([declared_row(it) for it in load().values()])
    warehouse.connection.execute("DROP VIEW _today")
    warehouse.connection.execute(
        f"CREATE VIEW _today AS SELECT '{now:%F}' AS on_date, '{now:%FT%T}.000000Z' AS at"
    )
    return warehouse


def gap(**changed: Any) -> dict[str, Any]:
    """A row of table gap: closed-one 12.0 against open-one 10.0 with an interval above zero."""
    row: dict[str, Any] = {
        "entry": "2026-03-01",
        "gap": 2.0,
        "win_probability": None,
        "gap_low": 0.5,
        "gap_high": 3.5,
        "ci_level": 0.95,
        "p_open_ahead": 0.004,
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


def read_gap(**changed: Any) -> GapSegment:
    """`gap` as it is read: with its series, rule and dates."""
    read = {
        "series": "eci",
        "openness_rule": "any_weights",
        "inputs_on": FRESH.isoformat(),
        "through": TODAY.isoformat(),
        "recorded_at": "2026-03-10T12:00:00.000000Z",
    }
    return GapSegment.from_row(read | gap(**changed))


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


def graded(
    model: str, openness: str, start: str, until: str | None = None, licence: str | None = None
) -> dict[str, Any]:
    """How open a model is from a day on, as the registry has it."""
    told = {"licence": licence, "evidence": "https://acme.example", "checked_on": "2026-02-01"}
    return {"entry": f"{model}|{start}", **grade(model, openness, start, until), **told}


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
        graded("closed-one", "closed", "2026-01-01"),
        graded("open-one", "permissive", "2026-01-01", licence="MIT"),
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
    """Issue `rows` as the whole gap history of one series under one rule, each with its verdict."""
    gaps = [replace(one, verdict=verdict(one).value) for one in GapSegment.from_rows(rows)]
    rows = [one.values | {"code_version": one.code_version} for one in held(gaps)]
    put_issue(warehouse, "gap", series, rule, rows, inputs_on)


def lag(**changed: Any) -> dict[str, Any]:
    """A row of table lag: open-one of 10.0 had its like in closed-one on 1 May 2025.

    Its interval runs from a month less to four months more.
    """
    since = date.fromisoformat(changed.get("counts_from") or "2025-05-01")
    return {
        "entry": "2026-03-01",
        "rule": "tolerance_0",
        "clock": "released",
        **{f"{side}_entry": f"{side}-entry" for side in KEYS},
        **{f"{side}_model": f"{side}-one" for side in KEYS},
        "closed_value": 10.5,
        "open_value": 10.0,
        "counts_from": "2025-05-01",
        "sign": 1,
        "low_from": f"{since + timedelta(31)}",
        "low_sign": 1,
        "high_from": f"{since - timedelta(120)}",
        "high_sign": 1,
        "ci_level": 0.95,
        "censored": None,
        "basis": "board",
        "vintage_on": None,
        "code_version": "0.1.0+test",
    } | changed


def put_lags(
    warehouse: Warehouse,
    rows: Sequence[Mapping[str, Any]],
    *,
    series: str = "eci",
    category: str = "any_weights|tolerance_0|released",
) -> None:
    put_issue(warehouse, "lag", series, category, rows)


def put_parity(warehouse: Warehouse, data_on: str = "2025-10-28", *, series: str = "eci") -> None:
    """Issue two times to parity of one series under the widest rule, and their median: open reached
    c1 after 200 days and not c2 in 300."""
    reached = {
        "entry": "2024-01-01|c1",
        "closed_model": "c1",
        "released_on": "2024-01-01",
        "closed_value": 100.0,
        "open_model": "o1",
        "reached_on": "2024-07-19",
        "days": 200,
        "followed_days": 200,
        "code_version": "0.1.0+test",
        **dict.fromkeys(("censored", "days_low", "days_high", "ci_level")),
    }
    waiting = reached | dict.fromkeys(("open_model", "reached_on", "days"))
    waiting |= {"closed_model": "c2", "released_on": "2025-01-01", "closed_value": 110.0}
    waiting |= {"entry": "2025-01-01|c2", "followed_days": 300, "censored": "right"}
    put_issue(warehouse, "parity", series, "any_weights", [reached, waiting])
    median = {
        "entry": "median",
        "median_days": 200.0,
        "low": 128.0,
        "high": None,
        "ci_level": 0.95,
        "n": 2,
        "n_censored": 1,
        "open_steps": 1,
        "data_on": data_on,
        "vintages": "[1]",
        "code_version": "0.1.0+test",
    }
    put_issue(warehouse, "parity_median", series, "any_weights", [median])


def put_step(
    warehouse: Warehouse, *, vintage: int, model: str = "open-one", side: str = "open"
) -> None:
    """Issue a step of a frontier of ECI by release date."""
    row = {
        "entry": "2024-01-01",
        "leader": model,
        "model": model,
        "value": 1.5,
        "stderr": 1.0,
        "vintage": vintage,
        "code_version": "0.1.0+test",
    }
    put_issue(warehouse, "release_frontier", "eci", f"any_weights|{side}", [row])


def price_gap(**changed: Any) -> dict[str, Any]:
    """A row of table price_gap: closed-one costs 6 USD, open-one 1.5 USD; the ratio is 4."""
    row: dict[str, Any] = {"entry": "2026-03-01", "threshold": 9.0, "price_ratio": 4.0}
    for side, price, value in (("closed", 6.0, 12.0), ("open", 1.5, 10.0)):
        row |= {
            f"{side}_model": f"{side}-one",
            f"{side}_value": value,
            f"{side}_price": price,
            f"{side}_input": price / 2,
            f"{side}_output": 2.5 * price,
            f"{side}_source": "models_dev",
            f"{side}_price_basis": "first_party",
            f"{side}_effective_on": "2026-02-01",
            f"{side}_is_at_most": 0,
            **dict.fromkeys(f"{side}_{it}" for it in ("hosts", "price_mode", "off_peak_price")),
        }
    more = {"blend": "3:1", "scores_on": "2026-03-01", "code_version": "0.1.0+test"}
    return row | more | changed


def price_level(**changed: Any) -> dict[str, Any]:
    """The same today, as a row of table price_at_quality."""
    unscored = {"closed_unscored": "[]", "open_unscored": "[]"}
    row = price_gap(is_best_open=1, prices_on="2026-03-01", vintages="[1]", **unscored) | changed
    return row | {"entry": repr(row["threshold"])}


def put_prices(warehouse: Warehouse, rows: Sequence[Mapping[str, Any]]) -> None:
    """Issue `rows` of price_gap of ECI under the widest rule; the last is that of today too."""
    put_issue(warehouse, "price_gap", "eci", "any_weights|best_open", rows)
    put_issue(warehouse, "price_at_quality", "eci", "any_weights", [price_level(**rows[-1])])


def claim(reading: str = "literal", **changed: Any) -> dict[str, Any]:
    """A row of table claim: S02 is reproduced."""
    row = {
        "claim": "S02",
        "reading": reading,
        "statement": "Open is one year behind.",
        "verdict": "reproduced",
        "stated": "365 days",
        "found": "313 days",
        "as_of": "2026-03-08",
        "provenance": "independent",
        "decisive": "literal",
        "evidence": json.dumps({"reason": "within the tolerance", "tolerance": 0.0}),
        "code_version": "0.1.0+test",
    } | changed
    return {"entry": f"{row['claim']}|{row['reading']}"} | row


def put_claims(warehouse: Warehouse, rows: Sequence[Mapping[str, Any]]) -> None:
    put_issue(warehouse, "claim", "claims", "", rows)


def put_hostile(warehouse: Warehouse, name: str) -> None:
    """A warehouse in which everything that others write says `name`."""
    names = {"closed": name, "open": f"x{name}"}
    put_scores(warehouse, names=names, url="javascript:alert(1)")
    put_registry(warehouse, names)
    for rule in ("any_weights", "permissive"):
        first = gap(entry="2026-01-05", closed_model=name, closed_value=11.0, gap=1.0, gap_low=-1.0)
        rows = [first, gap(open_entry=name)]
        put_gaps(warehouse, rows, rule=rule)
    put_lags(warehouse, [lag(closed_model=name)])
    warehouse.declare([declared_row(load()["eci"])])
    for side in KEYS:
        put_step(warehouse, vintage=1, model=name, side=side)
    put_prices(warehouse, [price_gap(open_model=name, closed_source=name)])
    page = {
        **{key: name for key in ("source", "url", "seen_at", "page_sha256", "place", "quote")},
        "vintage": 1,
    }
    told = json.dumps({"reason": name, "about": name, "finds": "page", "numbers": page})
    put_claims(warehouse, [claim(name, statement=name, found=name, evidence=told)])
    put_hostile_prices(warehouse, name)
    aside = QuarantinedRow(BoardKey("score", "arena", "b", ""), name, name, {"entry": name})
    put(warehouse, "arena", "https://a.example", [], [aside])
    warehouse.note(Seen("epoch", "https://e.example", NOW, "1"), "unreachable", name)


def put_hostile_prices(warehouse: Warehouse, name: str) -> None:
    """Each table of the price page, in which every text says `name`."""
    put_fronts(
        warehouse,
        (f"x{name}", "closed", 11.0, None),
        (name, "closed", 10.0, 1.0),
        (f"y{name}", "permissive", 10.0, 1.0),
    )
    put_issue(warehouse, "solved_cost", "gpqa_epoch", "", [prices.solved(name, name)])
    put_issue(warehouse, "host_price", MARKET, "", prices.hosted(name, f"x{name}", model=name))
    changed = prices.event(model=name, seller=name, sources=name)
    put_issue(warehouse, "price_event", MARKET, "", [changed])


def put_fronts(
    warehouse: Warehouse, *models: tuple[str, str, float, float | None], series: str = "eci"
) -> None:
    """What view price_front is made of: models by id, the best first, with their openness, score
    and price."""
    grades = [
        graded(name, openness, "2026-01-01")
        for name, openness, *_ in models
        if name not in {f"{side}-one" for side in KEYS}  # put_registry
    ]
    known = Arrival(BoardKey("openness", "registry", "fronts"), FRESH, grades)
    put(warehouse, "registry", "package:registry/fronts.toml", [known])
    rows = [prices.scored(name, score, at) for at, (name, _, score, _) in enumerate(models, 1)]
    put_issue(warehouse, "model_score", series, "", rows)
    rows = [prices.priced(name, price) for name, *_, price in models if price is not None]
    put_issue(warehouse, "model_price", MARKET, "", rows)


def put_issue(
    warehouse: Warehouse,
    table: str,
    board: str,
    category: str,
    rows: Sequence[Mapping[str, Any]],
    inputs_on: date = FRESH,
) -> None:
    key = BoardKey(table, "gapwatch", board, category)
    arrival = Arrival(key, TODAY, rows, inputs_on=inputs_on)
    put(warehouse, "gapwatch", "package:gapwatch/measures", [arrival])


def put(
    warehouse: Warehouse,
    source: str,
    url: str,
    arrivals: Sequence[Arrival],
    set_aside: Sequence[QuarantinedRow] = (),
    at: datetime = NOW - timedelta(hours=3),
) -> None:
    sha256 = warehouse.keep(f"{source} {arrivals}".encode())
    seen = Seen(source, url, at, "0.1.0+read", sha256, 200)
    warehouse.accept(seen, arrivals, set_aside)


def read_table(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows as objects again: how a program reads a table."""
    same, values = told["same"], told["values"]
    rows = [{**same, **dict(zip(told["columns"], row, strict=True))} for row in told["rows"]]
    rows = [{**row, **{name: values[name][row[name]] for name in values}} for row in rows]
    if rows and RULES in rows[0]:
        return [{**row, RULE: rule} for row in rows for rule in row[RULES]]
    return rows
