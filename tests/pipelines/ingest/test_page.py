"""One path for every page: archive, read, judge, record."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock

import pytest

from pipelines.ingest.page import NAMED, arrival_of, ingest, ingest_pages
from pipelines.ingest.tally import WORST_FIRST
from sources.contract import ClockWrong, Fetched, Reading, SourceIncomplete
from tests.measures.sample import row
from tests.pipelines.fake import FakeSource, look, rows
from tests.pipelines.ingest.test_fetch import left, waiting
from warehouse.errors import PageLost
from warehouse.history import read as history_read
from warehouse.history.vintages import Seen
from warehouse.reads.sources import health
from warehouse.store import Warehouse

SOURCE = FakeSource()


def values(warehouse: Warehouse) -> dict[str, tuple[float, int]]:
    states = history_read.as_of(warehouse.connection, "score")
    return {row["entry"]: (row["value"], row["held"]) for state in states for row in state.rows}


@pytest.mark.parametrize(
    ("stated", "on"), [({}, "2026-03-07"), ({"published": "2026-02-01"}, "2026-02-01")]
)
def test_a_page_is_archived_and_a_state_of_its_own_date_or_of_the_day_it_was_seen(
    home: Warehouse, stated: dict[str, str], on: str
) -> None:
    seen = look(rows(("a", 50.0), ("b", 40.0), **stated), day=7, hour=23)
    taken = ingest(home, SOURCE, seen)
    assert (taken.outcome.outcome, taken.outcome.new) == ("recorded", 2)
    assert values(home) == {"a": (50.0, 0), "b": (40.0, 0)}
    (vintage,) = history_read.newest(home.connection, "score")
    assert vintage.published_on == on
    ((_, etag, _, sha),) = home.validators("fake")
    assert (etag, home.archive.get(sha)) == (seen.etag, seen.page.body)


@pytest.mark.parametrize("published", [None, date(2026, 2, 1)])
def test_a_page_restates_a_date_of_its_own_alone(published: date | None) -> None:
    seen = Seen("fake", "https://x.invalid/", datetime(2026, 3, 7, tzinfo=UTC), "1", "0" * 64)
    reading = Reading("score", "board", "", [], published_on=published, restated=True)
    assert arrival_of(seen, reading).restated == (published is not None)


UNREAD = "unknown keys of a row are left unread: x"


def test_bad_rows_are_set_aside_and_their_entries_held(home: Warehouse) -> None:
    """One breaks a rule, two cannot be read; a row that was read beside one of its name counts."""
    ingest(home, SOURCE, look(rows(("a", 50.0), ("b", 40.0))))
    broken = [
        ["b", "value of b is 'x'", {"value": "x"}],
        ["", "no name", {"row": [1]}],
        ["c", "odd", {}],
    ]
    some = (("a", 271.0), ("c", 51.0), *((f"m{n}", 1.0) for n in range(170)))
    taken = ingest(home, SOURCE, look(rows(*some, refused=broken, unread=[UNREAD]), hour=1))
    counts = taken.outcome.read, taken.outcome.new, taken.outcome.quarantined
    assert counts == (175, 171, 4)
    assert UNREAD in taken.outcome.warnings
    found = values(home)
    assert (found["a"], found["b"], found["c"]) == ((50.0, 1), (40.0, 1), (51.0, 0))
    asked = "SELECT entry, reason, row, board FROM quarantine WHERE entry IN ('b', '')"
    assert home.connection.execute(asked).fetchall() == [
        ("b", "fake: value of b is 'x'", '{"value": "x"}', "main"),
        ("", "fake: no name", '{"row": [1]}', "main"),
    ]
    reason = home.connection.execute("SELECT reason FROM quarantine WHERE entry = 'a'").fetchone()
    assert "271" in str(reason)


def test_a_board_of_which_no_row_can_be_read_keeps_its_last_state(home: Warehouse) -> None:
    ingest(home, SOURCE, look(rows(("a", 50.0))))
    taken = ingest(home, SOURCE, look(rows(refused=[["a", "odd", {}]], other=1), hour=1))
    assert taken.outcome.outcome == "refused"
    assert values(home) == {"a": (50.0, 0)}
    page = rows(refused=[["a", "odd", {}]], other=rows(("x", 1.0)))
    taken = ingest(home, SOURCE, look(page, hour=2))
    assert (taken.outcome.read, taken.outcome.new, taken.outcome.quarantined) == (2, 1, 1)
    assert values(home) == {"a": (50.0, 0), "x": (1.0, 0)}


STRANGE = {"rows": [row("a", 1.0, surprise="x"), row("b", 2.0)], "refused": [["c", "odd", {}]]}
ODD = [[f"x{n}", f"fake: x{n} is odd", {"n": n}] for n in range(3)]


@pytest.mark.parametrize(
    ("content", "refused", "said"),
    [
        ("changed", 0, ["fake: no list"]),
        ("defect", 0, ["KeyError"]),
        (STRANGE, 3, ["columns"]),
        (rows(("a", 51.0), refused=ODD), 0, ["3 of 4 rows for score", "x0 is odd"]),
    ],
    ids=["unknown shape", "defect of the parser", "critical rule", "too many broken rows"],
)
def test_a_page_is_refused_and_the_last_good_state_stands(
    home: Warehouse, content: object, refused: int, said: list[str]
) -> None:
    ingest(home, SOURCE, look(rows(("a", 50.0))))
    taken = ingest(home, SOURCE, look(content, hour=1)).outcome
    assert (taken.outcome, taken.refused) == ("refused", refused)
    assert all(word in str(taken.cause) for word in said)
    assert values(home) == {"a": (50.0, 0)}


def test_a_page_seen_in_the_future_is_refused_and_leaves_no_trace(home: Warehouse) -> None:
    ingest(home, SOURCE, look(rows(("a", 50.0))))
    at = datetime.now(UTC) + timedelta(days=2)
    late = replace(look(rows(("a", 60.0), published="2026-03-02"), hour=1), seen_at=at)
    good = look(rows(("a", 55.0)), hour=2)
    taken = list(ingest_pages(home, [(SOURCE, late), (SOURCE, good), ("unheard_of", late)]))
    assert [one.outcome.outcome for one in taken] == ["refused", "recorded", "refused"]
    for one in (taken[0], taken[2]):
        assert one.outcome.cause.startswith(f"{one.source}: seen_at {at.isoformat()} lies in the")  # type: ignore[union-attr]
    assert values(home) == {"a": (55.0, 0)}
    # As the newest look of its address it would answer for it until that day.
    counts = "SELECT (SELECT count(*) FROM _snapshot), (SELECT count(*) FROM _page)"
    assert home.connection.execute(counts).fetchone() == (2, 2)
    early = replace(look(rows(("a", 70.0))), seen_at=datetime.now(UTC) + timedelta(hours=23))
    assert ingest(home, SOURCE, early).outcome.outcome == "recorded", "clocks differ by a day"


@pytest.mark.parametrize(
    ("answers", "outcomes", "said"),
    [
        (
            [look(rows(("a", 50.0))), KeyError("files")],
            ["recorded", "refused"],
            "fetching failed with KeyError ('files')",
        ),
        ([replace(look(None, status=304), page=None)], ["refused"], "we hold no page"),
        (
            [look(rows(("a", 50.0))), SourceIncomplete("fake", "no hosts of x")],
            ["recorded", "unchanged"],
            "no hosts of x",
        ),
    ],
)
def test_a_fetch_that_went_wrong_is_a_recorded_outcome(
    home: Warehouse, answers: list[Fetched | Exception], outcomes: list[str], said: str
) -> None:
    taken = [one.outcome for one in waiting(home, left(home, FakeSource(answers)))]
    assert [one.outcome for one in taken] == outcomes
    assert said in str((taken[-1].cause, taken[-1].warnings))
    assert health(home.connection)[0]["last_outcome"] == min(outcomes, key=WORST_FIRST.index)


DAY = 86400.0


@pytest.mark.parametrize(
    ("ahead", "is_wrong"),
    [
        ([3 * DAY], True),
        ([-400 * DAY, 0.0, -399 * DAY], True),
        ([1.9 * DAY], False),
        ([0.0, -400 * DAY], False),
        ([3 * DAY, 0.0, 1.0], False),
        ([3 * DAY, 0.0, 4 * DAY], True),
    ],
)
def test_nothing_is_recorded_under_a_wrong_clock(
    home: Warehouse, ahead: list[float], is_wrong: bool
) -> None:
    """One place with an old date beside others decides nothing."""
    inbox = left(home, FakeSource([look(PLAIN)]))
    (name,) = inbox.names()
    clocks = [(f"{number}.example", it) for number, it in enumerate(ahead)]
    clocks += [(host, 9 * DAY) for host, _ in clocks]  # what a cache kept
    inbox.put(replace(inbox.get(name), clocks=clocks), datetime.now(UTC))
    inbox.remove(name)
    with pytest.raises(ClockWrong, match="set the clock") if is_wrong else nullcontext():
        waiting(home, inbox)
    assert home.connection.execute("SELECT count(*) FROM _snapshot").fetchone() == (not is_wrong,)
    assert inbox.names() == []


PLAIN = rows(("a", 50.0), ("b", 40.0))


def told(warehouse: Warehouse, content: object, hour: int) -> list[str]:
    taken = ingest(warehouse, SOURCE, look(content, hour=hour))
    return [line for line in taken.outcome.warnings if line.startswith("fields: ")]


MANY = {f"f{number:02}": number for number in range(NAMED + 3)}


def test_new_gone_and_renamed_fields_are_named(home: Warehouse) -> None:
    for hour, (more, said) in enumerate(
        [
            ({"updated": "x"}, []),
            ({"updated_at": "x"}, ["fields: new updated_at; gone updated"]),
            ({"updated_at": "x", "by": 1}, ["fields: new by"]),
            ({}, ["fields: gone by, updated_at"]),
            (MANY, [f"fields: new {', '.join(list(MANY)[:NAMED])} and 3 more"]),
        ]
    ):
        assert told(home, {**PLAIN, **more}, hour) == said
    kept = home.connection.execute("SELECT warnings FROM _snapshot").fetchall()
    assert ["fields: gone by" in str(one) for (one,) in kept].count(True) == 1


def test_a_page_is_compared_with_the_accepted_one_before_it(home: Warehouse) -> None:
    told(home, PLAIN, 1)
    refused = {"rows": [], "other": 1}
    assert ingest(home, SOURCE, look(refused, hour=2)).outcome.outcome == "refused"
    assert told(home, rows(("a", 51.0)), 4) == []
    told(home, {**PLAIN, "new": 1}, 6)
    assert told(home, rows(("a", 52.0)), 5) == [], "it comes late"


def test_a_lost_page_costs_a_warning(home: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    told(home, PLAIN, 1)
    lost = Mock(side_effect=PageLost("page abc is not there"))
    monkeypatch.setattr("warehouse.archive.pages.Archive.get", lost)
    taken = ingest(home, SOURCE, look(rows(("a", 51.0)), hour=2))
    assert taken.outcome.outcome == "recorded"
    assert "fields could not be compared: page abc is not there" in taken.outcome.warnings
