"""What a user sees when something goes wrong: one line with the next step, and an exit code.

Errors are known by name, so that telling of one imports nothing.
"""

from __future__ import annotations

import errno
import re
import shlex
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from pipelines.settings import Settings
from warehouse.connection import unreadable
from warehouse.store import DATABASE

UNEXPECTED, NOTHING_YET, NOT_EQUAL, NOT_TAKEN = 1, 3, 4, 5
INTERRUPTED, TERMINATED = 130, 143
MOSTLY_UNREACHED = 75
"""What sysexits calls a temporary failure."""
EXIT_CODES = {
    0: "done, with every source named that could not be reached",
    UNEXPECTED: "an error that nobody foresaw, or a step of the daily job that broke off",
    2: "wrong usage",
    NOTHING_YET: "there is no warehouse yet, or nothing could be derived",
    NOT_EQUAL: "`verify` found a difference; with `--exit-code` a fault found by `doctor`, or too "
    "small a share by `models coverage`",
    NOT_TAKEN: "the input, the archive or a file of gapwatch cannot be used as it is",
    MOSTLY_UNREACHED: "with `--exit-code`: most sources could not be reached; try again later",
    INTERRUPTED: "stopped by Ctrl-C, keeping what was read before",
    TERMINATED: "stopped by SIGTERM, keeping what was read before",
}


@dataclass(frozen=True, slots=True)
class KnownFault:
    """The exit code of an error, and the next step where the message itself does not name it."""

    exit_code: int
    next_step: str | None = None


KNOWN: Mapping[str, KnownFault] = {
    "warehouse.errors.WarehouseMissing": KnownFault(NOTHING_YET),
    "warehouse.errors.BadRow": KnownFault(NOT_TAKEN, "nothing was written; please report it"),
    "warehouse.errors.WarehouseError": KnownFault(NOT_TAKEN),
    "warehouse.reads.claims.QueryWrong": KnownFault(
        NOT_TAKEN, "correct measures/claims/queries.toml"
    ),
    "sources.contract.SourceUnavailable": KnownFault(NOT_TAKEN, "try again later"),
    "sources.contract.SourceChanged": KnownFault(
        NOT_TAKEN, "the page is kept; docs/operate.md says how to read it again"
    ),
    "sources.contract.ClockWrong": KnownFault(NOT_TAKEN),
    "sources.contract.SettingInvalid": KnownFault(NOT_TAKEN, "docs/operate.md says what it takes"),
    "sources.contract.SourceError": KnownFault(NOT_TAKEN, "see `gapwatch doctor`"),
    "measures.errors.EstimateOutdated": KnownFault(
        NOT_TAKEN, "run `gapwatch refresh`, which derives it again"
    ),
    "measures.errors.MeasureError": KnownFault(NOT_TAKEN, "correct the file that it names"),
    "expectations.rules.RuleMistake": KnownFault(
        NOT_TAKEN, "correct the rule in expectations/rules/"
    ),
    "outputs.alerts.rules.AlertRulesInvalid": KnownFault(NOT_TAKEN, "see docs/operate.md"),
    "outputs.explorer.queries.QueriesInvalid": KnownFault(
        NOT_TAKEN, "correct the file that it names"
    ),
    "outputs.folders.FolderOccupied": KnownFault(NOT_TAKEN),
    "outputs.export.manifest.ManifestInvalid": KnownFault(NOT_TAKEN),
    "pipelines.ingest.backfill.FileUnknown": KnownFault(NOT_TAKEN),
    "pipelines.definitions.ExecutorInvalid": KnownFault(NOT_TAKEN, "see docs/operate.md"),
    "pipelines.instance.StorageUnreachable": KnownFault(NOT_TAKEN),
    "pipelines.ingest.git_history.GitFailed": KnownFault(
        NOT_TAKEN, "check the repository and the path in it"
    ),
    "pipelines.ingest.replay.IndexInvalid": KnownFault(
        NOT_TAKEN, "correct index.csv, or the files it names"
    ),
    "sqlite3.OperationalError": KnownFault(NOT_TAKEN, "see `gapwatch doctor`"),
    "sqlite3.DatabaseError": KnownFault(NOT_TAKEN, "restore the file; docs/operate.md says how"),
    "builtins.OSError": KnownFault(NOT_TAKEN, "check that place and its rights"),
}
"""Error to what follows from it; an error that is not here takes that of its nearest base."""


def known(error: BaseException) -> KnownFault | None:
    """What is known of the error's class, or of the nearest base that is known."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return KnownFault(NOT_TAKEN, "free some space on that disk")
    for base in type(error).__mro__:
        found = KNOWN.get(f"{base.__module__}.{base.__qualname__}")
        if found is not None:
            return found
    return None


def usage_line(error: click.ClickException) -> str:
    """The line for words that a command does not take, with where its help is."""
    context = getattr(error, "ctx", None)
    command = "gapwatch" if context is None else context.command_path
    sentences = re.split(r"(?<=[.?]) ", error.format_message().rstrip("."))
    said = " ".join(dict.fromkeys(sentences))  # typer and click both guess what was meant
    return f"{said}{' See' if said.endswith('?') else '; see'} `{command} --help`"


def is_debugging(words: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Whether the user asked for tracebacks, by `--debug` or by GAPWATCH_DEBUG."""
    return "--debug" in words or environ.get("GAPWATCH_DEBUG", "").lower() in ("1", "true", "yes")


def error_line(error: BaseException, words: Sequence[str]) -> tuple[str, int]:
    """The line to say and the exit code; `words` are what the user typed after `gapwatch`."""
    error = unreadable(error, Settings.from_environment().home / DATABASE) or error
    found = known(error)
    if found is None:
        again = shlex.join(["gapwatch", "--debug", *words])
        return f"unexpected {_named(error)}{_where(error)}; for the traceback: {again}", UNEXPECTED
    message = str(error) or type(error).__name__
    if found.next_step is None:
        return message, found.exit_code
    return f"{message.rstrip('.')}; {found.next_step}", found.exit_code


def _named(error: BaseException) -> str:
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _where(error: BaseException) -> str:
    """The innermost line of code that the error passed."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f", in {last.filename.rsplit('/', maxsplit=1)[-1]} line {last.lineno}"
