"""What is derived bit by bit, day after day, is what would be derived anew: the law of `units`."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings, strategies as st

from measures.series import HEADLINE, Series, SourceFilter
from pipelines.measure import series as unit
from pipelines.measure.run import MARKET, measure
from tests.homes.partly import only
from tests.measures.price.sample import row as offer
from tests.measures.sample import alias, grade, model, row, series
from tests.reliability.samples import behind_its_back
from warehouse.connection import file_of, rows
from warehouse.history.vintages import Arrival, BoardKey, Bounds, QuarantinedRow, Seen
from warehouse.past import copy_within
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_rows, failures
from warehouse.schema.derived import DERIVED, GAP, PRICE_AT_QUALITY
from warehouse.schema.measured import MODEL_SCORE
from warehouse.store import Warehouse

FIRST = date(2025, 1, 1)
MODELS = {"a": "2024-09-04", "b": "2024-09-05", "c": "2024-09-07", "d": "2023-01-01"}
"""Models and their release days: three become more than 120 days old in the days that are drawn."""
LISTS = {"anthropic_pricing_page": "anthropic", "litellm": "anthropic", "openrouter": "somebody"}
"""Price lists to the provider that they name: the models' maker, or a host of theirs."""
BOARDS = ("undated", "other", "dated", "leaders", "guest", "index", "twin")
"""Two boards without dates of their own, one with them, a list of leaders, a stand-in, that of the
headline, and one that comes on the page of the first."""
OF_SERIES = ("gap", "lag", "parity", "release_frontier", "one_gpu_gap")
"""All but the correction, which tells what earlier derivations said."""
OF_ALL = (*MARKET, "price", "model_score", "board_agreement")

Spans = Mapping[str, list[tuple[str, str, str | None]]]
EVIDENCE = "https://place.invalid/"
QUARANTINED = 7
"""Values that it divides are refused: their rows are in quarantine, their entries held."""


def reading(board: str, **columns: Any) -> SourceFilter:
    return SourceFilter(source="place", board=board, category="", **columns)


def declared() -> dict[str, Series]:
    undated, dated = reading("undated"), reading("dated")
    guest = reading("guest", provenance="third_party")
    every = (
        series(id="on_board", sources=(*map(reading, BOARDS[:4]), guest)),
        series(
            id="by_entry",
            axis="entry",
            sources=(undated, reading("other", copy_of="undated"), dated),
        ),
        series(id=HEADLINE, sources=(reading("index"),)),
        series(id="twin", sources=(reading("twin"), dated)),
    )
    return {one.id: one for one in every}


@dataclass
class World:
    """A warehouse, today, and what the pages say: scores of boards, prices of lists."""

    warehouse: Warehouse
    today: date = FIRST
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    looks: int = 0

    def look(self, board: str, on: date, *, again: bool) -> None:
        """Look at a board on a day: at what it said the last time, or at what it says now."""
        self.looks += 1
        boards = ("undated", "twin") if board in ("undated", "twin") else (board,)
        board = boards[0]
        every = [self.arrival(one, on) for one in boards]
        if not again:
            self.pages[board] = self.looks
        told = [(one.key, one.own_date and on, one.rows, one.held) for one, _ in every]
        body = f"{board} {self.pages.get(board)} {told}"
        source = every[0][0].key.source
        seen = self.seen(source, f"https://{source}.invalid/{board}", body, min(on, self.today))
        if not self.warehouse.knows(seen):
            aside = [one for _, some in every for one in some]
            self.warehouse.accept(seen, [one for one, _ in every], aside)

    def seen(self, source: str, url: str, body: str, on: date) -> Seen:
        at = datetime.combine(on, datetime.min.time(), UTC) + timedelta(seconds=self.looks)
        return Seen(source, url, at, "1", self.warehouse.keep(body.encode(), source, url), 200)

    def arrival(self, board: str, on: date) -> tuple[Arrival, list[QuarantinedRow]]:
        said = sorted(self.said.get(board, {}).items())
        if board in LISTS:
            rows = [
                offer(name, float(price), 2.0 * price, provider=LISTS[board], effective_on=since,
                      withdrawn_on=until)
                for name, (price, since, until) in said
            ]  # fmt: skip
            return Arrival(BoardKey("price", board, "list"), on, rows, own_date=False), []
        rows = [
            row(name, value, dated_on=(FIRST + timedelta(days=value % 9)).isoformat(),
                provenance="third_party" if board == "guest" else "independent")
            for name, value in said
        ]  # fmt: skip
        key = BoardKey("score", "place", board)
        good = [one for one in rows if one["value"] % QUARANTINED]
        aside = [
            QuarantinedRow(key, one["entry"], "refused", one) for one in rows if one not in good
        ]
        basis = "leaders" if board == "leaders" else "board"
        is_dated = board in ("dated", "leaders")
        held = [one.entry for one in aside]
        return Arrival(key, on, good, held, basis=basis, own_date=is_dated), aside

    def name(self, openness: Spans, spelled: str) -> None:
        """Say what the models are, and what one spelling means."""
        self.looks += 1
        tables = {
            "model": [
                {**model(one), "released_on": released, "maker": "anthropic",
                 "maker_name": "Anthropic", "evidence": EVIDENCE}
                for one, released in MODELS.items()
            ],
            "alias": [
                alias(one, meant) | {"entry": one}
                for one, meant in [*zip(MODELS, MODELS, strict=True), ("spelled", spelled)]
            ],
            "openness": [
                {**grade(one, *span), "evidence": EVIDENCE, "checked_on": "2025-01-01",
                 "entry": f"{one} {span}"}
                for one, spans in openness.items()
                for span in spans
            ],
        }  # fmt: skip
        said = json.dumps([self.looks, tables])
        seen = self.seen("registry", "package:registry/m", said, self.today)
        arrivals = [
            Arrival(BoardKey(table, "registry", "m"), self.today, rows, own_date=False)
            for table, rows in tables.items()
        ]
        self.warehouse.accept(seen, arrivals)

    def page(self, board: str, found: dict[str, Any], ahead: int = 0) -> None:
        """A page dated today, or so many days after it."""
        self.said[board] = found
        self.look(board, self.today + timedelta(days=ahead), again=False)

    def again(self, some: set[str], ahead: int = 0) -> None:
        for board in sorted(some):
            self.look(board, self.today + timedelta(days=ahead), again=board in self.pages)

    def quiet(self, count: int) -> None:
        """Days on which every list says the same."""
        for _ in range(count):
            self.today += timedelta(days=1)
            self.again(set(LISTS))
            self.measured()

    def days(self, count: int) -> None:
        self.today += timedelta(days=count)

    def measured(self, until: str = "") -> None:
        """Derive everything, or no more than `until` the first board of a table."""
        at = datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=20)
        for one in measure(self.warehouse, at + timedelta(seconds=self.looks)):
            if one.key.fact_table == until:
                break


CLOSED = {one: [("closed", "2024-01-01", None)] for one in MODELS}
OF_THE_RUN = ("id", "recorded_at", "derived_at", "code_version", "through", "seen_on", "vintages")


def told(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    found = {
        table.name: [
            {name: value for name, value in one.items()
             if name not in OF_THE_RUN and not name.endswith("vintage")}
            for one in derived_rows(warehouse.connection, table)
            if "row_sha" not in one or one.pop("row_sha")
        ]
        for table in DERIVED
    }  # fmt: skip
    assert not failures(warehouse.connection)
    found["series"] = rows(warehouse.connection, "SELECT series, saturated_since FROM series")
    return found


def anew(world: World) -> dict[str, list[dict[str, Any]]]:
    """The same in a copy that holds nothing derived."""
    with copy_within(world.warehouse, Bounds(), world.today) as copy:
        once = replace(world, warehouse=copy)
        once.measured()
        return told(copy)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    found = declared()
    # Scores are tens up to 90: leaders that are equal above the middle are at the ceiling.
    monkeypatch.setattr("measures.gap.judgement.FLOOR", 40.0)
    monkeypatch.setattr("pipelines.measure.inputs.load", lambda _=None: found)
    monkeypatch.setattr("measures.price.rosters.ROSTER_DAYS", 3)
    with only(*OF_SERIES, *OF_ALL):
        yield


boards = st.sampled_from(BOARDS)
values = st.integers(1, 9).map(lambda one: one * 10)
spans = st.sampled_from([
    [("closed", "2024-01-01", None)],
    [("permissive", "2024-01-01", None)],
    [("closed", "2024-01-01", "2025-01-04"), ("permissive", "2025-01-04", None)],
    [("closed", "2025-01-03", "2025-01-09"), ("non_commercial", "2025-01-09", None)],
    [("unknown", "2024-01-01", "2025-01-05")],
])  # fmt: skip
names = st.fixed_dictionaries(dict.fromkeys(MODELS, spans))
scores = st.dictionaries(
    st.sampled_from([*MODELS, "spelled", "stranger"]), values, min_size=2, max_size=5
)
dates = st.integers(-3, 6).map(lambda one: (FIRST + timedelta(days=one)).isoformat())
offers = st.tuples(st.integers(1, 4), st.none() | dates, st.none() | st.none() | dates)
prices = st.dictionaries(st.sampled_from([*MODELS]), offers, min_size=1)
lists = st.sampled_from(sorted(LISTS))
steps = st.one_of(
    st.tuples(st.just("page"), boards, scores),
    st.tuples(st.just("page"), boards, scores, st.integers(-3, -1)),
    st.tuples(st.just("page"), st.sampled_from(["dated", "leaders"]), scores, st.integers(1, 2)),
    st.tuples(st.just("again"), st.sets(boards, min_size=1, max_size=1), st.integers(-3, -1)),
    st.tuples(st.just("again"), st.sets(boards, min_size=1)),
    st.tuples(st.just("name"), names, st.sampled_from([*MODELS])),
    st.tuples(st.just("days"), st.integers(1, 3)),
)
led = st.dictionaries(st.sampled_from([*MODELS]), values, min_size=1)
headline_steps = st.one_of(
    st.tuples(st.just("page"), st.just("index"), led),
    *[st.tuples(st.just("days"), st.integers(1, 3))] * 2,
)
price_steps = st.one_of(
    st.tuples(st.just("page"), lists, prices),
    st.tuples(st.just("again"), st.sets(lists, min_size=1)),
    st.just(("measured", "model_price")),
    *[st.just(("quiet", count)) for count in (1, 2, 3, 5)],
    st.tuples(st.just("page"), boards, scores),
    st.tuples(st.just("name"), names, st.sampled_from([*MODELS])),
    st.tuples(st.just("days"), st.integers(1, 3)),
)


def some_of(share: int) -> settings:
    """One in `share` of the examples of the profile: each takes a second."""
    return settings(max_examples=settings().max_examples // share, phases=[Phase.generate])


def step(world: World, what: tuple[Any, ...]) -> None:
    name, *given = what
    getattr(world, name)(*given)


@contextmanager
def begun(openness: Spans) -> Iterator[World]:
    """A home of its own, in which the models have their classes."""
    with TemporaryDirectory() as home, Warehouse.open(Path(home)) as warehouse:
        world = World(warehouse)
        world.name(openness, "a")
        yield world


def assert_flat(world: World, some: list[tuple[Any, bool]]) -> None:
    """Take the steps, measure after some of them, and compare."""
    for what, is_measured in some:
        step(world, what)
        if is_measured:
            world.measured()
    world.measured()
    assert told(world.warehouse) == anew(world)


@some_of(25)
@given(
    names,
    st.fixed_dictionaries(dict.fromkeys(BOARDS, scores)),
    st.lists(st.tuples(steps, st.booleans()), min_size=4, max_size=9),
)
def test_what_is_derived_bit_by_bit_is_what_is_derived_anew(
    first: Any, said: Any, some: list[tuple[Any, bool]]
) -> None:
    with begun(first) as world:
        for board in BOARDS:
            step(world, ("page", board, said[board]))
        world.measured()
        assert_flat(world, some)


@some_of(32)
@given(
    st.dictionaries(st.sampled_from("bcd"), values, min_size=1),
    st.lists(headline_steps, min_size=5, max_size=8),
)
def test_boards_follow_the_headline_and_the_days(opened: Any, some: list[Any]) -> None:
    classes = {one: "closed" if one == "a" else "permissive" for one in MODELS}
    spans = {one: [(grade, "2024-01-01", None)] for one, grade in classes.items()}
    with begun(spans) as world:
        world.page("undated", {"a": 90, **opened})
        world.measured()
        assert_flat(world, [(what, True) for what in some])


def test_nobody_sees_half_a_derivation_nor_does_a_kill_leave_it() -> None:
    with begun(CLOSED) as world:
        for board in ("undated", "index"):
            world.page(board, {"a": 50, "b": 40})
        world.measured()
        whole, home = told(world.warehouse), file_of(world.warehouse.connection)
        world.days(1)
        world.page("index", {"a": 60, "b": 40})
        half = measure(world.warehouse, datetime(2025, 1, 2, 20, tzinfo=UTC))
        assert any(one.key.fact_table == MODEL_SCORE.name for one in half), "one series is done"
        assert home is not None
        with Warehouse.read(home.parent) as other:
            assert told(other) == whole
        half.close()
        assert told(world.warehouse) == whole


def test_a_page_that_stands_in_counts_once_the_others_are_old() -> None:
    stale = declared()["on_board"].stale_after_days
    with begun(CLOSED) as world:
        world.page("undated", {"a": 50})
        world.page("guest", {"b": 60})
        some = [(("days", 1), False), (("again", {"guest"}), True)]
        assert_flat(world, some * (stale + 2))


@some_of(25)
@given(
    names,
    scores,
    st.fixed_dictionaries(dict.fromkeys(LISTS, prices)),
    st.lists(st.tuples(price_steps, st.booleans()), min_size=4, max_size=9),
)
def test_prices_derived_bit_by_bit_are_those_derived_anew(
    first: Any, scored: Any, said: Any, some: list[tuple[Any, bool]]
) -> None:
    with begun(first) as world:
        step(world, ("page", "undated", scored))
        for source in LISTS:
            step(world, ("page", source, said[source]))
        world.measured()
        assert_flat(world, some)


@pytest.mark.parametrize(("open_from", "dearer"), [("2025-01-04", None), ("2025-01-02", 4)])
def test_a_model_whose_weights_came_after_the_page_is_named_as_soon_as_it_is_cheaper(
    open_from: str, dearer: int | None
) -> None:
    """It is on no page, and was released before it: by its weights, then by a cut of its price."""
    spans = CLOSED | {
        "a": [("permissive", "2024-01-01", None)],
        "b": [("closed", "2024-01-01", open_from), ("permissive", open_from, None)],
    }
    on_page = {one: (3, "2024-12-01", None) for one in "ac"}
    with begun(spans) as world:
        world.page("undated", {"a": 50, "c": 60})
        for source in LISTS:
            world.page(source, {**on_page, "b": (dearer or 1, "2024-12-01", None)})
        world.measured()
        world.quiet(2)
        world.days(1)
        for source in LISTS if dearer else ():
            world.page(source, {**on_page, "b": (1, "2025-01-04", None)})
        world.measured()
        found = told(world.warehouse)
        assert '["b"]' in {one["open_unscored"] for one in found[PRICE_AT_QUALITY.name]}
        assert found == anew(world)


def test_what_is_derived_no_more_stays_where_it_was() -> None:
    with begun(CLOSED | {"a": [("permissive", "2024-01-01", None)]}) as world:
        world.page("undated", {"a": 50, "c": 60})
        world.measured()
        with behind_its_back(world.warehouse) as connection:
            before = "UPDATE _board SET fact_table = 'price_front' WHERE fact_table = 'one_gpu_gap'"
            assert connection.execute(before).rowcount > 1
        world.days(1)
        world.page("undated", {"a": 70, "c": 60})
        world.measured()
        now, again = told(world.warehouse), anew(world)
        assert now.pop("one_gpu_gap")[0]["board"] == again.pop("one_gpu_gap")[0]["board"]
        assert now == again


def sizes(warehouse: Warehouse) -> dict[str, int]:
    """Rows by table."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL"
    names = [name for (name,) in warehouse.connection.execute(named)]
    count = "SELECT count(*) FROM "
    return {name: warehouse.connection.execute(count + name).fetchone()[0] for name in names}


CHANGES = "SELECT * FROM gap_changes WHERE series = 'on_board'"


def test_a_day_without_news_derives_no_series(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed and when stays as it was; a page is as old as its last look."""
    spans = {one: [("closed", "2023-01-01", None)] for one in "ad"}
    with begun(spans | {"b": [("permissive", "2024-01-01", None)]}) as world:
        warehouse = world.warehouse
        world.days(10)  # no model becomes old in those that follow
        first = world.today.isoformat()
        world.page("undated", {"a": 60, "b": 50, "d": 50})
        world.page("guest", {"a": 60})
        world.measured()
        before = rows(warehouse.connection, CHANGES)
        monkeypatch.setitem(unit.OF_SERIES, "gap", lambda *_: pytest.fail("no news"))
        for _ in range(3):
            then = sizes(warehouse)
            world.days(1)
            world.again({"undated", "guest"})
            world.measured()
            added = {name: n - then[name] for name, n in sizes(warehouse).items() if n > then[name]}
            units = 2 * len(declared()) + 3
            assert added == {"_snapshot": 2 + units}, "one for each page, and each unit"
        today = world.today.isoformat()
        assert {one["through"] for one in derived_rows(warehouse.connection, GAP)} == {today}
        assert rows(warehouse.connection, CHANGES) == before != []
        assert rows(warehouse.connection, "SELECT 1 FROM correction WHERE kind = 'rederived'") == []
        for view in ("gap_now", "lag_now", "frontier_now", "model_score", "frontier_by_release"):
            asked = (
                f"SELECT DISTINCT vintage_on FROM {view} WHERE series IN ('on_board', 'by_entry')"
            )
            assert rows(warehouse.connection, asked) == [{"vintage_on": today}], view
        (segment,) = reads_gaps.gap_segments(warehouse.connection, "on_board", "any_weights")
        assert (segment["entry"], segment["published_until"]) == (first, today)
