"""Pages that explode, each in a process of its own: what became of it, seconds, megabytes.

Each is parsed as `gapwatch refresh` does it, with its memory and a third of its processor time. No
line may take more than its bound; `make prove` prints the table. Servers that misbehave:
tests/sources/server.py.
"""

import io
import json
import resource
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import pyarrow as pa

from pipelines.ingest import child
from sources.catalogue import SOURCES
from sources.contract import Page, SourceChanged
from tests.sources.boards.arena import sample as arena
from tests.sources.sample import SEEN_AT, URLS

LIMITS = replace(child.USUAL, cpu_seconds=20)
SECONDS, MEGABYTES = 25.0, LIMITS.memory >> 20
"""Of the child that reads it; time is that of the processor."""
SHOWN = 100
"""Characters of an outcome in the table."""


@dataclass(frozen=True, slots=True)
class Line:
    """One page: `outcome` in words, what it took."""

    fault: str
    outcome: str
    seconds: float
    megabytes: int

    def __str__(self) -> str:
        said = " ".join(self.outcome.split()).replace("|", "/")[:SHOWN]
        return f"| {self.fault} | {said} | {self.seconds:.1f} | {self.megabytes:,} |"

    @property
    def bounded(self) -> bool:
        """Whether it ended in words and within its bounds."""
        return (
            self.outcome.startswith(("refused", "rows"))
            and self.seconds <= SECONDS
            and self.megabytes <= MEGABYTES
        )


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


def _read(name: str) -> Line:
    source, make = PAGES[name]
    page = Page(URLS.get(source, f"https://example.org/{source}"), make(), SEEN_AT)
    try:
        read = child.parsed(SOURCES[source], page, LIMITS)
        outcome = f"rows: {sum(len(one.rows) for one in read)}"
    except SourceChanged as error:
        outcome = f"refused: {error}"
    child.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = used.ru_utime + used.ru_stime
    return Line(name, outcome, taken, used.ru_maxrss // 1024)


def line(fault: str) -> Line:
    """What becomes of that page, in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_read, fault).result(timeout=300)
