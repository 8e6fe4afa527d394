"""What a first run without a network shows: the newest facts that ship, and that a replay of
everything recorded says the same; where not, why.

Each number was compared by eye with the page that it names (stored copies of autumn 2026).
"""

import pytest

from terms.openness import OpennessRule
from tests.golden.replayed import AT_NIGHT, Known, Replayed, at_night
from warehouse.schema.derived import DERIVED
from warehouse.schema.view import View
from warehouse.views.promised import PROMISED


@pytest.mark.parametrize(
    ("series", "rule", "on", "gap", "closed", "opened"),
    [
        ("eci", "any_weights", "2026-10-08", 9.88, "claude-opus-5-5", "kimi-k3"),
        # Who leads the open-source licences in October nobody said who read the whole page.
        ("eci", "permissive", "2026-08-11", 9.12, "gpt-5.6-sol", "deepseek-v4-flash-0731"),
        ("arena_text", "any_weights", "2026-10-08", 37.32, "gemini-4-argon", "kimi-k3"),
        ("arena_text", "permissive", "2026-10-08", 45.04, "gemini-4-argon", "mimo-v2.6-pro"),
        ("arena_text_raw", "any_weights", "2026-10-02", 42.42, "gemini-4-argon", "mimo-v2.6-pro"),
        ("arena_webdev", "any_weights", "2026-10-09", 158.67, "claude-opus-5-5", "kimi-k3"),
        ("arena_webdev", "permissive", "2026-10-09", 176.22, "claude-opus-5-5", "mimo-v2.6-flash"),
        ("arena_vision", "any_weights", "2026-10-02", 30.32, "claude-fable-5", "glm-5.3-flash"),
        ("arena_agent", "any_weights", "2026-10-08", 10.53, "claude-opus-5-5",
         "deepseek-v4.1-flash"),
        ("livebench", "any_weights", "2026-10-08", 2.30, "claude-fable-5-1",
         "deepseek-v4.1-flash"),
        # Newer scores of runs whose own page is of April: Epoch's table of 11 August.
        ("gpqa_epoch", "any_weights", "2026-08-11", 1.48, "gpt-5.4-pro", "kimi-k3"),
        # The page of August has Fable 5 at 53.5; that of September names who leads, with 53.38.
        ("frontiercode", "any_weights", "2026-09-28", 9.18, "claude-opus-5", "kimi-k3"),
        ("proofbench", "any_weights", "2026-08-11", 8.0, "claude-opus-5", "kimi-k3"),
        ("simpleqa_verified", "any_weights", "2026-08-11", 20.3, "gemini-3.1-pro",
         "deepseek-v4-pro-preview"),
        # One row of the page of 22 September is known, and names no leader.
        ("deepswe", "any_weights", "2026-08-11", 5.13, "claude-opus-5", "kimi-k3"),
        # Epoch's zip of October, of which the leading rows ship.
        ("apex_agents", "any_weights", "2026-10-08", 22.7, "gemini-4-argon", "mimo-v2.6-pro"),
        ("osworld_2", "any_weights", "2026-10-08", 26.83, "claude-opus-5", "kimi-k2.6"),
        ("hle", "any_weights", "2026-08-11", 22.07, "gemini-3.1-pro", "kimi-k2.5"),
        ("swebench_verified_epoch", "any_weights", "2026-08-11", 4.77, "claude-opus-4-7",
         "glm-5.2"),
        ("terminalbench", "any_weights", "2026-08-11", 32.3, "gpt-5.5", "glm-5"),
        ("terminalbench_4", "any_weights", "2026-09-10", 16.36, "gpt-6-astra", "glm-5.3"),
        ("swebench_pro_hard", "any_weights", "2026-09-23", 9.8, "claude-opus-5", "kimi-k3"),
        ("swebench_pro_hard", "permissive", "2026-09-23", 41.1, "claude-opus-5", "inkling"),
        ("weirdml", "any_weights", "2026-08-11", 9.37, "claude-fable-5", "kimi-k3"),
        ("tau2_banking", "any_weights", "2026-08-18", 18.04, "qwen3.8-max", "glm-5.2"),
        ("bfcl_multi_turn", "any_weights", "2025-12-16", 0.38, "claude-opus-4-5", "glm-4.6"),
        ("vectara_hallucination", "any_weights", "2026-03-10", 2.3, "finix-s1-32b",
         "llama-3.3-70b"),
        # Without Qwen2.5-VL-72B in the AdaReTaKe system, 73.5.
        ("video_mme", "any_weights", "2026-04-19", 2.9, "gemini-1.5-pro-feb24", "internvl2.5-78b"),
    ],
)  # fmt: skip
def test_the_newest_gaps_are_those_of_the_newest_pages(
    whole: Known, series: str, rule: str, on: str, gap: float, closed: str, opened: str
) -> None:
    ((*told, shown),) = whole.all(
        "SELECT vintage_on, closed_model, open_model, gap FROM gap_now "
        "WHERE series = ? AND openness_rule = ?", series, rule
    )  # fmt: skip
    assert told == [on, closed, opened]
    assert shown == pytest.approx(gap, abs=0.051)  # the view rounds as people are shown


COLUMNS = "series, verdict, shown_on, vintage_on, round(gap, 1), closed_model, open_model"
"""To a tenth: some pages give to a tenth what others give in full."""
UNTESTED = "not tested lately"
NOT_SHIPPED = {
    "mmlu_vendor_5shot": "announcements of 2025, which a page of April 2026 repeats",
    "mmlu_vendor_cot": "announcements of 2025, which a page of April 2026 repeats",
}


@at_night
@pytest.mark.parametrize("rule", list(OpennessRule))
def test_what_ships_is_the_newest(replayed: Replayed, whole: Known, rule: OpennessRule) -> None:
    asked = f"SELECT {COLUMNS} FROM gap_now WHERE openness_rule = ?"
    shipped, known = (
        {series: told for series, *told in home.all(asked, rule.value)}
        for home in (whole, replayed)
    )
    assert {"hle", "osworld_2"} <= {one for one in shipped if shipped[one][0] == UNTESTED}
    differing = {one for one in known | shipped if known.get(one) != shipped.get(one)}
    assert differing == set(NOT_SHIPPED)
    for series in differing:
        assert [shipped[series][0], *shipped[series][3:]] == [known[series][0], *known[series][3:]]


@at_night
def test_past_days_of_what_ships_are_of_the_same_page(replayed: Replayed, whole: Known) -> None:
    """A sheet of leaders goes by the registry's days, which a correction may move."""
    gaps = "SELECT series, openness_rule, on_date, vintage_on, gap FROM gap_daily WHERE gap NOTNULL"
    known = {tuple(key): gap for *key, gap in replayed.all(gaps)}
    told = [(*key, gap - known.get(tuple(key), gap)) for *key, gap in whole.all(gaps)]
    assert {series for series, *_, other in told if abs(other) > 0.11} == set()


NOT_OF_WHAT_SHIPS = {"correction", "solved_cost", "eci_refit"}
"""Views that have no row without recorded pages."""


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(it, id=name, marks=AT_NIGHT if name in NOT_OF_WHAT_SHIPS else ())
        for name, it in PROMISED.items()
    ],
)
def test_the_key_of_a_view_names_one_row(known: Known, view: View) -> None:
    key = ", ".join(view.key)
    (told,) = known.all(f"SELECT count(*) FROM {view.name}")
    if view.name not in ("quarantine", "open_token_share"):  # the key of its source is nobody's
        assert told[0] > 0
    assert known.all(f"SELECT {key} FROM {view.name} GROUP BY {key} HAVING count(*) > 1") == []


@at_night
@pytest.mark.parametrize("relation", [it.relation for it in DERIVED if "vintages" in it.names()])
def test_every_derived_row_names_the_vintages_behind_it(replayed: Replayed, relation: str) -> None:
    assert replayed.all(
        f"SELECT count(*) FILTER (WHERE v.id IS NULL), count(*) > 0 FROM {relation} p LEFT JOIN "
        "json_each(p.vintages) named ON 1 LEFT JOIN _vintage v ON v.id = named.value"
    ) == [(0, 1)]
