from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

from measures.contenders import Choice
from measures.gap.history import gaps, moments
from measures.known import Known
from measures.names.registry import Registry
from measures.one_gpu import fits, may_fit, memory_gb, one_gpu_gaps, surely_fits
from measures.segments import GapSegment
from tests.measures.sample import registry, row, series, state

Made = Mapping[str, tuple[str, float | None, float]]
"""Model to its openness, its billions of parameters and its score."""
BOARD = series()
MODELS: Made = {
    "shut": ("closed", None, 80.0),
    "huge": ("permissive", 700.0, 75.0),
    "small": ("permissive", 30.0, 60.0),
    "tiny": ("restricted", 8.0, 65.0),
    "secret": ("permissive", None, 70.0),
    "mini": ("permissive", None, 20.0),
}


def names(models: Made) -> Registry:
    grades = {name: made[0] for name, made in models.items()}
    return registry(grades, parameters_total_b={name: made[1] for name, made in models.items()})


def known(models: Made) -> Known:
    rows = [row(name, score) for name, (_, _, score) in models.items()]
    held = names(models)
    return Known(BOARD, [state("2026-01-01", *rows)], held, "2026-01-05", held)


def measured(models: Made) -> dict[str, dict[str, Any]]:
    """Openness rule to its row."""
    boards = one_gpu_gaps(known(models))
    return {board.key.category: dict(row) for board in boards for row in board.rows}


def test_memory_is_parameters_at_their_precision_and_a_fifth() -> None:
    # 33 B at 2 bytes: 66 GB and 13.2 more; 34 B: 81.6.
    assert memory_gb({"parameters_total_b": 33.0}) == pytest.approx(79.2)
    assert fits({"parameters_total_b": 33.0})
    assert fits({"parameters_total_b": 34.0}) is False
    # gpt-oss-120b as released: 117 B at 4.47 bits are 65.4 GB, with the fifth 78.4.
    released = {"parameters_total_b": 117.0, "bits_per_parameter": 4.47}
    assert memory_gb(released) == pytest.approx(78.4, abs=0.1)
    assert fits(released)
    assert fits({"parameters_total_b": 117.0, "bits_per_parameter": None}) is False
    assert (memory_gb({"parameters_total_b": None}), fits({})) == (None, None)


def test_only_what_fits_counts_and_who_does_not_is_said() -> None:
    found = measured(MODELS)["any_weights"]
    assert (found["open_model"], found["gap"], found["memory_gb"]) == ("tiny", 15.0, 19.2)
    assert (found["closed_model"], found["any_size_open_model"], found["any_size_gap"]) == (
        "shut", "huge", 5.0,
    )  # fmt: skip
    assert (found["n"], found["open_models"], found["size_unknown"]) == (2, 5, 2)
    assert (found["size_unknown_above"], found["gap_if_unknown_fits"]) == ("secret", 10.0)
    assert found["gap_low"] < 15 < found["gap_high"]
    finer = measured(MODELS | {"shut": ("closed", None, 80.00006)})["any_weights"]
    assert (finer["gap"], finer["any_size_gap"]) == (15.0001, 5.0001), "rounded as all that is kept"


@pytest.mark.parametrize(
    ("secret", "verdict"),
    [(70.0, "closed ahead"), (79.0, "cannot be judged"), (None, "closed ahead")],
)
def test_a_size_that_nobody_knows_may_decide(secret: float | None, verdict: str) -> None:
    more = {} if secret is None else {"secret": ("permissive", None, secret)}
    row = measured({name: MODELS[name] for name in ("shut", "tiny")} | more)["any_weights"]
    assert (row["verdict"], row["lag_days"] is None) == (verdict, verdict == "cannot be judged")


SIZED = st.dictionaries(
    st.sampled_from([f"m{n}" for n in range(8)]),
    st.tuples(
        st.sampled_from(("closed", "permissive", "restricted")),
        st.sampled_from((None, 7.0, 33.0, 34.0, 400.0)),
        st.integers(1, 99).map(float),
    ),
    min_size=1,
)


def gap_among(models: Made, choice: Choice | None = None) -> GapSegment:
    return gaps(BOARD, moments(known(models), "any_weights", choice))[-1]


@given(SIZED)
def test_a_smaller_choice_never_makes_the_gap_smaller(models: Made) -> None:
    every, *some = (gap_among(models, choice) for choice in (None, may_fit, surely_fits))
    # Who is closed stays so, and what does not fit is not unresolved.
    assert {one.closed_model for one in (*some, every)} == {every.closed_model}
    assert {one.unresolved_above for one in (*some, every)} == {every.unresolved_above}
    known_gaps = [one.gap for one in (every, *some) if one.gap is not None]
    assert known_gaps == sorted(known_gaps)
    assert some[1].gap is None or every.gap is not None
