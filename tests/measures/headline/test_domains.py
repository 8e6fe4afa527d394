from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.headline.domains import Direction, GapShown, SeriesLine, change, direction, domains
from measures.headline.rows import domain_row
from measures.segments import GapSegment
from measures.series import ScaleBreak
from terms.days import year_before
from terms.words import GapVerdict
from tests.measures.sample import said, series

ON = "2026-08-20"


def gap(value: float | None, half: float | None = 1.0, **columns: Any) -> GapShown:
    known = value is not None and half is not None
    told_on = columns.get("vintage_on") or columns.get("inputs_on", "2026-08-18")
    row = {
        "entry": "2026-01-01",
        "gap": value,
        "gap_low": value - half if known else None,
        "gap_high": value + half if known else None,
        "ci_level": 0.95 if known else None,
        "unresolved_above": 0,
        "vintage_on": "2026-08-18",
        "inputs_on": "2026-08-18",
        **{f"{side}_model": f"{side}-one" for side in ("closed", "open")},
        **{f"{side}_vintage": 1 for side in ("closed", "open")},
        **columns,
    }
    return GapShown(GapSegment.from_row(row), columns.get("told_on", told_on), told_on)


def lines(*verdicts: GapVerdict) -> list[SeriesLine]:
    now = {
        "closed ahead": gap(5),
        "open ahead": gap(-5),
        "not distinguishable": gap(0.5),
        "no interval": gap(5, None),
        "one class only": gap(None),
        "cannot be judged": gap(5, unresolved_above=1),
    }
    every = {f"s{place}": series(id=f"s{place}") for place in range(len(verdicts))}
    rows = {name: now[word] for name, word in zip(every, verdicts, strict=True)}
    found = domains(every.values(), rows, {}, ON)
    return list(found[0].lines) if found else []


@pytest.mark.parametrize(
    ("verdicts", "word"),
    [
        (("closed ahead", "closed ahead"), "closed ahead"),
        (("closed ahead", "not distinguishable"), "closed ahead in part"),
        (("open ahead", "not distinguishable"), "open ahead in part"),
        (("open ahead", "no interval"), "open ahead"),
        (("closed ahead", "open ahead"), "series disagree"),
        (("not distinguishable",), "not distinguishable"),
        (("no interval", "one class only"), "cannot be judged"),
        (("cannot be judged",), "cannot be judged"),
    ],
)
def test_series_of_a_domain_are_laid_side_by_side_and_never_averaged(
    verdicts: tuple[GapVerdict, ...], word: Direction
) -> None:
    assert direction(lines(*verdicts)) == word


def test_only_live_series_of_general_models_speak_and_the_others_say_why() -> None:
    every = [
        series(id="frozen", statuses=said("frozen", why="It takes no more runs.")),
        series(id="tuned", task_tuned=True),
        series(id="live"),
        series(id="stale", stale_after_days=1),
        series(id="no_gap_at_all"),
    ]
    rows = {one.id: gap(-5) for one in every[:2]} | {one.id: gap(5) for one in every[2:4]}
    [found] = domains(every, rows, {}, ON)
    assert (found.domain, found.direction) == ("coding", "closed ahead")
    rows = [domain_row(found, line) for line in found.lines]
    told = {row["series"]: (row["speaks"], row["is_stale"], row["caveat"]) for row in rows}
    assert list(told) == ["live", "stale", "frozen", "tuned"]
    assert told["live"] == (True, False, None)
    assert told["stale"][:2] == (True, True)
    assert "as of 2026-08-18" in str(told["stale"][2])
    assert told["frozen"] == (False, False, "frozen: It takes no more runs.")
    assert told["tuned"][0] == 0


def test_of_a_data_set_the_first_series_with_a_gap_speaks() -> None:
    every = [series(id="styled", dataset="votes"), series(id="raw", dataset="votes"),
             series(id="other", items_of="votes", statuses=said("frozen"))]  # fmt: skip
    [found] = domains(every, {"styled": gap(5), "raw": gap(-5), "other": gap(-5)}, {}, ON)
    assert found.direction == "closed ahead"
    assert {one.series.id: one.speaks for one in found.lines} == {
        "styled": True, "raw": False, "other": False,
    }  # fmt: skip
    [alone] = domains(every, {"raw": gap(-5)}, {}, ON)
    assert alone.direction == "open ahead"


def test_a_domain_without_a_live_series_says_so() -> None:
    [found] = domains(
        [series(statuses=said("saturated", why="Leaders stand at 99."))], {"some": gap(1)}, {}, ON
    )
    assert found.direction == "no live series"


def test_a_change_over_a_year_by_hand() -> None:
    # 9 then, 4 now, both +-1: change -5, half width sqrt(1 + 1) = 1.414
    found = change(series(), gap(4), gap(9), ON)
    assert (found.course, found.change) == ("narrowed", -5)
    assert (found.low, found.high) == (
        pytest.approx(-6.414, abs=1e-3),
        pytest.approx(-3.586, abs=1e-3),
    )
    assert change(series(), gap(9), gap(4), ON).course == "widened"
    assert change(series(), gap(-9), gap(-4), ON).course == "moved towards open"
    assert change(series(), gap(-4), gap(-9), ON).course == "moved towards closed"
    assert change(series(), gap(-4), gap(4), ON).course == "moved towards open"
    assert change(series(), gap(4), gap(5), ON).course == "no change distinguishable"


def test_what_cannot_be_compared_with_a_year_ago_says_why() -> None:
    def why(now: GapShown, then: GapShown | None, **columns: Any) -> str:
        found = change(series(**columns), now, then, ON)
        assert (found.course, found.change, found.low) == ("not comparable", None, None)
        assert found.reason is not None
        return found.reason

    assert why(gap(4), None) == "no page of a year ago is known"
    assert why(gap(4), gap(None)) == "one class has no entry a year ago"
    assert why(gap(None), gap(4)) == "one class has no entry today"
    assert "no interval" in why(gap(4, None), gap(4))
    assert "no interval" in why(gap(4), gap(4, ci_level=None))
    # 57.9 then, 0.4 now, but three agents at or above the frontier had no known model then.
    dark = gap(57.9, unresolved_above=3)
    assert why(gap(0.4), dark) == "3 entries of unknown model or openness may lead a year ago"
    assert why(gap(0.4, unresolved_above=1), gap(57.9)).endswith("may lead today")
    assert change(series(), gap(4, unresolved_above=None), gap(9), ON).course == "narrowed"
    moved = ScaleBreak(on="2026-02-01", why="other questions", evidence="https://example.org/v2")
    then = gap(4, vintage_on="2025-08-18")
    assert "other questions" in why(gap(4), then, scale_breaks=(moved,))
    assert "another pool" in why(gap(4), then, page_scales="another pool")
    assert change(series(), gap(4), then, ON).reason is None


def test_a_change_from_an_outdated_page_is_since_its_day() -> None:
    of = series(stale_after_days=30)
    # A year before 20 August 2026 the page of 20 July 2025 was 31 days old, that of 21 July 30.
    old, fresh = gap(9, vintage_on="2025-07-20"), gap(9, vintage_on="2025-07-21")
    assert change(of, gap(4), old, ON).since == "2025-07-20"
    assert change(of, gap(4), fresh, ON).since is None
    assert change(of, gap(4), gap(9, vintage_on=None), ON).since is None
    found = domains([of], {of.id: gap(4)}, {of.id: old}, ON)[0].lines[0]
    assert found.year_ago_as_of == "2025-07-20"
    # The same page was seen again the day after, unchanged.
    assert change(of, gap(4), replace(old, seen_on="2025-07-21"), ON).since is None
    # A model on that page came on 24 July: the gap of a year ago is of that day.
    assert change(of, gap(4), replace(old, told_on="2025-07-24"), ON).since == "2025-07-24"


def test_on_the_entry_axis_a_break_within_the_year_is_crossed_too() -> None:
    moved = ScaleBreak(on="2026-02-01", why="other questions", evidence="https://example.org/v2")
    of = series(axis="entry", scale_breaks=(moved,))
    assert change(of, gap(4, vintage_on=None), gap(4, vintage_on=None), ON).change is None
    early = replace(moved, on="2025-01-01")
    of = series(axis="entry", scale_breaks=(early,))
    assert change(of, gap(4, vintage_on=None), gap(4, vintage_on=None), ON).change == 0


def test_a_leap_day_has_a_year_before() -> None:
    assert (year_before("2024-02-29"), year_before("2026-11-24")) == ("2023-02-28", "2025-11-24")
