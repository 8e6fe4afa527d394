"""Two whole refreshes at once on one home, as cron beside the daemon, or a person beside either.

Each is a process that asks the same places, on the loopback interface, records, measures and writes
the report. Both must end well, and what they leave must be what one of them after the other leaves.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.settings import PROJECT, Settings
from sources.boards import vectara_hallucination
from sources.boards.swebench import file as swebench_file
from tests.pipelines.test_run import page
from tests.sources.server import Place, running, says
from warehouse.archive.inbox import Inbox
from warehouse.reads import integrity
from warehouse.store import Warehouse

VECTARA = PROJECT / "tests" / "pages" / "vectara_hallucination" / "first.md"
ASKED = (swebench_file, vectara_hallucination)
TWICE = """
SELECT source, url, seen_at FROM _snapshot GROUP BY source, url, seen_at HAVING count(*) > 1
"""
LOOKS = "SELECT count(*) FROM _snapshot WHERE source IN ('swebench', 'vectara_hallucination')"
FAILURES = "SELECT title FROM _event WHERE kind = 'run_failed'"


def refreshed(home: Path, pairs: int) -> Iterator[list[str]]:
    """What is wrong after each of so many pairs; the first begins without a home."""
    with running() as place:
        names = [source.ABOUT.name for source in ASKED]
        mirrors = {f"GAPWATCH_URL_{name.upper()}": f"{place.base}/{name}" for name in names}
        for number in range(1, pairs + 1):
            serve(place, 20 + number)
            some = [started(home, "refresh", *names, **mirrors) for _ in range(2)]
            said = [one.communicate()[1] for one in some]
            codes = [f"left with {one.returncode}" for one in some if one.returncode not in (0, 3)]
            broken = (line for line in said if "broke off" in line)
            yield [*_wrong(home, number), *codes, *broken]


def serve(place: Place, more: int) -> None:
    """Two good pages, one of them with so many more rows."""
    for source, body in (
        (swebench_file, page(more=more)),
        (vectara_hallucination, VECTARA.read_bytes()),
    ):
        path = "/" + source.URL.split("/", 3)[3]
        place.on(f"/{source.ABOUT.name}{path}", says(200, body, Content_Type="text/plain"))


def started(
    home: Path, *words: str, out: int = subprocess.DEVNULL, **environ: str
) -> subprocess.Popen[str]:
    """`gapwatch` in a process of its own, without the settings of this process."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GAPWATCH_")}
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("gapwatch")), *words],
        cwd=PROJECT, env={**kept, "GAPWATCH_HOME": str(home), **environ},
        stdout=out, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _wrong(home: Path, pairs: int) -> Iterator[str]:
    settings = Settings(home, str(home / "archive"), home / "site")
    with Warehouse.read(home) as warehouse:
        yield from integrity.examine(warehouse.connection).faults
        for sql in (TWICE, FAILURES):
            yield from map(str, warehouse.connection.execute(sql))
        looks = warehouse.connection.execute(LOOKS).fetchone()[0]
    if looks != len(ASKED) * 2 * pairs:
        yield f"{looks} looks were recorded of {len(ASKED) * 2 * pairs}"
    yield from (f"still waiting: {name}" for name in Inbox(settings.archive).names())
