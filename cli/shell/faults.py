"""What a user sees when something goes wrong: one line with the next step, and an exit code.

Errors are known by name, so that telling of one imports nothing.
"""

import errno
import re
import shlex
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from pipelines.settings import Settings
from warehouse.connection import unreadable
from warehouse.store import DATABASE

UNEXPECTED, USAGE, NOTHING_YET, NOT_EQUAL, NOT_TAKEN = range(1, 6)
INTERRUPTED, TERMINATED = 130, 143
MOSTLY_UNREACHED = 75
"""What sysexits calls a temporary failure."""
EXIT_CODES = {
    0: "done, with every source named that could not be reached",
    UNEXPECTED: "an error that nobody foresaw, or a step of the daily job that broke off",
    USAGE: "wrong usage",
    NOTHING_YET: "there is no warehouse yet, or nothing could be derived",
    NOT_EQUAL: "`verify` found a difference; with `--exit-code` a fault found by `doctor`",
    NOT_TAKEN: "the input, the archive or a file of gapwatch cannot be used as it is",
    MOSTLY_UNREACHED: "with `--exit-code`: most sources could not be reached; try again later",
    INTERRUPTED: "stopped by Ctrl-C, keeping what was read before",
    TERMINATED: "stopped by SIGTERM, keeping what was read before",
}


KNOWN: Mapping[str, str | None] = {
    "warehouse.errors.WarehouseMissing": None,
    "warehouse.errors.BadRow": "nothing was written; please report it",
    "warehouse.errors.WarehouseError": None,
    "warehouse.reads.claims.QueryWrong": "correct measures/claims/queries.toml",
    "sources.contract.SourceUnavailable": "try again later",
    "sources.contract.SourceChanged": "the page is kept; docs/operate.md says how to read it again",
    "sources.contract.ClockWrong": None,
    "sources.contract.SettingInvalid": "docs/operate.md says what it takes",
    "sources.contract.SourceError": "see `gapwatch doctor`",
    "measures.errors.EstimateOutdated": "run `gapwatch refresh`, which derives it again",
    "measures.errors.MeasureError": "correct the file that it names",
    "expectations.rules.RuleMistake": "correct the rule in expectations/rules/",
    "outputs.asked.CannotAnswer": None,
    "outputs.alerts.rules.AlertRulesInvalid": "see docs/operate.md",
    "outputs.explorer.metadata.QueriesInvalid": "correct the file that it names",
    "outputs.folders.FolderOccupied": None,
    "outputs.export.manifest.ManifestInvalid": None,
    "pipelines.ingest.backfill.FileUnknown": None,
    "pipelines.definitions.ExecutorInvalid": "see docs/operate.md",
    "pipelines.instance.StorageUnreachable": None,
    "pipelines.ingest.git_history.GitFailed": "check the repository and the path in it",
    "pipelines.ingest.replay.IndexInvalid": "correct index.csv, or the files it names",
    "sqlite3.OperationalError": "see `gapwatch doctor`",
    "sqlite3.DatabaseError": "restore the file; docs/operate.md says how",
    "builtins.OSError": "check that place and its rights",
}
"""Error to the next step, where the message itself does not name it; an error that is not here
takes that of its nearest base."""


def known(error: BaseException) -> tuple[int, str | None] | None:
    """The exit code and the next step of the error's class, or of its nearest known base."""
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
        return NOT_TAKEN, "free some space on that disk"
    for base in type(error).__mro__:
        name = f"{base.__module__}.{base.__qualname__}"
        if name in KNOWN:
            return exit_code_of(name), KNOWN[name]
    return None


def exit_code_of(name: str) -> int:
    """With what a command leaves after a known error."""
    own = {"warehouse.errors.WarehouseMissing": NOTHING_YET, "outputs.asked.CannotAnswer": USAGE}
    return own.get(name, NOT_TAKEN)


def usage_line(error: typer.TyperException) -> str:
    """The line for words that a command does not take, with where its help is."""
    context = getattr(error, "ctx", None)
    command = "gapwatch" if context is None else context.command_path
    sentences = re.split(r"(?<=[.?]) ", error.format_message().rstrip("."))
    said = " ".join(dict.fromkeys(sentences))  # typer guesses twice what was meant
    said = said.replace("Value error, ", "")  # pydantic's word for what the sentence says
    said = re.sub(r"Input should .* unable to parse string as (an? \w+)", r"not \1", said)
    return f"{said}{' See' if said.endswith('?') else '; see'} `{command} --help`"


def installing(extra: str) -> str:
    """What to type for an optional dependency that is not installed."""
    return (
        f"the extra `{extra}`: install it with `pip install 'gapwatch[{extra}]'`, in a clone with "
        f"`pip install -e '.[{extra}]'`"
    )


def error_line(error: BaseException, words: Sequence[str]) -> tuple[str, int]:
    """The line to say and the exit code; `words` are what the user typed after `gapwatch`."""
    error = unreadable(error, Settings.from_environment().home / DATABASE) or error
    found = known(error)
    if found is None:
        again = shlex.join(["gapwatch", "--debug", *words])
        named = ": ".join(filter(None, (type(error).__name__, str(error))))
        places = traceback.extract_tb(error.__traceback__)[-1:]  # the innermost
        where = "".join(f", in {Path(one.filename).name} line {one.lineno}" for one in places)
        return f"unexpected {named}{where}; for the traceback: {again}", UNEXPECTED
    (exit_code, next_step), message = found, str(error) or type(error).__name__
    if next_step is None:
        return message, exit_code
    return f"{message.rstrip('.')}; {next_step}", exit_code
