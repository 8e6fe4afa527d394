"""Settings from the environment: where things lie, and for the docs what each variable means."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """Places of one installation.

    `home` holds the warehouse, the archive and Dagster's own state; `archive` is an fsspec URL;
    `site` is the folder of the report; `alert_rules` replaces keys of the bundled alert rules.
    """

    home: Path
    archive: str
    site: Path
    alert_rules: Path | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """GAPWATCH_HOME and GAPWATCH_ARCHIVE, else `data/` in the project.

        The report goes to `site/` in the project by default, and under GAPWATCH_HOME when that
        is set.
        """
        chosen = environ.get("GAPWATCH_HOME")
        base = PROJECT if (PROJECT / "pyproject.toml").exists() else Path.cwd()
        home = Path(chosen).expanduser().resolve() if chosen else base / "data"
        archive = environ.get("GAPWATCH_ARCHIVE") or str(home / "archive")
        rules = environ.get("GAPWATCH_ALERT_RULES")
        return cls(
            home,
            archive,
            home / "site" if chosen else base / "site",
            Path(rules).expanduser() if rules else None,
        )


SETTINGS = {
    "GAPWATCH_HOME": (
        "Folder of the warehouse, the archive and Dagster's home; the report then goes to `site/` "
        "in it.",
        "`data/` in the project",
    ),
    "GAPWATCH_ARCHIVE": (
        "fsspec address of the page archive.",
        "`$GAPWATCH_HOME/archive`",
    ),
    "GAPWATCH_URL_<SOURCE>": (
        "Another address for a source: a mirror, a test.",
        "the source's own",
    ),
    "GAPWATCH_ENABLE": (
        "Optional sources that a run asks too, separated by commas.",
        "none",
    ),
    "GAPWATCH_OPENROUTER_KEY": (
        "A key of OpenRouter, with which its daily tokens are asked for; a secret, never shown.",
        "unset: they are not asked for",
    ),
    "GAPWATCH_EXECUTOR": (
        "How Dagster runs steps: `in_process`, `multiprocess` or `celery`; docs/operate.md.",
        "in_process",
    ),
    "CELERY_BROKER_URL": (
        "Celery's broker, `redis://HOST:6379/0` for example; only for the executor `celery`.",
        "unset",
    ),
    "CELERY_RESULT_BACKEND": (
        "Where Celery keeps what steps return; may be the broker's address.",
        "unset",
    ),
    "GAPWATCH_SITE_URL": (
        "Public address of the report, for the feed and link previews.",
        "unset: relative addresses",
    ),
    "GAPWATCH_ALERT_RULES": (
        "A TOML file that replaces single keys of the alert rules.",
        "the rules that ship",
    ),
    "GAPWATCH_ALERT_URLS": (
        "Where alerts are delivered, in Apprise's form; secrets, never shown.",
        "unset: recorded and listed, not sent",
    ),
    "GAPWATCH_PING_URL": (
        "Address that is asked after every refresh, for an outside watcher of the heartbeat.",
        "unset",
    ),
    "GAPWATCH_DEBUG": (
        "`1`: an unexpected error of a command shows its traceback, like `--debug`.",
        "unset: one line",
    ),
    "GAPWATCH_RECORDED": (
        "Folders of recorded pages, separated as in `PATH`; tests only.",
        "unset: those tests are skipped",
    ),
}
"""Variable to (meaning, default)."""
