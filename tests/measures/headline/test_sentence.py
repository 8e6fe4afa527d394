from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest

from measures.headline.rows import GapShown, domain_rows, headline_row
from measures.headline.sentence import INDEPENDENT, Headline
from measures.lag.words import LagOn
from measures.segments import LagSegment
from measures.series import DOMAINS
from terms.days import day
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


def test_the_sentence_is_made_of_its_numbers() -> None:
    found = told(row(4.64), lag(122), a=gap(5), b=gap(0.5), c=gap(-5), d=gap(5, None))
    assert found.sentence == (
        "On Epoch Capabilities Index, data from 18 Aug 2026, open weights (theirs) are behind "
        "closed models (ours): gap 4.6 index points (95 % interval 3.6 to 5.6). The lag is 122 "
        "days (about 4 months; 95 % interval 61 to 183). Of 4 domains, closed is ahead in 1, open "
        "in 1; too close to call in 1; 1 cannot be judged."
    )
    partly = [
        it | {"direction": f"{it['direction']} in part"}
        for it in found.domains
        if "ahead" in it["direction"]
    ]
    coding, safety = DOMAINS[0], DOMAINS[2]
    assert Headline(found.parts, partly).counted.startswith(
        f"Of 2 domains, closed is ahead in 1, in {coding} on some tests only, open in 1, in "
        f"{safety} on some tests only; too close to call in 0."
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
        "Of 1 domain, closed is ahead in 1, open in 0; too close to call in 0. "
        "Not counted, as no recent open model was tested: b."
    )
    assert found.leading() == found.sentence.partition(" Of 4 ")[0]
    assert "(Ours)" in found.leading({"ours": "Ours", "theirs": "Theirs"}.__getitem__)
    assert found.caveat == INDEPENDENT
    assert found.verdicts == {
        "closed ahead": 1, "not distinguishable": 1, "open ahead": 1, "cannot be judged": 1,
    }  # fmt: skip


def test_the_lag_by_the_order_of_an_older_list_and_the_gap_of_three_days() -> None:
    found = told(row(9.88), lag(217))
    gaps = {"dated_on": "2026-10-08", "earlier_on": "2026-08-11", "earlier_gap": 4.64,
            "earliest_on": "2025-12-19", "earliest_gap": 8.73}  # fmt: skip
    first = found.parts[0] | gaps | {"order_on": "2026-08-11", "is_stale": 1}
    said = Headline.of([first], []).sentence
    assert ": gap 9.9 index points (95 % interval 8.9 to 10.9), 4.6 in August and 8.7 in " in said
    assert (
        " in December 2025. The lag was 217 days (about 7 months; 95 % interval 156 to 278), order "
        "of models as of 11 Aug 2026."
    ) in said
    # One that is known for an earlier day says so.
    past = Headline.of([first | {"lag_on": "2026-08-11"}], []).sentence
    assert ". The lag was 217 days on 11 Aug 2026 (about 7 months; 95 % interval 156 to" in past


def test_while_an_unknown_entry_may_lead_there_is_no_verdict() -> None:
    range_ = {"gap_if_unresolved_closed": 7.0, "gap_if_unresolved_open": -1.6}
    found = told(row(4.64, unresolved_above=2, **range_), lag(122), a=gap(5, unresolved_above=1))
    assert found.caveat == (
        "The gap cannot be judged: 2 entries of unknown model or openness may lead, the gap then "
        f"being -1.6 to 7.0. {INDEPENDENT}"
    )
    assert (
        "(theirs) and closed models (ours) cannot be judged: the gap is -1.6 to 7.0, as unknown "
        "models turn out. Of" in found.sentence
    )
    assert "open in 0; too close to call in 0; 1 cannot be judged." in found.sentence
    assert "judged: 1 entry of" in str(told(row(4.64, unresolved_above=1)).caveat)
    assert told(row(4.64, unresolved_above=None)).caveat is None


NO_ENDS: dict[str, Any] = {"low": None, "high": None}


@pytest.mark.parametrize(
    ("value", "behind", "said"),
    [
        (row(4.64, None), None, "without an interval: gap 4.6 index points. The lag is not known."),
        (row(None), None, "one class has no entry, so there is no gap"),
        # Who leads follows the interval, not the sign.
        (row(0.5), None, "are too close to call: gap 0.5"),
        (row(-4.6), None, "open weights (theirs) are ahead of closed models (ours): gap -4.6"),
        # A lag below zero is told as a lead, and not as a number below zero.
        (row(-4.64), lag(-122), "(95 % interval -5.6 to -3.6). Open was there 4.0 months earlier "
                                "(2.0 to 6.0)."),
        (row(-0.5), replace(lag(-30), **NO_ENDS), "By point values open was there 1.0 months "
                                                  "earlier."),
        # A lead that is a bound is at least so long, and its interval has one end.
        (row(-4.64), replace(lag(-122, "left"), low=None), "Open was there at least 4.0 months "
                                                           "earlier (2.0 or more)."),
        (row(-0.5), replace(lag(-30), high=None), "1.0 months earlier (3.0 or less)."),
        # A censored lag is a lower bound.
        (row(4.64), lag(122, "left"), "lag is at least 122 days (about 4 months; 95 % interval 61 "
                                      "to 183)"),
        (row(4.64), replace(lag(122, "left"), high=None), "95 % interval 61 or more)"),
        (row(4.64), replace(lag(9, "left"), **NO_ENDS), "lag is at least 9 days."),
    ],
)  # fmt: skip
def test_gap_and_lag_are_told_as_what_they_are(
    value: GapShown, behind: LagOn | None, said: str
) -> None:
    found = told(value, behind)
    assert said in found.sentence
    has_ends = behind is not None and (behind.low, behind.high) != (None, None)
    assert (INDEPENDENT in str(found.caveat)) == has_ends


def test_an_old_page_and_a_gap_too_small_to_find_are_caveats() -> None:
    old = row(1.2, inputs_on="2026-08-01", vintage_on="2026-08-01")
    found = told(old)
    assert "as of 1 Aug 2026" in found.sentence
    assert found.caveat == (
        "The newest Epoch Capabilities Index is of 1 Aug 2026: the gap describes that day, not "
        "today. "
        "The gap is smaller than 1.4, the least that this comparison finds four times out of five, "
        "so its size is poorly known."
    )
    aged = gap(5, vintage_on="2026-08-01")
    assert "; 1 on old data." in told(row(4), a=aged).sentence
    assert "; all on old data." in told(row(4), a=aged, b=aged).sentence


def test_leaders_that_came_after_the_page_are_told_with_both_days() -> None:
    for page in ("2026-08-01", "2026-08-10"):  # stale on 20 August 2026, and not
        late = row(4.6, inputs_on=page, vintage_on=page, told_on="2026-08-12")
        found = told(late, lag(122))
        assert found.sentence.startswith(
            f"On Epoch Capabilities Index, as of 12 Aug 2026, data from {day(page)}, open weights"
        )
        assert found.parts[0]["is_stale"] == (
            "describes 12 Aug 2026, not today" in str(found.caveat)
        )


def test_the_other_rule_stands_beside() -> None:
    parts = [
        part("permissive", row(9.12), None),
        part("permissive", row(None), None),
        part("any_weights", row(4.64), lag(122)),
    ]
    assert (
        "Besides: Epoch Capabilities Index, open weights under an open-source licence: gap 9.1 "
        "index points (95 % interval 8.1 to 10.1). The lag is not known."
    ) in Headline.of(parts, []).also
    old = row(9.12, vintage_on="2026-08-01", inputs_on="2026-08-01")
    parts[0] = part("permissive", old, None)
    assert "open-source licence, as of 1 Aug 2026: gap 9.1" in Headline.of(parts, []).also


def test_without_a_composite_nothing_stands_in() -> None:
    found = Headline.of([], [])
    assert found.sentence == "No domain has an active benchmark with a gap yet."
    assert found.caveat == "Epoch's index has not been read yet."
    assert found.leading() == ""
