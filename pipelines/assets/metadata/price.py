"""What Dagster shows of `measure/price_gap`: ratios in words, and whether price sources agree."""

from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import dagster as dg

from measures.price.disagreements import AGREE, disagreeing, price_comparisons
from measures.price.lists import Prices
from measures.segments import PriceGapSegment, PriceSide
from measures.series import load
from pipelines.assets import checks, keys
from pipelines.measure.price_inputs import prices_of
from terms.numbers import usd
from terms.units import level
from warehouse.reads import models as reads_models
from warehouse.reads import prices as reads_prices
from warehouse.store import Warehouse

PRICE_CHECKS = {
    "prices_agree": "Sources that list one model's price at its maker agree within "
    f"{100 * AGREE:g} %, first-party pages and dated lists against aggregators. Differences are "
    "listed, never averaged: the best source counts (measures/price/rules.toml).",
    "price_sources_ranked": "Every source of price lists has a rank in measures/price/rules.toml. "
    "The prices of one without are kept and have no part in any measure.",
}


def price_metadata(warehouse: Warehouse, rule: str) -> dict[str, Any]:
    """Today's ratios in words, and the median ratio to plot from run to run."""
    found = PriceGapSegment.from_rows(reads_prices.price_gaps_now(warehouse.connection, rule))
    ratios = [one.price_ratio for one in found if one.price_ratio is not None]
    named = reads_models.naming(warehouse.connection)
    shown = [_in_words(one, named) for one in found]
    return {
        **({"ratios_today": checks.table(shown, tuple(shown[0]), len(shown))} if shown else {}),
        **({"median_ratio": round(median(ratios), 2)} if ratios else {}),
        "levels_with_ratio": len(ratios),
    }


def _in_words(one: PriceGapSegment, named: Callable[[str], str]) -> dict[str, Any]:
    """A ratio as a person reads it; prices are USD per million tokens, three in to one out."""
    declared = load()[one.series]
    ratio = one.price_ratio
    return {
        "Benchmark": declared.title,
        "Score to reach": level(one.threshold, declared.unit),
        "Closed costs so many times open": "no price of both" if ratio is None else round(ratio, 2),
        "Cheapest closed model": _offer(one.side("closed"), named),
        "Cheapest open model": _offer(one.side("open"), named),
    }


def _offer(side: PriceSide, named: Callable[[str], str]) -> str:
    """A model and what it costs."""
    if side.model is None:
        return "none"
    return f"{named(side.model)}, {usd(side.price)} per million tokens"


def price_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `PRICE_CHECKS`; warnings, because a disagreement stops no measure."""
    known = prices_of(warehouse)
    yield _agreement(known)
    unranked = [{"source": source} for source in known.unranked]
    ranked = {one.source for one in known.histories}
    yield _result("price_sources_ranked", unranked, ["source"], len(ranked) + len(unranked))


def _agreement(known: Prices) -> dg.AssetCheckResult:
    compared = [] if known.newest_on is None else price_comparisons(known.book, known.newest_on)
    rows = [
        {
            "model": one.model,
            "source": one.trusted_source,
            "prices": "{:g}/{:g}".format(*one.trusted),
            "other_source": one.other_source,
            "other_prices": "{:g}/{:g}".format(*one.other),
            "percent": round(one.off_by, 1),
        }
        for one in disagreeing(compared)
    ]
    columns = ["model", "source", "prices", "other_source", "other_prices", "percent"]
    return _result("prices_agree", rows, columns, len(compared))


def _result(
    name: str, failing: list[dict[str, Any]], columns: list[str], evaluated: int
) -> dg.AssetCheckResult:
    found = checks.Found(failing, evaluated, columns)
    return checks.concerning(keys.measure("price_gap"), name, found)
