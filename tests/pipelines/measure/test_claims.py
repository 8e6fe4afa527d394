"""Claims from the ledger to rows: queries and what they find, typed facts, unknown leaders."""

from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from measures.claims.ledger import UNTIL, ClaimQuery, load
from measures.claims.verdicts import ClaimResult
from measures.series import load as series
from pipelines.measure.claims import OF_PRICES, Moved, claims
from pipelines.measure.fetches import Fetches
from pipelines.measure.inputs import Inputs
from pipelines.measure.units import declared_row
from terms.words import ClaimVerdict
from tests.outputs.shelf import gap, put_gaps
from tests.world import SHIPPED_AT
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads.claims import offer_pages
from warehouse.schema.derived import PRICE_AT_QUALITY, PRICE_GAP
from warehouse.schema.measured import BOARD_AGREEMENT, MODEL_SCORE
from warehouse.schema.price_tables import PRICE_TABLES
from warehouse.store import Warehouse

QUERIES: dict[str, tuple[ClaimQuery, dict[str, object]]] = {
    reading.asks.sql: (reading.asks, {**reading.with_, "as_of": reading.as_of})
    for claim in load()
    for reading in claim.readings
    if reading.asks
}


def test_every_query_of_the_ledger_says_of_what_and_until_when(home: Warehouse) -> None:
    """And one that reads what is derived of prices is known by its words."""
    tables = (*PRICE_TABLES, PRICE_GAP, PRICE_AT_QUALITY, MODEL_SCORE, BOARD_AGREEMENT)
    of_prices = {f"_{it.name}" for it in tables}
    offer_pages(home.connection, home.archive.get)
    for query, parameters in QUERIES.values():
        read: set[str | None] = set()
        home.connection.set_authorizer(lambda _, table, *__: read.add(table) or 0)  # noqa: B023
        found = home.connection.execute(query.sql, parameters)
        columns = [column[0] for column in found.description]
        assert columns[0] == "value", query.sql
        # A derived row names the page that first said so, which may not be kept.
        assert "vintage = (SELECT" not in query.sql
        assert any(one.endswith(("vintage", "vintages")) for one in columns), query.sql
        if query.finds in ("licence", "estimate"):
            assert UNTIL[query.finds] in columns, query.sql
        assert bool(read & of_prices) <= bool(OF_PRICES.search(query.sql)), query.sql
    home.connection.set_authorizer(None)


def ledger_of(store: Warehouse, at: datetime = SHIPPED_AT) -> dict[tuple[str, str], ClaimResult]:
    [board] = claims(Inputs(store, at))
    results = [ClaimResult.from_row(row) for row in board.rows]
    return {(one.claim, one.reading): one for one in results}


def test_a_past_day_knows_no_statement_of_a_later_one_and_judges_no_later_day(
    shipped_home: Path, tmp_path: Path
) -> None:
    with Warehouse.open(copytree(shipped_home, tmp_path / "home")) as shipped:
        found = ledger_of(shipped, datetime(2025, 11, 19, tzinfo=UTC))
    assert max(one.stated_on or "" for one in found.values()) == "2025-11-19"
    # No number of November is taken for one of the end of 2025, or of 2026.
    told = {reading for (claim, reading), one in found.items() if claim == "S26" and one.found}
    assert told == {"early_2023", "mid_2024"}


def test_nothing_typed_from_a_maker_is_reproduced(shipped_home: Path, tmp_path: Path) -> None:
    with Warehouse.open(copytree(shipped_home, tmp_path / "home")) as shipped:
        tested = ledger_of(shipped).values()
    measured = {"independent", "maintainer", "third_party"}
    for one in (it for it in tested if it.verdict is ClaimVerdict.REPRODUCED):
        source = one.evidence.get("parameters", {}).get("source")
        # Its mean is over the same list prices, no others ship.
        is_mean = (one.claim, one.reading) == ("P03", "without_o1_pro")
        is_bundled = is_mean or source == "model_prices"
        assert one.is_overall or one.provenance in measured or is_bundled, (one.claim, one.reading)


LISTED = """Model,Parameters,Training dataset size (total),Training hardware,Training compute notes
Llama 3.1-405B,405000000000.0,15600000000000,NVIDIA H100,
LLaMA-65B,65200000000.0,1400000000000,NVIDIA A100,
GLM-5,744000000000.0,,Huawei Ascend 910C,"6 * 40B parameters
* 28.5e12 tokens"
"""


@pytest.mark.parametrize("is_refused", [False, True], ids=["accepted", "refused"])
def test_what_no_table_holds_is_read_from_accepted_pages(home: Warehouse, is_refused: bool) -> None:
    seen_at = datetime(2026, 7, 19, tzinfo=UTC)
    key = BoardKey("release", "epoch_models", "notable_ai_models", "")
    page, url = home.keep(LISTED.encode()), "https://epoch.ai/data/notable_ai_models.csv"
    seen = Seen("epoch_models", url, seen_at, "1", page)
    row = {"entry": "GLM-5", "model_name": "GLM-5"}
    if is_refused:
        home.refuse(seen, "another shape")
    else:
        home.accept(seen, [Arrival(key, seen_at.date(), [row])])
    found = ledger_of(home)
    read = ("S07", "llama_1"), ("S17", "total_epoch"), ("S17", "tokens")
    expected = ClaimVerdict.NOT_TESTABLE if is_refused else ClaimVerdict.REPRODUCED
    assert {found[one].verdict for one in read} == {expected}
    assert found["S18", "swarm"].verdict == ClaimVerdict.NOT_TESTABLE, "the page has no such row"
    if not is_refused:
        assert found["S07", "llama_3_1"].found == "15.6 T tokens"
        chips = found["S17", "chips"].evidence
        assert chips["numbers"]["quote"] == "Huawei Ascend 910C"
        assert chips["numbers"]["page_sha256"] == page
        assert chips["vintages"] == [1]


JANUARY, FEBRUARY = (
    gap(entry=on, vintage_on=on, gap=value, gap_low=low, gap_high=high)
    for on, value, low, high in (("2026-01-19", 18.8, 13.0, 24.0), ("2026-02-11", 5.7, -0.5, 11.9))
)
FEBRUARY |= {"open_entry": "newer", "open_value": 11.0}


@pytest.mark.parametrize(
    ("issued", "day", "said"),
    [
        ([JANUARY], "2026-01-19", "18.8 (13 to 24) points"),
        ([JANUARY, FEBRUARY], "2026-02-11", "5.7 (-0.5 to 11.9) points"),
    ],
    ids=["a state older than the ledger", "the newest state"],
)
def test_a_statement_about_today_is_tested_on_the_newest_state_and_shows_its_day(
    home: Warehouse, issued: list[dict[str, object]], day: str, said: str
) -> None:
    home.declare([declared_row(one) for one in series().values()])
    put_gaps(home, issued, series="apex_agents")
    found = ledger_of(home)["S30", "apex_agents"]
    assert (found.found, found.as_of) == (said, day)
    assert found.evidence["parameters"]["as_of"] is None  # as it was asked
    assert (found.verdict == ClaimVerdict.PARTLY) is (day == "2026-02-11")


@pytest.mark.parametrize(
    ("units", "seen", "touched"),
    [
        (set(), {}, (False, False)),
        (set(), {"arena": "2025-11-05"}, (True, False)),
        (set(), {"arena": "2026-06-05"}, (False, False)),
        ({"eci"}, {}, (True, True)),
        # Its prices are a unit of their own, of which no gap is made.
        ({"eci/prices"}, {}, (True, False)),
        ({"prices"}, {}, (True, False)),
    ],
)
def test_a_reading_is_tested_anew_when_a_series_that_it_asks_for_changed(
    units: set[str], seen: dict[str, str], touched: tuple[bool, bool]
) -> None:
    """One that names no series, as the median over all of them, when any did, and after a page of
    its past."""
    every = {(one.id, it.id): it for one in load() for it in one.readings}
    moved = Moved("2026-11-29", "2026-11-30", Fetches({}, {}, {}, seen), units)
    of_all, of_one = every["P03", "at_equal_score"], every["P06", "index"]
    assert (moved.touches(of_all), moved.touches(of_one)) == touched
    forecast = every["P13", "index"]
    assert not moved.touches(forecast)
    assert moved._replace(through=forecast.as_of).touches(forecast)
