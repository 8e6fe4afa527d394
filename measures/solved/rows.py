"""The frontier of cost per solved task over time, on every board that states what its runs cost.

Cost per solved task = mean cost of a task / share solved (cost-of-pass, arXiv 2504.13359); its
frontier on a day is the cheapest run by then. The rate and its interval are those of the decline of
prices (`measures.price.decline`), with runs in the place of prices. Limits: docs/methods/solved.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.price.decline import Observation, decline
from measures.price.pairs import SolvedCost, solved_costs
from measures.price.records import PricedGroup
from measures.series import Series
from measures.solved.records import LEVEL, SolvedCostEstimate, SolvedLow
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES

GRADES = {PricedGroup.CLOSED: CLOSED_GRADES, PricedGroup.OPEN: OPEN_GRADES[HEADLINE_RULE]}


def solved_cost_trends(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """One board of a series with a dated run that states its cost, one row per class that has one.

    The open class is that of the headline rule.
    """
    newest = inputs_on(series, known.states[series.id], known.through)
    if newest is None:
        return
    found = solved_costs(series, known.states[series.id], known.names, known.through)
    dated = sorted(
        (run for run in found if run.dated_on), key=lambda run: (run.dated_on, run.per_solved)
    )
    groups = {group: _of(known, dated, group) for group in PricedGroup}
    rows = [
        _estimate(series, group, runs).row(known.code_version)
        for group, runs in groups.items()
        if runs
    ]
    if rows:
        yield derived("estimate", SolvedCostEstimate.MEASURE, series.id, newest, rows)


def _of(known: Known, runs: Sequence[SolvedCost], group: PricedGroup) -> list[SolvedCost]:
    """The runs of a class, by the openness of the model on the day of the run."""
    grades = GRADES.get(group)
    return [
        run
        for run in runs
        if grades is None
        or (run.model and known.names.openness(run.model, str(run.dated_on)) in grades)
    ]


def _estimate(series: Series, group: PricedGroup, runs: Sequence[SolvedCost]) -> SolvedCostEstimate:
    # The decline draws models; a run without one stands for itself.
    seen = [(str(run.dated_on), run.model or run.entry, run.per_solved) for run in runs]
    fit = decline(seen)
    lows = [_low(runs, point) for point in fit.points]
    return SolvedCostEstimate(
        series=series.id,
        openness_rule=HEADLINE_RULE,
        value=None if fit.factor is None else round(fit.factor, 4),
        low=None if fit.low is None else round(fit.low, 4),
        high=None if fit.high is None else round(fit.high, 4),
        ci_level=None if fit.low is None else LEVEL,
        n=len(lows),
        from_on=lows[0].on,
        through_on=lows[-1].on,
        vintages=tuple(sorted({run.vintage for run in runs})),
        group=group,
        runs=len(runs),
        lows=tuple(lows),
        halving_days=fit.halving_days,
        reason=fit.reason,
        no_interval=fit.no_interval,
    )


def _low(runs: Sequence[SolvedCost], point: Observation) -> SolvedLow:
    """The run that an observation is of."""
    on, who, cost = point
    run = next(
        run
        for run in runs
        if (run.dated_on, run.model or run.entry, run.per_solved) == (on, who, cost)
    )
    return SolvedLow(on, run.entry, run.model, run.per_solved)
