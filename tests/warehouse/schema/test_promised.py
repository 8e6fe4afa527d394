from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.schema.promised import PROMISED
from warehouse.schema.view import View
from warehouse.store import Warehouse

TYPES = {"TEXT": {str}, "INTEGER": {int}, "REAL": {float, int}}
GAP = (
    "series title domain unit openness_rule gap gap_low gap_high verdict closed_model closed_value "
    "open_model open_value p_open_ahead detectable_gap confirmed evidence unresolved_above "
    "gap_if_unresolved_closed gap_if_unresolved_open shown_on vintage_on age_days is_stale "
    "gap_year_ago status"
)
DESIGNED = {
    "readme": "name one_row_is key",
    "gap_now": GAP,
    "gap_changes": f"{GAP} from_on until_on",
    "lag_now": "series title domain openness_rule lag_days lag_low lag_high censored "
    "verdict confirmed unresolved_above open_model closed_model shown_on vintage_on is_stale",
    "lag_changes": "series title domain unit openness_rule lag_days lag_low lag_high "
    "censored sign counts_from open_model closed_model vintage_on status from_on until_on",
    "price_changes": "series title domain unit threshold openness_rule closed_model closed_price "
    "open_model open_price price_ratio status from_on until_on",
    "frontier_by_release": "series openness_rule class model name released_on value",
    "model_choice": "domain series model name maker score score_low score_high openness "
    "commercial_use blended_price hosts fits_one_gpu behind_best",
    "model_score": "", "model_price": "",
    "parity": "", "vendor_inflation": "", "days_to_weights": "", "correction": "",
    "board_agreement": "", "solved_cost": "", "price_index": "",
    "vendor_pair": "", "one_gpu_gap": "", "estimate_now": "", "price_withdrawn": "",
    "series": "series title domain unit direction axis protocol provenance exposure status "
    "citation stale_after_days",
    "model": "model name maker country released_on kind parameters_total_b parameters_active_b "
    "openness licence licence_spdx commercial_use evidence opened_on",
    "model_search": "model name maker aliases words rank",
    "openness_history": "model openness licence from_on until_on evidence",
    "score_now": "source board category entry model openness value unit stderr ci_low ci_high "
    "ci_level ci_method n provenance protocol effort published_on dated_on released_on seen_at "
    "recorded_at page_sha256 held",
    "price_now": "source provider offering model openness mode currency input_per_mtok "
    "cached_input_per_mtok output_per_mtok effective_on seen_at recorded_at",
    "frontier_now": "series openness_rule class entry model value since title domain unit",
    "gap_daily": "series on_date openness_rule closed_entry closed_model closed_value open_entry "
    "open_model open_value gap gap_low gap_high ci_level p_open_ahead "
    "detectable_gap unresolved_above vintage_on age_days recorded_at",
    "lag_daily": "series on_date openness_rule lag_days lag_low lag_high censored",
    "price_gap_daily": "series threshold on_date openness_rule closed_model closed_price "
    "open_model open_price price_ratio",
    "claim_now": "id reading statement verdict stated found as_of provenance evidence",
    "quarantine": "source board entry reason page_sha256 seen_at recorded_at row",
    "page": "page_sha256 source url first_seen_at last_seen_at recorded_at size_bytes",
    "source_health": "source last_seen_at last_changed_at last_outcome age_hours rows quarantined "
    "cause",
}  # fmt: skip
"""What people were promised: every view with the columns that each has at least."""


@pytest.fixture(scope="module")
def shipped(shipped_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(shipped_home) as warehouse:
        yield warehouse


def test_the_promise_is_kept_to_the_name(shipped: Warehouse) -> None:
    views = shipped.connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
    shown = {name for (name,) in views if not name.startswith("_")}
    assert {*shown, "quarantine"} == set(PROMISED) == set(DESIGNED)
    told = shipped.connection.execute("SELECT name, one_row_is, key FROM readme").fetchall()
    assert told == [(one.name, one.one_row_is, ", ".join(one.key)) for one in PROMISED.values()]


@pytest.mark.parametrize("view", PROMISED.values(), ids=list(PROMISED))
def test_every_column_of_a_promised_view_is_described(shipped: Warehouse, view: View) -> None:
    columns = view.columns(shipped.connection)
    assert {column.name for column in columns} >= {*DESIGNED[view.name].split(), *view.key}
    assert all(len(column.about) > 3 for column in columns)


@pytest.mark.parametrize("view", PROMISED.values(), ids=list(PROMISED))
def test_a_key_names_one_row_and_values_have_the_declared_type(
    shipped: Warehouse, view: View
) -> None:
    key = ", ".join(view.key)
    twice = f"SELECT {key} FROM {view.name} GROUP BY {key} HAVING count(*) > 1"
    assert shipped.connection.execute(twice).fetchall() == []
    columns = view.columns(shipped.connection)
    names = ", ".join(column.name for column in columns)
    rows = shipped.connection.execute(f"SELECT {names} FROM {view.name} LIMIT 2000").fetchall()
    for column, values in zip(columns, zip(*rows, strict=True), strict=False):
        allowed = TYPES[column.type] | ({type(None)} if column.optional else set())
        assert {type(value) for value in values} <= allowed, f"{view.name}.{column.name}"


OWN_WORDS = {"score_now", "price_now"}
"""Views whose rows carry what their source calls the model."""
NAMED = [one for one in PROMISED.values() if not one.is_daily and one.name not in OWN_WORDS]


@pytest.mark.parametrize("view", NAMED, ids=[one.name for one in NAMED])
def test_no_model_is_an_id_alone(shipped: Warehouse, view: View) -> None:
    columns = {column.name for column in view.columns(shipped.connection)}
    ids = {name for name in columns if re.fullmatch(r"(\w+_)?model(_then|_now)?", name)}
    names = {name: name.replace("model", "name") for name in ids}
    assert set(names.values()) <= columns
    for model, name in names.items():
        wrong = (
            f"SELECT v.{model} FROM {view.name} v LEFT JOIN model m ON m.model = v.{model} "
            f"WHERE v.{name} IS NOT coalesce(m.name, v.{model}) LIMIT 3"
        )
        assert shipped.connection.execute(wrong).fetchall() == []


def test_a_model_says_what_its_licence_permits(shipped: Warehouse) -> None:
    asked = (
        "SELECT openness, licence, licence_spdx, commercial_use, opened_on, country FROM model "
        "WHERE model = ?"
    )
    assert shipped.connection.execute(asked, ("kimi-k3",)).fetchall() == [
        ("restricted", "Kimi K3 License", "LicenseRef-Kimi-K3", "below_threshold", "2026-07-27",
         "CN")
    ]  # fmt: skip
    assert shipped.connection.execute(asked, ("gpt-6-astra",)).fetchall() == [
        ("closed", None, None, None, None, "US")
    ]


def test_no_view_is_merged_part_by_part_to_be_in_order(shipped: Warehouse) -> None:
    """SQLite sorts rows that it found: score_now by a merge took minutes on a whole warehouse."""
    for view in PROMISED.values():
        plan = shipped.connection.execute(f"EXPLAIN QUERY PLAN {view.query()}").fetchall()
        assert not [step for *_, step in plan if step.startswith("MERGE")], view.name
