from __future__ import annotations

from measures.boards.coverage import TOP, prices, top_of
from tests.measures.sample import registry, row, series, state

KNOWN = registry({"ours": "closed", "theirs": "permissive"})


def test_only_the_leading_rows_count() -> None:
    rows = [row(f"ours {n}", 90 - n) for n in range(TOP)]
    found = top_of(series(), [state("2025-01-01", *rows, row("strange", 1))], KNOWN, "2025-02-01")
    assert (found.rows, found.matched, found.share, found.is_short) == (TOP, TOP, 1.0, False)
    found = top_of(series(), [state("2025-01-01", *rows, row("strange", 99))], KNOWN, "2025-02-01")
    assert (found.matched, found.unmatched) == (TOP - 1, ("strange",))


def test_lower_is_better_where_it_is() -> None:
    rows = [row(f"ours {n}", 10 + n) for n in range(TOP)]
    worst = state("2025-01-01", *rows, row("strange", 99))
    assert top_of(series(direction="lower"), [worst], KNOWN, "2025-02-01").unmatched == ()


def test_rows_that_name_no_model_are_left_out() -> None:
    rows = [row("ours", 50), row("team", 60, model_name=None)]
    assert top_of(series(), [state("2025-01-01", *rows)], KNOWN, "2025-02-01").rows == 1


def test_an_empty_series_has_no_share_and_is_not_short() -> None:
    found = top_of(series(), [], KNOWN, "2025-02-01")
    assert (found.rows, found.share, found.is_short) == (0, None, False)


def test_a_share_below_the_target_is_short() -> None:
    listed = [(f"m{n}", "m" if n else None) for n in range(20)]
    assert prices("p", listed).share == 0.95
    assert not prices("p", listed).is_short
    assert prices("p", listed[:19]).is_short
    assert prices("p", listed).unmatched == ("m0",)
