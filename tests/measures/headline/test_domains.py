from __future__ import annotations

from typing import Any

import pytest

from measures.headline.domains import direction, on_old_data, standings
from measures.headline.rows import GapShown, domain_rows
from measures.segments import GapSegment
from terms.words import GapVerdict
from tests.measures.headline.sample import domain
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
        (("not tested lately", "open ahead"), "open ahead"),
        (("not tested lately", "cannot be judged"), "cannot be judged"),
        (("not tested lately",), "not tested lately"),
    ],
)
def test_series_of_a_domain_are_laid_side_by_side_and_never_averaged(
    verdicts: tuple[str, ...], word: str
) -> None:
    every = [GapVerdict(it) for it in verdicts]
    assert direction([it for it in every if it != "not tested lately"], every) == word


def test_only_live_series_of_general_models_speak_and_the_others_say_why() -> None:
    every = [
        series(id="frozen", statuses=said("frozen", why="It takes no more runs.")),
        series(id="tuned", task_tuned=True),
        series(id="live"),
        series(id="stale", stale_after_days=1),
        series(id="no_gap_at_all"),
    ]
    rows = {one.id: gap(-5) for one in every[:2]} | {one.id: gap(5) for one in every[2:4]}
    found = domain_rows(every, rows, ON)
    assert {(row["domain"], row["direction"]) for row in found} == {("coding", "closed ahead")}
    told = {row["series"]: (row["speaks"], row["is_stale"], row["caveat"]) for row in found}
    assert list(told) == ["live", "stale", "frozen", "tuned"]
    assert told["live"] == (True, False, None)
    assert told["stale"][:2] == (True, True)
    assert "as of 2026-08-18" in str(told["stale"][2])
    assert told["frozen"] == (False, False, "frozen: It takes no more runs.")
    assert told["tuned"][0] == 0


def test_a_benchmark_without_a_recent_open_model_gives_way_and_says_why() -> None:
    every = [series(id="styled", dataset="votes"), series(id="raw", dataset="votes")]
    untested = gap(5, is_tested_lately=0, open_newest_on="2026-01-27")
    told = {it["series"]: it for it in domain_rows(every, {"styled": untested, "raw": gap(-5)}, ON)}
    assert told["raw"]["direction"] == "open ahead"
    assert {name: it["speaks"] for name, it in told.items()} == {"styled": False, "raw": True}
    assert told["styled"]["verdict"] == "not tested lately"
    assert told["styled"]["caveat"] == (
        "no recent open model was tested: the newest is of 2026-01-27"
    )


def test_of_a_data_set_the_first_series_with_a_gap_speaks() -> None:
    every = [series(id="styled", dataset="votes"), series(id="raw", dataset="votes"),
             series(id="other", dataset="votes", statuses=said("frozen"))]  # fmt: skip
    found = domain_rows(every, {"styled": gap(5), "raw": gap(-5), "other": gap(-5)}, ON)
    assert {it["direction"] for it in found} == {"closed ahead"}
    assert {it["series"]: it["speaks"] for it in found} == {"styled": 1, "raw": 0, "other": 0}
    [alone] = domain_rows(every, {"raw": gap(-5)}, ON)
    assert alone["direction"] == "open ahead"


def test_a_domain_without_a_live_series_says_so() -> None:
    ended = series(statuses=said("frozen", why="It takes no more runs."))
    [found] = domain_rows([ended], {"some": gap(1)}, ON)
    assert found["direction"] == "no live series"


def test_a_domain_counts_once_and_an_index_over_all_domains_never() -> None:
    rows = [
        domain("hle", "knowledge"), domain("simpleqa_verified", "knowledge"),
        domain("deepswe", "coding", direction="closed ahead in part", is_stale=0),
        domain("weirdml", "coding", direction="closed ahead in part"),
        domain("helm_safety", "safety", direction="no live series", speaks=0),
        domain("eci", "composite"),
    ]  # fmt: skip
    assert standings(rows) == {"coding": "closed ahead", "knowledge": "closed ahead"}
    assert on_old_data(rows) == {"knowledge"}
