"""Which file of Epoch's zip holds what: score column, unit, standard error, date, measurer.

Each entry was checked against zips captured in January, March and April 2026, FrontierCode and
OSWorld 2.0 on rows of autumn 2026, ProofBench, SimpleQA Verified and DeepSWE on what was described
of them. `PAPERS` has every value of `Source` in `mmlu_external`, which stands still since February
2025: a row is `vendor` when the model's organization wrote the paper, `third_party` when a paper
quotes somebody else's model, `independent` when HELM ran it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated

from sources.contract import Reading, Row
from sources.reading.rows import SourceRow, read_rows
from sources.reading.strict import TextIfAny, day_of, or_none, rows_of_table

FRACTION = 100
PERCENT = 1
ID = "id"
"""The column that names a row, where a file has it."""


@dataclass(frozen=True, slots=True)
class BenchmarkFile:
    """How to read one benchmark file; column names as in its header.

    `score_times` and `stderr_times` turn the file's numbers into percent. `stderr_level` says that
    the column named an error holds half of an interval at that level, found by the check of
    published errors (`expectations/rules/score.yaml`, published_error). `items` is the number of
    items behind a score, which that check needs. `effort` counts before the suffix of a version; a
    file need not have it filled. `dated` is the axis date of an entry. `provenance`
    is a grade; where `sources` is given, it has one for each value of the column `Source`; empty
    where that column names papers (`PAPERS`).
    """

    score: str
    protocol: str = ""
    score_times: int = FRACTION
    provenance: str = "maintainer"
    key: str = ID
    name: str = ""
    stderr: str = ""
    stderr_times: int = FRACTION
    stderr_level: float | None = None
    items: int | None = None
    dated: str = "Release date"
    harness: str = ""
    effort: str = ""
    link: str = "Source link"
    noted: tuple[str, ...] = ("Name", "Notes")
    also: tuple[str, ...] = ()
    unit: str = "percent"
    sources: Mapping[str, str] = field(default_factory=dict)
    interval: tuple[str, ...] = ()
    """Columns of the lower and the upper end of a 95 % interval, in `unit`."""
    release: str = ""
    """Column that names the release of the benchmark: a protocol of its own."""

    def columns(self) -> tuple[str, ...]:
        """Columns the file must have, the one that names a row first."""
        named = (self.score, self.name, self.stderr, self.dated, self.harness, self.effort)
        first = ("" if self.key == ID else self.key, "Model version", "Release date")
        sources = ("Source",) if self.sources else ()
        every = (*first, *named, self.release, *self.interval, *self.also, *sources)
        return tuple(dict.fromkeys(column for column in every if column))

    def provenance_of(self, row: Mapping[str, str]) -> str | None:
        """Who measured a row; None when nobody can tell, so that it is set aside."""
        if self.sources:
            return self.sources.get(row["Source"])
        return self.provenance or provenance_of(row["Source"], row["Organization"], row["Name"])

    def protocol_of(self, row: Mapping[str, str]) -> str:
        """How a row was measured, as far as its file says."""
        if not self.protocol:
            return shots_of(row["Source"], row["Shots"], row["Notes"])
        if self.release:
            return f"{self.protocol}, {row[self.release] or 'release not stated'}"
        return self.protocol


OWN = BenchmarkFile(
    "mean_score",
    "Epoch run",
    provenance="independent",
    stderr="stderr",
    noted=("Started at",),
    also=("Started at",),
)

BOARDS: Mapping[str, BenchmarkFile] = {
    "gpqa_diamond": replace(OWN, items=198),
    # Since the second harness 484 of the 500 tasks: every score is a fraction of those.
    "swe_bench_verified": replace(OWN, items=484),
    "mmlu_external": BenchmarkFile(
        "EM",
        provenance="",
        name="Name",
        noted=("Name", "Source", "Notes"),
        also=("Source", "Source link", "Organization", "Shots", "Notes"),
    ),
    # Both boards are run by the people who made the benchmark.
    "hle_external": BenchmarkFile(
        "Accuracy",
        "HLE board",
        stderr="Accuracy Standard Error",
        stderr_level=0.95,
        items=2500,
    ),
    "apex_agents_external": BenchmarkFile(
        "Pass@1 score",
        "Pass@1",
        stderr="Pass@1 Standard Error",
        stderr_times=PERCENT,
        stderr_level=0.95,
        items=480,
    ),
    # The next file, OSWorld's and Video-MME's do not say who ran an entry: the board's people, the
    # authors of an agent or a model's maker. So no row is called anybody's own, unless its source
    # says so.
    "terminalbench_external": BenchmarkFile(
        "Accuracy mean",
        "Terminal-Bench 2.0",
        provenance="third_party",
        stderr="Accuracy SE",
        # Half of a 95 % interval, whatever its name says: 0.020892351283 of GPT-5.5 with NexAU-AHE
        # is, digit for digit, the `accuracy_ci95_half_width` of 2.0892351283 that the board's own
        # interface has of that run. It is the noise of five attempts at each of 89 fixed tasks.
        stderr_level=0.95,
        items=5 * 89,
        dated="Run date",
        harness="Agent",
        link="Source Link",
        noted=("Agent Org", "Notes"),
    ),
    # The next five say in `benchmark_metadata.csv` that their scores are fractions. FrontierCode,
    # DeepSWE and OSWorld 2.0 have no id, and are run by the people who made the benchmark, as
    # ProofBench is by Vals AI.
    "frontiercode_external": BenchmarkFile(
        "Main score",
        "main score, run by Cognition",
        harness="Harness",
        effort="Reasoning effort",
        link="Source",
        noted=("Name", "Aggregation", "Notes"),
    ),
    "deepswe_external": BenchmarkFile(
        "Pass@1",
        "mini-SWE-agent, run by Datacurve",
        # The noise of several runs of 113 fixed tasks: less than a binomial error of as many.
        stderr="95% CI half-width",
        stderr_level=0.95,
        harness="Harness",
        effort="Reasoning effort",
        link="Source",
        noted=("Name", "Runs", "Mean cost (USD)", "Notes"),
    ),
    "osworld_2_external": BenchmarkFile(
        "Binary accuracy",
        "tasks completed",
        items=108,
        harness="Tool setting",
        effort="Reasoning",
        link="Source",
        noted=("Name", "Step budget", "Notes"),
    ),
    "proofbench_external": BenchmarkFile(
        "Accuracy",
        "ProofBench, run by Vals AI",
        # Every score of August 2026 is a whole percentage.
        items=100,
    ),
    "simpleqa_verified": replace(OWN, items=1000),
    "os_world_external": BenchmarkFile(
        "Score",
        "OSWorld",
        score_times=PERCENT,
        key="Agent",
        dated="Date added",
        harness="Agent",
        noted=("Source", "Notes (details)"),
        sources={"OS World Website": "third_party", "Anthropic annoucement": "vendor"},
    ),
    "video_mme_external": BenchmarkFile(
        "Overall (no subtitles)",
        "no subtitles",
        name="Name",
        noted=("Name", "Frames", "Notes"),
        sources={"Video-MME Leaderboard": "third_party"},
    ),
    "cybench_external": BenchmarkFile(
        "Unguided % Solved",
        "unguided",
        noted=("Source", "Notes"),
        # The board lists runs of its own people, of other boards and of makers without a mark.
        sources={
            "Cybench leaderboard": "third_party",
            "Opus 4.5 System Card": "vendor",
            "Opus 4.6 System Card": "vendor",
            "Grok 4 Model Card": "vendor",
            "Grok 4.1 Model Card": "vendor",
            "Grok 4 Fast Model Card": "vendor",
        },
    ),
    # How long a task may take people that a model solves with 50 % success, in minutes; its column
    # `average_score`, which the zip's own description names, is a share. A release (v1.0, v1.1) has
    # other tasks, and rows may not name theirs. Described to us and never captured.
    "metr_time_horizons_external": BenchmarkFile(
        "Time horizon",
        "METR time horizon at 50 %",
        score_times=1,
        interval=("CI_low", "CI_high"),
        release="METR version",
        noted=("Time Horizon (80%)", "Source", "Notes"),
        unit="minutes",
    ),
    # Copies of boards that we also read at their own places: kept, but no series takes them.
    "aider_polyglot_external": BenchmarkFile(
        "Percent correct",
        "copy of aider polyglot",
        score_times=PERCENT,
        provenance="third_party",
        noted=("Edit format", "Notes"),
    ),
    "swe_bench_bash": BenchmarkFile(
        "% Resolved",
        "copy of SWE-bench bash-only",
        dated="Date run",
        noted=("SWE-Agent Release Version", "Notes"),
    ),
    "webdev_arena_external": BenchmarkFile(
        "Arena Score",
        "copy of WebDev Arena",
        score_times=PERCENT,
        link="Source link (site from table)",
        noted=("Votes", "Last updated", "Notes"),
        unit="elo",
    ),
    "live_bench_external": BenchmarkFile(
        "Global average",
        "copy of LiveBench 2024-11-25",
        score_times=PERCENT,
        noted=("Notes",),
    ),
    # Agents, sent in by their authors; beside each agent's model works a second one as environment.
    "the_agent_company_external": BenchmarkFile(
        "% Score",
        "The Agent Company, partial score",
        provenance="third_party",
        key="UUID",
        name="Name",
        dated="Date",
        harness="Name",
        link="Source link (site from table)",
        noted=("Environment model", "% Resolved", "Notes"),
    ),
}

CLAIMS: Mapping[str, tuple[str, ...]] = {
    "epoch_capabilities_index": (
        "Model version", "Organization", "Model accessibility", "Release date", "Display name",
    ),
    # Replaces the file above since mid-2026; read by the columns that were described of it.
    "model_metadata": ("model_version", "organization", "accessibility", "date", "display_name"),
}  # fmt: skip
"""Lists of models: where the fields of `EpochClaim` stand."""

IGNORED: Mapping[str, str] = {
    "eci_scores": "the source epoch_eci reads it from its own address",
    "benchmark_metadata": "describes the other files; says nothing about a model",
}

HELM = "Stanford CRFM Leaderboard"

PAPERS: Mapping[str, tuple[str, str]] = {
    "XGen-7B Technical Report": ("Salesforce", "XGen"),
    "Yi: Open Foundation Models by 01.AI": ("01.AI", "Yi"),
    "Baichuan 2: Open Large-scale Language Models": ("Baichuan", "Baichuan"),
    "Qwen Technical Report": ("Alibaba", "Qwen"),
    "Qwen2.5-Coder Technical Report": ("Alibaba", "Qwen2.5,CodeQwen"),
    "Llama 2: Open Foundation and Fine-Tuned Chat Models": ("Meta AI", "LLAMA"),
    "LLaMA: Open and Efficient Foundation Language Models": ("Meta AI", "LLaMA"),
    "Phi-3 Technical Report: A Highly Capable Language Model Locally on Your Phone": (
        "Microsoft,Microsoft Research",
        "Phi-3",
    ),
    "Nemotron-4 15B Technical Report": ("NVIDIA", "Nemotron"),
    "Phi-4 Technical Report": ("Microsoft,Microsoft Research", "Phi"),
    "Textbooks Are All You Need II: phi-1.5 technical report": (
        "Microsoft,Microsoft Research",
        "phi",
    ),
    "Mixtral of Experts": ("Mistral AI", "Mistral,Mixtral"),
    "Gemma: Open Models Based on Gemini Research and Technology": ("Google DeepMind", "Gemma"),
    "DeepSeek-V3 Technical Report": ("DeepSeek", "DeepSeek"),
    "Model Card and Evaluations for Claude Models": ("Anthropic", "Claude"),
    "Releasing Claude Instant 1.2": ("Anthropic", "Claude"),
    "Falcon2-11B Technical Report": ("Technology Innovation Institute", "Falcon2"),
    "Falcon2-11B Technical ReportFalcon2-11B Technical Report": (
        "Technology Innovation Institute",
        "Falcon2",
    ),
    "The Falcon Series of Open Language Models": ("Technology Innovation Institute", "Falcon"),
    "Scaling Language Models: Methods, Analysis & Insights from Training Gopher": (
        "DeepMind",
        "Gopher",
    ),
    "GPT-4 Technical Report": ("OpenAI", "GPT"),
    "Inflection-1": ("Inflection AI", "Inflection"),
    "INTELLECT-1 Technical Report": ("Prime Intellect", "INTELLECT"),
    "InternLM: A Multilingual Language Model with Progressively Enhanced Capabilities": (
        "Shanghai AI Lab",
        "InternLM",
    ),
    "Gemini 1.5 Report": ("Google DeepMind", "Gemini"),
}
"""The organizations behind a paper, as Epoch spells them, and how the names of its models begin:
the paper's own are those of rows without an organization; every such row was looked at."""


def provenance_of(source: str, organization: str, name: str) -> str | None:
    """Who measured a row; None when the paper is not known, so that the row is set aside."""
    if source == HELM:
        return "independent"
    if source not in PAPERS:
        return None
    organizations, models = (names.split(",") for names in PAPERS[source])
    if organization:
        is_own = not set(organizations).isdisjoint(organization.split(","))
    else:
        is_own = name.startswith(tuple(models))
    return "vendor" if is_own else "third_party"


def shots_of(source: str, shots: str, notes: str) -> str:
    """Protocol as the file gives it: HELM's own, else shots, and CoT where the notes say so."""
    stated = f"{shots}-shot" if shots else "shots not stated"
    if source == HELM:
        return f"HELM {stated}"
    return f"{stated} CoT" if "CoT" in notes else stated


class EpochClaim(SourceRow):
    """What one of Epoch's lists says of a model; some of the zip's have no version."""

    entry: str
    maker: TextIfAny
    openness_claim: TextIfAny
    released_on: Annotated[str | None, or_none(partial(day_of, in_part=True))]
    note: TextIfAny

    def row(self) -> Row:
        """In the columns of table release."""
        return {"entry": self.entry, "model_name": self.entry, **self.model_dump()}


def claims_of(
    file: str, body: bytes, columns: Sequence[str], kind: type[EpochClaim] = EpochClaim
) -> Reading:
    """What a CSV file says of models; `columns`: where the fields of their kind stand."""
    rows, ragged = rows_of_table(f"{file}.csv", body, columns)
    keys = dict(zip(kind.model_fields, columns, strict=True))
    claims = read_rows(kind, rows, columns[0], kind.row, ragged, **keys)
    return Reading("release", file, "", *claims)
