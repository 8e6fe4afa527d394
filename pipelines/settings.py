"""Settings from the environment: where things lie. `docs/operate.md` says what each one means."""

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
