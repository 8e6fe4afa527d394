"""The first screen: a title that the numbers bear, two sentences, four facts."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from measures.lag.words import LagOn
from measures.segments import GapSegment, LagSegment, PriceGapSegment
from measures.series import load
from outputs.report.compose import compose
from outputs.sections.front import headline
from outputs.sections.front.headline import FrontPage, _apart, nothing
from outputs.sections.lag.daily import lag_of
from outputs.sections.series_page import sentence
from outputs.wording import Name
from terms.words import GapVerdict
from tests.measures.headline.estimates import domain
from tests.measures.lag.estimates import tooth
from tests.measures.trend.estimates import TREND
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
    read_gap,
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


def test_the_lag_stands_in_the_title_and_its_month_in_the_first_sentence(empty: Warehouse) -> None:
    put_lags(empty, [lag()])
    found = told(empty, gap())
    # 1 May 2025 to 10 March 2026 are 313 days; 313 / 30.4375 = 10.3 months.
    assert found.title == "Open-weight models are about 10 months behind"
    assert found.sentences == [
        "Open One, the best open model, is where closed models were in May 2025.",
        "The gap is 2.0 index points (95 % interval 0.5 to 3.5): closed models are very likely "
        "ahead (99.6\u00a0%).",
    ]
    assert sum(len(it.split()) for it in found.sentences) <= 35
    assert found.facts[0].value == "10.3 months"


@pytest.mark.parametrize(
    ("changed", "value", "words"),
    [
        # 10 March 2026 less 282, 313 and 433 days; a month has 30.4375 days.
        ({}, "10.3 months", "behind; range 9.3 to 14.2"),
        ({"low_from": "2026-02-08", "low_sign": -1}, "10.3 months", "behind; range −1.0 to 14.2"),
        ({"high_from": None, "high_sign": None}, "10.3 months", "behind; range 9.3 or more"),
        ({"low_from": None, "low_sign": None}, "10.3 months", "behind; range 14.2 or less"),
        ({"censored": "left"}, "≥ 10.3 months", "behind; range 9.3 to 14.2"),
        (
            {"sign": -1, "low_from": "2025-01-01", "low_sign": -1, "high_from": "2025-06-01",
             "high_sign": -1},
            "10.3 months", "ahead, by point values; range 9.3 to 14.2",
        ),
    ],
)  # fmt: skip
def test_the_lag_of_the_first_fact_has_its_bounds_and_signs(
    empty: Warehouse, changed: dict[str, Any], value: str, words: str
) -> None:
    put_lags(empty, [lag(**changed)])
    fact = told(empty, gap()).facts[0]
    assert (fact.value, fact.words) == (value, words)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"censored": "left"}, "Commercial use allowed: at least 10.3 months"),
        ({"counts_from": "2026-02-08", "sign": -1}, "Commercial use allowed: 1.0 months ahead"),
    ],
)
def test_a_bound_or_lead_under_the_commercial_rule_says_so(
    empty: Warehouse, changed: dict[str, Any], words: str
) -> None:
    put_lags(empty, [lag()])
    put_lags(empty, [lag(**changed)], category="commercial|tolerance_0|released")
    assert told(empty, gap()).facts[0].words.endswith(words)


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


def test_an_old_bound_is_a_title_of_eight_words() -> None:
    line = SimpleNamespace(verdict=GapVerdict.CLOSED_AHEAD)
    lag = headline.ShownLag(239, "2026-02-05", True, "Kimi K3")
    found = headline.title(line, lag, "2026-10-02")  # type: ignore[arg-type]
    assert found == "Open weights at least 7 months behind (October)"
    assert len(found.split()) == 8


@pytest.mark.parametrize(("bound", "days"), [(35, 159), (159, 159), (239, 239)])
def test_a_bound_by_leaders_leads_where_it_says_more(bound: int, days: int) -> None:
    answer = headline.Answer(
        series=load()["eci"],
        line=SimpleNamespace(
            open=SimpleNamespace(name=Name("theirs")), segment=read_gap(basis="leaders")
        ),  # type: ignore[arg-type]
        lag=SimpleNamespace(days=bound, is_bound=True, since="2026-02-05"),  # type: ignore[arg-type]
        freshness=SimpleNamespace(is_stale=True),  # type: ignore[arg-type]
        either=None,
        tooth=SimpleNamespace(
            last=159, is_bound=False, since="2026-03-05", through_on="2026-08-11"
        ),  # type: ignore[arg-type]
        opened="theirs",
    )
    assert answer.shown_lag is not None
    assert answer.shown_lag.days == days


def by_leaders(opened: str = "Kimi K3", **changed: Any) -> headline.Answer:
    """A gap by the leaders of 8 October after the full list of 11 August, whose lag it keeps."""
    row = {"gap": 9.9, "gap_low": 4.5, "gap_high": 15.3, "p_open_ahead": 0.0001, "basis": "leaders",
           "openness_rule": "any_weights", "confirmed": 1}  # fmt: skip
    values: dict[str, Any] = {
        "series": load()["eci"],
        "line": SimpleNamespace(
            segment=read_gap(**row), unit="index points", verdict=GapVerdict.CLOSED_AHEAD,
            open=SimpleNamespace(name=Name("Kimi K3")),
            closed=SimpleNamespace(name=Name("Claude Opus 5.5")),
        ),
        "lag": SimpleNamespace(days=35, is_bound=True, since="2026-09-03"),
        "freshness": SimpleNamespace(is_stale=True, vintage_on="2026-10-08"),
        "either": None,
        "tooth": SimpleNamespace(
            last=159, is_bound=False, since="2026-03-05", through_on="2026-08-11"
        ),
        "opened": opened,
        "before": 4.6,
    }  # fmt: skip
    return headline.Answer(**(values | changed))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (by_leaders(), "By October Claude Opus 5.5 widened the gap from 4.6 to 9.9 index points"),
        (by_leaders("Another"), "By October the gap went from 4.6 to 9.9 index points"),
        (by_leaders(before=12.0), "By October the gap went from 12.0 to 9.9 index points"),
        (by_leaders(before=None), "By October the gap was 9.9 index points"),
    ],
)
def test_the_gaps_of_two_lists_are_one_sentence(answer: headline.Answer, words: str) -> None:
    assert answer.title == "Open-weight models were 5 months behind in August"
    assert (
        answer.sentences[1]
        == f"{words} (95 % interval 4.5 to 15.3; >\u00a099.9\u00a0% sure closed leads)."
    )
    assert answer.sentences[0].startswith("The best, ")
    said = " ".join(answer.sentences)
    assert list(faults(Passage("front", said, is_lead=True))) == []
    assert headline._behind(answer, None).words == (
        "behind on 11 Aug 2026, by the newest full list of scores; later ones name leaders only"
    )


def test_the_lag_of_an_older_list_has_its_interval() -> None:
    # 11 August less 110 and 243 days: 3.6 and 8.0 months of 30.4375 days.
    whole = LagOn(read_lag(), "2026-08-11", 159, 110, 243)
    assert headline._behind(by_leaders(whole=whole), None).words.startswith(
        "behind on 11 Aug 2026 (95 % interval 3.6 to 8.0), by the newest full list of scores"
    )


def read_lag(**changed: Any) -> LagSegment:
    """A lag that counts from 5 March 2026."""
    return LagSegment(**({
        "entry": "2026-08-11", "series": "eci", "openness_rule": "any_weights",
        "rule": "tolerance_0", "clock": "released", "counts_from": "2026-03-05", "sign": 1,
        "low_from": "2026-04-23", "low_sign": 1, "high_from": "2025-12-11", "high_sign": 1,
    } | changed))  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "is_found"),
    [
        ({}, True),
        ({"counts_from": "2026-02-05"}, False),  # of another page
        ({"openness_rule": "permissive"}, False),
        ({"rule": "one_se"}, False),
        ({"entry": "2026-09-01"}, False),  # of a later day
    ],
)
def test_the_interval_is_that_of_the_same_lag(changed: dict[str, Any], is_found: bool) -> None:
    of = tooth("2026-07-27", "2026-08-11", 144, 159, "2026-03-05")
    found = lag_of(
        [read_lag(entry="2026-06-01", counts_from="2025-01-01"), read_lag(**changed)], of
    )
    assert (found and (found.low, found.high)) == ((110, 243) if is_found else None)


def test_a_bound_by_leaders_says_that_nobody_knows_more(empty: Warehouse) -> None:
    ends = dict.fromkeys(("low_from", "low_sign", "high_from", "high_sign"))
    put_lags(empty, [lag(censored="left", basis="leaders", **ends)])
    fact = told(empty, gap(basis="leaders")).facts[0]
    assert (fact.value, fact.words) == (
        "≥ 10.3 months", "behind; how much more is unknown: the newest list names leaders only",
    )  # fmt: skip


def test_a_commercial_lag_that_says_the_same_is_not_repeated(empty: Warehouse) -> None:
    put_lags(empty, [lag()])
    put_lags(empty, [lag()], category="commercial|tolerance_0|released")
    assert "Commercial" not in told(empty, gap()).facts[0].words


def test_without_an_interval_no_chance_is_told(empty: Warehouse) -> None:
    found = told(empty, gap(gap_low=None, gap_high=None, ci_level=None, p_open_ahead=None))
    assert found.sentences[-1] == "The gap is 2.0 index points, without a known interval."


def test_domains_by_old_data_are_counted(empty: Warehouse) -> None:
    put_records(empty, [
        domain(name="coding"), domain(), domain(name="agentic", direction="cannot be judged"),
    ])  # fmt: skip
    assert told(empty, gap()).facts[1].words.endswith("1 cannot be judged; data to 8 Mar 2026")


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
    assert (
        "(95 % interval 0.5 to 3.5), unconfirmed: closed"
        in told(empty, gap(confirmed=0)).sentences[-1]
    )


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
        "domains such as coding: closed ahead. 0 open ahead, 1 cannot be judged",
    )


@pytest.mark.parametrize("names", [{"agentic": "closed ahead"}, {"coding": "open ahead"}])
def test_coding_is_no_example_where_closed_is_not_ahead_in_it(
    empty: Warehouse, names: dict[str, str]
) -> None:
    put_records(
        empty, [domain(name=it, direction=said, is_stale=False) for it, said in names.items()]
    )
    assert told(empty, gap()).facts[1].words.startswith("domains: closed ahead. ")


def test_a_stricter_rule_counts_its_own_domains(empty: Warehouse) -> None:
    own = {"coding": "closed ahead in part", "agentic": "series disagree", "safety": "open ahead"}
    put_records(empty, [
        domain(is_stale=False),
        *(
            domain(name=name, direction=said, is_stale=False, openness_rule="commercial")
            for name, said in own.items()
        ),
    ])  # fmt: skip
    put_gaps(empty, [gap(open_value=8.0, gap=4.0)], rule="commercial")
    told(empty, gap())
    widest, commercial = (front.facts[1] for front in compose(empty, NOW, []).fronts)
    assert (widest.value, commercial.value) == ("1 of 1", "1 of 3")
    assert commercial.words == (
        "domains such as coding: closed ahead, in 1 not on every benchmark. "
        "1 open ahead, 1 where benchmarks disagree"
    )


def test_where_open_leads_the_gap_keeps_its_sign_and_its_interval(empty: Warehouse) -> None:
    row = gap(gap=-2.0, gap_low=-3.0, gap_high=-1.0, p_open_ahead=0.99)
    assert told(empty, row).sentences[-1] == (
        "The gap is −2.0 index points (95 % interval −3.0 to −1.0): open models are very likely "
        "ahead (99.0\u00a0%)."
    )


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


def test_a_commercial_lag_that_is_a_bound_says_so(empty: Warehouse) -> None:
    put_lags(empty, [lag()])
    put_lags(empty, [lag(censored="left")], category="commercial|tolerance_0|released")
    put_gaps(empty, [gap(open_value=8.0, gap=4.0)], rule="commercial")
    assert "Commercial use allowed: at least 10.3" in told(empty, gap()).facts[0].words


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ({}, "Widening"),
        ({"low": -1.0}, "No clear trend"),
        ({"value": -2.0, "low": -3.0, "high": -1.0}, "Narrowing"),
        ({"value": -2.0, "low": -3.0, "high": -1.0, "last_value": -1.0}, "Moving towards open"),
        ({"from_on": TREND.whole_period.from_on}, "No single trend"),
    ],
)
def test_the_direction_has_the_words_of_the_trend(
    empty: Warehouse, changed: dict[str, Any], value: str
) -> None:
    put_records(empty, [replace(TREND, **changed)])
    assert told(empty, gap()).facts[-1].value == value


def test_the_newest_page_of_any_series_dates_the_data(empty: Warehouse) -> None:
    put_gaps(empty, [gap()], series="gpqa_epoch", inputs_on=NOW.date())
    told(empty, gap())
    assert compose(empty, NOW, []).data_on == "10 Mar 2026"


def test_every_rule_has_a_page_and_the_switch_leads_to_it(empty: Warehouse) -> None:
    put_gaps(empty, [gap(open_value=8.0, gap=4.0)], rule="commercial")
    told(empty, gap())
    first, second = compose(empty, NOW, []).fronts
    assert (first.path, second.path) == ("index.html", "by/eci-commercial.html")
    assert [it for it in first.switches if it[0] == "rule"] == [
        ("rule", "Open weights", "index.html", True),
        ("rule", "Commercial use allowed", "by/eci-commercial.html", False),
    ]
    assert (first.about, second.about) == ("", "Capability index, commercial use allowed")


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


@pytest.mark.parametrize(
    ("is_old", "basis", "of"),
    [
        (False, "leaders", ""),
        (True, "board", " (scored 11 Aug)"),
        # A newer list of leaders may name the cheapest model too.
        (True, "leaders", " (scored 11 Aug or later)"),
    ],
)
def test_a_price_by_an_old_list_names_its_day(is_old: bool, basis: str, of: str) -> None:
    price = PriceGapSegment(entry="", closed_price=0.45, open_price=0.17125, threshold=150.0)
    eci = load()["eci"]
    offers = {side: SimpleNamespace(model=Name(f"The {side}")) for side in ("closed", "open")}
    line = SimpleNamespace(series=eci, rule="any_weights", segment=price, **offers)
    answer = SimpleNamespace(
        series=eci,
        line=SimpleNamespace(segment=read_gap(basis=basis)),
        is_old=is_old,
        tooth=SimpleNamespace(through_on="2026-08-11"),
    )
    found = headline._price(answer, [line])  # type: ignore[arg-type, list-item]
    words = (
        "open $0.17 (The open), closed $0.45 (The closed) per million tokens "
        "(3 input, 1 output), at 150 index points or more"
    )
    assert (found.value, found.words) == ("2.6× cheaper", words + of)
