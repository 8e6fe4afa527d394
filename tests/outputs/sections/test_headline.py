"""The first screen: a title that the numbers bear, two sentences, four facts, and a line for each
benchmark, in which no gap stands without its doubts and its age."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from measures.freshness import Freshness, of_gap
from measures.gap.history import held
from measures.headline import dated_gaps
from measures.price.rows import MARKET
from measures.segments import GapSegment, LagSegment
from measures.series import load
from outputs.report.compose import SeriesView, Site
from outputs.sections import headline
from outputs.sections.gap import GapLine
from outputs.sections.headline import FrontPage
from outputs.sections.lag.rows import past_line
from outputs.sections.price.levels import PriceLevel, price_lines
from outputs.wording import ModelNames
from terms.words import GapVerdict
from tests.measures.domains import Row, domain
from tests.measures.price.rows import hosted
from tests.outputs import approved
from tests.outputs.sections.test_prices import shown as priced
from tests.outputs.sentences import Passage, faults
from tests.outputs.shelf import FRESH, NOW, OLD, TODAY, gap, lag, put, put_gaps, put_issue, read_gap
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.reads.prices import listed_until
from warehouse.store import Warehouse

ECI = load()["eci"]
NAMES = ModelNames({"closed-one": "Closed One", "open-one": "Open One"})
OPEN_AHEAD = {"gap": -2.0, "gap_low": -3.0, "gap_high": -1.0}
NO_INTERVAL = {"gap_low": None, "gap_high": None}
ONE_CLASS = dict.fromkeys(
    ("open_entry", "open_model", "open_value", "open_vintage", "gap", "gap_low")
)
EITHER = {"unresolved_above": 1, "gap_if_unresolved_closed": 4.0, "gap_if_unresolved_open": -1.5}
GAPS: dict[str, dict[str, Any]] = {
    "closed ahead": {},
    "too close to call": {"gap_low": -1.0},
    "open ahead": OPEN_AHEAD | {"p_open_ahead": 0.99},
    "no interval": NO_INTERVAL | {"ci_level": None, "p_open_ahead": None},
    "open ahead, no interval": NO_INTERVAL | {"gap": -2.0},
    "level, no interval": NO_INTERVAL | {"gap": 0.0},
    "an unknown model may lead, either way": EITHER,
    "unconfirmed": {"confirmed": 0, "evidence": "Arena says proprietary"},
    "not tested lately": {"is_tested_lately": 0, "open_newest_on": "2025-10-01"},
    "one class only": ONE_CLASS,
    "one class only, others unknown": ONE_CLASS | {"unresolved_above": 14},
}
# 10 March 2026 less 282, 313 and 433 days; a month has 30.4375 days.
LAGS: dict[str, dict[str, Any]] = {
    "behind": {},
    "with an end before": {"low_from": "2026-02-08", "low_sign": -1},
    "with an open end": {"high_from": None, "high_sign": None},
    "with an open beginning": {"low_from": None, "low_sign": None},
    "at least": {"censored": "left"},
    "at least, as its first is unconfirmed": {"censored": "left", "confirmed": 0},
    "a bound of nothing": {"censored": "left", "counts_from": "2026-03-10"},
    "ahead since this day": {"sign": -1, "counts_from": "2026-03-10"},
    "ahead": {
        "sign": -1, "low_from": "2025-01-01", "low_sign": -1, "high_from": "2025-06-01",
        "high_sign": -1,
    },
}  # fmt: skip


OF_DOMAIN = {
    "coding": "deepswe", "knowledge": "hle", "agentic": "apex_agents", "safety": "helm_safety",
    "multimodal": "mmmu_pro_vendor", "composite": "livebench",
}  # fmt: skip
"""A series of each."""


def screen(
    rows: Sequence[Mapping[str, Any]],
    *more: Row,
    lags: Sequence[Mapping[str, Any]] = (),
    strict: Sequence[Mapping[str, Any]] = (),
    price: PriceLevel | None = None,
    inputs_on: date = FRESH,
) -> Iterator[str]:
    """What the first screen and the page of the headline's series say of its gaps (`strict`: under
    the other rule), its lags, rows of view domain and a price."""
    read = {"inputs_on": inputs_on.isoformat()}
    gaps: dict[str, Sequence[GapSegment]] = {
        rule: held([read_gap(**read | {"openness_rule": rule} | one) for one in some])
        for rule, some in (("any_weights", rows), ("permissive", strict))
        if some
    }
    last = {rule: some[-1] for rule, some in gaps.items()}
    board = read | {"board": "eci", "category": "any_weights|tolerance_0|released"}
    segments = [LagSegment.from_row(board | one) for one in lags]
    beside = last["any_weights"]
    found = [past_line(ECI, segments, beside, NAMES, f"{TODAY}")] if segments else []
    view = SeriesView(
        series=ECI,
        rules=[GapLine(ECI, it, of_gap(ECI, it, f"{TODAY}"), NAMES) for it in last.values()],
        lags={it.segment.openness_rule: it for it in found},
        releases=None,
        sections={},
    )
    answers = [headline.Answer(it, gaps[rule], view.lags.get(rule))
               for rule, it in zip(gaps, view.rules, strict=True)]  # fmt: skip
    front = headline.front_page(answers, price, more)
    fitting(front)
    yield from shown(front)
    yield view.headline.sentence
    yield "; ".join(
        [view.headline.verdict.text, *view.doubts, f"lag: {view.lag or 'none'}", view.data_on]
    )


def shown(front: FrontPage) -> Iterator[str]:
    """Its title, sentences, facts, and the answer under the other rule."""
    yield f"{front.title} {front.epoch}".rstrip()
    yield from front.sentences
    yield from (f"{it.value} | {it.words}" for it in front.facts)
    if front.also:
        yield front.also


def test_the_first_screen_says_what_the_numbers_bear() -> None:
    full = lag(entry="2025-06-01", vintage_on="2025-06-01", counts_from="2025-01-01")
    nothing = lag(
        entry="2025-10-01", vintage_on="2025-10-01", open_model="open-two",
        **dict.fromkeys(("sign", "counts_from", "low_from", "high_from", "closed_model")),
    )  # fmt: skip
    autumn = date(2025, 10, 1)
    days = {"2025-01-05": 8.7, "2025-08-01": 4.6, "2025-09-20": 7.0, "2025-10-01": 9.9}
    dated = [gap(entry=on, vintage_on=on, gap=size, gap_high=15.0) for on, size in days.items()]
    stands = {
        "coding": "closed ahead", "knowledge": "closed ahead", "agentic": "cannot be judged",
        "safety": "no live series", "multimodal": "not tested lately", "composite": "open ahead",
    }  # fmt: skip
    own = {"coding": "closed ahead in part", "agentic": "series disagree", "safety": "open ahead"}
    unjudged = domain("apex_agents", "agentic", direction="cannot be judged")
    before, past = "2025-07-01", dict.fromkeys(("entry", "vintage_on"), OLD.isoformat())
    ago = dict.fromkeys(past, "2025-03-01")
    (level,) = price_lines([priced()], {"eci": ECI}, NAMES)
    cases = {
        **{case: screen([gap(**changed)]) for case, changed in GAPS.items()},
        **{f"lag: {case}": screen([gap()], lags=[lag(**row)]) for case, row in LAGS.items()},
        # 1 January to 1 June 2025 are 151 days, 5.0 months; of October nothing more can be said.
        "the lag that is known stands for its own page's day": screen(
            [gap(entry="2025-10-01", vintage_on="2025-10-01")], lags=[full, nothing],
            inputs_on=autumn,
        ),
        # Of 20 September there is less than a month.
        "the gap of three days without a trend": screen(dated, inputs_on=autumn),
        "old data are of the past with their month": screen([gap(**past)], inputs_on=OLD),
        "older data with their year": screen([gap(**ago)], inputs_on=date(2025, 3, 1)),
        "old data without an interval": screen([gap(**past, **GAPS["no interval"])], inputs_on=OLD),
        "domains, one not judged, by old data": screen(
            [gap()], domain("deepswe", "coding"), domain(), domain(speaks=0, is_stale=0), unjudged,
            domain("livebench", "composite", vintage_on="2026-03-10", is_stale=0),
        ),
        "too close to call, with a lag": screen([gap(gap_low=-0.5)], lags=[full]),
        "domains, one not judged, one without a live series": screen(
            [gap()], *(domain(OF_DOMAIN[it], it, direction=said, is_stale=0)
                       for it, said in stands.items()),
        ),
        "domains on some tests only, and with tests that disagree": screen(
            [gap()], *(domain(OF_DOMAIN[it], it, direction=said, is_stale=0)
                       for it, said in own.items()),
        ),
        "a stricter rule is told beside it": screen(
            [gap()], strict=[gap(open_value=8.0, gap=4.0, vintage_on=before, entry=before)]
        ),
        "the price is asked at the best open score": screen([gap()], price=level),
    }  # fmt: skip
    approved.check(__file__, {case: list(said) for case, said in cases.items()})


def test_without_the_headlines_series_nothing_stands_in(empty: Warehouse) -> None:
    for series, inputs_on in (("gpqa_epoch", NOW.date()), ("mmlu_helm", FRESH)):
        put_gaps(empty, [gap()], series=series, inputs_on=inputs_on)
    made = Site(empty, NOW, [])
    assert made.front.title == "No overall index existed yet"
    assert made.data_on == "Scores to 10 Mar 2026"
    # Without a row of view domain who is active speaks, and neither is.
    first, rest = made.benchmarks
    assert [view.series.id for _, view in first] == ["gpqa_epoch"]
    assert [view.series.id for view in rest] == ["mmlu_helm"]
    put_gaps(empty, [gap()])
    put_issue(empty, "host_price", MARKET, "", hosted(vintage=1))
    assert Site(empty, NOW, []).data_on == "Scores to 10 Mar, prices to 10 Mar 2026"


def test_prices_are_as_of_the_newest_list_though_no_price_changed(empty: Warehouse) -> None:
    for at in (NOW - timedelta(days=2), NOW):
        seen = Arrival(BoardKey("price", "litellm", "near", ""), at.date(), [], own_date=False)
        put(empty, "litellm", "https://list.example/x", [seen], at=at)
    put_issue(empty, "host_price", MARKET, "", hosted(vintage=1))
    assert listed_until(empty.connection) == "2026-03-10"


def fitting(found: FrontPage) -> None:
    """A title is short, and a chance of being ahead never stands beside "too close to call"."""
    assert len(found.title.split()) <= 10
    said = " ".join([*found.sentences, *(f"{it.value} {it.words}" for it in found.facts)])
    is_sure = any(it in found.title for it in ("behind", "ahead"))
    assert "sure that" not in said or (is_sure and "perhaps" not in found.title)
    assert list(faults(Passage("front", " ".join(found.sentences), is_lead=True))) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [(239, "7 months"), (79, "2 months"), (45, "1 month"), (44, "6 weeks"), (13, "1 week"),
     (6, "6 days")],
)  # fmt: skip
def test_a_bound_is_never_rounded_up(days: int, words: str) -> None:
    assert headline.length(days, is_bound=True) == words


def test_a_gap_on_another_scale_is_not_told_beside_the_newest() -> None:
    """Arena's ratings moved by 60 in May 2025."""
    gaps = [read_gap(entry=on, vintage_on=on, gap=size, published_until=on)
            for on, size in (("2025-05-01", 60.0), ("2025-07-01", 20.0))]  # fmt: skip
    told = {
        name: [one.gap for one in dated_gaps(load()[name], gaps)] for name in ("arena_text", "eci")
    }
    assert told == {"arena_text": [20.0], "eci": [20.0, 60.0]}


def test_epochs_own_number_stands_beside_ours_from_its_day_on() -> None:
    lag = SimpleNamespace(days=217, freshness=SimpleNamespace(shown_on="2026-10-08"))
    for on, told, count in (
        ("2026-11-30", GapVerdict.CLOSED_AHEAD, 7),
        ("2026-05-28", GapVerdict.CLOSED_AHEAD, None),
        ("2026-11-30", GapVerdict.CANNOT_BE_JUDGED, None),
    ):
        fresh = Freshness(on, "2026-10-08", "2026-10-08", is_stale=True)
        line: Any = SimpleNamespace(verdict=told, freshness=fresh)
        said = headline._epoch(headline.Answer(line, (), lag))  # type: ignore[arg-type]
        assert said.startswith("Why not 4 months, as Epoch AI wrote in May 2026?") == bool(count)
        assert said.endswith(f"gives {count} months on 8 Oct 2026." if count else "")


def test_the_price_is_that_of_the_best_open_score_on_one_day() -> None:
    def fact(closed: float, *, is_whole: bool = True, **changed: Any) -> str:
        row = priced(
            open_model="o", open_price=6.0, closed_model="c", closed_price=closed,
            price_ratio=closed / 6.0, closed_is_at_most=int(not is_whole),
            **dict.fromkeys(("scores_on", "prices_on"), "2026-08-11"), **changed,
        )  # fmt: skip
        (line,) = price_lines([row], load(), ModelNames({"o": "Kimi K3"}))
        found = headline._price(line)
        return f"{found.value} | {found.words}"

    new = {"closed_unscored": '["new"]'}
    cases = {
        "more expensive": fact(4.5),
        "cheaper": fact(10.0),
        "the same": fact(6.1),
        # A list of leaders may leave a cheaper closed model out.
        "more expensive than in a list": fact(4.0, is_whole=False),
        "cheaper than in a list": fact(10.0, is_whole=False),
        "of both classes came since": fact(4.5, **new, open_unscored='["a", "b"]'),
        "one came since": fact(4.5, **new),
        "none": headline._price(None).value,
    }
    approved.check(__file__, cases, "price")
