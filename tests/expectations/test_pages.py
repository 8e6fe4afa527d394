"""Pages with one thing that is odd, and what is said of each: all judged in one go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from expectations.judge import judge_batch
from expectations.rules import TABLES
from expectations.verdict import PageVerdict, Previous, UnjudgedPage
from pipelines.ingest.page import held_entries
from tests.expectations.pages import SEEN_ON, Board, good, previous, rows

SCORE, PRICE = TABLES["score"], TABLES["price"]
ELO = {"unit": "elo", "ci_low": None, "ci_high": None}
YESTERDAY, DECEMBER = date(2026, 2, 28), date(2025, 12, 1)
Before = Mapping[Any, Previous]


@dataclass(frozen=True)
class Case:
    """A page, and what follows from it."""

    about: str
    boards: Sequence[Board]
    source: str = "nobody"
    before: Before | None = None
    refused: str = ""
    """A part of the refusal; empty: it is not refused."""
    aside: Sequence[Sequence[int]] = ()
    """By reading, the rows that are set aside; empty: none."""
    because: str = ""
    """A part of the first reason."""
    held: Sequence[str] = ()
    """Entries of which the preceding row stands."""
    broken: Sequence[str] = ()
    """Rules that do not hold, where the page is not refused."""
    told: Sequence[str] = ()
    """A part of every warning."""

    def page(self) -> UnjudgedPage:
        return UnjudgedPage(self.source, self.boards, SEEN_ON, self.before or {})


def elo(count: int, value: float = 1200.0) -> list[dict[str, Any]]:
    return [{**row, **ELO, "value": value} for row in rows(SCORE, count)]


def webdev(found: Sequence[dict[str, Any]], **more: Any) -> Board:
    return Board(found, **{"board": "webdev", "category": "overall", **more})


def hundred(**more: Any) -> Before:
    """A vintage of 100 rows before."""
    return {("score", "webdev", "overall"): previous(elo(100), **more)}


def ranked(count: int, **moved: int | None) -> list[Board]:
    """The first rows of a board that had 100; `moved`: number of a row to its rank."""
    return [
        webdev([{**row, "_rank": moved.get(f"e{n}", n)} for n, row in enumerate(elo(count), 1)])
    ]


def mover(price: float, **more: Any) -> list[Board]:
    """One price that was 1.0, beside three that stay."""
    row = {**good(PRICE, "mover"), "input_per_mtok": price, "cached_input_per_mtok": None}
    return [Board([*rows(PRICE), {**row, "output_per_mtok": max(4.0, price), **more}], "price")]


def prices(**more: Any) -> Before:
    return {("price", "main", ""): previous([*rows(PRICE), good(PRICE, "mover")], **more)}


def makers(first: int, second: int) -> list[Board]:
    """Two makers' lists, of 20 and 80 prices before."""
    return [Board(rows(PRICE, first), "price", "a"), Board(rows(PRICE, second), "price", "b")]


def lists(day: date, *, newest: bool = True) -> Before:
    return {
        ("price", "a", ""): previous(rows(PRICE, 20), published_on=day, newest=newest),
        ("price", "b", ""): previous(rows(PRICE, 80), published_on=day),
    }


def compared() -> Iterator[Case]:
    """With the last good vintage: when a rule acts, and when it only tells."""
    floor = ("(arena.rows_floor: ",)
    yield Case("a board of few rows", [webdev(elo(90))], "arena", hundred())
    yield Case("first ranks are a list", ranked(38), "arena", hundred(),
               broken=["arena.rows_floor"], told=floor)  # fmt: skip
    yield Case("below a hole in the ranks nothing counts", ranked(38, e9=40, e12=None), "arena",
               hundred(), aside=[[*range(8, 38)]], because="below rank 9",
               broken=["arena.rows_floor"], told=floor)  # fmt: skip
    yield Case("ranks that do not begin at 1", ranked(38, e1=2), "arena", hundred(),
               "arena.rows_floor")  # fmt: skip
    yield Case("no ranks", [webdev(elo(38))], "arena", hundred(), "arena.rows_floor")
    yield Case("above its floor a board is whole", ranked(90, e9=40), "arena", hundred())
    yield Case("a late page with lost rows", [webdev(elo(50))], "arena", hundred(newest=False),
               broken=["arena.rows_floor"], told=floor)  # fmt: skip
    yield Case("nothing before", [webdev(elo(5))], "arena")
    yield Case("a share of a few rows says nothing", [webdev(elo(3))], "arena",
               {("score", "webdev", "overall"): previous(elo(9))})  # fmt: skip
    yield Case("leaders beside a whole board", [webdev(elo(2), basis="leaders")], "arena",
               hundred())  # fmt: skip
    days = [webdev(elo(3), published_on=date(2025, 1, 1)),
            webdev(elo(100), published_on=date(2026, 2, 1))]  # fmt: skip
    yield Case("only the newest of a page is compared", days, "arena", hundred())
    yield Case("only the newest, whatever the order", days[::-1], "arena", hundred())
    yield Case("all ratings fall", [webdev(elo(100, 1167.0))], "arena", hundred(),
               broken=["arena.scale_shift"], told=["(arena.scale_shift: "])  # fmt: skip
    no_error = dict.fromkeys(("stderr", "ci_low", "ci_high"))
    plain = [{**row, **no_error} for row in rows(SCORE, 100)]
    fractions = [{**row, "value": row["value"] / 100} for row in plain]
    before = {("score", "main", ""): previous(plain)}
    yield Case("most percent become fractions", [Board([*fractions[:51], *plain[51:]])],
               "nobody", before, "score.scale_kept")  # fmt: skip
    yield Case("half a board may", [Board([*fractions[:50], *plain[50:]])], "nobody", before)
    yield Case("one file of an archive is cut",
               [Board(rows(SCORE, 15), board="cut"), Board(rows(SCORE, 100), board="whole")],
               "epoch", {("score", "cut", ""): previous(rows(SCORE, 20)),
                         ("score", "whole", ""): previous(rows(SCORE, 100))},
               broken=["epoch.file_rows", "epoch.runs_stay"],
               told=["(epoch.file_rows: 1 of 2: cut ", "(epoch.runs_stay: "])  # fmt: skip
    lost = "models_dev.maker_rows"
    yield Case("a maker's list is cut", makers(12, 80), "models_dev", lists(YESTERDAY),
               broken=[lost], told=[f"({lost}: "])  # fmt: skip
    yield Case("a price list is cut", makers(12, 77), "models_dev", lists(YESTERDAY),
               "models_dev.rows_floor: 1 of 1: previous_rows_share=0.89")  # fmt: skip
    euros = [{**row, "input_per_mtok": 0.86} for row in rows(PRICE, 80)]
    yield Case("a price list in euros", [*makers(20, 0)[:1], Board(euros, "price", "b")],
               "models_dev", lists(YESTERDAY), "models_dev.values_stand: ")  # fmt: skip
    for day, newest in ((DECEMBER, True), (YESTERDAY, False)):
        yield Case(f"a price list is cut, {day}, newest {newest}", makers(12, 77), "models_dev",
                   lists(day, newest=newest), broken=[lost, "models_dev.rows_floor"],
                   told=[f"({lost}: ", "(models_dev.rows_floor: "])  # fmt: skip
    move = "price.input_move_held"
    for price, more in ((5.0, ()), (0.2, ()), (150.0, ("input_ceiling", "output_move_held"))):
        yield Case(f"a price moves to {price}", mover(price), "nobody", prices(), aside=[[3]],
                   because=f"{move}: ", held=["mover"],
                   broken=[move, *(f"price.{name}" for name in more)])  # fmt: skip
    yield Case("an output price moves", mover(1.0, output_per_mtok=20.0), "nobody", prices(),
               aside=[[3]], because="held until confirmed", held=["mover"],
               broken=["price.output_move_held"])  # fmt: skip
    for price in (4.9, 0.21, 1.0):
        yield Case(f"a price moves to {price}", mover(price), "nobody", prices())
    yield Case("a late page with a price move", mover(10.0), "nobody", prices(newest=False),
               broken=[move], told=[f"({move}: "])  # fmt: skip
    yield Case("a move over two weeks", mover(10.0), "nobody",
               prices(published_on=date(2026, 2, 15)), aside=[[3]], held=["mover"],
               broken=[move])  # fmt: skip
    yield Case("a move over more than two weeks", mover(10.0), "nobody",
               prices(published_on=date(2026, 2, 14)), broken=[move],
               told=[f"({move}: "])  # fmt: skip
    first = {**good(PRICE, "mover"), "input_per_mtok": 10.0, "output_per_mtok": 10.0}
    yield Case("a second look confirms", mover(10.0), "nobody", prices(held={"mover": first}))
    yield Case("a second look says otherwise", mover(11.0), "nobody",
               prices(held={"mover": first}), aside=[[3]], held=["mover"],
               broken=[move])  # fmt: skip
    yield Case("a new offering", mover(100.0, output_per_mtok=200.0), "nobody",
               {("price", "main", ""): previous(rows(PRICE))})  # fmt: skip


def other(entry: str) -> dict[str, Any]:
    return {**good(SCORE, entry), "value": 51.0}


def bad(count: int) -> list[dict[str, Any]]:
    return [{**row, "value": 5400.0, "ci_high": None} for row in rows(SCORE, count)]


def twice() -> Iterator[Case]:
    """The same entry twice on one board: exact repeats, ambiguous entries, mixed-in boards."""
    again, key = "exact repeat of row 1, which counts once", "score.every.natural_key"
    twin = good(SCORE, "entry-1")
    yield Case("an exact repeat counts once", [Board([*rows(SCORE), twin, twin])],
               aside=[[3, 4]], because=again)  # fmt: skip
    yield Case("exact repeats may be many", [Board(rows(SCORE, 12) * 4)],
               aside=[[*range(12, 48)]], because="exact repeat of row 0")  # fmt: skip
    yield Case("a repeat that differs for the rules alone",
               [Board([*rows(SCORE), {**twin, "_folder_on": "2025-06-02"}])], aside=[[3]],
               because=again)  # fmt: skip
    sixty = [*rows(SCORE, 60), other("entry-7")]
    yield Case("an ambiguous entry is set aside whole", [Board(sixty)], aside=[[7, 60]],
               because=f"{key}: entry='entry-7'", held=["entry-7"], broken=[key])  # fmt: skip
    yield Case("an ambiguous entry with a repeat", [Board([*sixty, other("entry-7")])],
               aside=[[7, 60, 61]], held=["entry-7"], broken=[key])  # fmt: skip
    yield Case("the same entry on two boards",
               [Board(rows(SCORE)), Board([other("entry-0")], category="coding")])  # fmt: skip
    yield Case("the same entry at two published dates",
               [Board([other("entry-0")], published_on=date(2026, 1, 1)),
                Board(rows(SCORE), published_on=date(2026, 2, 1))])  # fmt: skip
    small = Board([*rows(SCORE, 10), other("entry-7")])
    yield Case("over two percent of a page", [small], refused="score.every.few_ambiguous")
    yield Case("two percent are counted over the whole page",
               [small, Board(rows(SCORE, 60), category="coding")], aside=[[7, 10], []],
               held=["entry-7"], broken=[key])  # fmt: skip
    twins = [other(f"entry-{number}") for number in range(3)]
    yield Case("three of a hundred", [Board([*rows(SCORE, 100), *twins])],
               refused="score.every.few_ambiguous: 1 of 1: ambiguous_share=0.03")  # fmt: skip
    yield Case("two of a hundred", [Board([*rows(SCORE, 100), *twins[:2]])],
               aside=[[0, 1, 100, 101]], held=["entry-0", "entry-1"], broken=[key])  # fmt: skip
    kept = [good(SCORE, f"good-{number}") for number in range(10)]
    yield Case("most rows are bad", [Board([*kept, *bad(11)])],
               refused="score.every.most_rows_kept: 1 of 1: set_aside_share=0.52")  # fmt: skip
    yield Case("half of the rows are bad", [Board([*kept, *bad(10)])],
               aside=[[*range(10, 20)]], held=[f"entry-{n}" for n in range(10)],
               broken=["score.percent_range"])  # fmt: skip
    tomorrow = Board(rows(SCORE), published_on=date(2026, 3, 2))
    yield Case("published a day after it was seen", [tomorrow])
    yield Case("published two days after", [replace(tomorrow, published_on=date(2026, 3, 3))],
               refused="score.every.published_not_ahead: 1 of 1: main latest_on='2026-03-02' "
               "published_on='2026-03-03'")  # fmt: skip
    yield Case("one table is refused", [Board(rows(SCORE)), Board([{**good(PRICE), "rank": 1}],
               "price")], refused="price.schema.columns")  # fmt: skip
    yield Case("two faults of a page",
               [Board([{**row, "rank": 1} for row in rows(SCORE)], published_on=date(2027, 1, 1))],
               refused=" (and 1 more)")  # fmt: skip
    yield Case("no board at all", [], refused="the page gave no board, so there is nothing to keep")
    for table in (SCORE, PRICE):
        both = [Board(rows(table), table.name), Board([], table.name, "empty")]
        yield Case(f"an empty board of {table.name}", both,
                   refused=f"{table.name}.some_rows: 1 of 2: empty rows=0")  # fmt: skip
    nameless = [{**row, "model_name": None} for row in rows(SCORE)]
    alike = [{**other(name), "model_name": "gpt-5.2-codex"} for name in ("first", "second")]
    yield Case("one submission listed twice", [Board([*nameless, *alike])], "swebench",
               broken=["swebench.listed_once"],
               told=["main/first model_name='gpt-5.2-codex'"])  # fmt: skip
    yield Case("a row without an entry", [Board([*rows(SCORE), {**good(SCORE), "entry": None}])],
               aside=[[3]], broken=["score.schema.entry_present"])  # fmt: skip


def arena(source: str, count: int, board: str = "text_style_control", **changes: Any) -> Board:
    """A board of the import-only sources of Arena."""
    rating = {"unit": "elo", "value": 1400.0, "ci_low": 1390.0, "ci_high": 1410.0, **changes}
    found = [{**good(SCORE, f"e{number}"), **rating} for number in range(count)]
    bare = [{name: one for name, one in row.items() if name != "_folder_on"} for row in found]
    basis = "leaders" if source == "arena_top50_mirror" else "board"
    return Board(bare, board=board, category="overall", basis=basis)


def copies() -> Iterator[Case]:
    """Copies of Arena's boards, each with the fault that its rule was written for."""
    top = "arena_top50_mirror"
    yield Case("more than fifty", [arena(top, 51, "text")], top, refused=f"{top}.fifty_rows")
    yield Case("fifty rows are never a board", [replace(arena(top, 50, "text"), basis="board")],
               top, refused=f"{top}.leaders_only")  # fmt: skip
    for source in ("arena", "arena_page"):
        whole = arena(source, 320)
        more = [{**whole.rows[0], "value": 1400.0 + number} for number in (1, 2)]
        yield Case(f"{source} names one twice", [replace(whole, rows=[*whole.rows, more[0]])],
                   source, aside=[[0, 320]], held=["e0"],
                   broken=["score.every.natural_key"])  # fmt: skip
        yield Case(f"{source} names one three times", [replace(whole, rows=[*whole.rows, *more])],
                   source, refused=f"{source}.entry_at_most_twice: 3 of 322")  # fmt: skip
    yield Case("no intervals", [arena("arena_page", 200, ci_low=None, ci_high=None,
               ci_level=None)], "arena_page", broken=["arena_page.interval_present"],
               told=["(arena_page.interval_present: 200 of 200: "])  # fmt: skip


CASES = {case.about: case for case in (*compared(), *twice(), *copies())}


@cache
def verdicts() -> dict[str, PageVerdict]:
    found = judge_batch([case.page() for case in CASES.values()])
    return dict(zip(CASES, found, strict=True))


@pytest.mark.parametrize("about", CASES)
def test_what_follows_from_a_page(about: str) -> None:
    case, verdict = CASES[about], verdicts()[about]
    if case.refused:
        assert case.refused in str(verdict.refused)
        assert str(verdict.refused).startswith(f"{case.source}: ")
        assert "\n" not in str(verdict.refused)
        assert not any(reading.rows or reading.quarantined for reading in verdict.readings)
        return
    assert verdict.refused is None
    aside = [[one.index for one in reading.quarantined] for reading in verdict.readings]
    assert aside == (list(map(list, case.aside)) or [[] for _ in case.boards])
    reasons = [one.reason for reading in verdict.readings for one in reading.quarantined]
    assert case.because in (reasons or [""])[0]
    held = [one for it in verdict.readings for one in held_entries(it.reading, it)]
    assert held == list(case.held)
    assert set(verdict.broken) == set(case.broken)
    assert len(verdict.warnings) == len(case.told)
    for part in case.told:
        assert any(part in warning for warning in verdict.warnings)
    for reading, board in zip(verdict.readings, case.boards, strict=True):
        assert len(reading.rows) + len(reading.quarantined) == len(board.rows)


def test_first_ranks_are_a_list_and_no_board() -> None:
    values = [row["value"] for row in elo(38)]
    found = [(name, it) for name, one in verdicts().items() for it in one.readings if it.is_list]
    assert {name: it.floor for name, it in found} == {
        "first ranks are a list": values[37],
        "below a hole in the ranks nothing counts": values[7],
    }


def test_a_row_without_an_entry_has_an_empty_name() -> None:
    (one,) = verdicts()["a row without an entry"].readings[0].quarantined
    assert one.entry == ""
