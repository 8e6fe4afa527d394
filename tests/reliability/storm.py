"""Faults of servers and pages, each in a process of its own: what became of it, seconds, megabytes.

A server that misbehaves is a real one on the loopback interface, asked with short limits. A page
that explodes is parsed as `gapwatch refresh` does it, with its memory and a third of its processor
time. No line may take more than its bound; `python -m tests.reliability.storm` prints the table.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from pipelines.ingest import child
from sources.catalogue import SOURCES
from sources.contract import Page, SourceChanged, SourceUnavailable
from sources.http.client import PoliteClient
from sources.http.wire import Limits
from tests.sources.boards.arena import sample as arena
from tests.sources.http import server
from tests.sources.sample import SEEN_AT
from tests.sources.small import URLS

ROOT = Path(__file__).resolve().parents[2]
SHORT = Limits(connect=2, read=1, total=4, backoff=0.001, longest_wait=2)
MAX_BYTES = 1 << 20
LIMITS = replace(child.USUAL, cpu_seconds=20)
SECONDS = {"server": 12.0, "page": 25.0}
"""A server is given up after `SHORT.total` and the grace; of a page processor time is counted."""
MEGABYTES = {"server": 60, "page": LIMITS.memory >> 20}
"""Of a server beyond what the process had before, of a page all of the child that reads it."""

SHOWN = 100
"""Characters of an outcome in the table."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fault: `outcome` in words, what it took."""

    fault: str
    outcome: str
    seconds: float
    megabytes: int

    def __str__(self) -> str:
        said = " ".join(self.outcome.split()).replace("|", "/")[:SHOWN]
        return f"| {self.fault} | {said} | {self.seconds:.1f} | {self.megabytes:,} |"

    @property
    def bounded(self) -> bool:
        """Whether it ended in words and within the bounds of its kind."""
        kind = self.fault.partition(":")[0]
        return (
            self.outcome.startswith(("refused", "rows", "unreachable"))
            and self.seconds <= SECONDS[kind]
            and self.megabytes <= MEGABYTES[kind]
        )


def _endless(stage: server.Stage) -> None:
    stage.begin(200, {"Transfer-Encoding": "chunked"})
    while True:
        stage.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def _packed_bomb() -> server.Scene:
    import gzip  # noqa: PLC0415 - one line's

    return server.says(200, gzip.compress(bytes(200 << 20), 9), Content_Encoding="gzip")


SCENES: dict[str, Callable[[], server.Scene]] = {
    "hangs up": lambda: server.hanging_up,
    "never answers": lambda: server.silent(20),
    "drips the page": lambda: server.dripping(b"x", 0.3, 200),
    "drips the header": lambda: server.endless(b"HTTP/1.1 200 OK\r\n", b"X-%d: x\r\n", 0.05),
    "early hints for ever": lambda: server.endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "sends for ever": lambda: _endless,
    "200 MB packed in 200 kB": _packed_bomb,
    "promises 4 GB": lambda: server.says(200, b"", Content_Length=str(4 << 30)),
    "breaks off": lambda: server.truncated(1000, b"x" * 10),
    "redirects in a circle": lambda: server.says(302, Location="/page"),
    "redirects into a private network": lambda: server.says(302, Location="https://10.0.0.1/"),
    "asks to wait a century": lambda: server.says(503, Retry_After="3153600000"),
    "500 for ever": lambda: server.says(500),
    "a body that is not what it is packed as": lambda: server.says(
        200, b"x" * 99, Content_Encoding="gzip"
    ),
}


def _parquet() -> bytes:
    """Two million times one word in each of four columns, which take a dictionary and a count."""
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000_000, pa.int32()), ["x" * 1000])
    names = ("model_name", "license", "organization", "category")
    return arena.parquet_of(pa.table(dict.fromkeys(names, words)))


def _zip(name: str, size: int, count: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(name.format(number), b"," * size)
    return packed.getvalue()


def _aliases() -> bytes:
    lines = ["- a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


def _table(attribute: str) -> bytes:
    return f"<table><tr><th {attribute}>Model</th></tr><tr><td>x</td></tr></table>".encode()


PAGES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "parquet of one word, two million times": ("arena", _parquet),
    "zip of 60 times 31 MB": ("epoch", lambda: _zip("{}.csv", 31 << 20, 60)),
    "zip of one file of commas": ("epoch", lambda: _zip("gpqa_diamond.csv", 60 << 20, 1)),
    "aliases of aliases": ("aider", _aliases),
    "colspan of three million": ("arena_page", lambda: _table('colspan="3000000"')),
    "rowspan of three million": ("swebench_page", lambda: _table('rowspan="3000000"')),
    "spans of a price table": ("openai_pricing_page", lambda: _table('colspan="3000000"')),
    "60 MB of empty lists": ("models_dev", lambda: b"[" + b"[]," * 20_000_000 + b"[]]"),
    "60 MB of one number": ("litellm", lambda: b'{"a": ' + b"9" * (60 << 20) + b"}"),
    "brackets 60 million deep": ("openrouter", lambda: b"[" * (60 << 20)),
    "60 MB of one field": ("livebench", lambda: b"model," + b"x" * (60 << 20)),
    "60 MB of commas": ("bfcl", lambda: b"," * (60 << 20)),
    "60 MB of angle brackets": ("mistral_pricing_page", lambda: b"<" * (60 << 20)),
    "60 MB of unclosed tags": ("zai_pricing_page", lambda: b"<td>" * (15 << 20)),
    "60 MB of table rules": ("google_pricing_page", lambda: b"|---" * (15 << 20)),
    "60 MB of spaces": ("anthropic_pricing_page", lambda: b"| x |\n" + b" " * (60 << 20)),
    "two million short lines": ("xai_pricing_page", lambda: b"| a | $1 |\n" * 2_000_000),
    "60 MB of zero bytes": ("vectara_hallucination", lambda: bytes(60 << 20)),
    "60 MB of strings": ("llm_stats", lambda: json.dumps({"a": ["xy"] * 10_000_000}).encode()),
}
FAULTS = (*(f"server: {name}" for name in SCENES), *(f"page: {name}" for name in PAGES))


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def _asked(name: str) -> Line:
    scene = SCENES[name]()
    with server.running() as place:
        place.on("/page", scene)
        before, began = _peak(resource.RUSAGE_SELF), time.monotonic()
        with PoliteClient("board", base=place.base, limits=SHORT) as client:
            try:
                fetched = client.get("https://board.example/page", max_bytes=MAX_BYTES)
                outcome = f"{len(fetched.page.body) if fetched.page else 0} bytes"
            except SourceUnavailable as error:
                outcome = f"unreachable: {error}"
        taken = time.monotonic() - began
        return Line(f"server: {name}", outcome, taken, _peak(resource.RUSAGE_SELF) - before)


def _read(name: str) -> Line:
    source, make = PAGES[name]
    page = Page(URLS.get(source, _address(source)), make(), SEEN_AT)
    try:
        read = child.parsed(SOURCES[source], page, LIMITS)
        outcome = f"rows: {sum(len(one.rows) for one in read)}"
    except SourceChanged as error:
        outcome = f"refused: {error}"
    child.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = used.ru_utime + used.ru_stime
    return Line(f"page: {name}", outcome, taken, _peak(resource.RUSAGE_CHILDREN))


def _address(source: str) -> str:
    return arena.page(b"").url if source == "arena" else f"https://example.org/{source}"


def line(fault: str) -> Line:
    """What becomes of that fault, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.storm", fault],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode:
        return Line(fault, f"the process ended with {done.returncode}: {done.stderr[-200:]}", 0, 0)
    return Line(**json.loads(done.stdout))


def lines(faults: tuple[str, ...] = FAULTS) -> Iterator[Line]:
    """Every fault, one after the other."""
    return map(line, faults)


def main(faults: list[str]) -> int:
    """One fault as JSON, or the table of all of them; 1 when a line is out of its bounds."""
    if faults:
        kind, _, name = faults[0].partition(": ")
        found = _asked(name) if kind == "server" else _read(name)
        print(json.dumps({n: getattr(found, n) for n in Line.__slots__}), flush=True)  # noqa: T201
        return 0
    kept = True
    for one in lines():
        kept &= one.bounded
        print(one, "" if one.bounded else " out of its bounds", flush=True)  # noqa: T201
    return 0 if kept else 1


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.exit(code)
