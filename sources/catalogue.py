"""Every source, listed once.

`SCHEDULED` are asked over the network on every run, in this order; `BUNDLED` ship with the
product and are read before them, because names and openness come from there. `OPTIONAL` are asked
after the daily ones when the environment says so: `GAPWATCH_ENABLE=name,name`. A page of any of
them that an operator supplies is read without that. `IMPORTED` are never asked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from sources import (
    aider,
    anthropic_pricing_page,
    arena,
    bfcl,
    deepseek_pricing_page,
    epoch,
    epoch_eci,
    epoch_eci_benchmarks,
    epoch_models,
    genai_prices,
    google_pricing_page,
    helm_mmlu,
    helm_safety,
    hf_evals,
    litellm,
    livebench,
    llm_prices,
    llm_stats,
    minimax_pricing_page,
    mistral_pricing_page,
    mmmu,
    model_prices,
    model_prices_published,
    models_dev,
    moonshot_pricing_page,
    openai_pricing_page,
    openrouter,
    published,
    registry,
    swebench,
    swebench_page,
    swebench_pro,
    tau2,
    vectara_hallucination,
    xai_pricing_page,
    zai_pricing_page,
)
from sources.contract import Source
from sources.errors import SettingInvalid
from sources.imported import IMPORTED

DAILY: tuple[Source, ...] = (
    arena,
    swebench,
    swebench_page,
    epoch,
    epoch_eci,
    bfcl,
    tau2,
    mmmu,
    vectara_hallucination,
    aider,
    livebench,
    llm_stats,
    epoch_eci_benchmarks,
    epoch_models,
    models_dev,
    litellm,
    openrouter,
    genai_prices,
    llm_prices,
    model_prices_published,
    anthropic_pricing_page,
    openai_pricing_page,
    google_pricing_page,
    deepseek_pricing_page,
    moonshot_pricing_page,
    zai_pricing_page,
    minimax_pricing_page,
    xai_pricing_page,
    mistral_pricing_page,
)
OPTIONAL: tuple[Source, ...] = (swebench_pro, helm_safety, helm_mmlu, hf_evals)
BUNDLED: tuple[Source, ...] = (registry, published, model_prices)
SWITCH = "GAPWATCH_ENABLE"


def enabled(environ: Mapping[str, str]) -> tuple[Source, ...]:
    """The optional sources that the environment asks for, in catalogue order.

    Raises SettingInvalid naming a word that is no optional source.
    """
    wanted = {name.strip() for name in environ.get(SWITCH, "").split(",")} - {""}
    known = {source.ABOUT.name: source for source in OPTIONAL}
    if strangers := sorted(wanted - set(known)):
        raise SettingInvalid(SWITCH, f"no optional source {strangers}; there are {sorted(known)}")
    return tuple(source for name, source in known.items() if name in wanted)


SCHEDULED: tuple[Source, ...] = (*DAILY, *enabled(os.environ))
SOURCES: dict[str, Source] = {
    source.ABOUT.name: source for source in (*BUNDLED, *DAILY, *OPTIONAL, *IMPORTED)
}
