"""Agreement of every two series of one domain, over the models of both.

Series that take the same runs of one board are one. Series of different measurers and protocols may
meet here, as ranks and never as a gap. Leaders alone have no ranks.
Formulae and limits: docs/methods/agreement.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from measures.agreement.ranks import agreement
from measures.agreement.records import BoardAgreementEstimate
from measures.boards.states import BoardState, best_by_model, entries_of, inputs, whole
from measures.known import DerivedBoard, Known, derived
from measures.series import Series
from measures.uncertainty.intervals import LEVEL


@dataclass(frozen=True)
class _Scored:
    series: Series
    states: Sequence[BoardState]
    scores: dict[str, float]
    """Model to its best score; higher is better."""

    @property
    def vintages(self) -> set[int]:
        return {state.vintage for state in self.states}

    @property
    def newest(self) -> str:
        return max(state.published_on for state in self.states)


def board_agreements(known: Known) -> Iterator[DerivedBoard]:
    """One board per series that agrees or disagrees with a later declared one of its domain."""
    scored = [one for series in known.series.values() if (one := _scored(known, series))]
    rows: dict[str, list[BoardAgreementEstimate]] = {}
    newest: dict[str, str] = {}
    for one, other in combinations(scored, 2):
        made = _estimate(one, other) if _compare(one.series, other.series) else None
        if made is not None:
            rows.setdefault(one.series.id, []).append(made)
            day = max(one.newest, other.newest)
            newest[one.series.id] = max(day, newest.get(one.series.id, day))
    for series, some in rows.items():
        yield derived(
            "estimate",
            BoardAgreementEstimate.MEASURE,
            series,
            newest[series],
            [record.row(known.code_version) for record in some],
        )


def _compare(one: Series, other: Series) -> bool:
    """Whether two series are of one domain and take no runs of one board alike."""
    runs = [
        {
            (item.source, item.board, item.category, item.protocol, series.provenance)
            for item in series.sources
        }
        for series in (one, other)
    ]
    return one.domain == other.domain and runs[0].isdisjoint(runs[1])


def _scored(known: Known, series: Series) -> _Scored | None:
    states = inputs(series, whole(known.states[series.id]), known.through)
    if not states:
        return None
    best = best_by_model(entries_of(series, states, known.names))
    return _Scored(series, states, {model: item.score for model, item in best.items()})


def _estimate(one: _Scored, other: _Scored) -> BoardAgreementEstimate | None:
    found = agreement(one.scores, other.scores)
    if found is None:
        return None
    return BoardAgreementEstimate(
        series=one.series.id,
        value=found.value,
        low=found.low,
        high=found.high,
        ci_level=None if found.low is None else LEVEL,
        n=found.n,
        vintages=tuple(sorted(one.vintages | other.vintages)),
        other_series=other.series.id,
        domain=one.series.domain,
        outlier=found.outlier,
        outlier_rank=found.outlier_rank,
        outlier_other_rank=found.outlier_other_rank,
    )
