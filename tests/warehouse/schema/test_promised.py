"""Views: what is promised of them and of their columns, and how SQLite goes about them."""

import re

import pytest

from tests.golden.replayed import Replayed, at_night
from warehouse.connection import rows
from warehouse.schema.view import View
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED, views

RECORDED = ("correction", "solved_cost", "eci_refit")
"""Views without a row where only what ships is known."""
BY_HAND = "open_token_share"
"""Nor has it one with recorded pages: its source wants a key (`views/test_openness.py`)."""
TYPES = {"TEXT": {str}, "INTEGER": {int}, "REAL": {float, int}}


def test_every_view_is_promised_and_every_column_described(shipped: Warehouse) -> None:
    named = "SELECT name FROM sqlite_master WHERE type = ?"
    every = [name for (name,) in shipped.connection.execute(named, ("view",))]
    shown = [name for name in every if not name.startswith("_")]
    assert every[: len(shown)] == shown, "whoever lists views sees the promised ones first"
    assert {*shown, "quarantine"} == set(PROMISED)
    tables = {name for (name,) in shipped.connection.execute(named, ("table",))}
    assert {name for name in tables if not name.startswith("_")} == {"quarantine"}
    told = shipped.connection.execute("SELECT name, one_row_is, key FROM readme").fetchall()
    assert told == [(one.name, one.one_row_is, ", ".join(one.key)) for one in PROMISED.values()]
    for view in PROMISED.values():
        columns = view.columns(shipped.connection)
        assert {column.name for column in columns} >= set(view.key)
        assert [column.name for column in columns if len(column.about) < 4] == []


def assert_typed(warehouse: Warehouse, view: View) -> None:
    """It has rows, and their values are of the types that its columns say."""
    columns = view.columns(warehouse.connection)
    names = ", ".join(column.name for column in columns)
    found = warehouse.connection.execute(f"SELECT {names} FROM {view.name} LIMIT 2000").fetchall()
    assert found, view.name
    for column, values in zip(columns, zip(*found, strict=True), strict=True):
        allowed = TYPES[column.type] | ({type(None)} if column.optional else set())
        assert {type(value) for value in values} <= allowed, f"{view.name}.{column.name}"


@pytest.mark.parametrize("name", [it for it in PROMISED if it not in (*RECORDED, BY_HAND)])
def test_values_have_the_declared_type(shipped: Warehouse, name: str) -> None:
    assert_typed(shipped, PROMISED[name])


@at_night
@pytest.mark.parametrize("name", RECORDED)
def test_so_have_those_that_recorded_pages_give(replayed: Replayed, name: str) -> None:
    assert_typed(replayed.warehouse, PROMISED[name])


OWN_WORDS = {"score_now", "price_now"}
"""Views whose rows carry what their source calls the model."""
NAMED = [one for one in PROMISED.values() if not one.is_daily and one.name not in OWN_WORDS]


def test_no_model_is_an_id_alone(shipped: Warehouse) -> None:
    known = dict(shipped.connection.execute("SELECT model, name FROM model").fetchall())
    for view in NAMED:
        columns = {column.name for column in view.columns(shipped.connection)}
        ids = [name for name in columns if re.fullmatch(r"(\w+_)?model(_then|_now)?", name)]
        named = [(model, model.replace("model", "name")) for model in ids]
        assert {name for _, name in named} <= columns, view.name
        for row in rows(shipped.connection, f"SELECT * FROM {view.name}") if named else ():
            for model, name in named:
                assert row[name] == known.get(row[model], row[model]), view.name


def test_no_view_is_merged_part_by_part_to_be_in_order(shipped: Warehouse) -> None:
    """SQLite sorts rows that it found: score_now by a merge took minutes on a whole warehouse."""
    for view in PROMISED.values():
        plan = shipped.connection.execute(f"EXPLAIN QUERY PLAN {view.query()}").fetchall()
        assert not [step for *_, step in plan if step.startswith("MERGE")], view.name


@pytest.mark.parametrize(
    "relation", ["_gap_derived", "_gap_in_force", "_derived_on WHERE fact_table = 'gap'"]
)
def test_derived_rows_read_their_own_boards(warehouse: Warehouse, relation: str) -> None:
    asked = f"EXPLAIN QUERY PLAN SELECT * FROM {relation}"
    plan = [row[3] for row in warehouse.connection.execute(asked)]
    assert any("SEARCH b USING" in step and "fact_table=? AND source=?" in step for step in plan)
    assert not any(step.startswith(("SCAN vintage", "SCAN v", "SCAN n", "SCAN f")) for step in plan)


def test_no_view_rounds_what_a_page_rounds_again() -> None:
    """44.45 kept as 44.5 would be shown as 45: four decimals, of a chance six, and whole medians of
    whole days."""
    kept = re.compile(r"round\((?:[^()]|\([^()]*\))*?, (\d)\)")
    found = {view: set(places) for view, sql in views().items() if (places := kept.findall(sql))}
    chances = {view for view, places in found.items() if "6" in places}
    assert chances == {"gap_now", "gap_changes"}
    assert set().union(*found.values()) == {"4", "6"}
    assert len(found) > 8
