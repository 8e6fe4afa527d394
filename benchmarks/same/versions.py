"""Two versions of the code, and what each makes of the same pages through its own commands.

What belongs here: getting the code of a revision or of the working tree into a folder, running its
commands in a fresh home, and keeping what came of it until code, pages or the UTC day change.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = "from cli.main import run; run()"
PLACES = "import cli.main, measures, warehouse; print(cli.main.__file__, *warehouse.__path__)"
PROMISED = (
    "import json; from warehouse.promised import PROMISED; "
    "print(json.dumps({name: view.key for name, view in PROMISED.items()}))"
)
UNINVOLVED = ("benchmarks/", "tests/")
"""Folders that no command reads: a change there makes no new snapshot necessary."""
DAYS = (
    *("2023-06-30", "2023-12-31", "2024-03-31", "2024-07-31", "2024-12-31"),
    *("2025-05-15", "2025-09-30", "2026-01-31", "2026-06-30", "2026-10-31"),
)
"""The past days that are asked for: from the first open leaders to a month before the tag."""


def today() -> date:
    """The UTC day, on which views, ages and texts depend."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Version:
    """The code of a revision in a folder of its own; `key` changes whenever a file does."""

    name: str
    code: Path
    key: str

    def run(self, home: Path, *words: str, more: Mapping[str, str] | None = None) -> str:
        """Run `gapwatch WORDS` of this code with `home`; what it prints. Raises SystemExit."""
        return self.python(COMMAND, *words, home=home, more=more)

    def python(
        self, code: str, *words: str, home: Path, more: Mapping[str, str] | None = None
    ) -> str:
        """Run a line of Python with this code in front of every other. Raises SystemExit."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("GAPWATCH_", "PYTHON"))}
        environ |= {"PYTHONPATH": str(self.code), "GAPWATCH_HOME": str(home), **(more or {})}
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=self.code,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            told = "\n".join(done.stderr.splitlines()[-20:])
            sys.exit(
                f"{self.name}: gapwatch {' '.join(words)} left with {done.returncode}:\n{told}"
            )
        return done.stdout

    def check(self, home: Path) -> None:
        """Raises SystemExit when Python takes the code from elsewhere (an editable install)."""
        found = self.python(PLACES, home=home).split()
        if not all(Path(place).is_relative_to(self.code) for place in found):
            sys.exit(f"{self.name}: imports {found}, not the code in {self.code}")


def of_revision(revision: str, work: Path) -> Version:
    """The code of a tag or commit, taken out of git."""
    commit = _git("rev-parse", f"{revision}^{{commit}}").decode().strip()
    folder = work / "code" / commit
    if not folder.exists():
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        with tarfile.open(fileobj=BytesIO(_git("archive", commit))) as packed:
            packed.extractall(partial, filter="data")
        partial.rename(folder)
    return Version(f"{revision} ({commit[:7]})", folder, commit)


def of_working_tree(work: Path) -> Version:
    """A copy of the working tree without what git ignores, so that it may change meanwhile."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard").decode()
    names = sorted(name for name in listed.split("\0") if (PROJECT / name).is_file())
    digest = sha256()
    for name in (name for name in names if not name.startswith(UNINVOLVED)):
        digest.update(name.encode() + b"\0" + sha256((PROJECT / name).read_bytes()).digest())
    folder = work / "code" / "now"
    shutil.rmtree(folder, ignore_errors=True)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, folder / name)
    return Version("now", folder, digest.hexdigest())


def _git(*words: str) -> bytes:
    done = subprocess.run(
        ["git", "-C", str(PROJECT), *words],  # noqa: S607 - the caller's own git
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr.decode().strip())
    return done.stdout


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a version made: `home` with warehouse and site, `past` with a file per past day."""

    version: Version
    folder: Path
    day: str

    @property
    def home(self) -> Path:
        """The installation: warehouse.db, archive, site."""
        return self.folder / "home"

    @property
    def past(self) -> Path:
        """One SQLite file per past day that was asked for."""
        return self.folder / "past"

    def promised(self) -> dict[str, list[str]]:
        """Promised views and their keys, by the word of this version."""
        found: dict[str, list[str]] = json.loads(self.version.python(PROMISED, home=self.home))
        return found


def snapshot(
    version: Version, folder: Path, recorded: Path, tell: Callable[[str], None]
) -> Snapshot:
    """What `version` makes of the pages in `recorded`; kept in `folder` from an earlier run if
    code, pages and day are the same. Raises SystemExit when the UTC day ends meanwhile.
    """
    day = today().isoformat()
    index = sha256((recorded / "index.csv").read_bytes()).hexdigest()
    basis = json.dumps({"code": version.key, "day": day, "pages": index, "asked": DAYS})
    made, key = Snapshot(version, folder, day), folder / "key.json"
    if key.exists() and key.read_text() == basis:
        tell(f"{version.name}: kept from an earlier run")
        return made
    shutil.rmtree(folder, ignore_errors=True)
    made.past.mkdir(parents=True)
    start = perf_counter()
    _make(made, recorded)
    if today().isoformat() != day:
        sys.exit("the UTC day ended meanwhile, so nothing can be compared; run again")
    key.write_text(basis)
    tell(f"{version.name}: {perf_counter() - start:.0f} s")
    return made


def _make(made: Snapshot, recorded: Path) -> None:
    version, home = made.version, made.home
    version.check(home)
    version.run(home, "replay", str(recorded.resolve()))
    version.run(home, "report")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda words: version.run(home, *words), _questions(made)))


def _questions(made: Snapshot) -> Iterable[tuple[str, ...]]:
    for day in DAYS:
        yield ("as-of", day, "--out", str(made.past / f"{day}.db"))
    yield ("as-of", DAYS[-1], "--seen", DAYS[-2], "--out", str(made.past / "seen.db"))
    yield ("as-of", DAYS[-2], "--recorded", made.day, "--out", str(made.past / "recorded.db"))
