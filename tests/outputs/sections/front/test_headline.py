"""The first screen: a title that the numbers bear, two sentences, four facts."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from measures.price.records import PricedGroup, PricedScore
from measures.segments import GapSegment
from outputs.report.compose import compose
from outputs.sections.front import headline
from outputs.sections.front.headline import FrontPage, _apart, nothing
from outputs.sections.price.fronts import AtOpenFrontier, ScoredPrice
from outputs.sections.series_page import sentence
from outputs.wording import ModelNames
from terms.words import PriceBasis
from tests.measures.headline.estimates import domain
from tests.measures.price.estimates import fronted, hosted
from tests.outputs.charts.test_staircase import ECI
from tests.outputs.sentences import Passage, faults
from tests.outputs.shelf import (
    NOW,
    OLD,
    gap,
    lag,
    put_gaps,
    put_lags,
    put_records,
    put_registry,
    put_scores,
)
from warehouse.store import Warehouse

NONE = dict.fromkeys(("open_entry", "open_model", "open_value", "open_vintage", "gap", "gap_low"))


def told(warehouse: Warehouse, row: dict[str, Any], **derived: Any) -> FrontPage:
    put_scores(warehouse)
    put_registry(warehouse)
    put_gaps(warehouse, [row], **derived)
    return compose(warehouse, NOW, []).front


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({}, "Open-weight models are behind"),
        ({"gap_low": -1.0}, "Open and closed are too close to call"),
        ({"gap": -2.0, "gap_low": -3.0, "gap_high": -1.0}, "Open-weight models are ahead"),
        ({"gap_low": None, "gap_high": None}, "Open models are behind, perhaps by chance"),
        ({"unresolved_above": 1}, "We cannot say: an unknown model may lead"),
        (NONE, "Only one class has a model yet"),
    ],
)
def test_the_title_says_what_the_interval_bears(
    empty: Warehouse, changed: dict[str, Any], title: str
) -> None:
    found = told(empty, gap(**changed))
    assert found.title == title
    assert len(found.title.split()) <= 8
    # A chance of being ahead never stands beside "too close to call".
    said = " ".join([*found.sentences, *(f"{it.value} {it.words}" for it in found.facts)])
    assert ("sure that" in said) == (title.endswith(("are behind", "are ahead")))


def test_the_lag_stands_in_the_title_and_its_month_in_the_first_sentence(empty: Warehouse) -> None:
    put_lags(empty, [lag()])
    found = told(empty, gap())
    # 1 May 2025 to 10 March 2026 are 313 days; 313 / 30.4375 = 10.3 months.
    assert found.title == "Open-weight models are about 10 months behind"
    assert found.sentences == [
        "The best open model, Open One, is where closed models were in May 2025.",
        "The gap is 2.0 index points (95 % interval 0.5 to 3.5).",
    ]
    assert sum(len(it.split()) for it in found.sentences) <= 35
    assert found.facts[0].value == "10.3 months"
    assert (found.facts[-1].value, found.facts[-1].words) == (
        "99.6\u00a0%", "sure that closed models are ahead, by sampling error alone",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "value", "words"),
    [
        # 10 March 2026 less 282, 313 and 433 days; a month has 30.4375 days.
        ({}, "10.3 months", "behind|9.3 to 14.2"),
        ({"low_from": "2026-02-08", "low_sign": -1}, "10.3 months", "behind|−1.0 to 14.2"),
        ({"high_from": None, "high_sign": None}, "10.3 months", "behind|9.3 or more"),
        ({"low_from": None, "low_sign": None}, "10.3 months", "behind|14.2 or less"),
        ({"censored": "left"}, "≥ 10 months", "behind|9.3 to 14.2"),
        (
            {"sign": -1, "low_from": "2025-01-01", "low_sign": -1, "high_from": "2025-06-01",
             "high_sign": -1},
            "10.3 months", "ahead, by point values|9.3 to 14.2",
        ),
    ],
)  # fmt: skip
def test_the_lag_of_the_first_fact_has_its_bounds_and_signs(
    empty: Warehouse, changed: dict[str, Any], value: str, words: str
) -> None:
    put_lags(empty, [lag(**changed)])
    fact = told(empty, gap()).facts[0]
    said, ends = words.split("|")
    assert (fact.value, fact.words) == (value, f"{said} (95 % interval {ends})")


def test_a_bound_is_one_in_the_title_and_the_first_sentence(empty: Warehouse) -> None:
    put_lags(empty, [lag(censored="left")])
    found = told(empty, gap())
    assert found.title == "Open-weight models are at least 10 months behind"
    assert found.sentences[0].endswith("is where closed models were by May 2025.")


@pytest.mark.parametrize(
    ("days", "words"),
    [(239, "7 months"), (79, "2 months"), (45, "1 month"), (44, "6 weeks"), (13, "1 week"),
     (6, "6 days")],
)  # fmt: skip
def test_a_bound_is_never_rounded_up(days: int, words: str) -> None:
    assert headline.at_least(days) == words


FULL = lag(entry="2025-06-01", vintage_on="2025-06-01", counts_from="2025-01-01")
LEADERS = lag(entry="2025-10-01", vintage_on="2025-10-01", basis="leaders", censored="left",
              counts_from="2025-09-01", **dict.fromkeys(("low_from", "high_from")))  # fmt: skip


def test_a_bound_weaker_than_the_known_lag_is_not_told(empty: Warehouse) -> None:
    """Another open model leads the newer list: what is known is the lag of the full one."""
    put_lags(empty, [FULL, LEADERS | {"open_model": "open-two"}], inputs_on=date(2025, 10, 1))
    row = gap(entry="2025-10-01", vintage_on="2025-10-01", basis="leaders")
    found = told(empty, row, inputs_on=date(2025, 10, 1))
    # 1 January to 1 June 2025 are 151 days, 5.0 months; the list of October bounds it by 30.
    assert found.title == "Open-weight models were about 5 months behind in June"
    assert found.sentences[0].startswith("In June the best open model, Open One, was where closed")
    assert found.facts[0].words.startswith("behind on 1 Jun 2025 (95 % interval 0.0 to 5.0)")


def test_the_gap_of_three_days_is_told_without_a_trend(empty: Warehouse) -> None:
    days = {"2025-01-05": 8.7, "2025-08-01": 4.6, "2025-09-20": 7.0, "2025-10-01": 9.9}
    rows = [gap(entry=on, vintage_on=on, gap=size) for on, size in days.items()]
    put_scores(empty)
    put_registry(empty)
    # Published as gaps of past days: of 20 September there is less than a month.
    put_gaps(empty, [{**row, "gap_high": 15.0} for row in rows], inputs_on=date(2025, 10, 1))
    found = compose(empty, NOW, []).front
    assert found.sentences[-1] == (
        "The gap was 9.9 index points in October (95 % interval 0.5 to 15.0), 4.6 in August."
    )
    assert list(faults(Passage("front", " ".join(found.sentences), is_lead=True))) == []


def test_a_gap_on_another_scale_is_not_told_beside_the_newest(empty: Warehouse) -> None:
    """Arena's ratings moved by 60 in May 2025."""
    rows = [gap(entry=on, vintage_on=on, gap=size)
            for on, size in (("2025-05-01", 60.0), ("2025-07-01", 20.0))]  # fmt: skip
    for series in ("eci", "arena_text"):
        put_gaps(empty, rows, series=series, inputs_on=date(2025, 7, 1))
    told_of = {it.path: it.sentences[-1] for it in compose(empty, NOW, []).fronts}
    assert "60.0 in May" in told_of["index.html"]
    assert "60.0" not in told_of["by/arena_text-any_weights.html"]


def test_a_bound_by_leaders_says_that_nobody_knows_more(empty: Warehouse) -> None:
    ends = dict.fromkeys(("low_from", "low_sign", "high_from", "high_sign"))
    put_lags(empty, [lag(censored="left", basis="leaders", **ends)])
    fact = told(empty, gap(basis="leaders")).facts[0]
    assert (fact.value, fact.words) == (
        "≥ 10 months", "behind; how much more is unknown: the newest list names leaders only",
    )  # fmt: skip


def test_without_an_interval_no_chance_is_told(empty: Warehouse) -> None:
    found = told(empty, gap(gap_low=None, gap_high=None, ci_level=None, p_open_ahead=None))
    assert found.sentences[-1] == "The gap is 2.0 index points, without a known interval."


def test_domains_by_old_data_are_counted(empty: Warehouse) -> None:
    put_records(empty, [
        domain(name="coding"), domain(), domain(name="agentic", direction="cannot be judged"),
    ])  # fmt: skip
    assert (
        told(empty, gap()).facts[1].words.endswith("; agentic cannot be judged. Data to 8 Mar 2026")
    )


def test_old_data_are_told_in_the_past_with_their_month(empty: Warehouse) -> None:
    row = gap(entry=OLD.isoformat(), vintage_on=OLD.isoformat())
    found = told(empty, row, inputs_on=OLD)
    assert found.title == "Open-weight models were behind in June"
    assert "The gap was 2.0 index points" in found.sentences[-1]
    assert not any(" is " in it or " are " in it for it in found.sentences)


def test_an_unjudged_gap_tells_both_ends_and_no_chance(empty: Warehouse) -> None:
    row = gap(
        unresolved_above=1, gap_if_unresolved_closed=5.0, gap_if_unresolved_open=-1.5,
        unresolved_names='["mystery"]',
    )  # fmt: skip
    found = told(empty, row)
    assert (
        "+5.0 index points or −1.5 index points, as unknown models turn out"
        in (found.sentences[-1])
    )
    assert "likely" not in " ".join(found.sentences)


def test_an_unconfirmed_gap_says_so(empty: Warehouse) -> None:
    found = told(empty, gap(confirmed=0, evidence="Arena says proprietary"))
    assert found.sentences[-1].endswith("(95 % interval 0.5 to 3.5), unconfirmed.")
    assert found.facts[-1].words.endswith("alone; unconfirmed: Arena says proprietary")
    assert "unconfirmed" not in told(empty, gap()).facts[-1].words


def test_without_the_headline_series_nothing_stands_in(empty: Warehouse) -> None:
    put_gaps(empty, [gap()], series="gpqa_epoch")
    assert compose(empty, NOW, []).fronts == [nothing(True)]


def test_the_domains_are_counted_with_those_that_cannot_be_judged(empty: Warehouse) -> None:
    stands = ("closed ahead", "closed ahead", "cannot be judged", "no live series")
    names = ("coding", "knowledge", "agentic", "safety")
    told_of = dict(zip(names, stands, strict=True)) | {"composite": "open ahead"}
    put_records(
        empty, [domain(name=it, direction=said, is_stale=False) for it, said in told_of.items()]
    )
    fact = told(empty, gap()).facts[1]
    assert (fact.value, fact.words) == (
        "2 of 3",
        "areas: closed models lead. Open models lead in none; agentic cannot be judged",
    )


def test_a_stricter_rule_counts_its_own_domains(empty: Warehouse) -> None:
    own = {"coding": "closed ahead in part", "agentic": "series disagree", "safety": "open ahead"}
    put_records(empty, [
        domain(is_stale=False),
        *(
            domain(name=name, direction=said, is_stale=False, openness_rule="permissive")
            for name, said in own.items()
        ),
    ])  # fmt: skip
    put_gaps(empty, [gap(open_value=8.0, gap=4.0)], rule="permissive")
    told(empty, gap())
    widest, strict = (front.facts[1] for front in compose(empty, NOW, []).fronts)
    assert (widest.value, strict.value) == ("1 of 1", "1 of 3")
    assert strict.words == (
        "areas: closed models lead, in coding on some tests only. Open models lead in 1; agentic "
        "with benchmarks that disagree"
    )


def test_where_open_leads_the_gap_keeps_its_sign_and_its_interval(empty: Warehouse) -> None:
    row = gap(gap=-2.0, gap_low=-3.0, gap_high=-1.0, p_open_ahead=0.99)
    found = told(empty, row)
    assert found.sentences[-1] == "The gap is −2.0 index points (95 % interval −3.0 to −1.0)."
    assert found.facts[-1].words == "sure that open models are ahead, by sampling error alone"


@pytest.mark.parametrize(
    ("size", "title"),
    [
        (-2.0, "Open models are ahead, perhaps by chance"),
        (0.0, "Open models are level, perhaps by chance"),
    ],
)
def test_without_an_interval_the_title_keeps_the_side(
    empty: Warehouse, size: float, title: str
) -> None:
    assert told(empty, gap(gap=size, gap_low=None, gap_high=None)).title == title


def test_the_newest_page_of_any_series_dates_the_data(empty: Warehouse) -> None:
    put_gaps(empty, [gap()], series="gpqa_epoch", inputs_on=NOW.date())
    told(empty, gap())
    assert compose(empty, NOW, []).data_on == "Scores to 10 Mar 2026"
    put_records(empty, [hosted(vintages=(2,))])
    assert compose(empty, NOW, []).data_on == "Scores to 10 Mar, prices to 8 Mar 2026"


def test_every_rule_has_a_page_and_the_switch_leads_to_it(empty: Warehouse) -> None:
    put_gaps(empty, [gap(open_value=8.0, gap=4.0)], rule="permissive")
    told(empty, gap())
    first, second = compose(empty, NOW, []).fronts
    assert (first.path, second.path) == ("index.html", "by/eci-permissive.html")
    assert [it for it in first.switches if it[0] == "rule"] == [
        ("rule", "Open weights", "index.html", True),
        ("rule", "Open-source licence", "by/eci-permissive.html", False),
    ]
    assert (first.about, second.about) == ("", "Capability index, open-source licence")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "closed ahead by 2.0 index points (95 % interval 0.5 to 3.5). Best closed: Closed"),
        (
            {"gap": -2.0, "gap_low": -3.0, "gap_high": -1.0},
            "open ahead by 2.0 index points (95 % interval 1.0 to 3.0)",
        ),
        ({"gap_low": -1.0}, "too close to call, difference +2.0 index points"),
        ({"gap_low": None, "gap_high": None}, "difference +2.0 index points (no interval known)"),
        ({"open_entry": None, "open_value": None, "gap": None}, "only one class has an entry"),
        (
            {"open_entry": None, "open_value": None, "gap": None, "basis": "leaders"},
            "all entries that we know of this page are of one class: no gap.",
        ),
        (
            {"open_entry": None, "open_value": None, "gap": None, "unresolved_above": 14},
            "cannot be judged, 14 entries of unknown model or openness may lead; without them no "
            "gap.",
        ),
        (
            {"unresolved_above": 1, "gap_if_unresolved_closed": 4.0,
             "gap_if_unresolved_open": -1.0},
            "cannot be judged, an unknown model may lead (+4.0 index points if closed, "
            "−1.0 index points if open). Best closed: Closed",
        ),
    ],
)  # fmt: skip
def test_the_sentence_of_a_series(empty: Warehouse, changed: dict[str, Any], words: str) -> None:
    put_scores(empty)
    put_registry(empty)
    put_gaps(empty, [gap(**changed)])
    (view,) = compose(empty, NOW, []).series
    assert sentence(view).startswith("Now (data from 8 Mar 2026): ")
    assert words in sentence(view)


def test_a_series_of_which_no_day_can_be_judged_says_so(empty: Warehouse) -> None:
    """Both classes have entries there: a gap that may not be relied on is no missing one."""
    put_scores(empty)
    put_registry(empty)
    doubt = {"gap_if_unresolved_closed": 4.0, "gap_if_unresolved_open": -1.0}
    put_gaps(empty, [gap(unresolved_above=1, **doubt)])
    (view,) = compose(empty, NOW, []).series
    assert view.figures.summary.startswith("No day so far can be judged. The newest gap cannot")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "9.9 index points apart"),
        ({"confirmed": 0}, "9.9 index points apart, unconfirmed"),
        ({"unresolved_above": 1}, ""),
        ({"gap": None}, ""),
    ],
)
def test_a_caption_is_of_the_values_that_the_picture_names(
    changed: dict[str, Any], said: str
) -> None:
    segment = GapSegment(**({"entry": "2026-10-08", "gap": 9.88} | changed))
    line = SimpleNamespace(segment=segment, unit="index points")
    assert _apart(line, ECI) == said  # type: ignore[arg-type]


BEST = ScoredPrice("o", 157.0, 6.0)


@pytest.mark.parametrize(
    ("closed", "is_whole", "value", "asked"),
    [
        (4.5, True, "1.3× the price", "$4.50"),
        (10.0, True, "1.7× cheaper", "$10.00"),
        (6.1, True, "Same price", "$6.10"),
        # A list of leaders may leave a cheaper closed model out.
        (4.0, False, "≥ 1.5× the price", "$4.00 or less"),
        (10.0, False, "Not settled", "$10.00 or less"),
    ],
)
def test_the_price_is_that_of_the_best_open_score_on_one_day(
    closed: float, is_whole: bool, value: str, asked: str
) -> None:
    at = AtOpenFrontier("2026-08-11", BEST, ScoredPrice("c", 158.0, closed), is_whole)
    found = headline._price(at, ModelNames({"o": "Kimi K3"}))
    assert (found.value, found.words) == (
        value,
        f"open $6.00 (Kimi K3), closed as good {asked} (c) per million tokens "
        "(3 input, 1 output), both of 11 Aug 2026",
    )
    assert headline._price(None, ModelNames()).value == "No price"


def test_the_price_is_asked_at_the_score_of_the_best_open_model(empty: Warehouse) -> None:
    own = PriceBasis.FIRST_PARTY
    opened = {"models": (PricedScore("o1", 120.0, 0.1, own), PricedScore("o2", 141.0, 5.0, own)),
              "front": ("o1", "o2"), "openness_rule": "any_weights"}  # fmt: skip
    put_records(empty, [fronted(), fronted(group=PricedGroup.OPEN, unpriced=(), **opened)])
    # At 120 closed costs 20 times open; at 141, the best open score, twice.
    fact = told(empty, gap()).facts[1]
    assert fact.value == "2.0× cheaper"
    assert fact.words.startswith("open $5.00 (o2), closed as good $10.00 (c2)")
