"""Price at quality, as lines of tables and as a sentence: of today, and each change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from measures.price.rosters import ROSTER_DAYS
from measures.segments import SIDES, PriceGapSegment, SideColumns
from measures.series import Series
from outputs.charts.small import priced
from outputs.sections.section import INACTIVE, WHOLE, Cell, Row, Section, cell, figure, folded
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import after, day
from terms.numbers import MISSING, plural, times, usd
from terms.openness import OpennessRule
from terms.units import score
from terms.words import PriceBasis, words

NAMED = 2
"""Models without a score that are named."""


@dataclass(frozen=True, slots=True)
class CheapestModel:
    """The cheapest model of a class at or above a score, as far as pages name them."""

    model: Name
    value: str
    price: str
    """Its price; "at most" where a cheaper one may have the score."""
    parts: str
    basis: str
    source: str
    since: str | None
    unscored: Sequence[str]
    """Models that came since, cost less and have no score: names, the cheapest first."""
    side: SideColumns

    @property
    def newer(self) -> str:
        """The same by name; empty without any."""
        more = len(self.unscored) - NAMED
        if more > 0:
            return f"{', '.join(self.unscored[:NAMED])} and {plural(more, 'other')}"
        return " and ".join(self.unscored[:NAMED])


@dataclass(frozen=True, slots=True)
class PriceLine:
    """Price at quality of one series, level and openness rule, today."""

    series: Series
    rule: OpennessRule
    level: str
    closed: CheapestModel | None
    open: CheapestModel | None
    ratio: str
    """Closed over open, "at most" or "at least" so; empty without one."""
    verdict: str
    is_settled: bool
    """False: bounds leave open which class is more expensive."""
    days: str
    """The day of scores and prices, or both days."""
    picture: Markup
    row: Row
    """Of view price_at_quality."""

    @property
    def sides(self) -> dict[str, CheapestModel]:
        """Of each class that has one, open first."""
        both = {"open": self.open, "closed": self.closed}
        return {side: one for side, one in both.items() if one}


def levels(
    lines: Sequence[PriceLine], titles: Mapping[str, str], ranges: Mapping[str, str]
) -> Section:
    """Prices at the best open models' own scores under one openness rule: active benchmarks, the
    others folded. `lines`: of every level, `titles`: of sources, `ranges`: of `ratio_range`."""
    own = [line for line in lines if line.row["is_best_open"]]
    live = [line for line in own if line.series.is_live] or own
    rest = [line for line in own if line not in live]
    return Section(
        key="quality",
        title="Price at the best open model’s score",
        lead="What the best open model with a known price costs on each benchmark, and what a "
        "closed one that scores as much costs on the same day.",
        columns=("Benchmark, score to reach", "Closed", "Open", ">Closed / open"),
        rows=[_cells(line, titles, ranges) for line in live],
        caption="USD per million tokens, input and output blended 3:1",
        note="Makers’ own list prices come first; where a maker sells no access, the median over "
        "three or more hosts counts. At most: a cheaper model that scores as much may be missing "
        "from the newest list. Models spend tokens unequally.",
        method="price",
        fold=folded(
            f"{plural(len(rest), 'level')} of benchmarks that are {INACTIVE}",
            [_cells(line, titles, ranges) for line in rest],
        ),
    )


def series_levels(lines: Sequence[PriceLine]) -> Section:
    """Every level of one series under one openness rule at which another model is the cheapest."""
    return Section(
        key="levels",
        title=f"{lines[0].series.title}: price at every score",
        lead=f"The lowest price of a model with a score or better, {lines[0].days}.",
        columns=("From", "Closed", "Open", ">Closed / open"),
        rows=[
            (
                cell(line.level),
                *(_offered(one, {}) for one in (line.closed, line.open)),
                figure(line.ratio or MISSING),
            )
            for line in lines
        ],
        caption="USD per million tokens, input and output blended 3:1",
        method="price",
    )


def ratio_range(lines: Iterable[PriceLine]) -> dict[str, str]:
    """Series to the range of its ratios over all levels, of prices that are no bounds; `lines`: of
    one openness rule."""
    found: dict[str, list[float]] = {}
    for line in lines:
        row = line.row
        if row["price_ratio"] and not (row["closed_is_at_most"] or row["open_is_at_most"]):
            found.setdefault(line.series.id, []).append(row["price_ratio"])
    return {
        series: f"{times(min(some))} to {times(max(some))} over {len(some)} levels"
        for series, some in found.items()
        if len(some) > 1
    }


def _cells(line: PriceLine, titles: Mapping[str, str], ranges: Mapping[str, str]) -> list[Cell]:
    more = [Name(it) for it in (f"from {line.level}", line.days)]
    title = Cell(name(line.series.title, WHOLE), more, line.series.id)
    opened = replace(_offered(line.open, titles), picture=line.picture)
    ratio = figure(line.ratio or MISSING, ranges.get(line.series.id, ""))
    return [title, _offered(line.closed, titles), opened, ratio]


def _offered(one: CheapestModel | None, titles: Mapping[str, str]) -> Cell:
    if one is None:
        return cell("none with a known price")
    since = f", from {one.since}" if one.since else ""
    source = " and ".join(titles.get(it, it) for it in one.source.split("+"))
    more = [f"{one.price}, {one.basis}", f"{one.parts}; scores {one.value}", f"{source}{since}"]
    if one.newer:
        more.append(f"out since and cheaper, not scored yet: {one.newer}")
    return Cell(one.model, [Name(it) for it in more])


def price_lines(
    rows: Iterable[Row],
    declared: Mapping[str, Series],
    names: ModelNames,
) -> list[PriceLine]:
    """Rows of view price_at_quality, by series, rule and from the best level down."""
    order = {series: place for place, series in enumerate(declared)}
    known = [row for row in rows if row["series"] in order]
    known.sort(
        key=lambda row: (
            order[row["series"]],
            row["openness_rule"],
            -declared[row["series"]].sign * row["level"],
        )
    )
    return [_line(row, declared[row["series"]], names) for row in known]


def at_level(lines: Sequence[PriceLine], level: float) -> PriceLine | None:
    """Of the lines of one series and rule, from the best down, what holds at a score; None: nobody
    with a price has it."""
    reached = [line for line in lines if line.series.sign * (float(line.row["level"]) - level) >= 0]
    return reached[-1] if reached else None


def level_text(line: PriceLine) -> str:
    """What a level costs in both classes, on which day, and who is missing."""
    if line.open is None or line.closed is None:
        one = line.open or line.closed
        told = one and f"{one.model.text} ({one.value}) costs {one.price}; {line.verdict}"
        return f"{line.series.title}, {line.level} or better: {told}, {line.days}."
    told = (
        f"On {line.series.title}, {line.open.model.text} ({line.open.value}) costs "
        f"{line.open.price} per million tokens, and {line.closed.model.text} "
        f"({line.closed.value}), closed, {line.closed.price}, {line.days}."
    )
    newer = "; ".join(f"{side} {it.newer}" for side, it in line.sides.items() if it.newer)
    return f"{told} Out since and cheaper, but without a score here: {newer}." if newer else told


def _line(row: Row, series: Series, names: ModelNames) -> PriceLine:
    both = [day(row[name]) for name in ("scores_on", "prices_on")]
    closed, opened = (_offer(side, row, series, names) for side in SIDES)
    return PriceLine(
        series=series,
        rule=OpennessRule(row["openness_rule"]),
        level=score(row["level"], series.unit),
        closed=closed,
        open=opened,
        ratio=ratio_words(row),
        verdict=_verdict(row),
        is_settled=_is_settled(row),
        days=f"as of {both[0]}"
        if both[0] == both[1]
        else f"scores of {both[0]}, prices of {both[1]}",
        picture=priced(
            row["closed_price"], row["open_price"], "Cheapest closed and open price, log scale"
        ),
        row=row,
    )


def ratio_words(row: Row) -> str:
    """'at most 0.7 times', of a row of price_at_quality or price_gap; empty without one."""
    if row["price_ratio"] is None:
        return ""
    bound = "at most " if row["closed_is_at_most"] else ""
    bound = "at least " if row["open_is_at_most"] else bound
    return f"{bound}{times(row['price_ratio'])}"


def _verdict(row: Row) -> str:
    """Which class is more expensive, as far as bounds say."""
    ratio = row["price_ratio"]
    for side in SIDES:
        if row[f"{side}_price"] is None:
            return f"no priced {side} model there"
    if not _is_settled(row):
        return "cannot be judged: a cheaper model may be missing"
    return "same price" if ratio == 1 else f"{'closed' if ratio > 1 else 'open'} is more expensive"


def _is_settled(row: Row) -> bool:
    ratio = row["price_ratio"]
    if ratio is None:
        return False
    return not (row["closed_is_at_most"] and ratio >= 1) and not (
        row["open_is_at_most"] and ratio <= 1
    )


def _offer(side: str, row: Row, series: Series, names: ModelNames) -> CheapestModel | None:
    own = (one for one in row if one.startswith(f"{side}_"))
    one = SideColumns(**{column.removeprefix(f"{side}_"): row[column] for column in own})
    if one.model is None or one.price is None:
        return None
    unscored = json.loads(row[f"{side}_unscored"])
    return CheapestModel(
        model=model_name(one.model, names),
        value="" if one.value is None else score(one.value, series.unit),
        price=f"{'at most ' if one.is_at_most else ''}{usd(one.price)}",
        parts=f"{usd(one.input)} in, {usd(one.output)} out",
        basis=basis_words(one),
        source=name(one.source or "", 40).text,
        since=day(one.effective_on) if one.effective_on else None,
        unscored=[model_name(it, names).text for it in unscored],
        side=one,
    )


def basis_words(side: SideColumns) -> str:
    """Whose price it is, and the other price where the maker has two in force."""
    basis, hosts, off_peak = side.price_basis, side.hosts, side.off_peak_price
    if basis == PriceBasis.MEDIAN_OF_HOSTS:
        return f"median of {'several' if hosts is None else hosts} hosts we read"
    said = name(basis or "basis not stated", 40).text
    if basis and basis in words(PriceBasis):
        said = PriceBasis(basis).text
    if side.price_mode != "peak":
        return said
    return f"{said}, peak" + ("" if off_peak is None else f"; off-peak {usd(off_peak)}")


def price_changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Section:
    """A section of one series under one openness rule."""
    return Section(
        key="price-points",
        title=f"{series.title}: price at the best open model’s score, each change",
        lead="On each day the best open model with a known price, by the newest scores and the "
        f"prices of that day; none where the newest page was older than {ROSTER_DAYS} days.",
        columns=("From", ">Closed / open", "Score to reach", "Closed", "Open"),
        rows=list(_changes(series, segments, names)),
        caption="USD per million tokens, input and output blended 3:1",
    )


def _changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Iterator[tuple[Cell, ...]]:
    """Change points; one that changes only a page or the source of a price is left out."""
    before: tuple[Cell, ...] = ()
    scores_on: str | None = None
    for one in segments:
        is_old = scores_on is not None and one.entry == after(scores_on, ROSTER_DAYS + 1)
        nobody = "none with a price" if one.scores_on or not is_old else "scores too old"
        told = (
            figure(ratio_words(one.values) or MISSING),
            cell(score(one.threshold, series.unit) if one.scores_on else MISSING),
            *(_side(one.side(side), names, nobody) for side in ("closed", "open")),
        )
        if told != before:
            yield cell(day(one.entry)), *told
        before, scores_on = told, one.scores_on


def _side(side: SideColumns, names: ModelNames, nobody: str) -> Cell:
    if side.model is None:
        return cell(nobody)
    price = f"{'at most ' if side.is_at_most else ''}{usd(side.price)}"
    return Cell(model_name(side.model, names), [Name(f"{price}, {basis_words(side)}")])
