"""Every written rule loads, and catches the fault it was written for; one that counts rows, or
compares with the last good vintage, by one step beyond its bound."""

import math
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import yaml

from expectations.judge import judge_batch
from expectations.rules import FOLDER, TABLES, Rule, describe, rules_for
from expectations.verdict import PageVerdict, UnjudgedPage
from terms.words import ERROR_IN_DOUBT
from tests.expectations.pages import SEEN_ON, Board, good, page, previous, rows


@dataclass(frozen=True)
class Plant:
    """A fault: what the last row (or the page) says, and what must follow."""

    rule: str
    action: str
    changes: dict[str, Any] = field(default_factory=dict)
    source: str = "nobody"
    table: str = "score"

    def page(self) -> UnjudgedPage:
        table = TABLES[self.table]
        bad = {**good(table, "bad"), **self.changes}
        return page(self.source, Board([*rows(table), bad], self.table))


ZERO = {"input_per_mtok": 0.0, "output_per_mtok": 0.0, "cached_input_per_mtok": None}
SHARE = {"unit": "share", "ci_low": None, "ci_high": None}
ELO = {"unit": "elo", "ci_low": None, "ci_high": None}
MINUTES = {"unit": "minutes", "ci_low": None, "ci_high": None}

PLANTS = [
    Plant("score.entry_not_blank", "quarantine", {"entry": " "}),
    Plant("score.percent_range", "quarantine", {"value": 271.0, "ci_high": 300.0}),
    Plant("score.share_range", "quarantine", {**SHARE, "value": 54.2}),
    Plant("score.elo_range", "quarantine", {**ELO, "value": 48.0}),
    Plant("score.minutes_range", "quarantine", {**MINUTES, "value": 0.0}),
    Plant("score.minutes_range", "quarantine", {**MINUTES, "value": 1e6}),
    Plant("score.points_range", "quarantine", {"unit": "points", "value": 1384.0, "ci_high": 2e3}),
    Plant("score.interval_low", "quarantine", {"value": 44.0}),
    Plant("score.interval_high", "quarantine", {"value": 56.0}),
    Plant("score.interval_low_has_level", "drop_error", {"ci_level": None}),
    Plant("score.interval_high_has_level", "drop_error", {"ci_level": None, "ci_low": None}),
    Plant("score.stderr_positive", "drop_error", {"stderr": 0.0}),
    Plant("score.n_positive", "quarantine", {"n": 0}),
    Plant("score.dated_day", "quarantine", {"dated_on": "1925-08-22"}),
    Plant("score.dated_not_ahead", "quarantine", {"dated_on": "2026-03-03"}),
    Plant("score.released_day", "quarantine", {"released_on": "0205-08-22"}),
    Plant("score.released_not_ahead", "quarantine", {"released_on": "2026-03-03"}),
    Plant("score.cost_not_zero", "warn", {"cost_usd": 0.0}),
    Plant("price.input_not_zero", "quarantine", ZERO, table="price"),
    Plant("price.output_not_zero", "quarantine", {"output_per_mtok": 0.0}, table="price"),
    Plant("price.input_ceiling", "quarantine", {"input_per_mtok": 1500.0}, table="price"),
    Plant("price.output_ceiling", "quarantine", {"output_per_mtok": 1500.0}, table="price"),
    Plant("price.output_not_below_input", "warn", {"output_per_mtok": 0.9}, table="price"),
    Plant("price.cached_not_above_input", "warn", {"cached_input_per_mtok": 1.25}, table="price"),
    Plant("price.cached_not_zero", "warn", {"cached_input_per_mtok": 0.0}, table="price"),
    Plant("price.effective_day", "quarantine", {"effective_on": "1925-02-28"}, table="price"),
    Plant("release.released_not_ahead", "quarantine", {"released_on": "2027"}, table="release"),
    Plant("release.released_not_new_year", "warn", {"released_on": "2025-01-01"}, table="release"),
    Plant("release.released_day", "quarantine", {"released_on": "1925"}, table="release"),
    Plant("swebench.folder_date", "warn", {"_folder_on": "2025-07-26"}, "swebench"),
    Plant("swebench_page.folder_date", "warn", {"_folder_on": "2025-07-26"}, "swebench_page"),
    Plant("swebench.items_explain_score", "quarantine", {"_unexplained": 0.21}, "swebench",
          "item_result"),
    Plant("swebench_page.items_of_this_board", "quarantine", {"n": 501}, "swebench_page",
          "item_result"),
    Plant("epoch_eci.index_range", "quarantine", {**ELO, "unit": "index", "value": 1506.0},
          "epoch_eci"),
    Plant("models_dev.anchor_gpt_4", "warn",
          {"provider": "openai", "offering": "gpt-4", "input_per_mtok": 10.0,
           "output_per_mtok": 30.0}, "models_dev", "price"),
    Plant("anthropic_pricing_page.anchor_opus_4_5", "warn",
          {"provider": "anthropic", "offering": "Claude Opus 4.5", "mode": "standard",
           "input_per_mtok": 2.5}, "anthropic_pricing_page", "price"),
    Plant("openai_pricing_page.anchor_luna", "warn",
          {"provider": "openai", "offering": "gpt-5.6-luna", "mode": "standard",
           "input_per_mtok": 2.0}, "openai_pricing_page", "price"),
    Plant("openrouter.anchor_router", "warn",
          {"offering": "anthropic/claude-opus-4.5", "input_per_mtok": 0.000005,
           "cached_input_per_mtok": None}, "openrouter", "price"),
    Plant("tau2.dated_after_release", "warn",
          {"dated_on": "2024-09-23", "released_on": "2025-09-23"}, "tau2"),
    Plant("vectara_hallucination.rates_add_up", "quarantine", {"_both_rates": 90.0},
          "vectara_hallucination"),
    Plant("llm_stats.not_zero", "quarantine",
          {"value": 0.0, "ci_low": None, "ci_high": None}, "llm_stats"),
    Plant("epoch_models.entry_not_blank", "quarantine", {"entry": " "}, "epoch_models", "release"),
    Plant("aider.recount", "quarantine", {"_recount_off": 5.0}, "aider"),
    Plant("terminalbench4.recount", "quarantine",
          {"_recount_off": 0.1, "_repeats_share": None}, "terminalbench4"),
    Plant("terminalbench4.repeats_error", "drop_error",
          {"_recount_off": None, "_repeats_share": 0.2}, "terminalbench4"),
    Plant("terminalbench4.repeats_error", "drop_error",
          {"_recount_off": None, "_repeats_share": 1.1}, "terminalbench4"),
]  # fmt: skip
ELSEWHERE = {
    # Planted in test_pages.py and test_errors.py.
    "arena.entry_at_most_twice", "price.input_move_held", "price.output_move_held",
    "price.some_rows", "score.published_error", "score.scale_kept", "score.some_rows",
    "swebench.listed_once",
    "arena_page.entry_at_most_twice", "arena_page.interval_present",
    "arena_top50_mirror.leaders_only",
}  # fmt: skip
GENERAL = {"natural_key", "few_ambiguous", "most_rows_kept", "published_not_ahead"}
THEN = 100
SHARES = ("_previous_rows_share", "_previous_gone_share", "_previous_changed_share")
SHIFT, COUNT = "_previous_value_shift", "rows"
MAIN = {"score": "value", "price": "input_per_mtok"}


FILES = {path.stem: yaml.safe_load(path.read_bytes()) for path in FOLDER.glob("*.yaml")}
LIKE = {stem: str(written["like"]) for stem, written in FILES.items() if isinstance(written, dict)}
"""Rule files that take over another, and which."""


def as_written(rule: str) -> str:
    """The rule's id in the file that has it: others take that file over under their own name."""
    stem, _, name = rule.partition(".")
    return f"{LIKE.get(stem, stem)}.{name}"


def compared() -> dict[str, tuple[str, Rule]]:
    """Source and rule by rule id, of all files that write rules."""
    found = {}
    for stem in sorted(FILES.keys() - {"every", *TABLES, *LIKE}):
        for table in TABLES.values():
            for rule in rules_for(stem, table):
                if rule.of != "row" and rule.columns[0] in (*SHARES, SHIFT, COUNT):
                    found[rule.id] = (stem, rule)
    return found


COMPARED = compared()


def before(rule: Rule) -> list[dict[str, Any]]:
    plain = rows(TABLES[rule.table], THEN)
    if rule.table == "score":
        plain = [{**row, "unit": "index", "ci_low": None, "ci_high": None} for row in plain]
    if rule.table == "price":
        plain = [{**row, "cached_input_per_mtok": None} for row in plain]
    return plain


def after(rule: Rule, beyond: bool) -> list[dict[str, Any]]:
    """The next page: exactly at the rule's bound, or one step beyond it."""
    now = before(rule)
    column, bounds = rule.columns[0], rule.with_
    step = 1 if beyond else 0
    if column == COUNT:
        return rows(TABLES[rule.table], bounds["min_value"] - step)
    if column == SHARES[0]:
        return now[: math.ceil(THEN * bounds["min_value"]) - step]
    if column == SHIFT:
        return [{**row, "value": row["value"] + bounds["max_value"] + step} for row in now]
    count = int(THEN * bounds["max_value"]) + step
    return [_moved(rule, row) if n < count else row for n, row in enumerate(now)]


def _moved(rule: Rule, row: dict[str, Any]) -> dict[str, Any]:
    if rule.columns[0] == SHARES[1]:
        return {**row, "entry": f"new {row['entry']}"}
    return {**row, MAIN[rule.table]: row[MAIN[rule.table]] * 1.5}


def _where(rule: Rule, key: str) -> str:
    found = rule.where.get(key, "main" if key == "board" else "")
    return str(found[0] if isinstance(found, list) else found)


def compared_page(name: str, beyond: bool) -> UnjudgedPage:
    source, rule = COMPARED[name]
    key = (rule.table, _where(rule, "board"), _where(rule, "category"))
    board = Board(after(rule, beyond), *key)
    return UnjudgedPage(source, [board], SEEN_ON, {key: previous(before(rule))})


@cache
def verdicts() -> tuple[list[PageVerdict], dict[tuple[str, bool], PageVerdict]]:
    """Of every planted fault its page; of every rule that compares the page at its bound and the
    one beyond it: pages of all sources judged in one go.
    """
    planted = [one.page() for one in PLANTS]
    cases = [(name, beyond) for name in COMPARED for beyond in (False, True)]
    found = judge_batch([*planted, *(compared_page(*case) for case in cases)])
    return found[: len(PLANTS)], dict(zip(cases, found[len(PLANTS) :], strict=True))


@pytest.mark.parametrize("number", range(len(PLANTS)), ids=[f"{p.source}-{p.rule}" for p in PLANTS])
def test_planted_fault_is_caught(number: int) -> None:
    plant = PLANTS[number]
    verdict = verdicts()[0][number]
    assert verdict.refused is None
    assert verdict.broken[plant.rule] == 1
    aside = verdict.readings[0].quarantined
    if plant.action in ("warn", "drop_error"):
        assert aside == ()
        assert [w for w in verdict.warnings if f" ({plant.rule}: 1 of " in w]
        assert len(verdict.readings[0].rows) == 4
        methods = [row.get("ci_method") for row in verdict.readings[0].rows]
        assert methods.count(ERROR_IN_DOUBT) == (plant.action == "drop_error")
    else:
        assert [one.index for one in aside] == [3]
        assert f"{plant.rule}: " in aside[0].reason
        assert len(verdict.readings[0].rows) == 3


@pytest.mark.parametrize("name", COMPARED)
def test_the_bound_is_allowed_and_one_step_beyond_it_is_caught(name: str) -> None:
    assert name not in verdicts()[1][name, False].broken
    found = verdicts()[1][name, True]
    assert name in found.broken
    if COMPARED[name][1].action == "refuse":
        assert found.refused is not None
    else:
        assert any(f"({name}: " in warning for warning in found.warnings)


def test_every_written_rule_is_planted() -> None:
    written = {as_written(row["id"]) for row in describe() if ".schema." not in row["id"]}
    specific = {one for one in written if ".every." not in one}
    planted = {as_written(plant.rule) for plant in PLANTS}
    assert specific == planted | ELSEWHERE | set(COMPARED)
    general = {f"{it.name}.every.{name}" for it in TABLES.values() for name in GENERAL}
    assert written - specific == general


def test_a_rule_is_called_after_the_source_that_it_judges() -> None:
    """OpenAI's list was said to break `anthropic_pricing_page.list_kept`."""
    for row in describe():
        if row["source"] != "any":
            assert row["id"].startswith(f"{row['source']}.")


def test_reason_names_rule_value_and_why() -> None:
    number = next(n for n, p in enumerate(PLANTS) if p.rule == "price.input_not_zero")
    reason = verdicts()[0][number].readings[0].quarantined[0].reason
    assert reason.startswith("price.input_not_zero: input_per_mtok=0.0: zero price: placeholder")
    assert "needs a reason" in reason
    assert "\n" not in reason
