"""Every source, listed once.

`SCHEDULED` are asked over the network on every run, in this order; `BUNDLED` ship with the
product and are read before them, because names and openness come from there. `OPTIONAL` are asked
after the daily ones when the environment says so: `GAPWATCH_ENABLE=name,name`. A page of any of
them that an operator supplies is read without that. A daily one that needs a key
(`SourceCard.key`) is asked where the environment has it. `IMPORTED` are never asked: their terms
forbid it, or the place is gone. A person supplies the files, through `gapwatch replay`,
`gapwatch import` or a git history.
"""

import os
from collections.abc import Mapping
from dataclasses import replace

from sources import published, registry
from sources.boards import (
    aider,
    bfcl,
    helm_safety,
    livebench,
    llm_stats,
    mmmu,
    openrouter_rankings,
    tau2,
    terminalbench4,
    vectara_hallucination,
)
from sources.boards.arena import (
    catalog as arena_catalog,
    dataset as arena_dataset,
    page as arena_page,
)
from sources.boards.epoch import (
    benchmarks,
    eci as epoch_eci,
    eci_benchmarks,
    models as epoch_models,
)
from sources.boards.swebench import file as swebench_file, pro as swebench_pro
from sources.contract import SettingInvalid, Source, TwinSource
from sources.prices.lists import genai_prices, litellm, llm_prices, models_dev, openrouter
from sources.prices.makers import (
    anthropic,
    deepseek,
    google,
    minimax,
    mistral,
    moonshot,
    openai,
    xai,
    zai,
)
from sources.prices.model_prices import snapshots as model_prices

IMPORTED: tuple[Source, ...] = (arena_catalog, arena_page, arena_page.TOP50)
DAILY: tuple[Source, ...] = (
    arena_dataset,
    swebench_file,
    swebench_file.PAGE,
    benchmarks,
    epoch_eci,
    bfcl,
    tau2,
    mmmu,
    vectara_hallucination,
    aider,
    terminalbench4,
    livebench,
    llm_stats,
    eci_benchmarks,
    epoch_models,
    models_dev,
    litellm,
    openrouter,
    genai_prices,
    llm_prices,
    model_prices,
    anthropic,
    openai,
    google,
    deepseek,
    moonshot,
    zai,
    minimax,
    xai,
    mistral,
    openrouter_rankings,
)
OPTIONAL: tuple[Source, ...] = (swebench_pro, helm_safety)
BUNDLED: tuple[Source, ...] = (registry, published, model_prices.BUNDLED)
SWITCH = "GAPWATCH_ENABLE"


def enabled(environ: Mapping[str, str]) -> tuple[Source, ...]:
    """The optional sources that the environment asks for, in catalogue order."""
    wanted = {name.strip() for name in environ.get(SWITCH, "").split(",")} - {""}
    known = {source.ABOUT.name: source for source in OPTIONAL}
    if strangers := sorted(wanted - set(known)):
        raise SettingInvalid(SWITCH, f"no optional source {strangers}; there are {sorted(known)}")
    return tuple(
        TwinSource(replace(source.ABOUT, scheduled=True), source.fetch, source.parse)
        for name, source in known.items()
        if name in wanted
    )


SCHEDULED: tuple[Source, ...] = (*DAILY, *enabled(os.environ))
SOURCES: dict[str, Source] = {
    source.ABOUT.name: source for source in (*BUNDLED, *DAILY, *OPTIONAL, *IMPORTED)
} | {source.ABOUT.name: source for source in SCHEDULED}
