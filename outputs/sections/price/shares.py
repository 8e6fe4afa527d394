"""Quality and cost of the best open models in percent of the best closed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from markupsafe import Markup

from measures.estimates import Estimate, only
from measures.price.records import PricePairEstimate
from measures.price.records_market import CostPairEstimate
from measures.series import Series
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import PAGE, PHONE
from outputs.charts.pareto import SharePoint, Shares
from outputs.sections.price.pairs import key, named, percent
from outputs.sections.section import INACTIVE, Cell, Fold, Section, cell, counted, figure, parted
from outputs.wording import ModelNames, Name, model_name
from terms.numbers import plural
from terms.openness import HEADLINE_RULE

NO_ENDS = 24
"""Pixels right of the plot."""
QUALITY, COST = 90.0, 1.0
"""What people say: 90 percent of the quality at 1 percent of the cost."""


@dataclass(frozen=True, slots=True)
class SharesOfPair:
    """The leading pair of a series whose score is a share."""

    row: PricePairEstimate
    quality: float
    """Open score in percent of the closed one."""
    series: Series

    @property
    def cost(self) -> float:
        """Open price in percent of the closed one."""
        return self.row.cost_percent

    @property
    def is_live(self) -> bool:
        """Whether the series still says something new."""
        return self.series.is_live

    @property
    def titled(self) -> str:
        """The title of the series, with its status where that matters."""
        return self.series.title if self.is_live else f"{self.series.title} ({self.status})"

    @property
    def status(self) -> str:
        """What is said against the series, in words; empty while nothing is."""
        return ", ".join(it.label for it in self.series.statuses)


def shares(
    estimates: Sequence[Estimate], declared: Mapping[str, Series], names: ModelNames
) -> Section | None:
    """The best open model of each series beside the best closed one: share of score and cost."""
    pairs = [
        SharesOfPair(row, row.quality_percent, declared[row.series])
        for row in only(PricePairEstimate, estimates)
        if row.openness_rule == HEADLINE_RULE
        and row.series in declared
        and row.quality_percent is not None
    ]
    if not pairs:
        return None
    costs = only(CostPairEstimate, estimates)
    solved = {row.series: row for row in costs if row.openness_rule == HEADLINE_RULE}
    pairs.sort(key=lambda it: it.cost)
    first = [it for it in pairs if it.is_live or it.series.id in solved] or pairs
    rest = [it for it in pairs if it not in first]
    lead, note = parted(
        _shares_text(pairs, list(solved.values()), names),
        "Only series whose score is a share: a rating or an index has no zero, so 90 % of it "
        "means nothing. Near the top, a point of the score is worth more than lower down.",
    )
    return Section(
        key="shares",
        title="“90 % at 1 %”",
        lead=lead,
        columns=(
            "Series",
            "Best closed and open with a price today",
            "Share of the score",
            "Share of the token price",
            "Share of the cost per task",
        ),
        rows=[_share(it, solved.get(it.series.id), names) for it in first],
        caption="Open in % of closed: active benchmarks, and those whose board states a "
        "cost; open weights, prices of today, scores of each series’ newest page",
        note=note,
        fold=Fold(
            f"{len(rest)} more series: {INACTIVE}",
            [_share(it, None, names) for it in rest],
        )
        if rest
        else None,
        chart=_chart(pairs),
        chart_caption="Score (up) and price per token (to the right, log scale) of open in % "
        f"of closed, by series; pale: {INACTIVE}",
    )


def _chart(pairs: Sequence[SharesOfPair]) -> Markup:
    points = [
        SharePoint(it.cost, it.quality, it.series.title.partition(",")[0] if it.is_live else "")
        for it in pairs
    ]
    text = Text("share", "Share of the score against share of the price", "As the table shows.")
    # Its lines have no names at their right end.
    sizes = [replace(size, right=NO_ENDS) for size in (PAGE, PHONE)]
    return charts(Shares(points, (QUALITY, COST)), text, *sizes)


def _share(it: SharesOfPair, solved: CostPairEstimate | None, names: ModelNames) -> Sequence[Cell]:
    row, series = it.row, it.series
    better = [
        f"better, but without a known price: {_some(models, names)}"
        for models in (row.unpriced_closed, row.unpriced_open)
        if models
    ]
    return (
        Cell(
            Name(series.title),
            [] if it.is_live else [Name(it.status)],
            series_id=series.id,
        ),
        cell(f"{named(row.closed.model, names)}, {named(row.open.model, names)}", *better),
        figure(percent(it.quality)),
        figure(percent(it.cost)),
        _share_of_task(row, solved, names),
    )


def _share_of_task(
    row: PricePairEstimate, solved: CostPairEstimate | None, names: ModelNames
) -> Cell:
    if solved is None:
        return cell("no cost stated")
    same = key(row) == key(solved)
    both = f"{named(solved.closed.model, names)} and {named(solved.open.model, names)}"
    return figure(
        percent(_of_task(solved)),
        f"per solved task {percent(solved.cost_percent)}",
        "" if same else f"of {both}",
    )


def _of_task(solved: CostPairEstimate) -> float:
    return 100 * solved.open.usd_per_task / solved.closed.usd_per_task


def _some(models: Sequence[str], names: ModelNames) -> str:
    told = [model_name(model, names).text for model in models[:2]]
    more = len(models) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _shares_text(
    pairs: Sequence[SharesOfPair], solved: Sequence[CostPairEstimate], names: ModelNames
) -> list[str]:
    live = [it for it in pairs if it.is_live]
    first = live or pairs
    told = [
        f"{_reached(first, 'active series' if live else 'series')}; in the median it has "
        f"{percent(median(it.quality for it in first))} of the score at "
        f"{percent(median(it.cost for it in first))} of the price.",
        f"It reaches both {QUALITY:g} % of the score and {COST:g} % or less of the price per token "
        f"on {counted(_both(first), len(first))}.",
    ]
    if len(first) < len(pairs):
        told.append(
            f"Over all {len(pairs)}, with those {INACTIVE}: "
            f"{percent(median(it.quality for it in pairs))} at "
            f"{percent(median(it.cost for it in pairs))}."
        )
    near = next((it for it in pairs if it.quality >= QUALITY), None)
    if near is not None:
        told.append(
            f"Nearest to “{QUALITY:g} % at {COST:g} %” comes {named(near.row.open.model, names)} "
            f"beside {named(near.row.closed.model, names)} on {near.titled}: "
            f"{percent(near.quality)} of the score at {percent(near.cost)} of the price."
        )
    unpriced = sum(bool(it.row.unpriced_closed) for it in pairs)
    if unpriced:
        told.append(
            f"On {counted(unpriced, len(pairs))} a better closed model has no known price and is "
            "left out, which flatters the score of open."
        )
    if solved:
        shares_ = sorted(_of_task(row) for row in solved)
        ends = " to ".join(percent(end) for end in dict.fromkeys((shares_[0], shares_[-1])))
        told.append(
            f"Per task it is {ends} of the cost, where the board states what its run cost "
            f"({plural(len(solved), 'board')})."
        )
    return told


def _reached(pairs: Sequence[SharesOfPair], what: str) -> str:
    near = sum(it.quality >= QUALITY for it in pairs)
    return (
        f"On {counted(near, len(pairs))} {what} the best open model with a price reaches "
        f"{QUALITY:g} % of the best closed one’s score"
    )


def _both(pairs: Sequence[SharesOfPair]) -> int:
    return sum(it.quality >= QUALITY and it.cost <= COST for it in pairs)
