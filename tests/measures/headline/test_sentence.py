"""What stands beside the headline: how many domains say what, and what must be known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from measures.headline.rows import GapShown, domain_rows, headline_row
from measures.headline.sentence import INDEPENDENT, Headline
from measures.lag.words import LagOn
from measures.segments import LagSegment
from measures.series import DOMAINS
from tests.measures.headline.test_domains import ON, gap
from tests.measures.sample import series

ECI = series(id="eci", title="Epoch Capabilities Index", unit="index", domain="composite")


def row(value: float | None, half: float | None = 1.0, **columns: Any) -> GapShown:
    models = {"closed_model": "ours", "open_model": "theirs"}
    return gap(value, half, **models, detectable_gap=1.4, **columns)


def lag(days: int, censored: Literal["left"] | None = None) -> LagOn:
    segment = LagSegment(entry=ON, censored=censored)
    return LagOn(segment, ON, days, days - 61, days + 61)


def told(value: GapShown, behind: LagOn | None = None, **gaps: GapShown) -> Headline:
    every = [series(id=name, domain=DOMAINS[place]) for place, name in enumerate(gaps)]
    table = domain_rows([*every, ECI], {**gaps, "eci": value}, ON)
    rows = [row | {"openness_rule": "any_weights"} for row in table]
    return Headline.of([part("any_weights", value, behind)], rows)


def part(rule: str, value: GapShown, behind: LagOn | None) -> dict[str, Any]:
    """A row of view headline."""
    none = ("order_on", "lag_on", "dated_on", "earlier_on", "earliest_on")
    of = {"title": ECI.title, "openness_rule": rule, **dict.fromkeys(none)}
    return headline_row(ECI, value, behind, ON) | of


def test_domains_are_counted_by_what_they_say() -> None:
    found = told(row(4.64), lag(122), a=gap(5), b=gap(0.5), c=gap(-5), d=gap(5, None))
    assert found.counted == (
        "Of 4 domains, closed is ahead in 1, open in 1; too close to call in 1; 1 cannot be judged."
    )
    partly = [
        it | {"direction": f"{it['direction']} in part"}
        for it in found.domains
        if "ahead" in it["direction"]
    ]
    coding, safety = DOMAINS[0], DOMAINS[2]
    assert Headline(found.parts, partly).counted.startswith(
        f"Of 2 domains, closed is ahead in 1, in {coding} on some tests only, open in 1, in "
        f"{safety} on some tests only."
    )
    untested = gap(5, is_tested_lately=0, open_newest_on="2026-01-27")
    left_out = told(row(4.64), a=gap(5), b=untested, c=untested)
    said = {"c": "saturated"}
    left_out = Headline(
        left_out.parts,
        [
            it | {"title": it["series"], "status": said.get(it["series"], "live")}
            for it in left_out.domains
        ],
    )
    assert left_out.counted == (
        "Of 1 domain, closed is ahead in 1, open in none. "
        "Not counted, as no recent open model was tested: b."
    )
    assert found.caveat == INDEPENDENT
    assert found.verdicts == {
        "closed ahead": 1, "not distinguishable": 1, "open ahead": 1, "cannot be judged": 1,
    }  # fmt: skip


def test_while_an_unknown_entry_may_lead_there_is_no_verdict() -> None:
    range_ = {"gap_if_unresolved_closed": 7.0, "gap_if_unresolved_open": -1.6}
    found = told(row(4.64, unresolved_above=2, **range_), lag(122), a=gap(5, unresolved_above=1))
    assert found.caveat == (
        "The gap cannot be judged: 2 entries of unknown model or openness may lead, the gap then "
        f"being -1.6 to 7.0. {INDEPENDENT}"
    )
    assert "closed is ahead in none, open in none; 1 cannot be judged." in found.counted
    assert "judged: 1 entry of" in str(told(row(4.64, unresolved_above=1)).caveat)
    assert told(row(4.64, unresolved_above=None)).caveat is None


def test_the_interval_of_a_lag_has_its_caveat() -> None:
    without = replace(lag(9, "left"), low=None, high=None)
    assert [str(told(row(4.64), it).caveat) for it in (None, without, lag(122))] == [
        "None", "None", INDEPENDENT
    ]  # fmt: skip


def test_an_old_page_and_a_gap_too_small_to_find_are_caveats() -> None:
    old = row(1.2, inputs_on="2026-08-01", vintage_on="2026-08-01")
    found = told(old)
    assert found.caveat == (
        "The newest Epoch Capabilities Index is of 1 Aug 2026: the gap describes that day, not "
        "today. "
        "The gap is smaller than 1.4, the least that this comparison finds four times out of five, "
        "so its size is poorly known."
    )
    aged = gap(5, vintage_on="2026-08-01")
    assert "; 1 on old data." in told(row(4), a=aged).counted
    assert "; all on old data." in told(row(4), a=aged, b=aged).counted


def test_leaders_that_came_after_the_page_are_told_with_both_days() -> None:
    for page in ("2026-08-01", "2026-08-10"):  # stale on 20 August 2026, and not
        late = row(4.6, inputs_on=page, vintage_on=page, told_on="2026-08-12")
        found = told(late, lag(122))
        assert found.parts[0]["is_stale"] == (
            "describes 12 Aug 2026, not today" in str(found.caveat)
        )


def test_without_a_composite_nothing_stands_in() -> None:
    found = Headline.of([], [])
    assert found.counted == "No domain has an active benchmark with a gap yet."
    assert found.caveat == "Epoch's index has not been read yet."
