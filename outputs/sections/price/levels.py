"""Price at quality, as lines of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from markupsafe import Markup

from measures.segments import PriceGapSegment, PriceSide
from measures.series import Series
from outputs.charts.small import priced
from outputs.sections.section import INACTIVE, WHOLE, Cell, Row, Section, cell, folded
from outputs.wording import ModelNames, Name, model_name, name
from terms.days import day
from terms.numbers import plural, times, usd
from terms.openness import OpennessRule
from terms.units import level, score
from terms.words import PriceBasis, words


@dataclass(frozen=True, slots=True)
class CheapestModel:
    """The cheapest model of a class at or above a score."""

    model: Name
    value: str
    price: str
    parts: str
    basis: str
    source: str
    since: str | None


TELLING = 2.0
"""Factor from which the hosts' median is told beside a maker's price: among the hosts of one model
the most expensive asks about twice the cheapest in the median: less is ordinary spread."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """Price at quality of one series, threshold and openness rule, newest state."""

    series: Series
    rule: OpennessRule
    threshold: str
    closed: CheapestModel | None
    open: CheapestModel | None
    ratio: str | None
    verdict: str
    at_hosts: str
    """What the hosts of the cheapest open model ask, where that tells another story; else empty."""
    since: str
    blend: str
    picture: Markup
    segment: PriceGapSegment

    @property
    def at_least(self) -> str:
        """The threshold with its unit, as a round number."""
        return level(self.segment.threshold, self.series.unit)


def levels(lines: Sequence[PriceLine], titles: Mapping[str, str]) -> Section:
    """Levels of quality under one openness rule: active benchmarks, the others folded.

    `titles`: of sources.
    """
    live = [line for line in lines if line.series.is_live] or list(lines)
    rest = [line for line in lines if line not in live]
    return Section(
        key="quality",
        title="Cheapest at or above a score",
        lead="Prices of today, among the models that each benchmark has scored: newer ones, which "
        "may cost less, are not on its list.",
        columns=("Benchmark, score to reach", "Cheapest closed", "Cheapest open"),
        rows=[_cells(line, titles) for line in live],
        caption="USD per million tokens, input and output blended 3:1",
        note="Makers’ own list prices come first; where a maker sells no access, the median over "
        "the hosts we read counts. Models spend tokens unequally.",
        method="price",
        fold=folded(
            f"{plural(len(rest), 'level')} of benchmarks that are {INACTIVE}",
            [_cells(line, titles) for line in rest],
        ),
    )


def _cells(line: PriceLine, titles: Mapping[str, str]) -> list[Cell]:
    title = Cell(name(line.series.title, WHOLE), [Name(f"from {line.at_least}")], line.series.id)
    opened = replace(_offered(line.open, titles), picture=line.picture)
    return [title, _offered(line.closed, titles), opened]


def _offered(one: CheapestModel | None, titles: Mapping[str, str]) -> Cell:
    if one is None:
        return cell("none with a known price")
    since = f", from {one.since}" if one.since else ""
    source = " and ".join(titles.get(it, it) for it in one.source.split("+"))
    more = [f"{one.price}, {one.basis}", f"{one.parts}; scores {one.value}", f"{source}{since}"]
    return Cell(one.model, [Name(it) for it in more])


def price_lines(
    segments: Iterable[PriceGapSegment],
    declared: Mapping[str, Series],
    names: ModelNames,
    hosts: Mapping[str, Row] | None = None,
) -> list[PriceLine]:
    """The newest of each series, rule and threshold, by series and falling threshold.

    `hosts`: model to its row of view host_dispersion.
    """
    order = {series: place for place, series in enumerate(declared)}
    levels: dict[tuple[int, OpennessRule, float], list[PriceGapSegment]] = {}
    for one in segments:
        if one.series in order:
            key = order[one.series], OpennessRule(one.openness_rule), -one.threshold
            levels.setdefault(key, []).append(one)
    return [_line(levels[key], declared, names, hosts or {}) for key in sorted(levels)]


def level_text(line: PriceLine) -> str:
    """Which models are the cheapest at a level, at whose price; empty where a class has none."""
    if line.closed is None or line.open is None:
        return ""
    return (
        f"At {line.threshold} or more on {line.series.title}, the cheapest closed model is "
        f"{line.closed.model.text} at {line.closed.price}, the cheapest open one "
        f"{line.open.model.text} at {line.open.price}, {line.open.basis} (since {line.since})"
        f"{f'; {line.at_hosts}' if line.at_hosts else ''}."
    )


def _offers(one: PriceGapSegment) -> tuple[object, ...]:
    return one.closed_model, one.closed_price, one.open_model, one.open_price


def _since(segments: Sequence[PriceGapSegment]) -> str:
    """First day of the present two offers; another source that states the same moves nothing."""
    held = takewhile(lambda one: _offers(one) == _offers(segments[-1]), reversed(segments))
    return min(one.entry for one in held)


def _line(
    segments: Sequence[PriceGapSegment],
    declared: Mapping[str, Series],
    names: ModelNames,
    hosts: Mapping[str, Row],
) -> PriceLine:
    row = segments[-1]
    series = declared[row.series]
    ratio = row.price_ratio
    return PriceLine(
        series=series,
        rule=OpennessRule(row.openness_rule),
        threshold=level(row.threshold, series.unit),
        closed=_offer(row.side("closed"), series, names),
        open=_offer(row.side("open"), series, names),
        ratio=None if ratio is None else times(ratio),
        verdict=_verdict(row),
        at_hosts=_at_hosts(row, hosts.get(row.open_model or "")),
        since=day(_since(segments)),
        blend=name(row.blend, 20).text,
        picture=priced(
            row.closed_price, row.open_price, "Cheapest closed and open price, log scale"
        ),
        segment=row,
    )


def _at_hosts(row: PriceGapSegment, hosts: Row | None) -> str:
    """The hosts' median of the cheapest open model, when with it the answer is another one.

    Another one: the other class is more expensive, or the ratio moves by `TELLING` or more. The
    ratio itself stays with the maker's price, which is the rule.
    """
    ratio, closed = row.price_ratio, row.closed_price
    if hosts is None or not ratio or not closed or not hosts["price_median"]:
        return ""
    there = closed / hosts["price_median"]
    turned = _costlier(there) != _costlier(ratio)
    if row.open_price_basis != PriceBasis.FIRST_PARTY or not (
        turned or max(there / ratio, ratio / there) >= TELLING
    ):
        return ""
    too = "" if turned else " too"
    return (
        f"at {plural(hosts['hosts'], 'host')} of its weights it costs "
        f"{usd(hosts['price_median'])} in the median (lowest {usd(hosts['price_low'])}), and there "
        f"{_costlier(there)}{too}, {times(there)}"
    )


def _costlier(ratio: float) -> str:
    if ratio == 1:
        return "both cost the same"
    return f"{'closed' if ratio > 1 else 'open'} is more expensive"


def _verdict(row: PriceGapSegment) -> str:
    ratio = row.price_ratio
    if row.closed_price is None and row.open_price is None:
        return "no price known in either class"
    if row.closed_price is None:
        return "no priced closed model there"
    if row.open_price is None:
        return "no priced open model there"
    if ratio is None:
        return "open is free of charge"
    return "same price" if ratio == 1 else _costlier(ratio)


def _offer(side: PriceSide, series: Series, names: ModelNames) -> CheapestModel | None:
    if side.model is None or side.price is None:
        return None
    return CheapestModel(
        model=model_name(side.model, names),
        value="" if side.value is None else score(side.value, series.unit),
        price=usd(side.price),
        parts=f"{usd(side.input)} in, {usd(side.output)} out",
        basis=basis_words(side),
        source=name(side.source or "", 40).text,
        since=day(side.effective_on) if side.effective_on else None,
    )


def basis_words(side: PriceSide) -> str:
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
