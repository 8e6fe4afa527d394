"""Questions that people ask, the tool that answers each, and facts read from the views by SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANY = "openness_rule = 'any_weights'"


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


def gap(column: str, series: str) -> str:
    return f"SELECT {column} FROM gap_now WHERE series = '{series}' AND {ANY}"


def lag(column: str, series: str) -> str:
    return f"SELECT {column} FROM lag_now WHERE series = '{series}' AND {ANY}"


def price(column: str, series: str, level: float) -> str:
    """Of the lowest level at or above a score."""
    return (
        f"SELECT {column} FROM price_at_quality WHERE series = '{series}' AND level >= {level} "
        f"AND {ANY} ORDER BY level LIMIT 1"
    )


def then(column: str, series: str, on: str) -> str:
    return (
        f"SELECT {column} FROM gap_changes WHERE series = '{series}' "
        f"AND from_on <= '{on}' AND {ANY} ORDER BY from_on DESC LIMIT 1"
    )


def page(series: str, side: str) -> str:
    """The page of a leader of today, by the score that holds it."""
    return (
        "SELECT max(s.page_sha256) FROM score_now s JOIN gap_daily g ON g.series = "
        f"'{series}' AND g.{ANY} AND s.entry = g.{side}_entry "
        "AND s.page_sha256 IN (SELECT page_sha256 FROM _vintage WHERE id = "
        f"g.{side}_vintage) WHERE g.on_date = (SELECT max(on_date) FROM gap_daily)"
    )


QUESTIONS = (
    Asked("How far behind are open models?", "gap", {},
          {"rows/series=eci/gap": gap("gap", "eci"), "data_from": gap("vintage_on", "eci")},
          ("months behind", "By Epoch Capabilities Index (open weights).", "old data")),
    Asked("Are open models worse at GPQA?", "gap", {"series": "gpqa_epoch"},
          {f"rows/0/{it}": gap(it, "gpqa_epoch") for it in ("gap", "gap_low", "gap_high")},
          ("too close to call", "GPQA Diamond")),
    Asked("Who leads MMMU-Pro?", "gap", {"series": "mmmu_pro_vendor"},
          {f"rows/0/{it}": gap(it, "mmmu_pro_vendor") for it in
           ("unresolved_above", "gap_if_unresolved_open", "gap_if_unresolved_closed")},
          ("cannot be judged", "may lead")),
    Asked("How long are open models behind?", "lag", {},
          {f"rows/series={it}/lag_days": lag("lag_days", it) for it in ("eci", "hle")},
          ("217 days behind",)),
    Asked("… at Epoch's index, and how sure is that?", "lag", {"series": "eci"},
          {f"rows/0/{it}": lag(it, "eci") for it in ("lag_low", "lag_high", "order_on")},
          ("Epoch Capabilities Index (open weights): open models were 217 days behind",
           "by the list of 11 Aug 2026")),
    Asked("… and what one may earn money with?", "lag", {"series": "eci", "rule": "permissive"}, {},
          ("Index (open weights under an open-source licence): open models",)),
    Asked("Are open models cheaper?", "price", {},
          {f"rows/series=eci/{it}": price(it, "eci", 157.45) for it in
           ("closed_price", "scores_on")},
          (", open weights, costs", "per million tokens (3 input, 1 output)",
           "closed, at most $4.00", "as of 8 Oct 2026")),
    Asked("What does the top level cost?", "price",
          {"series": "epoch capabilities index", "at_least": 150},
          {f"rows/0/{it}": price(it, "eci", 150) for it in ("prices_on", "open_input")},
          ("On Epoch Capabilities Index", "as of 8 Oct 2026")),
    Asked("What did GPT-4 cost in June 2023?", "price", {"model": "GPT-4", "day": "2023-06-01"},
          {f"rows/0/{it}": f"SELECT {it} FROM model_price WHERE model = 'gpt-4-0314' AND "
           "'2023-06-01' >= from_on AND '2023-06-01' < coalesce(until_on, '9999')" for it in
           ("input_per_mtok", "blended_price", "from_on")},
          ("GPT-4 cost $37.50 per million tokens on 1 Jun 2023",)),
    Asked("What does it cost now?", "price", {"model": "kimi-k3"}, {},
          ("Kimi K3 cost $6.00 per million tokens on 24 Nov 2026",)),
    Asked("Which open model is as good as GPT-5.5?", "choose_model",
          {"domain": "composite", "licence": "open", "not_worse_than": "GPT-5.5"},
          {"data_from": "SELECT max(vintage_on) FROM model_choice WHERE domain = 'composite'"},
          ("not clearly worse than GPT-5.5",)),
    Asked("Did MiniMax M2.5 come within a percent?", "claims", {"claim": "s12"},
          {"rows/reading=vendor_points/found/quoted":
           "SELECT found FROM claim_now WHERE id = 'S12' AND reading = 'vendor_points'"},
          ("Verdict:",)),
    Asked("What is said of prices?", "claims", {"words": "price"},
          {"rows/#": "SELECT min(15, count(*)) FROM claim_now WHERE reading = 'overall' AND "
           "lower(statement) LIKE '%price%'"}, ("claims of that kind",)),
    Asked("What was known in July 2024?", "as_of", {"day": "2024-07-31"},
          {f"rows/series=arena_text_raw/{it}": then(it, "arena_text_raw", "2024-07-31")
           for it in ("gap", "shown_on")},
          ("On 31 Jul 2024 gapwatch would have said: No overall index existed yet",)),
    Asked("What is known to be wrong?", "claims", {"verdict": "contradicted"}, {},
          ("of that kind: contradicted.",)),
    Asked("Where is that number from?", "why", {"series": "eci"},
          {"rows/1/page_sha256": page("eci", "closed"), "rows/0/gap": gap("gap", "eci"),
           "rows/1/source_url": "SELECT 'https://epoch.ai/data/eci_scores.csv'"}),
    Asked("Where are 17.5 points from?", "why",
          {"series": "mmlu_vendor_5shot", "day": "2023-07-18"},
          {"rows/2/entry/quoted": "SELECT open_entry FROM gap_daily WHERE openness_rule = "
           "'any_weights' AND series = 'mmlu_vendor_5shot' AND on_date = '2023-07-18'"},
          ("as of 18 Jul 2023", "17.5 points")),
)  # fmt: skip
"""Asked one after the other of one server."""

REFUSED = (
    ("gap", {"series": "eic"}, "no series 'eic'; did you mean eci"),
    ("gap", {"series": "helm_safety"}, "no score that counts for it is held"),
    ("gap", {"openness": "commercial"}, "Extra inputs are not permitted"),
    ("lag", {"rule": "free"}, "'any_weights' or 'permissive'"),
    ("price", {"series": "eci", "at_least": 171}, "the best has 167.33"),
    ("price", {"at_least": 150}, "name the series"),
    ("price", {"model": "gpt-4", "day": "2020-01-01"}, "the first is of"),
    ("price", {"day": "2024-01-01"}, "of one model: name it"),
    ("choose_model", {"domain": "cooking"}, "composite"),
    ("choose_model", {"domain": "composite", "not_worse_than": "GPT 5.5"}, "gpt-5.5"),
    ("price", {"series": "eci", "at_least": "Infinity"}, "should be a finite number"),
    ("claims", {"claim": "S99"}, "no claim 'S99'"),
    ("claims", {"words": "zzzz"}, "No claim has these words"),
    ("as_of", {"day": "2019-01-01"}, "2023-01-01"),
    ("why", {"series": "eci", "day": "2020-01-01"}, "on 1 Jan 2020: there is one from"),
)
"""What cannot be answered, and what the message says instead."""
