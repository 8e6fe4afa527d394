"""Prices over time: announced and withdrawn, held and confirmed, absent and gone."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from pipelines.ingest.page import ingest, ingest_pages
from sources import published
from sources.contract import Fetched, Page
from sources.prices.makers import anthropic as source
from tests.sources.sample import PAGES
from warehouse.history import read as history_read
from warehouse.history.vintages import Bounds
from warehouse.past import copy_within
from warehouse.store import Warehouse

ANNOUNCED, WITHDRAWN = (
    (PAGES / "anthropic_pricing_page" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("announced", "withdrawn")
)
OPUS = "| Claude Opus 9   | $5 / MTok "


def seen(home: Warehouse, texts: Mapping[str, str]) -> None:
    """Take pages, each as seen on its day."""
    days = [(datetime.fromisoformat(on).replace(tzinfo=UTC), text) for on, text in texts.items()]
    pages = [Page(source.URL, text.encode(), at) for at, text in days]
    looks = [(source, Fetched(source.URL, page.seen_at, 200, page)) for page in pages]
    assert {one.outcome.outcome for one in ingest_pages(home, looks)} <= {"recorded", "unchanged"}


def prices(home: Warehouse, bounds: Bounds = Bounds()) -> dict[str, tuple[float, int]]:  # noqa: B008
    """Input price by entry, and whether it is held."""
    states = history_read.as_of(home.connection, "price", bounds)
    return {row["entry"]: (row["input_per_mtok"], row["held"]) for s in states for row in s.rows}


def test_an_announced_rise_that_was_withdrawn_shows_as_known_on_each_day(home: Warehouse) -> None:
    seen(home, {"2026-07-21": ANNOUNCED, "2026-08-21": WITHDRAWN})
    then = prices(home, Bounds(published=date(2026, 8, 1)))
    now = prices(home)
    assert then["Claude Sonnet 9|standard"] == now["Claude Sonnet 9|standard"] == (2.0, 0)
    assert then["Claude Sonnet 9|standard|2026-09-01"] == (3.0, 0)
    assert "Claude Sonnet 9|standard|2026-09-01" not in now
    assert prices(home, Bounds(published=date(2026, 8, 21))) == now


def announced(change: int) -> str:
    """The page whose announced change falls into that year."""
    moved = ANNOUNCED.replace("September 1, 2026", f"September 1, {change}")
    return moved.replace("August 31, 2026", f"August 31, {change}")


@pytest.mark.parametrize(
    ("change", "now"), [(2999, (2.0, None, "2999-09-01")), (2024, (3.0, "2024-09-01", None))]
)
def test_a_price_holds_from_its_day(home: Warehouse, change: int, now: tuple[object, ...]) -> None:
    seen(home, {"2026-07-21": announced(change)})
    found = home.connection.execute(
        "SELECT input_per_mtok, effective_on, withdrawn_on FROM price_now "
        "WHERE offering = 'Claude Sonnet 9' AND mode = 'standard'"
    ).fetchall()
    assert [tuple(row) for row in found] == [now]


def in_force(home: Warehouse, on: str, model: str) -> list[tuple[str | None, float, float]]:
    """Standard prices of view price_now on a day, with their first day."""
    past = copy_within(home, Bounds(), date.fromisoformat(on))
    sql = (
        "SELECT effective_on, input_per_mtok, output_per_mtok FROM price_now "
        "WHERE model_name = ? AND mode = 'standard' ORDER BY 1"
    )
    return [tuple(row) for row in past.connection.execute(sql, (model,))]


def test_a_raise_that_a_cited_fact_announces_is_planned(home: Warehouse) -> None:
    seen_at = datetime(2026, 11, 25, tzinfo=UTC)
    page = Page("sheet/launch_prices.csv", dict(published.pages())["launch_prices.csv"], seen_at)
    ingest(home, published, Fetched(page.url, seen_at, None, page))
    for on in ("2026-11-25", "2026-11-30"):
        assert in_force(home, on, "gemini-4-argon") == [("2026-10-13", 2, 10)]
    assert in_force(home, "2026-12-01", "gemini-4-argon") == [("2026-12-01", 4, 20)]


def moved(price: str) -> str:
    """The page with another price of Opus 9."""
    assert OPUS in WITHDRAWN
    return WITHDRAWN.replace(OPUS, OPUS.replace("$5", price))


def test_a_fivefold_move_is_held_until_it_is_repeated(home: Warehouse) -> None:
    looks = ("$5", "$1", "$50", "$5", "$50", "$51", "$1", "$1", "$5 a", "$5 b")
    parts = [look.partition(" ") for look in looks]
    days = {date(2026, 8, n): moved(price) + more for n, (price, _, more) in enumerate(parts, 21)}
    seen(home, {on.isoformat(): text for on, text in days.items()})
    known = {on.day: prices(home, Bounds(published=on)) for on in days}
    assert {day: some["Claude Opus 9|standard"] for day, some in known.items()} == {
        21: (5.0, 0),
        **{22: (5.0, 1), 23: (5.0, 1)},  # each once
        24: (5.0, 0),  # a slip
        **{25: (5.0, 1), 26: (5.0, 1), 27: (5.0, 1)},
        28: (1.0, 0),  # the same page again
        **{29: (1.0, 1), 30: (5.0, 0)},  # pages of other bytes repeat it
    }
    highest = home.connection.execute("SELECT max(input_per_mtok) FROM _price").fetchone()
    assert highest[0] < 50


def test_a_move_on_a_page_that_comes_late_is_told_alone(home: Warehouse) -> None:
    """What followed it says nothing of its own day."""
    seen(home, {"2026-08-21": moved("$5"), "2026-08-24": WITHDRAWN})
    seen(home, {"2026-08-22": moved("$50")})
    assert prices(home, Bounds(published=date(2026, 8, 22)))["Claude Opus 9|standard"] == (50, 0)
    assert prices(home)["Claude Opus 9|standard"] == (5, 0)
