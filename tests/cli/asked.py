"""Commands as people type them, what they say, and with which code they leave, on what ships."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A command: `says` stands in what it prints (blanks as one), `never` does not; `facts` of its
    JSON by path (see `tests.outputs.assistant.questions.at`)."""

    words: str
    says: tuple[str, ...] = ()
    code: int = 0
    never: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


USAGE, NOTHING_YET, REFUSED = 2, 3, 5
IDS = ("claude-", "gpt-")
"""How no name begins that people read."""
COMMERCIAL = "pick composite --licence commercial --max-price 1"
OF_2023 = "why mmlu_vendor_5shot 2023-07-18"
# The page is of 8 October and stale by now. Only its first rows are known, and Kimi K3 leads it as
# it led the full list of August, where GPT-5.4 Pro (5 March) stood above it: 217 days.
ANSWERED = (
    Asked(
        "gap",
        (
            *("Every gap (open weights)", "swebench_verified_vendor", "−4.2 to 5.6"),
            "mmmu_pro_vendor: cannot be judged: −5.7 to 10.0 points, depending on what",
        ),
        facts={"series=eci/shown_on": "2026-10-08", "series=arena_text/open_model": "kimi-k3"},
    ),
    Asked(
        "gap --licence commercial",
        ("4.5 to 15.3", "Best closed, Best open (a wider terminal or --json", "Not counted: what"),
    ),
    Asked("gap 'Livebench, mean over categories'", ("Why: gapwatch why livebench;",)),
    Asked("gap mmlu_vendor_5shot", ("closed ahead by 0.9 points", "Chance that open is")),
    Asked(
        "gap eci --licence commercial",
        ("(open weights, commercial use allowed) As of 8 Oct 2026: closed ahead by 9.9 index",),
        never=("Every gap", "No active"),
    ),
    Asked("gap no_such_series", ("no series",), USAGE),
    Asked("gap helm_safety", ("no score that counts for it",), NOTHING_YET, ("refresh",)),
    Asked("lag helm_safety", ("see `gapwatch gap helm_safety`",), NOTHING_YET),
    Asked(
        "lag",
        ("eci 8 Oct 2026 217 days 168 to 301",),
        never=("median",),
        facts={
            "series=eci/censored": None,
            "series=eci/is_stale": 1,
            "series=eci/order_on": "2026-08-11",
            "series=eci/lag_low": 168,
            "series=eci/lag_high": 301,
        },
    ),
    # The open leader of October under an open-source licence is new: August's lag is known.
    Asked(
        "lag --rule permissive",
        facts={"series=eci/lag_days": 266, "series=eci/shown_on": "2026-08-11"},
    ),
    # Parity needs a whole page: that of August.
    Asked(
        "lag eci",
        (
            "Epoch Capabilities Index Open models were 217 days behind on 8 Oct 2026",
            "(by the list of 11 Aug 2026).",
            "How long each closed lead lasted (open weights)",
            "497 400 to 653 Llama 3.1 405B",
            "> 159 144 to not yet none yet",
        ),
        never=("≥ 35", "API only", "2026-", *IDS),
        facts={"parity/closed_model=o3/days": 286},
    ),
    Asked(
        "price",
        (
            "What the best open model with a known price costs on each benchmark",
            "eci 8 Oct 2026 ≤ 0.67 × ≤ $4.00 $6.00",
            "No room for: Cheapest closed, Cheapest open",
        ),
        facts={"now/series=eci/scores_on": "2026-10-08"},
    ),
    Asked(
        "price swebench_verified_vendor",
        ("price at every score",),
        facts={"now/level=80.2/open_model": "minimax-m2.5", "changes/-1/closed_model": None},
    ),
    Asked(
        "price --model llama-3.1-405b",
        ("What Llama 3.1 405B cost", "until 13 Jul 2025", "as known on"),
        facts={"model=llama-3.1-405b/from_on": "2024-10-16"},
    ),
    Asked(
        "price --model GPT-4 --on 2023-06-01",
        ("GPT-4 cost $37.50 per million tokens on 1 Jun 2023", "$30.00 input, $60.00 output"),
        facts={"model=gpt-4-0314/output_per_mtok": 60.0},
    ),
    Asked("price --model minimax-m2.5", ("MiniMax-M2.5 cost $0.53 per million tokens on ",)),
    Asked("price --model gpt-4 --on 2020-01-01", ("on 1 Jan 2020: the first is of",), USAGE),
    Asked("price --model gtp-4", ("no priced model called 'gtp-4'; did you mean gpt-4",), USAGE),
    Asked("price --on 2024-01-31", ("--on is the day of a --model",), USAGE),
    Asked("price eci --model gpt-4", ("a model is of no series",), USAGE),
    Asked("gap ECI", ("Epoch Capabilities Index",)),
    Asked("as-of 2024-07-31 --out none/x.db", ("no folder none for x.db",), USAGE),
    Asked("price helm_safety", ("no open model of it has",), NOTHING_YET),
    Asked(
        "headline",
        (
            "Open-weight models were about 7 months behind in October. The best open model, Kimi",
            "By Epoch Capabilities Index as of 8 Oct 2026. 7.1 months behind on 8 Oct 2026 (95 %",
            "8 of 8 areas tested lately: closed models lead (in coding and mathematics",
            "> 99.9 % sure that closed models were ahead on 8 Oct 2026",
            "Open-source licence only: The best open model, DeepSeek-V4-Flash-0731, was where",
        ),
        facts={"facts/0/value": "7.1 months", "facts/1/value": "8 of 8"},
    ),
    Asked("claims", ("Of 19 published claims", "Why our number is not Epoch’s")),
    Asked("claims p08", ("DeepSeek, 24 Apr 2026, as quoted by officechai.com", "https://")),
    Asked("claims s12", ("0.7 (−4.2 to 5.6) points", "FROM gap_daily")),
    Asked("claims X1", ("no claim 'X1'; there are P01",), USAGE),
    Asked(
        OF_2023,
        (
            *("gpt-4", "llama-2-70b", "17.5", "sha256", "published/mmlu.csv"),
            "source: https://cdn.openai.com/papers/gpt-4.pdf",
            *("whole boards", "standard error 0.289 "),
            "Interval from: the leaders’ own errors, taken as independent.",
        ),
        never=("None",),
        facts={"closed/origin/page_sha256/#": 64, "open/openness/openness": "restricted"},
    ),
    Asked("why eci yesterday", ("not a day",), USAGE),
    Asked("why eci 2020-01-01", ("on 1 Jan 2020: there is one from ",), NOTHING_YET),
    Asked("why eci 2026-10-20", ("As of 20 Oct 2026, data from 8 Oct 2026", "(12 days before)")),
    Asked("why eci", ("Epoch Capabilities Index on 8 Oct 2026", "As of 8 Oct 2026: closed ahead")),
    Asked("models unmatched --limit 3", ("unmatched spellings",)),
    Asked("refresh arena arenas", ("no source 'arenas'",), USAGE),
    Asked("refresh arena registry", ("nobody fetches it",), USAGE),
    Asked("alerts list", ("no channel is set (GAPWATCH_ALERT_URLS)", "Ask: gapwatch gap helm_")),
    Asked(
        "doctor",
        ("file and archive are sound", "Rules broken on the newest pages Source Rule Rows"),
        facts={"content_hash/#": 64},
    ),
    Asked("as-of 2019-01-01", ("published by 2019-01-01 and seen by today",), NOTHING_YET),
    Asked("as-of 2099-01-01", ("2099-01-01 is still to come",), USAGE),
    Asked("as-of 2024-07-31 --recorded 2020-01-01", ("first recorded day is",), NOTHING_YET),
    Asked(
        COMMERCIAL,
        (
            "at $1.00 or less on Epoch Capabilities Index is DeepSeek-V4-Flash-0731",
            "less per token than the best closed model",
            "Scores: Epoch Capabilities Index, data from",
        ),
        facts={"best/blended_price": 0.2125, "best/commercial_use": "allowed"},
    ),
    # Of the list of 8 October, with its price.
    Asked(
        "pick composite",
        (
            "The best model on Epoch Capabilities Index is Claude Opus 5.5 (Anthropic): 167.3 ",
            "$8.00 per 1M tokens",
            "data from 11 Aug 2026 to 8 Oct 2026",
        ),
    ),
    Asked("pick codng", ("no domain 'codng'; did you mean coding? there are agentic",), USAGE),
    Asked("pick composite --not-worse-than gpt-5.55", ("did you mean gpt-5.5",), USAGE),
    Asked("export", ("--archive",), USAGE),
    Asked("export out --archive pages", ("FOLDER",), USAGE),
    Asked("export out --view gaps", ("did you mean gap_now, gap_changes?",), USAGE),
    Asked("export --archive pages --as-of 2026-01-01", ("views in a FOLDER",), USAGE),
    Asked("backfill arena --subset poems", ("poems",), USAGE),
)
"""What is asked of a home that knows what ships; with facts also as JSON."""
