"""`gap_changes` and `frontier_by_release` say what the daily rows and the measures say, rounded."""

import pytest

from warehouse.connection import Row, rows
from warehouse.store import Warehouse

AGEING = {"age_days", "is_stale", "from_on", "until_on"}


@pytest.fixture(scope="module")
def changes(shipped: Warehouse) -> list[Row]:
    return rows(shipped.connection, "SELECT * FROM gap_changes ORDER BY 1, openness_rule, from_on")


def test_the_change_in_force_is_the_gap_of_now(shipped: Warehouse, changes: list[Row]) -> None:
    now = rows(shipped.connection, "SELECT * FROM gap_now ORDER BY series, openness_rule")
    open_ended = [row for row in changes if row["until_on"] is None]
    assert len(now) == len(open_ended) > 15
    for shown, change in zip(now, open_ended, strict=True):
        assert [it for it in shown if it not in AGEING and change[it] != shown[it]] == []


def test_beside_the_open_leader_stands_its_licence(shipped: Warehouse, changes: list[Row]) -> None:
    models = {row["model"]: row for row in rows(shipped.connection, "SELECT * FROM model")}
    names = ("open_model", "open_licence", "open_commercial_use")
    beside = {tuple(row[name] for name in names) for row in changes if row["open_model"]}
    assert {use for *_, use in beside} >= {"allowed", "below_threshold"}
    for model, *told in beside:
        assert told == [models[model][name] for name in ("licence", "commercial_use")]


@pytest.mark.parametrize(
    ("changes", "daily", "value"),
    [
        ("gap_changes", "gap_daily", "(d.gap IS NULL) = (c.gap IS NULL) "
         "AND coalesce(abs(d.gap - c.gap) <= 0.0501, 1)"),
        ("lag_changes", "lag_daily",
         "d.lag_days = c.lag_days + c.sign * (julianday(d.on_date) - julianday(c.from_on))"),
        ("price_changes", "price_gap_daily", "round(d.price_ratio, 4) = c.price_ratio"),
    ],
)  # fmt: skip
def test_each_day_has_one_change(shipped: Warehouse, changes: str, daily: str, value: str) -> None:
    days, in_force, differ = shipped.connection.execute(
        f"""SELECT count(DISTINCT d.rowid_), count(*), sum(NOT coalesce({value}, 1))
        FROM (SELECT *, row_number() OVER () AS rowid_ FROM {daily} WHERE on_date LIKE '%-01') d
        JOIN {changes} c USING (series, openness_rule)
        WHERE c.from_on <= d.on_date AND coalesce(c.until_on, '9999') > d.on_date"""
    ).fetchone()
    every = f"SELECT count(*) FROM {daily} WHERE on_date LIKE '%-01'"
    assert (days, in_force) == shipped.connection.execute(every).fetchone() * 2
    assert days > 50
    assert differ == 0


def test_what_a_reader_subtracts_is_the_gap(changes: list[Row]) -> None:
    both = [row for row in changes if row["gap"] is not None]
    assert len(both) > 300
    for row in both:
        apart = abs(row["closed_value"] - row["open_value"])
        assert apart == pytest.approx(abs(row["gap"]), abs=0.0501), row["series"]


def test_a_rounded_end_stays_on_its_side_of_zero(changes: list[Row]) -> None:
    for row in changes:
        assert row["verdict"] != "closed ahead" or row["gap_low"] > 0
        assert row["verdict"] != "open ahead" or row["gap_high"] < 0


def test_who_leads_is_a_side_of_the_gap(shipped: Warehouse, changes: list[Row]) -> None:
    found = rows(shipped.connection, "SELECT * FROM frontier_now")
    assert {row["series"] for row in found} == {row["series"] for row in changes}
    for row in found:
        assert (row["confirmed"], row["evidence"]) == (1, None)
        key, side = (row["series"], row["openness_rule"]), row["class"]
        own = [one for one in changes if (one["series"], one["openness_rule"]) == key]
        led = [one for one in own if one["from_on"] >= row["since"] and one[f"{side}_model"]]
        assert {one[f"{side}_model"] for one in led} == {row["model"]}
        assert led[0]["from_on"] == row["since"]
        assert led[-1][f"{side}_value"] == pytest.approx(row["value"], abs=0.0501)


def test_the_frontier_by_release_only_rises(shipped: Warehouse) -> None:
    asked = "SELECT * FROM frontier_by_release ORDER BY 1, openness_rule, class, on_date"
    found = rows(shipped.connection, asked)
    assert {"eci", "swebench_verified_vendor"} <= {row["series"] for row in found}
    best: dict[tuple[str, str, str], float] = {}
    for row in found:
        key = (row["series"], row["openness_rule"], row["class"])
        value = row["value"] if row["direction"] == "higher" else -row["value"]
        assert value >= best.get(key, value), row
        best[key] = value
        assert row["name"]
        assert row["released_on"] <= row["on_date"] <= row["through_on"]


@pytest.mark.parametrize(
    ("view", "columns"),
    [
        ("gap_changes", "gap_low, gap, gap_high"),
        ("lag_daily", "lag_low, lag_days, lag_high"),
        ("domain", "gap_low, gap, gap_high"),
        ("one_gpu_gap", "gap_low, gap, gap_high"),
        ("parity_now", "low, median_days, high"),
    ],
)
def test_every_interval_holds_its_value(shipped: Warehouse, view: str, columns: str) -> None:
    asked = shipped.connection.execute(f"SELECT {columns} FROM {view}")
    found = [[part for part in row if part is not None] for row in asked]
    assert max(map(len, found)) == 3
    assert [parts for parts in found if parts != sorted(parts)] == []
