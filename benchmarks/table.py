"""What a benchmark found beside what is promised, and where that is written down."""

import os
import platform
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

PAGE = Path("docs/measured.md")


class Figure(NamedTuple):
    """A promise and what was found, in the same unit; `about`: of what that is made."""

    what: str
    most: float
    unit: str
    found: float
    about: str = ""

    @property
    def line(self) -> str:
        """A line of the table."""
        about = f" ({self.about})" if self.about else ""
        found = f"{self.found:.4g} {self.unit}{about}"
        word = "met" if self.found <= self.most else "not met"
        return f"|{self.what}|{self.most:g} {self.unit}|{found}|{word}|"


def seconds(work: Callable[[], object]) -> float:
    """The processor's time of this process and those it waited for."""
    before = _processor()
    work()
    return _processor() - before


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def machine() -> str:
    """Where and with what was measured."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; Python {platform.python_version()}, SQLite "
        f"{sqlite3.sqlite_version}, zstandard {version('zstandard')}, {git.stdout.strip()}; "
        "seconds are the processor's."
    )


def write(page: Path, marks: tuple[str, str], text: str) -> None:
    """Put `text` between the page's two marks. Raises ValueError where each is not there once."""
    begin, end = marks
    before, rest = page.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
