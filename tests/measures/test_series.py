from dataclasses import replace
from datetime import date

import pytest

from measures.errors import DeclarationInvalid
from measures.series import load, read
from terms.words import Provenance
from tests.measures.sample import SERIES_TEXT, row


def test_every_proportion_has_items_and_nothing_else_has() -> None:
    means = {
        "livebench",
        "helm_safety",
        "weirdml",
        "frontiercode",
        "terminalbench_4",
    }  # of scores over unlike tasks, or of attempts at the same ones: no share of items
    assert {s.id for s in load().values() if s.items} == {
        s.id for s in load().values() if s.unit == "percent"
    } - means


def test_no_two_series_take_the_same_rows() -> None:
    for board in ("mmlu_vendor", "mmlu_external", "Verified"):
        for protocol in ("5-shot", "5-shot CoT", "0-shot CoT", "CoT@32", "mini-SWE-agent 1.x"):
            for provenance in Provenance:
                takers = [
                    s.id
                    for s in load().values()
                    if s.provenance == provenance
                    and any(
                        f.board == board and f.accepts(row("a", 1, protocol=protocol))
                        for f in s.sources
                    )
                ]
                assert len(takers) <= 1, (board, protocol, provenance)


def test_pages_of_one_scale_and_pages_apart() -> None:
    raw, agents = load()["arena_text_raw"], load()["arena_agent"]
    assert raw.break_between("2024-04-01", "2025-07-22") is None
    moved = raw.break_between("2024-01-01", "2025-08-01")
    assert moved.on == "2025-07-23"
    assert raw.break_between(moved.on, "2026-01-01") is None
    apart = agents.break_between("2026-09-05", "2026-09-08")
    assert (apart.on, apart.why) == ("2026-09-08", agents.page_scales)
    assert agents.break_between("2026-09-08", "2026-09-08") is None


def test_a_board_is_a_source_once_and_another_provenance_never_joins_an_entry_axis() -> None:
    twice = SERIES_TEXT.replace('"place", board = "main"', '"published", board = "some"')
    with pytest.raises(DeclarationInvalid, match=r"some: the same board twice in sources \[\('p"):
        read(twice)
    text = SERIES_TEXT.replace(
        '{ source = "place", board = "main", category = "" }',
        '{ source = "place", board = "main", category = "", provenance = "vendor" }',
    )
    assert read(text)["some"].sources[0].provenance == "vendor"
    with pytest.raises(DeclarationInvalid, match=r"\['place'\] have another provenance"):
        read(text.replace('axis = "board"', 'axis = "entry"'))


FROZEN = '{ status = "frozen", since = 2025-12-16, why = "It stopped." }'
DISPUTED = '{ status = "disputed", since = 2026-02-23, why = "Tests are broken." }'


def against(*statuses: str) -> str:
    return SERIES_TEXT.replace("axis =", f"statuses = [{', '.join(statuses)}]\naxis =")


def test_several_things_may_be_said_against_a_series_each_from_its_day() -> None:
    (both,) = read(against(DISPUTED, FROZEN)).values()
    assert (both.status, both.status_since) == ("frozen, disputed", "2025-12-16")
    assert [one.why for one in both.statuses] == ["Tests are broken.", "It stopped."]
    assert both.has_ended
    assert not replace(both, statuses=both.statuses[:1]).has_ended
    assert both.on(date(2026, 1, 1)).status == "frozen"
    with pytest.raises(DeclarationInvalid, match="status = 'live': should be one of frozen"):
        read(against(FROZEN.replace("frozen", "live")))
    with pytest.raises(DeclarationInvalid, match="the same status twice"):
        read(against(FROZEN, FROZEN))


def test_saturation_is_declared_nowhere_and_holds_from_the_day_that_scores_give() -> None:
    with pytest.raises(DeclarationInvalid, match="status = 'saturated': should be one of froz"):
        read(against(FROZEN.replace("frozen", "saturated")))
    since = {"gpqa_epoch": "2026-04-20", "mmlu_helm": "2024-01-01", "gone": "2024-01-01"}
    found = load(saturated=since)
    assert {name for name, one in found.items() if one.saturated_since} == since.keys() - {"gone"}
    assert found["mmlu_helm"].status == "frozen, saturated, disputed"
    assert load(date(2026, 4, 19), since)["gpqa_epoch"].is_live
    assert load(date(2026, 4, 20), since)["gpqa_epoch"].status == "saturated"
    assert found["gpqa_epoch"].saturated(None).is_live


def test_releases_of_metr_never_meet() -> None:
    """Rows as Epoch's zip gives them: minutes, the release in the protocol."""
    protocol = "METR time horizon at 50 %, {}"
    names = ("METR-Horizon-v1.1", "METR-Horizon-v1.0", "release not stated")
    taken = {
        name: [
            one.sources[0].accepts({**row("a", 300.0), "protocol": protocol.format(name)})
            for one in (load()["metr_horizon"], load()["metr_horizon_1_0"])
        ]
        for name in names
    }
    assert list(taken.values()) == [[True, False], [False, True], [False, False]]
    assert load()["metr_horizon"].unit == "minutes"
