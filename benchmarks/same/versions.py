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
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fcntl import LOCK_EX, flock
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = "from cli.main import run; run()"
PLACES = "import cli.main, measures, warehouse; print(cli.main.__file__, *warehouse.__path__)"
PROMISED = """
import json
try:
    from warehouse.schema.promised import PROMISED
except ModuleNotFoundError:  # the tag, whose warehouse had no rooms
    from warehouse.promised import PROMISED
print(json.dumps({name: view.key for name, view in PROMISED.items()}))
"""
TREE = f"{PROJECT.name}-{sha256(str(PROJECT).encode()).hexdigest()[:6]}"
"""Name of this working tree among others that use the same work folder."""
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
    with alone(folder):
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
    contents = {name: (PROJECT / name).read_bytes() for name in names}
    digest = sha256()
    for name, content in contents.items():
        if not name.startswith(UNINVOLVED):
            digest.update(name.encode() + b"\0" + sha256(content).digest())
    folder = work / "code" / TREE
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
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
    """What a version makes in `folder` on `day`: each part once, and kept for later comparisons."""

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

    def keep(self, name: str, make: Callable[[Path], None]) -> Path:
        """The folder `name` as `make` left it, which is only called if it did not yet.

        Raises SystemExit when the UTC day ended meanwhile.
        """
        place, done = self.folder / name, self.folder / f"{name}.done"
        with alone(self.folder):
            if not done.exists():
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
                start = perf_counter()
                make(place)
                check_day(self.day)
                done.touch()
                took = perf_counter() - start
                print(f"{self.version.name}: {name}, {took:.0f} s", file=sys.stderr, flush=True)
        return place


def snapshot(version: Version, folder: Path, recorded: Path) -> Snapshot:
    """An empty snapshot, or that of an earlier run if code, pages and day are the same."""
    day = today().isoformat()
    index = sha256((recorded / "index.csv").read_bytes()).hexdigest()
    basis = json.dumps({"code": version.key, "day": day, "pages": index, "asked": DAYS})
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "key.json"
    with alone(folder):
        if not key.exists() or key.read_text() != basis:
            for part in folder.iterdir():
                shutil.rmtree(part) if part.is_dir() else part.unlink()
            key.write_text(basis)
    return Snapshot(version, folder, day)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time: worktrees may share what the tag makes, and a run owns its copies."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def check_day(day: str) -> None:
    """Raises SystemExit when `day` is over."""
    if today().isoformat() != day:
        sys.exit("the UTC day ended meanwhile, so nothing can be compared; run again")


def replay(made: Snapshot, recorded: Path) -> None:
    """Take in every page in `recorded`, and write the report."""

    def make(home: Path) -> None:
        made.version.check(home)
        made.version.run(home, "replay", str(recorded.resolve()))
        made.version.run(home, "report")

    made.keep("home", make)


def ask_past_days(made: Snapshot) -> None:
    """Every past day of DAYS into a file, two of them also by when pages were seen or recorded."""

    def ask(out: Path, *words: str) -> None:
        made.version.run(made.home, "as-of", *words, "--out", str(out))

    def make(past: Path) -> None:
        asked: list[tuple[str, ...]] = [(day, day) for day in DAYS]
        asked += [("seen", DAYS[-1], "--seen", DAYS[-2])]
        asked += [("recorded", DAYS[-2], "--recorded", made.day)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: ask(past / f"{one[0]}.db", *one[1:]), asked))

    made.keep("past", make)
