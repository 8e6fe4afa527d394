"""Boards whose models have release dates: what the tests of lag need beyond `boards`."""

from collections.abc import Mapping, Sequence

from measures.boards.states import Boards, BoardState
from measures.lag.history import lag_history
from measures.lag.releases import ReleaseTable
from measures.names.registry import Registry
from measures.segments import LagSegment
from measures.series import Series
from tests.measures.sample import registry, row, series, state

TODAY = "2026-12-31"
Model = tuple[str, str, float, float | None]
"""(release date, openness or "opened YYYY-MM-DD", score, standard error)."""


def known(models: Mapping[str, Model]) -> Registry:
    """A registry in which every model has its openness from its release on."""
    grades = {}
    for name, (day, openness, *_) in models.items():
        now, _, later = openness.partition(" ")
        grades[name] = (
            [("closed", day, later), ("permissive", later, None)] if later else [(now, day, None)]
        )
    return registry(grades, released_on={name: given[0] for name, given in models.items()})


def board(models: Mapping[str, Model], on: str = "2025-12-31", basis: str = "board") -> BoardState:
    """One vintage that lists every model; scores are index points."""
    rows = [
        row(name, score, unit="index", stderr=error)
        for name, (_, _, score, error) in models.items()
    ]
    return state(on, *rows, basis=basis, leads="" if basis == "board" else "closed, any_weights")


def indexed(axis: str = "board") -> Series:
    return series(unit="index", items=None, axis=axis)


def lags(
    models: Mapping[str, Model], on: str = "2025-12-31", basis: str = "board"
) -> list[LagSegment]:
    found = history(indexed(), [board(models, on, basis)], models)
    return [one for one in found if one.sign is not None]


def history(
    of: Series, states: Sequence[BoardState], models: Mapping[str, Model]
) -> list[LagSegment]:
    """Every lag of the headline's rule, as it is derived."""
    return lag_history(Boards(of, states, known(models), TODAY), "any_weights")


def releases(models: Mapping[str, Model], through: str = "2025-12-31") -> ReleaseTable:
    pages = [board(models, through)]
    return ReleaseTable(Boards(indexed(), pages, known(models), TODAY), pages, "any_weights")
