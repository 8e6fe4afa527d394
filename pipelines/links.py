"""Links from an asset to the files that say what it means: methods, sources, rules.

What belongs here: code references beside the one that Dagster adds for the step itself.
"""

import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import dagster as dg

from pipelines.settings import PROJECT
from sources.contract import Source

MEASURES = {
    "gap": ("docs/methods.md", "docs/methods/uncertainty.md"),
    "frontier": ("docs/methods.md",),
    "lag": ("docs/methods/lag.md",),
    "price_gap": ("docs/methods/price.md",),
    "estimate": ("docs/methods.md", "docs/methods/domains.md", "docs/methods/composite.md"),
    "claim": ("docs/methods/claims.md", "measures/boards/openness_claims.toml"),
}
"""By derived table: what explains it."""


def links(*paths: str) -> Mapping[str, Any]:
    """Definition metadata with a link to each file of the project; `paths` are relative to it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # code references are beta
        found = [
            dg.LocalFileCodeReference(file_path=str(PROJECT / path), label=path) for path in paths
        ]
        return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=[*found])}


def source_links(source: Source) -> Mapping[str, Any]:
    """The module that asks and reads the source, and its rules where it has some of its own."""
    paths = [f"expectations/rules/{source.ABOUT.name}.yaml"]
    if isinstance(source, ModuleType) and source.__file__:
        paths.insert(0, source.__file__)
    return links(*[path for path in paths if (PROJECT / path).is_file()])
