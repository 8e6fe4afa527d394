"""Prices as sentences and tables: at a score today, and of one model at any time."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from measures.segments import SIDES
from measures.series import Series
from outputs.sections.section import Cell, Row, Section, cell, figure, series_cell, tabled
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, plural, times, usd
from terms.openness import OpennessRule
from terms.units import score
from terms.words import PriceBasis

NAMED = 2
"""Models without a score that are named."""
SILENT = "closed to new entries, saturated, disputed, not tested lately, of data counted already"
CAPTION = "USD per million tokens, input and output blended 3:1"


class PriceLevel(NamedTuple):
    """A row of view price_at_quality: what one level of one series costs under one openness rule
    today, "at most" where a cheaper model may have the score."""

    series: Series
    row: Row
    names: ModelNames

    @property
    def level(self) -> str:
        """The score to reach."""
        return score(self.row["level"], self.series.unit)

    @property
    def days(self) -> str:
        """The day of scores and prices, or both days."""
        scored, asked = (day(self.row[it]) for it in ("scores_on", "prices_on"))
        return f"as of {scored}" if scored == asked else f"scores of {scored}, prices of {asked}"

    @property
    def is_settled(self) -> bool:
        """False: there is no ratio, or bounds leave open which class is more expensive."""
        ratio, row = self.row["price_ratio"], self.row
        if ratio is None:
            return False
        decides = {"closed": ratio >= 1, "open": ratio <= 1}
        return not any(row[f"{side}_is_at_most"] for side, it in decides.items() if it)

    def has(self, *sides: str) -> bool:
        """Whether each of these classes has a model there with a price."""
        return all(self.row[f"{it}_price"] is not None for it in sides)

    def called(self, side: str) -> str:
        """'Kimi K3 (157.45)': its model and score."""
        return f"{self.model(side).text} ({self.value(side)})"

    def model(self, side: str) -> Name:
        """Its model."""
        return model_name(self.row[f"{side}_model"], self.names)

    def value(self, side: str) -> str:
        """Its score."""
        return score(self.row[f"{side}_value"], self.series.unit)

    def price(self, side: str) -> str:
        """'at most $4.00'."""
        bound = "at most " if self.row[f"{side}_is_at_most"] else ""
        return f"{bound}{usd(self.row[f'{side}_price'])}"

    def unscored(self, side: str) -> list[str]:
        """Models that came since, cost less and have no score, the cheapest first."""
        models = json.loads(self.row[f"{side}_unscored"]) if self.has(side) else []
        return [model_name(it, self.names).text for it in models]

    def newer(self, side: str) -> str:
        """The first of them by name; empty without any."""
        some = self.unscored(side)
        if (more := len(some) - NAMED) > 0:
            return f"{', '.join(some[:NAMED])} and {plural(more, 'other')}"
        return " and ".join(some)


def price_lines(
    rows: Iterable[Row], declared: Mapping[str, Series], names: ModelNames
) -> list[PriceLevel]:
    """Rows of view price_at_quality, by series, rule and from the best level down."""
    order = {series: place for place, series in enumerate(declared)}
    known = [PriceLevel(declared[it["series"]], it, names) for it in rows if it["series"] in order]
    return sorted(
        known,
        key=lambda it: (
            order[it.series.id],
            it.row["openness_rule"],
            -it.series.sign * it.row["level"],
        ),
    )


def at_level(lines: Sequence[PriceLevel], level: float) -> PriceLevel | None:
    """Of the lines of one series and rule, from the best down, what holds at a score; None: nobody
    with a price has it."""
    reached = [line for line in lines if line.series.sign * (float(line.row["level"]) - level) >= 0]
    return reached[-1] if reached else None


def level_text(line: PriceLevel) -> str:
    """What a level costs in both classes, on which day, and who is missing."""
    if not line.has(*SIDES):
        known = [f"{line.called(it)} costs {line.price(it)}" for it in SIDES if line.has(it)]
        missing = [f"no priced {it} model there" for it in SIDES if not line.has(it)]
        said = "; ".join([*known, *missing])
        return f"{line.series.title}, {line.level} or better: {said}, {line.days}."
    rule = OpennessRule(line.row["openness_rule"]).models
    told = (
        f"On {line.series.title}, {line.called('open')}, {rule}, costs {line.price('open')} per "
        f"million tokens (3 input, 1 output), and {line.called('closed')}, closed, "
        f"{line.price('closed')}, {line.days}."
    )
    newer = "; ".join(f"{side} {it}" for side in ("open", "closed") if (it := line.newer(side)))
    return f"{told} Newer, cheaper, not yet scored: {newer}." if newer else told


def cheaper_open(lines: Iterable[PriceLevel]) -> PriceLevel | None:
    """Of the lines of one series and rule, from the best down, the first below the best open
    model's own score at which open surely costs less; None without any."""
    lower = (it for it in lines if it.is_settled and not it.row["is_best_open"])
    return next((it for it in lower if it.row["price_ratio"] > 1), None)


def cheaper_text(line: PriceLevel) -> str:
    """A line of `cheaper_open` as a sentence."""
    return (
        f"On {line.series.title}, at a lower score open is cheaper: {line.level} or better costs "
        f"{line.price('open')} ({line.model('open').text}), closed {line.price('closed')} "
        f"({line.model('closed').text}), {line.days}."
    )


def levels(lines: Sequence[PriceLevel], domains: Iterable[Row]) -> Section:
    """Prices at the best open models' own scores under one openness rule: of the series that speak
    for their domain, the others folded; `lines`: of every level, `domains`: of view domain."""
    ranges, speaking = ratio_range(lines), {row["series"] for row in domains if row["speaks"]}
    own = [line for line in lines if line.row["is_best_open"]]
    first = [line for line in own if line.series.id in speaking] or own
    rest = [line for line in own if line not in first]

    def as_of(line: PriceLevel) -> Cell:
        scored, asked = (day(line.row[it]) for it in ("scores_on", "prices_on"))
        return cell(scored, "" if scored == asked else f"prices of {asked}")

    return tabled(
        "quality",
        "Price at the best open model’s score",
        first,
        {
            "Benchmark": lambda line: series_cell(line.row, f"to reach: {line.level}"),
            "As of": as_of,
            **_columns(ranges),
        },
        rest=rest,
        rest_is=f"{len(rest)} more: {SILENT}",
        lead="What the best open model with a known price costs on each benchmark, and what a "
        "closed one that scores as much costs on the same day.",
        caption=CAPTION,
        note="Makers’ own list prices come first; where a maker sells no access, the median over "
        "three or more hosts counts. At most (≤): a cheaper model that scores as much may be "
        "missing from the newest list. Models spend tokens unequally.",
        method="price",
    )


def series_levels(lines: Sequence[PriceLevel]) -> Section:
    """Every level of one series under one openness rule at which another model is the cheapest."""
    return tabled(
        "levels",
        f"{lines[0].series.title}: price at every score",
        lines,
        {"From": lambda line: cell(line.level), **_columns({})},
        lead=f"The lowest price of a model with a score or better, {lines[0].days}.",
        caption=CAPTION,
        method="price",
    )


def _columns(ranges: Mapping[str, str]) -> dict[str, Callable[[PriceLevel], Cell]]:
    """What every table of levels says of one; `ranges`: of `ratio_range`."""
    return {
        ">Closed / open": lambda line: figure(
            _brief(ratio_words(line.row)) or MISSING, ranges.get(line.series.id, "")
        ),
        ">Closed": lambda line: _cost(line, "closed"),
        ">Open": lambda line: _cost(line, "open"),
        "Cheapest closed": lambda line: _offered(line, "closed"),
        "Cheapest open": lambda line: _offered(line, "open"),
    }


def ratio_range(lines: Iterable[PriceLevel]) -> dict[str, str]:
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


def _cost(line: PriceLevel, side: str) -> Cell:
    if not line.has(side):
        return figure(MISSING)
    read, written = (usd(line.row[f"{side}_{it}"]) for it in ("input", "output"))
    return figure(_brief(line.price(side)), f"{read} in, {written} out")


def _offered(line: PriceLevel, side: str) -> Cell:
    """The model, and whose price it is."""
    if not line.has(side):
        return cell(MISSING, "none with a known price")
    since, newer = day(line.row[f"{side}_effective_on"]), line.newer(side)
    whose = f"scores {line.value(side)}; {basis_words(line.row, side)}, from {since}"
    return cell(
        line.model(side), whose, f"newer, cheaper, not yet scored: {newer}" if newer else ""
    )


def _brief(bound: str) -> str:
    return bound.replace("at most", "≤").replace("at least", "≥")


def ratio_words(row: Row) -> str:
    """'at most 0.7 times', of a row of price_at_quality or price_gap; empty without one."""
    if row["price_ratio"] is None:
        return ""
    bound = "at most " if row["closed_is_at_most"] else ""
    bound = "at least " if row["open_is_at_most"] else bound
    return f"{bound}{times(row['price_ratio'])}"


def basis_words(row: Row, side: str) -> str:
    """Whose price it is, and the other price where the maker has two in force."""
    told = ("price_basis", "hosts", "price_mode", "off_peak_price")
    basis, hosts, mode, off_peak = (row[f"{side}_{it}"] for it in told)
    if basis == PriceBasis.MEDIAN_OF_HOSTS:
        return f"median of {hosts} hosts we read"
    said = PriceBasis(basis).text
    if mode != "peak":
        return said
    return f"{said}, peak" + ("" if off_peak is None else f"; off-peak {usd(off_peak)}")


def periods(rows: Sequence[Row]) -> list[Row]:
    """Rows of view model_price of one model by day, of which neighbours that read the same are
    one."""
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        if last and (last["until_on"], _read(last)) == (row["from_on"], _read(row)):
            found[-1] = {**row, "from_on": last["from_on"]}
        else:
            found.append(row)
    return found


def _read(price: Row) -> tuple[str, ...]:
    """A price as its line says it."""
    asked = (price[it] for it in ("blended_price", "input_per_mtok", "output_per_mtok"))
    return (*map(usd, asked), price["price_basis"])


def dated_text(row: Row, on: str | None) -> str:
    """A row of view model_price in words: of a day that it holds on, None: of its last one."""
    told = f"on {day(on)}" if on else f"until {day(row['until_on'])}"
    return (
        f"{row['name']} cost {usd(row['blended_price'])} per million tokens {told}, input and "
        f"output 3:1: {usd(row['input_per_mtok'])} input, {usd(row['output_per_mtok'])} output, "
        f"{PriceBasis(row['price_basis']).text} since {day(row['from_on'])}."
    )


def dated_prices(rows: Sequence[Row], known_on: str) -> Section:
    """The prices of one model by period, the newest first; `known_on`: the newest list's day."""
    told = periods(rows)
    return tabled(
        "dated-prices",
        f"What {rows[0]['name']} cost",
        told[::-1],
        {
            "From": lambda row: cell(day(row["from_on"])),
            "Until": lambda row: cell(day(row["until_on"]) if row["until_on"] else "in force"),
            ">Input": lambda row: cell(usd(row["input_per_mtok"])),
            ">Output": lambda row: cell(usd(row["output_per_mtok"])),
            ">Together": lambda row: figure(usd(row["blended_price"])),
            "Whose": lambda row: cell(PriceBasis(row["price_basis"]).text),
        },
        lead=dated_text(told[-1], None if told[-1]["until_on"] else known_on),
        caption="USD per million tokens, together input and output 3:1; as known on "
        f"{day(known_on)}",
    )
