"""Prices at quality and their changes in words; score against price as it is drawn."""

from typing import Any

from measures.segments import SIDES
from measures.series import load
from outputs.charts.pareto import PricedModel
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.sections.price.levels import (
    at_level,
    cheaper_open,
    cheaper_text,
    level_text,
    levels,
    price_lines,
    ratio_range,
    ratio_words,
)
from outputs.sections.price.solved import solved_costs
from outputs.wording import ModelNames
from tests.measures.price.rows import ANY, Row, Scored, fronted
from tests.outputs import approved
from tests.outputs.shelf import price_level

ECI = load()["eci"]
CALLED = {"open-one": "Open One", "opus": "Claude Opus", "x": "Secret"}
NAMES = ModelNames(CALLED | {"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2"})
NO_RATIO = {"price_ratio": None}
BOUND = {"closed_is_at_most": 1}
LEVELS: dict[str, dict[str, Any]] = {
    "both have a price": {},
    "open is more expensive": {"price_ratio": 0.25},
    "same price": {"price_ratio": 1.0},
    "no open price": NO_RATIO | {"open_model": None, "open_price": None},
    "no closed price": NO_RATIO | {"closed_model": None, "closed_price": None},
    "median of five hosts": {"open_price_basis": "median_of_hosts", "open_hosts": 5},
    "peak with an off-peak price": {"open_price_mode": "peak", "open_off_peak_price": 0.2625},
    "peak": {"open_price_mode": "peak"},
    "standard": {"open_price_mode": "standard"},
    "prices of a later day": {"prices_on": "2026-03-31"},
    # Closed asks at most 6: open at 1.50 may cost more all the same, at 12.00 it does.
    "closed at most": BOUND,
    "closed at most, open more": BOUND | {"open_price": 12.0, "price_ratio": 0.5},
    "open at most": {"open_is_at_most": 1},
    "open at most, closed less": {"open_is_at_most": 1, "closed_price": 1.0, "price_ratio": 0.5},
    "both at most": BOUND | NO_RATIO | {"open_is_at_most": 1},
    "one that came since": {"closed_unscored": '["opus"]'},
    "four that came since": {"closed_unscored": '["opus", "a", "b", "c"]'},
    "of both classes": {"closed_unscored": '["opus"]', "open_unscored": '["a", "b"]'},
}  # fmt: skip


def shown(**changed: Any) -> dict[str, Any]:
    """A row of view price_at_quality."""
    row = price_level(**changed)
    told = {"series": "eci", "title": ECI.title, "openness_rule": "any_weights"}
    return {**row, **told, "level": row["threshold"]}


def test_a_price_says_whose_it_is_of_which_day_and_who_is_more_expensive() -> None:
    said: dict[str, object] = {}
    for case, row in LEVELS.items():
        (line,) = price_lines([shown(**row)], load(), NAMES)
        part = levels([line], [])
        said[case] = [
            f"settled: {line.is_settled}; {ratio_words(line.row)}", *map(approved.row, part.rows),
        ]  # fmt: skip
        if case in ("both have a price", "closed at most",
                    "four that came since", "of both classes", "no closed price"):  # fmt: skip
            said[f"in a sentence: {case}"] = level_text(line)
    approved.check(__file__, said)


def test_a_range_is_of_ratios_that_are_no_bounds() -> None:
    some = [
        shown(threshold=12.0, price_ratio=0.5, is_best_open=0),
        shown(),
        shown(threshold=8.0, price_ratio=9.0, is_best_open=0, **BOUND),
        shown(threshold=7.0, is_best_open=0, **NO_RATIO),
    ]
    lines = price_lines(some, load(), NAMES)
    assert [line.level for line in lines] == ["12.00", "9.00", "8.00", "7.00"]
    # At its best open score a series that does not speak for its domain is second.
    own = price_lines([shown(), shown() | {"series": "hle"}], load(), NAMES)
    part = levels(own, [{"series": "eci", "speaks": 1}, {"series": "hle", "speaks": 0}])
    assert [len(part.rows), len(part.rest)] == [1, 1]
    assert ratio_range(lines) == {"eci": "0.50 × to 4.0 × over 2 levels"}
    # Whoever asks for 10 is told of the level above it.
    found = [at_level(lines, asked) for asked in (10.0, 9.0, 1.0, 13.0)]
    assert [one and one.level for one in found] == ["12.00", "9.00", "7.00", None]


def test_open_is_cheaper_at_the_highest_level_that_leaves_no_doubt() -> None:
    dear, low = NO_RATIO | {"open_price": None}, {"is_best_open": 0}
    some = [
        shown(threshold=13.0, **dear, **low),
        shown(price_ratio=0.5),
        shown(threshold=11.0, price_ratio=4.0, **BOUND, **low),
        shown(threshold=10.0, price_ratio=0.9, **low),
        shown(threshold=9.0, closed_model="opus", open_is_at_most=1, **low),
        shown(threshold=8.0, price_ratio=9.0, **low),
    ]
    line = cheaper_open(price_lines(some, load(), NAMES))
    assert line
    assert cheaper_text(line) == (
        "On Epoch Capabilities Index, at a lower score open is cheaper: 9.00 or better costs "
        "at most $1.50 (Open One), closed $6.00 (Claude Opus), as of 1 Mar 2026."
    )
    assert cheaper_open(price_lines(some[:4], load(), NAMES)) is None
    assert cheaper_open(price_lines([shown()], load(), NAMES)) is None  # its sentence says so


CLOSED = fronted()
OPENED: tuple[Scored, ...] = (("o2", 145.0, 1.0, True), ("o1", 130.0, 0.1, True))
OPEN = fronted(*OPENED, rule=ANY)


def charted(*sides: list[Row], on: str = "") -> list[CostChart]:
    """What a page says of scores against prices."""
    rows = [{**row, "prices_on": on or row["prices_on"]} for side in sides for row in side]
    said = shown(closed_model="c2", open_model="o2", open_value=145.0, threshold=145.0)
    return cost_charts(rows, NAMES, price_lines([said], {"eci": ECI}, NAMES))


def test_a_chart_says_its_days_and_who_has_no_price() -> None:
    [found] = charted(CLOSED, OPEN, on="2026-04-01")
    assert (found.scored_on, found.priced_on) == ("2026-03-08", "2026-04-01")
    assert found.unpriced == {"closed": ["Secret"], "open": []}
    assert found.fronts.front("open") == [
        PricedModel(0.1, "open", 130.0, "Open 1", leads=True),
        PricedModel(1.0, "open", 145.0, "Open 2", leads=True),
    ]
    assert str(found.chart).count("<svg") == 2


def test_one_class_alone_and_other_rules_have_no_chart() -> None:
    other = fronted(*OPENED, rule="permissive")
    assert charted(CLOSED) == charted(CLOSED, other) == []


def run(series: str, side: str, model: str, score: float, usd: float, **own: Any) -> Row:
    """A row of view `solved_cost`."""
    return {
        "series": series,
        "title": series.title(),
        "class": side,
        "model": model,
        "on_date": "2026-02-17",
        "score": score,
        "usd_per_solved": usd,
        "usd_low": 0.9 * usd,
        "usd_high": 1.2 * usd,
        "status": "live",
        **own,
    }


def test_a_solved_task_of_the_best_open_run_against_the_cheapest_closed_one_as_good() -> None:
    swe = [
        run("swe", "open", "o2", 75.8, 0.0967, usd_low=None),
        run("swe", "open", "o1", 56.0, 0.01),
        run("swe", "closed", "c1", 75.8, 0.47),
        run("swe", "closed", "c2", 76.8, 0.98),
        run("swe", "closed", "opus", 75.7, 0.08),
        run("swe", "unknown", "x", 70.0, 0.05),
    ]
    unsure = [it | {"series": "unsure", "title": "Unsure"} for it in swe]
    unsure[-1]["score"] = 80.0
    alone = [run("terminal", "closed", "c2", 57.9, 11.88), run("terminal", "closed", "c1", 58, 17)]
    aider = [run("aider", it, "o1", 60, 1, status="frozen", on_date="2026-03-01") for it in SIDES]
    found = solved_costs([*swe, *alone, *aider, *unsure], NAMES)
    approved.check(__file__, {"solved": found}, "solved")
    assert solved_costs(alone, NAMES) is None
