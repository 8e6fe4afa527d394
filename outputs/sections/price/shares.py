"""Quality and cost of the best open models in percent of the best closed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from markupsafe import Markup

from measures.series import Series
from outputs.charts.still import SharePoint, share_chart
from outputs.charts.svg import Text
from outputs.sections.price.pairs import Row, issued, key, named, percent
from outputs.sections.section import Cell, Fold, Section, cell, counted, figure
from outputs.wording import Name, model_name
from terms.numbers import plural
from terms.openness import HEADLINE_RULE
from terms.words import SeriesStatus

QUALITY, COST = 90.0, 1.0
"""What people say: 90 percent of the quality at 1 percent of the cost."""


def shares(
    rows: Sequence[Row], declared: Mapping[str, Series], names: Mapping[str, str]
) -> Section | None:
    """The best open model of each series beside the best closed one: share of score and cost."""
    pairs = [
        row
        for row in issued(rows, "price_pair", HEADLINE_RULE)
        if row["series"] in declared and row["detail"]["quality_percent"] is not None
    ]
    if not pairs:
        return None
    solved = {row["series"]: row for row in issued(rows, "cost_pair", HEADLINE_RULE)}
    pairs.sort(key=lambda row: row["detail"]["cost_percent"])
    first = [it for it in pairs if _is_live(it, declared) or it["series"] in solved] or pairs
    rest = [it for it in pairs if it not in first]
    return Section(
        key="shares",
        title="“90 % at 1 %”",
        said=_shares_said(pairs, list(solved.values()), declared, names),
        columns=(
            "Series",
            "Best closed and open with a price today",
            "Share of the score",
            "Share of the token price",
            "Share of the cost per task",
        ),
        rows=[_share(row, solved.get(row["series"]), declared, names) for row in first],
        caption="Open in percent of closed: live series, and those whose board states a cost; any "
        "weights, prices of today, scores of each series’ newest page",
        note="Only series whose score is a share: a rating or an index has no zero, so 90 % of it "
        "means nothing. Near the top, a point of the score is worth more than lower down.",
        fold=Fold(
            f"{len(rest)} more series, which are frozen, saturated or disputed",
            [_share(row, None, declared, names) for row in rest],
        )
        if rest
        else None,
        chart=_chart(pairs, declared, names),
        chart_caption="Score (up) and price per token (to the right, log scale) of open in percent "
        "of closed, by series; hollow: frozen, saturated or disputed",
    )


def _chart(
    pairs: Sequence[Row], declared: Mapping[str, Series], names: Mapping[str, str]
) -> Markup:
    points = []
    for row in pairs:
        detail, series = row["detail"], declared[row["series"]]
        opened = named(detail["open"], names)
        told = (
            f"{_titled(series)}: {opened} has {percent(detail['quality_percent'])} of the score of "
            f"{named(detail['closed'], names)} at {percent(detail['cost_percent'])} of its price"
        )
        short = opened if series.status == SeriesStatus.LIVE else ""
        points.append(SharePoint(detail["cost_percent"], detail["quality_percent"], told, short))
    text = Text("shares", "Share of the score against share of the price", "As the table tells.")
    return Markup(share_chart(points, (QUALITY, COST), text))  # noqa: S704 - names are escaped


def _titled(series: Series) -> str:
    return (
        series.title if series.status == SeriesStatus.LIVE else f"{series.title} ({series.status})"
    )


def _is_live(row: Row, declared: Mapping[str, Series]) -> bool:
    return declared[row["series"]].status == SeriesStatus.LIVE


def _share(
    row: Row, solved: Row | None, declared: Mapping[str, Series], names: Mapping[str, str]
) -> Sequence[Cell]:
    detail, series = row["detail"], declared[row["series"]]
    better = [
        f"better, but without a known price: {_some(detail.get(f'unpriced_{side}'), names)}"
        for side in ("closed", "open")
        if detail.get(f"unpriced_{side}")
    ]
    return (
        Cell(
            Name(series.title),
            [] if series.status == SeriesStatus.LIVE else [Name(series.status)],
            series_id=series.id,
        ),
        cell(f"{named(detail['closed'], names)}, {named(detail['open'], names)}", *better),
        figure(percent(detail["quality_percent"])),
        figure(percent(detail["cost_percent"])),
        _share_of_task(row, solved, names),
    )


def _share_of_task(row: Row, solved: Row | None, names: Mapping[str, str]) -> Cell:
    if solved is None:
        return cell("no cost stated")
    closed, opened = (solved["detail"][side] for side in ("closed", "open"))
    same = key(row) == key(solved)
    whose = "" if same else f"of {named(closed, names)} and {named(opened, names)}"
    return figure(
        percent(_of_task(solved)), f"per solved task {percent(solved['detail']['cost_percent'])}",
        whose,
    )  # fmt: skip


def _of_task(solved: Row) -> float:
    closed, opened = (solved["detail"][side]["usd_per_task"] for side in ("closed", "open"))
    return float(100 * opened / closed)


def _some(models: Sequence[str], names: Mapping[str, str]) -> str:
    told = [model_name(model, names).text for model in models[:2]]
    more = len(models) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _shares_said(
    pairs: Sequence[Row],
    solved: Sequence[Row],
    declared: Mapping[str, Series],
    names: Mapping[str, str],
) -> str:
    live = [row for row in pairs if _is_live(row, declared)]
    first = live or pairs
    told = [
        f"{_reached(first, 'live series' if live else 'series')}; in the median it has "
        f"{percent(_median(first, 'quality_percent'))} of the score at "
        f"{percent(_median(first, 'cost_percent'))} of the price."
    ]
    if len(first) < len(pairs):
        told.append(
            f"Over all {len(pairs)}, with those that are frozen, saturated or disputed: "
            f"{percent(_median(pairs, 'quality_percent'))} at "
            f"{percent(_median(pairs, 'cost_percent'))}."
        )
    near = [row for row in pairs if row["detail"]["quality_percent"] >= QUALITY]
    if near:
        row = near[0]
        detail = row["detail"]
        told.append(
            f"Nearest to “{QUALITY:g} % at {COST:g} %” comes {named(detail['open'], names)} "
            f"beside {named(detail['closed'], names)} on {_titled(declared[row['series']])}: "
            f"{percent(detail['quality_percent'])} of the score at "
            f"{percent(detail['cost_percent'])} of the price."
        )
    unpriced = sum(bool(row["detail"].get("unpriced_closed")) for row in pairs)
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
    return " ".join(told)


def _reached(pairs: Sequence[Row], what: str) -> str:
    near = [row for row in pairs if row["detail"]["quality_percent"] >= QUALITY]
    both = sum(row["detail"]["cost_percent"] <= COST for row in near)
    return (
        f"On {counted(len(near), len(pairs))} {what} the best open model with a price reaches "
        f"{QUALITY:g} % or more of the best closed one’s score, on {both or 'none'} at "
        f"{COST:g} % or less of its price per token"
    )


def _median(pairs: Sequence[Row], share: str) -> float:
    return float(median(row["detail"][share] for row in pairs))
