"""The index of matched models: worked numbers, and what must not move it."""

from math import exp, log
from typing import Any

from measures.price.index import LEAST, matched_index, month_starts
from measures.price.spans import PriceBoard
from terms.openness import CLOSED_GRADES
from tests.measures.price.sample import board, book, row

Row = dict[str, Any]
NAMES = [f"m{number}" for number in range(LEAST)]
GRADES = dict.fromkeys([*NAMES, "new"], "closed")
DAYS = ["2026-01-01", "2026-02-01", "2026-03-01"]


def dated(*more: tuple[str, float, str]) -> PriceBoard:
    """A dated list of all models at 2/8 from December on, with later prices of some."""
    rows = [row(name, 2, 8, effective_on="2025-12-01") for name in NAMES]
    rows += [row(name, 2 * factor, 8 * factor, effective_on=on) for name, factor, on in more]
    return board("twin", {"2026-01-20": rows, "2026-02-01": rows, "2026-03-01": rows})


def index(*boards: PriceBoard, grades: dict[str, str] | None = None) -> list[Row]:
    graded = grades or GRADES
    return matched_index(book(*boards, grades=graded), CLOSED_GRADES, DAYS)


def values(found: list[Row]) -> list[float]:
    return [one["price_index"] for one in found]


def test_months_begin_on_or_after_a_day() -> None:
    assert month_starts("2025-11-01", "2026-02-01") == [
        "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01",
    ]  # fmt: skip
    assert month_starts("2025-11-02", "2025-12-15") == ["2025-12-01"]


def test_one_of_five_halves_then_another_doubles() -> None:
    # exp(ln(0.5) / 5) = 0.8706; times exp(ln(2) / 5) it is 1 again.
    found = index(dated(("m0", 0.5, "2026-01-10"), ("m1", 2, "2026-02-10")))
    assert values(found) == [100, round(100 * exp(log(0.5) / LEAST), 4), 100]
    assert [one["models"] for one in found] == [LEAST] * 3
    assert [one["models_changed"] for one in found] == [0, 1, 1]


def test_a_model_that_comes_counts_from_its_second_day_on() -> None:
    came = [row("new", 1, 1, effective_on="2026-01-15"),
            row("new", 4, 4, effective_on="2026-02-15")]  # fmt: skip
    new = board("twin", {"2026-02-01": came, "2026-03-01": came})
    found = index(dated(), new)
    assert values(found)[:2] == [100, 100]
    assert values(found)[2] == round(100 * exp(log(4) / (LEAST + 1)), 4)
    assert [one["models"] for one in found] == [LEAST, LEAST + 1, LEAST + 1]


def test_a_list_that_takes_over_and_a_cheaper_offering_move_nothing() -> None:
    # The maker's page begins in February, at another price than the list has.
    looks = ("2026-02-05", "2026-02-20", "2026-03-01")
    page = board("page", {on: [row(name, 1, 1) for name in NAMES] for on in looks})
    assert values(index(dated(), page)) == [100, 100, 100]
    rows = [row(name, 2, 8, effective_on="2025-12-01") for name in NAMES]
    rows += [row("m0-lite", 1, 1, model_name="m0", effective_on="2026-01-15")]
    cheaper = board("twin", {"2026-02-01": rows, "2026-03-01": rows})
    assert values(index(cheaper)) == [100, 100, 100]


def test_a_list_that_corrects_itself_moves_nothing() -> None:
    """Gemini 2.5 Flash of September 2025: LiteLLM had what model-prices took up two weeks later."""
    wrong = [row("new", 1, 1, effective_on="2025-12-01"),
             row("new", 2, 2, effective_on="2026-01-10")]  # fmt: skip
    late = board("twin", {"2026-01-20": wrong, "2026-02-01": wrong, "2026-03-01": wrong})
    right = board("list", {"2026-01-05": [row("new", 2, 2)]})
    assert values(index(dated(), late))[1] == round(100 * exp(log(2) / (LEAST + 1)), 4)
    found = index(dated(), late, right)
    assert [(one["price_index"], one["models_changed"]) for one in found] == [(100, 0)] * 3


def test_too_few_models_make_no_index_and_end_one() -> None:
    assert matched_index(book(dated(), grades=GRADES), CLOSED_GRADES, []) == []
    few = {name: "closed" for name in NAMES[1:]} | {"m0": "permissive"}
    assert index(dated(), grades=few) == []
    gone = [{**row(name, 2, 8, effective_on="2025-12-01"), "withdrawn_on": "2026-02-10"}
            for name in NAMES]  # fmt: skip
    found = index(board("twin", {"2026-01-20": gone, "2026-02-01": gone}))
    assert [one["on_date"] for one in found] == DAYS[:2]


def test_a_page_looked_at_before_a_change_does_not_hide_it() -> None:
    page = board("page", {"2026-01-05": [row(name, 2, 8) for name in NAMES]})
    found = index(dated(("m0", 2, "2026-01-10")), page)
    assert values(found) == [100, *[round(100 * exp(log(2) / LEAST), 4)] * 2]
