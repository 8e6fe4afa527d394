"""The rules as Great Expectations keeps its own projects, for people who know that library.

`gx.get_context(mode="file", project_root_dir=DIR)` opens the folder, with a suite for what the
rules of a source say of the rows, the boards and the pages of a table, and a checkpoint of its name
that asks it of your own frame. A verdict of ours is more than a result of theirs: entries that a
person looked at are excepted, and a comparison refuses only what is newest. Both stand in the
`meta` of an expectation.
"""

import json
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from expectations import gx
from expectations.rules import TABLES, Rule, Subject, rules_for

QUIET = "GX_ANALYTICS_ENABLED"
"""Set to false: nobody is told that the library is used."""
MARK = "gapwatch.json"
"""Lists every file, by which the next export knows the folder as its own."""


def write_suites(folder: Path, tables: Mapping[str, Sequence[str]], code: str) -> dict[str, int]:
    """Write a project into the empty `folder`, with suites for `tables` by source.

    Returns how many expectations each suite has; `code` is the version that writes.
    """
    rules = {
        f"{source}-{table}-{of}": [one for one in rules_for(source, TABLES[table]) if one.of == of]
        for source, names in tables.items()
        for table in names
        for of in get_args(Subject)
    }
    found = {name: some for name, some in rules.items() if some}
    os.environ[QUIET] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library, about its own insides
        library = gx.library()
        context = library.get_context(mode="file", project_root_dir=folder)
        # One asset for all: a checkpoint is given its frame, and every asset added writes the
        # project's configuration anew.
        frames = context.data_sources.add_or_update_pandas(name="frames")
        given = frames.add_dataframe_asset(name="given").add_batch_definition_whole_dataframe("all")
        for name, some in found.items():
            suite = library.ExpectationSuite(name=name, expectations=[*map(_explained, some)])
            added = context.suites.add(suite)
            asked = library.ValidationDefinition(name=name, data=given, suite=added)
            ready = context.validation_definitions.add(asked)
            context.checkpoints.add(library.Checkpoint(name=name, validation_definitions=[ready]))
    files = sorted(it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file())
    about = {"gapwatch": code, "files": files}
    (folder / MARK).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return {name: len(some) for name, some in found.items()}


def _explained(rule: Rule) -> Any:
    """The rule as an expectation that also says what follows from it, and why it is there."""
    about = {
        "rule": rule.id,
        "action": rule.action,
        "why": rule.why,
        "except": json.loads(json.dumps(dict(rule.except_), default=str)),
    }
    filtered = {"row_condition": _condition(rule.where)} if rule.where else {}
    return gx.expectation(rule, meta=about, **filtered)


def _condition(where: Mapping[str, Any]) -> Any:
    """The filter of a rule as pandas has it."""
    from great_expectations.expectations import row_conditions  # noqa: PLC0415 - takes seconds

    terms = (
        f"`{name}`.isna()" if wanted is None
        else f"`{name}`.notna()" if wanted == "*"
        else f"`{name}` in {wanted if isinstance(wanted, list) else [wanted]!r}"
        for name, wanted in where.items()
    )  # fmt: skip
    return row_conditions.PassThroughCondition(pass_through_filter=" and ".join(terms))
