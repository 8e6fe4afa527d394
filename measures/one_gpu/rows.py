"""The gap that fits one GPU: gap and lag of every series among the open models that fit.

Nothing is measured anew: the gap and the lag of the newest page are made with a registry in which
open models that do not fit are in no class (`memory.on_one_gpu`). Limits: docs/methods/one_gpu.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from measures.boards.states import BoardState, best_by_model, entries_of, inputs, whole
from measures.gap.history import gap_history
from measures.known import DerivedBoard, Known, derived
from measures.lag.history import lag_history
from measures.lag.words import LagOn, on_day
from measures.names.registry import Registry
from measures.one_gpu.memory import ASSUMPTION, fits, memory_gb, on_one_gpu
from measures.one_gpu.records import OneGpuGapEstimate
from measures.segments import GapSegment, in_force
from measures.series import Series
from terms.openness import CLASSES, OPENNESS_RULES


@dataclass(frozen=True)
class _Page:
    """The newest states of a series, and the registries that they are read with."""

    series: Series
    states: Sequence[BoardState]
    names: Registry
    fitting: Registry
    at_most: Registry
    """Models of unknown size are taken to fit."""
    through: str

    @property
    def newest(self) -> str:
        return max(state.published_on for state in self.states)

    def gap(self, names: Registry, rule: str) -> GapSegment | None:
        found = gap_history(self.series, self.states, names, rule, self.through)
        return found[-1] if found else None

    def open_models(self, rule: str, on: str) -> dict[str, float]:
        """Model to its best score, of all that are open on a day."""
        entries = entries_of(self.series, self.states, self.names)
        inside = (item for item in entries if item.openness(on) in CLASSES[rule])
        return {model: item.score for model, item in best_by_model(inside).items()}


class _Gaps(NamedTuple):
    """The newest gap of a series among the open models that fit, all, and those that may fit."""

    fitting: GapSegment
    whole: GapSegment
    at_most: GapSegment


def one_gpu_gaps(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """One board, of the newest whole page of a series, one row per openness rule.

    Of leaders alone nobody knows who of those that fit is the best.
    """
    states = inputs(series, whole(known.states[series.id]), known.through)
    if not states:
        return
    fitting = on_one_gpu(known.names)
    at_most = on_one_gpu(known.names, unknown_fits=True)
    page = _Page(series, states, known.names, fitting, at_most, known.through)
    rows = [
        _estimate(page, rule, gaps).row(known.code_version)
        for rule in OPENNESS_RULES
        if (gaps := _gaps(page, rule)) is not None
    ]
    yield derived("estimate", OneGpuGapEstimate.MEASURE, series.id, page.newest, rows)


def _gaps(page: _Page, rule: str) -> _Gaps | None:
    """None for a series without a day."""
    fitting, whole = page.gap(page.fitting, rule), page.gap(page.names, rule)
    at_most = page.gap(page.at_most, rule)
    return _Gaps(fitting, whole, at_most) if fitting and whole and at_most else None


def _lag(page: _Page, rule: str, on: str) -> LagOn | None:
    found = in_force(lag_history(page.series, page.states, page.fitting, rule, page.through), on)
    return on_day(found, on) if found else None


def _estimate(page: _Page, rule: str, gaps: _Gaps) -> OneGpuGapEstimate:
    """Of the day of the page, or of the later one on which a model of it took either lead."""
    gap, whole, either = gaps
    through = max(page.newest, gap.entry, whole.entry)
    lag = _lag(page, rule, through)
    models = page.open_models(rule, through)
    bar = None if gap.open_value is None else page.series.sign * gap.open_value
    unknown = [name for name in models if fits(page.names.model(name)) is None]
    leader = page.names.model(gap.open_model) if gap.open_model else {}
    return OneGpuGapEstimate(
        unit=page.series.unit,
        series=page.series.id,
        openness_rule=rule,
        value=gap.gap,
        low=gap.gap_low,
        high=gap.gap_high,
        ci_level=gap.ci_level,
        n=sum(bool(fits(page.names.model(name))) for name in models),
        from_on=gap.entry,
        through_on=through,
        vintages=tuple(sorted({state.vintage for state in page.states})),
        assumption=ASSUMPTION,
        closed_model=gap.closed_model,
        closed_value=gap.closed_value,
        open_model=gap.open_model,
        open_value=gap.open_value,
        parameters_total_b=leader.get("parameters_total_b"),
        memory_gb=memory_gb(leader),
        p_open_ahead=gap.p_open_ahead,
        lag_days=lag.days if lag else None,
        lag_low=lag.low if lag else None,
        lag_high=lag.high if lag else None,
        lag_censored=lag is not None and lag.segment.censored is not None,
        whole_open_model=whole.open_model,
        whole_gap=whole.gap,
        whole_gap_low=whole.gap_low,
        whole_gap_high=whole.gap_high,
        open_models=len(models),
        size_unknown=len(unknown),
        size_unknown_above=tuple(
            sorted(name for name in unknown if bar is None or models[name] >= bar)
        ),
        unknown_gap=either.gap,
        unknown_gap_low=either.gap_low,
        unknown_gap_high=either.gap_high,
        unresolved_above=gap.unresolved_above,
    )
