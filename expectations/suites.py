"""Rules and what they say of the newest pages, as Great Expectations keeps its own projects.

For people who know that library: `gx.get_context(mode="file", project_root_dir=DIR)` opens the
folder, with a suite for what the rules of a source say of the rows, the boards and the pages of a
table, and a checkpoint of its name that asks them of your own frame. A verdict of ours is more than
a result of theirs: entries that a person looked at are excepted, and a comparison refuses only what
is newest. Both stand in the `meta` of an expectation.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from expectations import gx
from expectations.frames import batch_of, boards_and_pages
from expectations.judge import previous_columns
from expectations.rules import Rule, Subject, rules_for
from expectations.verdict import UnjudgedPage
from warehouse.schema.tables import FACTS

if TYPE_CHECKING:
    import pandas as pd

QUIET = "GX_ANALYTICS_ENABLED"
"""Set to false: nobody is told that the library is used."""


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """A suite that was written, how many expectations it has, and how many were not met."""

    suite: str
    expectations: int
    unmet: int


def write_suites(folder: Path, every: Sequence[UnjudgedPage]) -> Iterator[SuiteResult]:
    """Write a project into the empty `folder`; yields each suite as it was validated.

    `every`: by source the newest readings of its boards, as if they stood on one page.
    """
    with _quiet():
        library = gx.library()
        context = library.get_context(mode="file", project_root_dir=folder)
        context.variables.progress_bars = {"globally": False}
        place = context.data_sources.add_or_update_pandas(name="pages")
        for pages in every:
            for table in dict.fromkeys(reading.table for reading in pages.readings):
                for of, rules, frame in _subjects(pages, table):
                    name = f"{pages.source}-{table}-{of}"
                    asset = place.add_dataframe_asset(name=name)
                    whole = asset.add_batch_definition_whole_dataframe("all")
                    explained = _explained(rules, frame)
                    suite = library.ExpectationSuite(name=name, expectations=explained)
                    checked = library.ValidationDefinition(
                        name=name, data=whole, suite=context.suites.add(suite)
                    )
                    added = context.validation_definitions.add(checked)
                    context.checkpoints.add(
                        library.Checkpoint(name=name, validation_definitions=[added])
                    )
                    found = added.run(
                        batch_parameters={"dataframe": frame}, result_format="SUMMARY"
                    )
                    unmet = sum(not one.success for one in found.results)
                    yield SuiteResult(name, len(rules), unmet)


def _subjects(page: UnjudgedPage, table: str) -> Iterator[tuple[str, Sequence[Rule], pd.DataFrame]]:
    """What the rules of a table look at, with the rules."""
    rules = rules_for(page.source, FACTS[table])
    batch = batch_of(FACTS[table], [page], previous_columns(rules))
    frames = dict(zip(get_args(Subject), (batch.rows, *boards_and_pages(batch)), strict=True))
    for of, frame in frames.items():
        if found := [rule for rule in rules if rule.of == of]:
            yield of, found, frame


def _explained(rules: Sequence[Rule], frame: pd.DataFrame) -> list[Any]:
    """The rules as expectations that also say what follows from them, and why they are there."""
    return [
        one.copy(
            update={
                "meta": {
                    "rule": rule.id,
                    "action": rule.action,
                    "why": rule.why,
                    "except": json.loads(json.dumps(dict(rule.exempt), default=str)),
                }
            }
        )
        for one, rule in zip(gx.build(rules, frame), rules, strict=True)
    ]


@contextmanager
def _quiet() -> Iterator[None]:
    before = os.environ.get(QUIET)
    os.environ[QUIET] = "false"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library, about its own insides
            yield
    finally:
        if before is None:
            del os.environ[QUIET]
        else:
            os.environ[QUIET] = before
