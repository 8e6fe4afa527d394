"""Questions that people ask, the tool that answers each, and facts read from the views by SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A question: `facts` by path in the reply (SQL with one value), `words` that it must say."""

    text: str
    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def at(reply: Any, path: str) -> Any:
    """`rows/series=eci/gap`: by key, by place, by the value of a key, or `#`: how many."""
    for part in path.split("/"):
        if reply is None:
            return None
        key, is_sought, value = part.partition("=")
        if part == "#":
            reply = len(reply)
        elif is_sought:
            reply = next(row for row in reply if str(row[key]) == value)
        else:
            reply = reply[int(part)] if isinstance(reply, list) else reply[part]
    return reply


def _as_shown(column: str) -> str:
    """A number of a gap is rounded where it is shown; the views keep four decimals."""
    return f"round({column}, 1)" if re.fullmatch(r"gap(_.*)?|detectable_gap", column) else column


def gap(column: str, series: str, rule: str = "any_weights") -> str:
    column = _as_shown(column)
    return f"SELECT {column} FROM gap_now WHERE series = '{series}' AND openness_rule = '{rule}'"


def lag(column: str, series: str, rule: str = "any_weights") -> str:
    return f"SELECT {column} FROM lag_now WHERE series = '{series}' AND openness_rule = '{rule}'"


def on_full_list(column: str, rule: str = "any_weights") -> str:
    """ECI's lag on the day of its newest full list."""
    return (
        f"SELECT {column} FROM lag_daily WHERE series = 'eci' AND openness_rule = '{rule}' "
        "AND on_date = '2026-08-11'"
    )


def carried(column: str) -> str:
    """The same on the day of its newest list, of leaders, by the order of the full one."""
    shown = lag("shown_on", "eci")
    return f"SELECT ({on_full_list(column)}) + julianday(({shown})) - julianday('2026-08-11')"


def price(column: str, series: str, level: float, rule: str = "any_weights") -> str:
    """Of the lowest level at or above a score."""
    return (
        f"SELECT {column} FROM price_at_quality WHERE series = '{series}' AND level >= {level} "
        f"AND openness_rule = '{rule}' ORDER BY level LIMIT 1"
    )


def pick(where: str, order: str) -> str:
    return (
        "SELECT model FROM model_choice WHERE domain = 'composite' AND blended_price IS NOT NULL "
        f"AND {where} ORDER BY {order} LIMIT 1"
    )


def then(column: str, series: str, on: str) -> str:
    return (
        f"SELECT {_as_shown(column)} FROM gap_changes WHERE series = '{series}' "
        f"AND from_on <= '{on}' AND openness_rule = 'any_weights' ORDER BY from_on DESC LIMIT 1"
    )


def claim(column: str, key: str) -> str:
    return f"SELECT {column} FROM claim_now WHERE id = '{key}' AND reading <> 'overall' LIMIT 1"


def page(series: str, side: str) -> str:
    """The page of a leader of today, by the score that holds it."""
    return (
        "SELECT max(s.page_sha256) FROM score_now s JOIN gap_daily g ON g.series = "
        f"'{series}' AND g.openness_rule = 'any_weights' AND s.entry = g.{side}_entry "
        "AND s.page_sha256 IN (SELECT page_sha256 FROM _vintage WHERE id = "
        f"g.{side}_vintage) WHERE g.on_date = (SELECT max(on_date) FROM gap_daily)"
    )


QUESTIONS = (
    Asked("How far behind are open models?", "gap", {},
          {"rows/series=eci/gap": gap("gap", "eci"), "data_from": gap("vintage_on", "eci")},
          ("months behind", "old data")),
    Asked("… those with an open-source licence?", "gap", {"rule": "permissive"},
          {"rows/series=eci/gap": gap("gap", "eci", "permissive"),
           "rows/series=eci/interval/high": gap("gap_high", "eci", "permissive")}),
    Asked("Are open models worse at GPQA?", "gap", {"series": "gpqa_epoch"},
          {"rows/0/gap": gap("gap", "gpqa_epoch"),
           "rows/0/interval/low": gap("gap_low", "gpqa_epoch"),
           "rows/0/interval/high": gap("gap_high", "gpqa_epoch")},
          ("too close to call",)),
    Asked("Who leads the human votes?", "gap", {"series": "arena_text"},
          {"rows/0/closed/model/id": gap("closed_model", "arena_text"),
           "rows/0/open/model/id": gap("open_model", "arena_text"),
           "rows/0/shown_as_of": gap("shown_on", "arena_text")},
          ("closed ahead",)),
    Asked("And in web development?", "gap", {"series": "arena_webdev"},
          {"rows/0/smallest_gap_the_test_could_show": gap("detectable_gap", "arena_webdev"),
           "rows/0/gap": gap("gap", "arena_webdev")}),
    Asked("Is there a benchmark that open models lead?", "gap",
          {"series": "bfcl_multi_turn_task_tuned"},
          {"rows/0/gap": gap("gap", "bfcl_multi_turn_task_tuned"),
           "rows/0/verdict": gap("verdict", "bfcl_multi_turn_task_tuned")},
          ("open ahead by",)),
    Asked("Who leads MMMU-Pro?", "gap", {"series": "mmmu_pro_vendor"},
          {"rows/0/cannot_be_judged/entries": gap("unresolved_above", "mmmu_pro_vendor"),
           "rows/0/cannot_be_judged/gap_if_open":
               gap("gap_if_unresolved_open", "mmmu_pro_vendor"),
           "rows/0/cannot_be_judged/gap_if_closed":
               gap("gap_if_unresolved_closed", "mmmu_pro_vendor")},
          ("cannot be judged", "may lead")),
    Asked("How sure is LiveBench?", "gap", {"series": "livebench"},
          {"rows/0/interval": gap("gap_low", "livebench")}, ("no interval known",)),
    Asked("And SWE-Bench Pro?", "gap", {"series": "swebench_pro_v1"},
          {"rows/0/gap": gap("gap", "swebench_pro_v1"), "rows/0/open":
           gap("open_model", "swebench_pro_v1")},
          ("one class", "closed to new entries")),
    Asked("From when is Humanity's Last Exam?", "gap", {"series": "hle"},
          {"data_from": gap("vintage_on", "hle")}, ("As of 11 Aug 2026",)),
    Asked("Is Aider still run?", "gap", {"series": "aider_polyglot"},
          {"is_old": gap("is_stale", "aider_polyglot"), "rows/0/gap": gap("gap", "aider_polyglot")},
          ("closed to new entries", "takes no new entries")),
    Asked("How long are open models behind?", "lag", {},
          {"rows/series=eci/lag_days": carried("lag_days"),
           "rows/series=hle/lag_days": lag("lag_days", "hle")}, ("217 days behind",)),
    Asked("… with an open-source licence?", "lag", {"series": "eci", "rule": "permissive"},
          {"rows/0/lag_days": on_full_list("lag_days", "permissive"),
           "rows/0/shown_as_of": "SELECT '2026-08-11'"}),
    Asked("… at Epoch's index, and how sure is that?", "lag", {"series": "eci"},
          {"rows/0/lag_days": carried("lag_days"), "rows/0/interval/low": carried("lag_low"),
           "rows/0/interval/high": carried("lag_high"),
           "rows/0/order_of_models_as_of": "SELECT '2026-08-11'"},
          ("217 days behind", "order of models as of 11 Aug 2026")),
    Asked("… at MMLU with chain of thought?", "lag", {"series": "mmlu_vendor_cot"},
          {"rows/0/lag_days": lag("lag_days", "mmlu_vendor_cot"),
           "rows/0/is_bound": lag("censored IS NOT NULL", "mmlu_vendor_cot"),
           "rows/0/closed_had_it_with/id": lag("closed_model", "mmlu_vendor_cot")},
          ("71 days behind",)),
    Asked("… at Humanity's Last Exam, and how sure is that?", "lag", {"series": "hle"},
          {"rows/0/interval/low": lag("lag_low", "hle"),
           "rows/0/interval/high": lag("lag_high", "hle")}),
    Asked("… at fixing issues, as makers say?", "lag", {"series": "swebench_verified_vendor"},
          {"rows/0/lag_days": lag("lag_days", "swebench_verified_vendor")},
          ("87 days behind", "disputed")),
    Asked("… at school olympiads?", "lag", {"series": "otis_mock_aime"},
          {"rows/0/shown_as_of": lag("shown_on", "otis_mock_aime"),
           "rows/0/open/id": lag("open_model", "otis_mock_aime")}, ("saturated",)),
    Asked("… at not inventing things?", "lag", {"series": "vectara_hallucination"},
          {"rows/0/lag_days": lag("lag_days", "vectara_hallucination")},
          ("on 10 Mar 2026",)),
    Asked("Are open models cheaper?", "price", {},
          {"rows/series=eci/closed/usd_per_million_tokens": price("closed_price", "eci", 157.45),
           "rows/series=eci/scores_on": price("scores_on", "eci", 157.45)},
          ("per million tokens", "closed, at most $4.00", "as of 8 Oct 2026")),
    Asked("What does each level cost?", "price", {"series": "eci"},
          {"rows/level=157.45/open/usd_per_million_tokens": price("open_price", "eci", 157.45),
           "rows/level=157.45/closed/model": price("closed_name", "eci", 157.45)}),
    Asked("What does the top level cost?", "price", {"series": "eci", "at_least": 150},
          {"rows/0/prices_on": price("prices_on", "eci", 150),
           "rows/0/open/input": price("open_input", "eci", 150),
           "rows/0/open/output": price("open_output", "eci", 150)},
          ("On Epoch Capabilities Index", "as of 8 Oct 2026")),
    Asked("What does fixing issues cost?", "price",
          {"series": "swebench_verified_vendor", "at_least": 80},
          {"rows/0/closed_over_open": price("price_ratio", "swebench_verified_vendor", 80)}),
    Asked("What does MMLU of 70 cost?", "price", {"series": "mmlu_vendor_5shot", "at_least": 70},
          {"rows/0/closed_over_open": price("price_ratio", "mmlu_vendor_5shot", 70)}),
    Asked("… under an open-source licence?", "price",
          {"series": "eci", "at_least": 140, "rule": "permissive"},
          {"rows/0/open/model/id": price("open_model", "eci", 140, "permissive"),
           "rows/0/level": price("level", "eci", 140, "permissive")}),
    Asked("Which open model is as good as GPT-5.5?", "choose_model",
          {"domain": "composite", "licence": "open", "not_worse_than": "GPT-5.5"},
          {"data_from": "SELECT max(vintage_on) FROM model_choice WHERE domain = 'composite'"},
          ("not clearly worse than GPT-5.5",)),
    Asked("The best for commerce under a dollar?", "choose_model",
          {"domain": "composite", "licence": "commercial", "max_price": 1},
          {"rows/0/model/id": pick("blended_price <= 1 AND openness IN "
                                   "('restricted', 'permissive', 'fully_open')", "score DESC")}),
    Asked("The cheapest at 150?", "choose_model", {"domain": "composite", "at_least": 150},
          {"rows/0/model/id": pick("score >= 150", "blended_price, score DESC"),
           "rows/0/interval/low": "SELECT score_low FROM model_choice WHERE domain = 'composite' "
           f"AND model = ({pick('score >= 150', 'blended_price, score DESC')})"}),
    Asked("The best on my one GPU?", "choose_model", {"domain": "composite", "one_gpu": True},
          {"rows/0/fits_one_gpu": "SELECT 1"}, ("on one GPU",)),
    Asked("The best under an open-source licence?", "choose_model",
          {"domain": "Composite", "licence": "permissive"},
          {"rows/0/score": "SELECT max(score) FROM model_choice WHERE domain = 'composite' AND "
           "openness IN ('permissive', 'fully_open')"}),
    Asked("Anything at 170?", "choose_model", {"domain": "composite", "at_least": 170},
          {}, ("No model with 170 or better is known", "nearest in score")),
    Asked("Did MiniMax M2.5 come within a percent?", "claims", {"claim": "S12"},
          {"rows/reading=vendor_points/as_of":
           "SELECT as_of FROM claim_now WHERE id = 'S12' AND reading = 'vendor_points'"},
          ("Verdict:",)),
    Asked("Was the gap 17.5 MMLU points?", "claims", {"claim": "s01"},
          {"rows/reading=end_of_2023/found_with_interval/quoted":
           "SELECT found FROM claim_now WHERE id = 'S01' AND reading = 'end_of_2023'"},
          ("ambiguous",)),
    Asked("Which claims are wrong?", "claims", {"verdict": "contradicted"},
          {"rows/#": "SELECT count(*) FROM claim_now WHERE reading = 'overall' AND "
           "verdict = 'contradicted'"}),
    Asked("What is said of prices?", "claims", {"words": "price"},
          {"rows/#": "SELECT min(15, count(*)) FROM claim_now WHERE reading = 'overall' AND "
           "lower(statement) LIKE '%price%'"}, ("claims of that kind",)),
    Asked("What was known in July 2024?", "as_of", {"day": "2024-07-31"},
          {"rows/series=arena_text_raw/gap": then("gap", "arena_text_raw", "2024-07-31"),
           "rows/series=arena_text_raw/data_from": then("vintage_on", "arena_text_raw",
                                                        "2024-07-31")},
          ("On 31 Jul 2024 gapwatch would have said: No capability index to judge by yet",)),
    Asked("… in November 2026?", "as_of", {"day": "2026-11-01"},
          {"rows/series=eci/gap": then("gap", "eci", "2026-11-01"),
           "rows/series=eci/interval/low": then("gap_low", "eci", "2026-11-01")},
          ("months behind",)),
    Asked("… of the votes in February 2026?", "as_of",
          {"day": "2026-02-27", "series": "arena_text_raw"},
          {"rows/0/gap": then("gap", "arena_text_raw", "2026-02-27"),
           "rows/0/open/model/id": then("open_model", "arena_text_raw", "2026-02-27")},
          ("As of",)),
    Asked("Where is that number from?", "why", {"series": "eci"},
          {"rows/1/page_sha256": page("eci", "closed"), "rows/0/gap": gap("gap", "eci")}),
    Asked("Where are 17.5 points from?", "why",
          {"series": "mmlu_vendor_5shot", "day": "2023-07-18"},
          {"rows/0/gap": "SELECT round(gap, 1) FROM gap_daily WHERE series = 'mmlu_vendor_5shot' "
           "AND openness_rule = 'any_weights' AND on_date = '2023-07-18'",
           "rows/2/entry/quoted": "SELECT open_entry FROM gap_daily WHERE openness_rule = "
           "'any_weights' AND series = 'mmlu_vendor_5shot' AND on_date = '2023-07-18'"},
          ("As of 18 Jul 2023", "17.5 points")),
    Asked("How open is the best open model?", "why", {"series": "arena_text"},
          {"rows/2/licence/quoted": "SELECT licence FROM model WHERE model = "
           f"({gap('open_model', 'arena_text')})",
           "rows/2/evidence": f"SELECT evidence FROM model WHERE model = "
           f"({gap('open_model', 'arena_text')})"}),
)  # fmt: skip
"""Asked one after the other of one server."""

REFUSED = (
    ("gap", {"series": "eic"}, "Nearest: eci"),
    ("gap", {"series": "eci'; DROP VIEW gap_now; --"}, "no series"),
    ("gap", {"series": "x" * 101}, "at most 100 characters"),
    ("gap", {"openness": "commercial"}, "Extra inputs are not permitted"),
    ("lag", {"rule": "free"}, "'any_weights' or 'permissive'"),
    ("price", {"series": "eci", "at_least": 171}, "the best has 167.33"),
    ("price", {"at_least": 150}, "name the series"),
    ("choose_model", {"domain": "cooking"}, "composite"),
    ("choose_model", {"domain": "composite", "not_worse_than": "GPT 5.5"}, "gpt-5.5"),
    ("choose_model", {"domain": "composite", "max_price": -1}, "greater than or equal to 0"),
    ("choose_model", {"domain": "composite", "max_price": 1e308}, "less than or equal to 1000000"),
    ("choose_model", {"domain": "composite", "at_least": "NaN"}, "should be a finite number"),
    ("price", {"series": "eci", "at_least": "Infinity"}, "should be a finite number"),
    ("claims", {"claim": "S99"}, "no claim 'S99'"),
    ("claims", {"words": "zzzz"}, "No claim has these words"),
    ("as_of", {"day": "2019-01-01"}, "2023-01-01"),
    ("as_of", {"day": "tomorrow"}, "valid date"),
    ("why", {"series": "eci", "day": "2020-01-01"}, "No gap of eci on 2020-01-01"),
    ("why", {}, "Field required"),
)
"""What cannot be answered, and what the message says instead."""
