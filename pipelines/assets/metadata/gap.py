"""What Dagster shows of `measure/gap`: gaps as plots and pictures, and what they rest on.

What Dagster shows of `measure/frontier`: who leads today, and the leaders' values as plots.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from measures.freshness import is_stale
from measures.gap.judgement import verdict
from measures.headline.sentence import HEADLINE
from measures.segments import GapSegment
from measures.series import Series
from pipelines.assets import checks, keys
from pipelines.assets.metadata.pictures import over_time
from terms.units import Unit, amount
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

GAP_CHECKS = {
    "series_issued": "Every series has a gap for today under the headline rule. One without has "
    "no board yet, or no entry of one class on it.",
    "names_resolved": "No unmatched or unknown entry stands at or above a frontier. Where one "
    "does, the gap cannot be judged; the table gives it with such entries as closed, and as open.",
    "inputs_recent": "Every live series rests on a vintage within its own staleness limit; "
    "otherwise its gap reads as of that vintage and raises no alert.",
}
DRAWN = ("eci", "arena_text", "arena_text_raw", "arena_webdev", "gpqa_epoch")
"""Series whose leaders are plotted."""

UNRESOLVED_SHOWN = ("series", "unresolved_above", "unresolved_names", "gap_if_unresolved_closed",
                    "gap_if_unresolved_open", "vintage_on")  # fmt: skip


def gap_metadata(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> dict[str, Any]:
    """Today's gaps in words, the headline's over time, and two numbers to plot from run to run."""
    rows = _with_gap(warehouse, rule)
    headline = [row["gap"] for row in rows if row["series"] == HEADLINE]
    picture = _drawn(warehouse, rule, series[HEADLINE])
    return {
        **({"gap_over_time": picture} if picture else {}),
        "gaps_today": gaps_table(rows, series),
        **({"headline_gap": round(headline[0], 2)} if headline else {}),
        "series_with_gap": len(rows),
    }


def gaps_table(
    rows: Sequence[Mapping[str, Any]], series: Mapping[str, Series]
) -> dg.TableMetadataValue:
    """Gaps as a person reads them: title, gap with its unit, verdict, leaders, date of the data."""
    shown = [_in_words(row, series[row["series"]]) for row in rows]
    return checks.table(shown, tuple(shown[0]) if shown else ("Benchmark",), len(shown))


def _in_words(row: Mapping[str, Any], series: Series) -> dict[str, Any]:
    interval = "not known"
    if row["gap_low"] is not None:
        ends = (amount(row[name], series.unit) for name in ("gap_low", "gap_high"))
        interval = " to ".join(ends)
    unit = Unit(series.unit).difference
    return {
        "Benchmark": series.title,
        "Gap": f"{amount(row['gap'], series.unit)} {unit}",
        "95 % interval": interval,
        "Verdict": verdict(GapSegment.from_row(row)).value,
        "Best closed model": row["closed_model"] or "",
        "Best open model": row["open_model"] or "",
        "Data from": row["vintage_on"],
        "Series": series.id,
    }


def gap_checks(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    """Results of `GAP_CHECKS`."""
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


def _drawn(warehouse: Warehouse, rule: str, series: Series) -> dg.MarkdownMetadataValue | None:
    rows = reads_gaps.gap_segments(warehouse.connection, series.id, rule)
    if not rows:
        return None
    gaps = GapSegment.from_rows(rows)
    return over_time(
        [(one.entry, one.gap) for one in gaps], gaps[0].through, f"gap on {series.title}"
    )


def _check(
    name: str, failing: Sequence[dict[str, Any]], columns: Sequence[str], evaluated: int
) -> dg.AssetCheckResult:
    told = f"{len(failing)} of {evaluated} series: {', '.join(row['series'] for row in failing)}"
    found = checks.Found(failing, evaluated, columns, told)
    return checks.concerning(keys.measure("gap"), name, found, empty=checks.ERROR)


LEADERS_SHOWN = ("series", "class", "model", "value", "since")


def frontier_metadata(warehouse: Warehouse, rule: str) -> dict[str, Any]:
    """Leaders of every series under a rule; values of the best known series from run to run."""
    rows = reads_gaps.leaders(warehouse.connection, rule)
    if not rows:
        return {}
    shown = [{**row, "value": round(row["value"], 2)} for row in rows]
    return {
        "leaders_today": checks.table(shown, LEADERS_SHOWN, len(shown)),
        **{
            f"best_{row['class']}_{row['series']}": row["value"]
            for row in shown
            if row["series"] in DRAWN
        },
    }
