"""What Dagster shows of `measure/price_gap`: ratios in words, and whether price sources agree."""

from collections.abc import Iterator
from statistics import median
from typing import Any

import dagster as dg

from measures.price.disagreements import AGREE, disagreeing, price_comparisons
from measures.price.lists import Prices
from pipelines.assets import checks, keys
from pipelines.measure.price_inputs import prices_of
from terms.numbers import usd
from terms.units import score
from terms.words import SeriesStatus
from warehouse.connection import Row
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
    """Prices at the best open models' scores in words, and the median ratio of active series to
    plot from run to run: of prices that are no bounds, each pair of models once."""
    rows = reads_prices.prices_at_quality(warehouse.connection, rule)
    found = [row for row in rows if row["is_best_open"]]
    ratios = {
        (row["closed_model"], row["open_model"]): row["price_ratio"]
        for row in found
        if row["price_ratio"] is not None
        and not (row["closed_is_at_most"] or row["open_is_at_most"])
        and row["status"] == SeriesStatus.LIVE
    }
    shown = [_in_words(row) for row in found]
    return {
        **({"ratios_today": checks.table(shown, tuple(shown[0]), len(shown))} if shown else {}),
        **({"median_ratio": round(median(ratios.values()), 2)} if ratios else {}),
        "pairs_with_ratio": len(ratios),
    }


def _in_words(row: Row) -> dict[str, Any]:
    """A ratio as a person reads it; prices are USD per million tokens, three in to one out."""
    ratio = row["price_ratio"]
    return {
        "Benchmark": row["title"],
        "Score to reach": score(row["level"], row["unit"]),
        "Closed costs so many times open": "no ratio" if ratio is None else round(ratio, 2),
        "Closed": _offer(row, "closed"),
        "Open": _offer(row, "open"),
        "Scores of": row["scores_on"],
        "Prices of": row["prices_on"],
    }


def _offer(row: Row, side: str) -> str:
    """A model and what it costs."""
    if row[f"{side}_model"] is None:
        return "none"
    bound = "at most " if row[f"{side}_is_at_most"] else ""
    return f"{row[f'{side}_name']}, {bound}{usd(row[f'{side}_price'])} per million tokens"


def price_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `PRICE_CHECKS`; warnings, because a disagreement stops no measure."""
    known = prices_of(warehouse)
    yield _agreement(known)
    unranked = [{"source": source} for source in known.unranked]
    ranked = {one.source for one in known.histories}
    yield _result("price_sources_ranked", unranked, ["source"], len(ranked) + len(unranked))


def _agreement(known: Prices) -> dg.AssetCheckResult:
    compared = [] if known.newest_on is None else price_comparisons(known.book, known.newest_on)
    rows = [{**one, "percent": round(one["off_by"], 1)} for one in disagreeing(compared)]
    columns = ["model", "source", "prices", "other_source", "other_prices", "percent"]
    return _result("prices_agree", rows, columns, len(compared))


def _result(
    name: str, failing: list[dict[str, Any]], columns: list[str], evaluated: int
) -> dg.AssetCheckResult:
    found = checks.Found(failing, evaluated, columns)
    return checks.concerning(keys.measure("price_gap"), name, found)
