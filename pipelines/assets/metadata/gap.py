"""What Dagster shows of `measure/gap` (gaps in words, and what they are based on) and of
`measure/frontier` (who leads today).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from measures.freshness import is_stale
from measures.gap.judgement import either_way, verdict
from measures.headline.sentence import HEADLINE
from measures.segments import GapSegment
from measures.series import Series
from outputs.sections.freshness import caveats
from outputs.wording import ModelNames, model_name
from pipelines.assets import checks, keys
from terms.numbers import number
from terms.units import Unit, amount
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse

GAP_CHECKS = {
    "everything_computed": "The last run computed every series, claim and measure. What it could "
    "not compute stays as it was.",
    "series_issued": "Every series has a gap for today under the headline rule. One without has "
    "no board yet, or no entry of one class on it.",
    "names_resolved": "No unmatched or unknown entry stands at or above a frontier. Where one "
    "does, the gap cannot be judged; the table gives it with such entries as closed, and as open.",
    "inputs_recent": "Every live series rests on a vintage within its own staleness limit; "
    "otherwise its gap reads as of that vintage and raises no alert.",
}
UNRESOLVED_SHOWN = ("series", "unresolved_above", "unresolved_names", "gap_if_unresolved_closed",
                    "gap_if_unresolved_open", "vintage_on")  # fmt: skip


def gap_metadata(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> dict[str, Any]:
    """Today's gaps in words, and two numbers to plot from run to run."""
    rows = _with_gap(warehouse, rule)
    names = ModelNames.of(reads_models.model_names(warehouse.connection))
    headline = [
        row["gap"] for row in rows if row["series"] == HEADLINE and not row["unresolved_above"]
    ]
    return {
        "gaps_today": gaps_table(rows, series, names),
        **({"headline_gap": round(headline[0], 2)} if headline else {}),
        "series_with_gap": len(rows),
    }


def gaps_table(
    rows: Sequence[Mapping[str, Any]], series: Mapping[str, Series], names: ModelNames
) -> dg.TableMetadataValue:
    """Gaps as a person reads them: title, gap with its unit, verdict, leaders, date of the data."""
    shown = [_in_words(row, series[row["series"]], names) for row in rows]
    return checks.table(shown, tuple(shown[0]) if shown else ("Benchmark",), len(shown))


def _in_words(row: Mapping[str, Any], series: Series, names: ModelNames) -> dict[str, Any]:
    gap, unit = GapSegment.from_row(row), Unit(series.unit).difference
    doubt, word = either_way(gap), verdict(gap).text
    interval = _span(None if doubt else (gap.gap_low, gap.gap_high), series.unit)
    if doubt:
        word = f"{word}: {_span(doubt.ends, series.unit)}"
    return {
        "Benchmark": series.title,
        "Gap": f"{amount(row['gap'], series.unit)} {unit}",
        "95 % interval": interval,
        "Verdict": "; ".join([word, *caveats(gap)]),
        "Best closed model": model_name(row["closed_model"] or "", names, "closed").text,
        "Best open model": model_name(row["open_model"] or "", names).text,
        "Data from": row["vintage_on"],
        "Series": series.id,
    }


def _span(ends: tuple[float | None, float | None] | None, unit: str) -> str:
    low, high = ends or (None, None)
    if low is None or high is None:
        return "not known"
    return f"{amount(low, unit)} to {amount(high, unit)}"


def gap_checks(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    """Results of `GAP_CHECKS`."""
    failures = reads_derived.failures(warehouse.connection)
    failed = [{"series": unit, "cause": "; ".join(why)} for unit, why in failures.items()]
    yield _check("everything_computed", failed, ["series", "cause"], len(series))
    rows = _with_gap(warehouse, rule)
    with_gap = {row["series"] for row in rows}
    missing = [{"series": name} for name in series if name not in with_gap]
    yield _check("series_issued", missing, ["series"], len(series))
    unjudged = [_rounded(row) for row in rows if row["unresolved_above"]]
    yield _check("names_resolved", unjudged, UNRESOLVED_SHOWN, len(rows))
    live = [row for row in rows if series[row["series"]].is_live]
    old = [
        {**row, "stale_after_days": series[row["series"]].stale_after_days}
        for row in live
        if is_stale(series[row["series"]], row["vintage_on"], row["on_date"])
    ]
    columns = ["series", "vintage_on", "age_days", "stale_after_days"]
    yield _check("inputs_recent", old, columns, len(live))


def _with_gap(warehouse: Warehouse, rule: str) -> list[dict[str, Any]]:
    rows = reads_gaps.gaps_on(warehouse.connection, rule)
    return [row for row in rows if row["gap"] is not None]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()
    }


def _check(
    name: str, failing: Sequence[dict[str, Any]], columns: Sequence[str], evaluated: int
) -> dg.AssetCheckResult:
    told = f"{len(failing)} of {evaluated} series: {', '.join(row['series'] for row in failing)}"
    found = checks.Found(failing, evaluated, columns, told)
    return checks.concerning(keys.measure("gap"), name, found, empty=checks.ERROR)


def frontier_metadata(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> dict[str, Any]:
    """Leaders of every series under a rule, as a person reads them."""
    names = ModelNames.of(reads_models.model_names(warehouse.connection))
    shown = [
        {
            "Benchmark": series[row["series"]].title,
            "Class": row["class"],
            "Best model": model_name(row["model"] or "", names, row["class"]).text
            + ("" if row["confirmed"] else f" (unconfirmed: {row['evidence']})"),
            "Score": f"{number(row['value'])} {Unit(series[row['series']].unit).text}",
            "Since": row["since"],
            "Series": row["series"],
        }
        for row in reads_gaps.leaders(warehouse.connection, rule)
        if row["series"] in series
    ]
    return {"leaders_today": checks.table(shown, tuple(shown[0]), len(shown))} if shown else {}
