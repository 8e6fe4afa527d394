"""Sections over single measures: what each says, short, with units, wherever it is shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from outputs.charts.drawing import Text
from outputs.charts.parity import PHONE, ClosedLead, lead_chart
from outputs.sections.agreement import board_agreement
from outputs.sections.gap.correction import correction
from outputs.sections.gap.one_gpu import one_gpu
from outputs.sections.lag.parity import parity
from outputs.sections.section import Section, markdown
from outputs.sections.statistics import PAGES, SECTIONS, of_pages, of_series
from outputs.wording import ModelNames
from tests.outputs.shelf import HOSTILE
from warehouse.reads.statistics import statistics
from warehouse.schema.statistics import STATISTICS
from warehouse.store import Warehouse

VIEWS = {view.name: view for view in STATISTICS}
NAMES = ModelNames({"gpt-4": "GPT-4", "o3": "o3", "llama": "Llama 3.1 405B", "evil": HOSTILE})


def lead(**own: Any) -> dict[str, Any]:
    """A row of view `parity`."""
    return {
        "series": "eci", "title": "Epoch Capabilities Index", "unit": "index", "status": "live",
        "openness_rule": "any_weights", "closed_model": "gpt-4", "released_on": "2023-03-14",
        "closed_value": 125.7, "open_model": "llama", "reached_on": "2024-07-23", "days": 497,
        "days_low": 400, "days_high": 653, "ci_level": 0.9, "followed_days": 497,
        "censored": None, "data_on": "2026-08-11", "median_days": 228.0, "median_low": 130.0,
        "median_high": 243.0,
    } | own  # fmt: skip


def going(**own: Any) -> dict[str, Any]:
    """A row of a release that open has not reached."""
    none = {"open_model": None, "reached_on": None, "days": None, "days_low": 144}
    return lead(closed_model="o3", released_on="2026-03-05", days_high=None, followed_days=159,
                censored="right", **none) | own  # fmt: skip


def texts(part: Section) -> list[list[str]]:
    return [[one.text.text for one in row] for row in part.rows]


@pytest.fixture(scope="module")
def shipped_sections(shipped_home: Path) -> list[Section]:
    with Warehouse.read(shipped_home) as warehouse:
        rows = {name: statistics(warehouse.connection, name) for name in VIEWS}
    pages = [part for parts in of_pages(rows, ModelNames()).values() for part in parts]
    series = {row["series"] for row in rows["parity"]}
    return pages + [
        part for one in sorted(series) for part in of_series(rows, ModelNames(), one).values()
    ]


def test_every_view_over_a_single_measure_has_a_place(shipped_sections: list[Section]) -> None:
    shown = {view for views in PAGES.values() for view in views} | {"parity"}
    assert shown == SECTIONS.keys() == VIEWS.keys() - {"vendor_pair", "price_index", "solved_cost"}
    assert {"parity", "vendor", "weights"} <= {part.key for part in shipped_sections}


def test_a_lead_is_two_sentences_and_35_words(shipped_sections: list[Section]) -> None:
    long = {
        part.lead: len(part.lead.split())
        for part in shipped_sections
        if len(part.lead.split()) > 35 or len(re.findall(r"[.?!](?: |$)", part.lead)) > 2
    }
    assert long == {}


def test_a_section_says_how_we_know_and_fills_its_columns(shipped_sections: list[Section]) -> None:
    methods = {path.stem for path in Path("docs/methods").glob("*.md")}
    for part in shipped_sections:
        assert part.note, part.key
        assert part.method.split("-")[0] in methods, part.key
        rows = [*part.rows, *(part.fold.rows if part.fold else ())]
        assert {len(row) for row in rows} == {len(part.columns)}, part.key


@pytest.mark.parametrize("view", SECTIONS)
def test_a_row_without_optional_values_is_borne(view: str, shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        columns = VIEWS[view].columns(warehouse.connection)
    kinds: dict[str, Any] = {"TEXT": "x", "INTEGER": 1, "REAL": 1.0}
    row = {
        one.name: None if one.optional else (one.one_of or (kinds[one.type],))[0] for one in columns
    }
    days = {name: "2026-08-11" for name in row if re.search("_on$|^on_", name) and row[name] == "x"}
    known = {"unit": "percent", "status": "live", "other_status": "live", "openness": "closed"}
    part = SECTIONS[view]([row | days | {k: v for k, v in known.items() if k in row}], ModelNames())
    assert part.lead
    assert "None" not in f"{part.lead} {texts(part)}"


def test_time_to_parity_counts_what_is_not_reached() -> None:
    part = parity([lead(), going()], NAMES)
    assert part.lead == (
        "By 11 Aug 2026 open models reached a closed leader’s score after 228 days in the median. "
        "1 of 2 was unreached; o3 had held longest, 159 days."
    )
    assert "The median’s 95 % interval: 130 to 243 days." in part.note
    assert texts(part) == [
        ["o3", "> 159", "144 to not yet", "none yet"],
        ["GPT-4", "497", "400 to 653", "Llama 3.1 405B"],
    ]


def test_too_few_reached_have_no_median() -> None:
    none = {"median_days": None, "median_low": None, "median_high": None}
    part = parity([going(**none), lead(**none), going(**none)], NAMES)
    assert part.lead.startswith(
        "By 11 Aug 2026 open models had reached 1 of 3 closed leads, too few"
    )


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "had not reached the one closed lead, that of o3 (159 days so far)."),
        (2, "had reached none of 2 closed leads; o3 had held longest, 159 days."),
    ],
)
def test_where_no_lead_was_reached_it_is_said_once(count: int, told: str) -> None:
    none = {"median_days": None, "median_low": None, "median_high": None}
    assert parity([going(**none)] * count, NAMES).lead == f"By 11 Aug 2026 open models {told}"


def test_a_median_that_a_bound_may_pull_down_is_at_most() -> None:
    for days, most in ((497, "at most "), (200, "")):
        found = parity([lead(censored="left", days=days), going()], NAMES).lead
        assert f"score after {most}228 days in the median" in found


def test_a_bar_without_end_is_hollow_and_names_stay_text() -> None:
    part = parity([lead(closed_model="evil"), going()], NAMES)
    root = ElementTree.fromstring(f"<div>{part.chart}</div>")  # noqa: S314
    kinds = [it.get("class") for it in root.iter() if "lead-bar" in (it.get("class") or "")]
    assert kinds == ["lead-bar going", "lead-bar"] * 2
    assert HOSTILE not in str(part.chart)


def test_names_on_a_telephone_are_cut_to_the_drawing() -> None:
    from datetime import date  # noqa: PLC0415

    from outputs.charts.labels import width_of  # noqa: PLC0415

    days = (date(2024, 1, 1), date(2024, 5, 1))
    chart = lead_chart([ClosedLead("closed " * 9, *days, "121", "open " * 9)], Text("x", "t", "d"))
    slim = ElementTree.fromstring(f"<div>{chart}</div>")[1]  # noqa: S314
    label = next(it for it in slim.iter("text") if "who-led" in str(it.get("class")))
    assert width_of(str(label.text), PHONE.letters) <= PHONE.width


def changed(**own: Any) -> dict[str, Any]:
    """A row of view `correction`."""
    return {
        "series": "arena_text", "title": "Arena, text", "unit": "elo", "status": "live",
        "openness_rule": "any_weights", "kind": "reestimated", "on_date": "2025-05-13",
        "gap_then": 60.45, "gap_now": 42.17, "change": -18.28, "crosses_break": 0,
        "closed_model_then": "o3", "open_model_then": "llama", "closed_model_now": "o3",
        "open_model_now": "llama",
    } | own  # fmt: skip


def test_corrections_say_how_far_published_gaps_were_off() -> None:
    both = [changed(), changed(on_date="2025-05-14", change=-0.07)]
    assert correction(both, NAMES).lead == (
        "Since their publication, gaps of 2 past days changed by −18.3 to −0.1 Elo."
    )
    assert correction(both[:1], NAMES).lead == (
        "Since its publication, the gap of 1 past day changed by −18.3 Elo."
    )
    moved = correction([changed(crosses_break=1)], NAMES)
    assert "do not compare" in moved.lead
    assert texts(moved)[0][-1] == "the scale moved"


def test_both_boards_of_a_pair_are_named_in_full() -> None:
    title = "MMLU, 5-shot without chain of thought, as the makers report it"
    row = {
        "title": title, "other_title": title, "series": "mmlu", "status": "live",
        "other_status": "live", "correlation_low": 0.1, "correlation_high": 0.9, "ci_level": 0.95,
        "rank_correlation": 0.5, "n": 6, "outlier_model": None,
    }  # fmt: skip
    first = board_agreement([row], NAMES).rows[0][0]
    assert (first.text.text, first.more[0].text) == (title, title)


def test_a_change_agrees_with_the_gaps_beside_it() -> None:
    """66.77 less 55.53 is 11.24: with one decimal a reader would find 11.3."""
    row = changed(gap_then=66.77, gap_now=55.53, change=-11.24)
    _, then, now, change, *_ = texts(correction([row], NAMES))[0]
    assert [it.split()[0] for it in (then, now, change)] == ["+66.77", "+55.53", "−11.2"]


def test_markdown_keeps_names_in_their_cells() -> None:
    written = markdown(parity([lead(closed_model="a|b<i>")], ModelNames()))
    assert "a\\|b&lt;i>" in written
    assert written.splitlines()[3] == "| --- | --- | --- | --- |"


def small(**own: Any) -> dict[str, Any]:
    """A row of view `one_gpu_gap`."""
    return {
        "series": "livebench", "title": "LiveBench", "unit": "percent", "status": "live",
        "open_model": "llama", "memory_gb": 64.8, "size_unknown_above": None, "gap": 7.7,
        "gap_low": 4.0, "gap_high": 9.0, "ci_level": 0.95, "verdict": "closed ahead",
        "any_size_gap": 3.8, "lag_days": 184, "lag_censored": 0, "unresolved_above": 0,
        "shown_on": "2026-08-31",
    } | own  # fmt: skip


def test_what_one_gpu_runs_cannot_be_judged_for_a_reason() -> None:
    doubtful = small(verdict="cannot be judged", unresolved_above=1)
    [judged], [unjudged] = (one_gpu([row], NAMES).rows for row in (small(), doubtful))
    said = [one.text for one in unjudged[2].more]
    assert said[-2:] == ["cannot be judged", "1 entry of unknown model or openness may lead"]
    assert not [one.text for one in judged[2].more if "judged" in one.text or "lead" in one.text]
