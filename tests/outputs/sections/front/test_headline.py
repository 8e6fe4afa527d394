"""The first screen: a title that the numbers bear, two sentences, four facts, and a line for each
benchmark, in which no gap stands without its doubts and its age."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from measures.freshness import Freshness
from measures.headline.dated import dated_gaps
from measures.price.rows import MARKET
from measures.series import load
from outputs.report.compose import Site, compose
from outputs.sections.front import headline
from outputs.sections.price.levels import price_lines
from outputs.wording import ModelNames
from terms.words import GapVerdict
from tests.measures.headline.sample import Row, domain
from tests.measures.price.rows import hosted
from tests.outputs import approved
from tests.outputs.sections.test_prices import shown as priced
from tests.outputs.sentences import Passage, faults
from tests.outputs.shelf import (
    NOW,
    OLD,
    gap,
    lag,
    price_gap,
    put_domains,
    put_gaps,
    put_issue,
    put_lags,
    put_prices,
    put_registry,
    put_scores,
    read_gap,
)
from warehouse.store import Warehouse

Putting = Callable[[Warehouse], None]
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


def site(folder: Path, rows: Sequence[Mapping[str, Any]], *more: Putting, **derived: Any) -> Site:
    """What is composed of the gaps of one series, and of what else is put there."""
    with Warehouse.open(folder) as warehouse:
        warehouse._clock = lambda: NOW
        put_scores(warehouse)
        put_registry(warehouse)
        put_gaps(warehouse, rows, **derived)
        for put in more:
            put(warehouse)
        return compose(warehouse, NOW, [])


def lags(*rows: dict[str, Any], **of: Any) -> Putting:
    return lambda warehouse: put_lags(warehouse, rows, **of)


def by_domain(*those: Row) -> Putting:
    return lambda warehouse: put_domains(warehouse, those)


def strict(warehouse: Warehouse) -> None:
    on = "2025-07-01"
    rows = [gap(open_value=8.0, gap=4.0, vintage_on=on, entry=on)]
    put_gaps(warehouse, rows, rule="permissive")


def told(made: Site) -> Iterator[str]:
    """What the first screens, the pages of series and the table of benchmarks say."""
    yield made.data_on
    front = made.front
    yield f"{front.title} {front.epoch}".rstrip()
    yield from front.sentences
    yield from (f"{it.value} | {it.words}" for it in front.facts)
    if front.also:
        yield front.also
    for view in made.series:
        yield view.headline.sentence
    for kind, lines in zip(("first", "rest"), made.benchmarks, strict=True):
        for area, view in lines:
            lag = [f"lag: {view.lag}"] if view.lag else []
            said = [area, view.headline.verdict.text, *view.doubts, *lag, view.data_on]
            yield f"{kind} {view.series.id}: {'; '.join(said)}"


def test_the_first_screen_says_what_the_numbers_bear(tmp_path: Path) -> None:
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
    cases: dict[str, tuple[Sequence[dict[str, Any]], Sequence[Putting], dict[str, Any]]] = {
        **{case: ([gap(**changed)], (), {}) for case, changed in GAPS.items()},
        **{f"lag: {case}": ([gap()], (lags(lag(**row)),), {}) for case, row in LAGS.items()},
        # 1 January to 1 June 2025 are 151 days, 5.0 months; of October nothing more can be said.
        "the lag that is known stands for its own page's day": (
            [gap(entry="2025-10-01", vintage_on="2025-10-01")],
            (lags(full, nothing, inputs_on=autumn),),
            {"inputs_on": autumn},
        ),
        # Of 20 September there is less than a month.
        "the gap of three days without a trend": (dated, (), {"inputs_on": autumn}),
        "old data are of the past with their month": (
            [gap(entry=OLD.isoformat(), vintage_on=OLD.isoformat())], (), {"inputs_on": OLD},
        ),
        "domains, one not judged, by old data": (
            [gap()],
            (by_domain(domain("deepswe", "coding"), domain(),
                       domain("apex_agents", "agentic", direction="cannot be judged")),),
            {},
        ),
        "domains, one not judged, one without a live series": (
            [gap()],
            (by_domain(*(domain(OF_DOMAIN[it], it, direction=said, is_stale=0)
                         for it, said in stands.items())),),
            {},
        ),
        "domains on some tests only, and with tests that disagree": (
            [gap()],
            (by_domain(*(domain(OF_DOMAIN[it], it, direction=said, is_stale=0)
                         for it, said in own.items())),),
            {},
        ),
        "a stricter rule is told beside it": ([gap()], (strict,), {}),
        "the newest page of any series dates the data, and that of prices": (
            [gap()],
            (lambda it: put_gaps(it, [gap()], series="gpqa_epoch", inputs_on=NOW.date()),
             lambda it: put_issue(it, "host_price", MARKET, "", hosted(vintage=2))),
            {},
        ),
        "the price is asked at the best open score": (
            [gap()],
            (lambda it: put_prices(it, [price_gap()]),),
            {},
        ),
        "without the headline's series nothing stands in": ([gap()], (), {"series": "gpqa_epoch"}),
        "a benchmark that is closed to new entries": ([gap()], (), {"series": "mmlu_helm"}),
    }  # fmt: skip
    said: dict[str, object] = {}
    for number, (case, (rows, more, derived)) in enumerate(cases.items()):
        made = site(tmp_path / str(number), rows, *more, **derived)
        said[case] = list(told(made))
        held(made)
    approved.check(__file__, said)


def held(made: Site) -> None:
    """A title is short, and a chance of being ahead never stands beside "too close to call"."""
    found = made.front
    assert len(found.title.split()) <= 9
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
    assert headline.at_least(days) == words


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
    for on, verdict, count in (
        ("2026-11-30", GapVerdict.CLOSED_AHEAD, 7),
        ("2026-05-28", GapVerdict.CLOSED_AHEAD, None),
        ("2026-11-30", GapVerdict.CANNOT_BE_JUDGED, None),
    ):
        fresh = Freshness(on, "2026-10-08", "2026-10-08", is_stale=True)
        line: Any = SimpleNamespace(verdict=verdict, freshness=fresh)
        told = headline._epoch(headline.Answer(line, (), lag))  # type: ignore[arg-type]
        assert told.startswith("Why not 4 months, as Epoch AI wrote in May 2026?") == bool(count)
        assert told.endswith(f"gives {count} months on 8 Oct 2026." if count else "")


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
