"""Mutated pages of every source: a named refusal, or rows that fit; never anything else.

Seeds are all files of tests/pages, so a new source is fuzzed unasked. One mutation is made by its
page and number alone, so that what was found once is found again.
`python -m tests.reliability.mutate SECONDS` goes on for that long and prints what it found.
"""

import json
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from types import FrameType

from sources.catalogue import SOURCES
from sources.contract import SourceError, whole
from sources.reading.rows import read_page
from tests.sources.boards.arena import sample as arena
from tests.sources.edits import zipped
from tests.sources.given import page_at, paths
from tests.sources.sample import PAGES
from warehouse.errors import BadRow
from warehouse.history.record import values_of
from warehouse.schema.facts import FACTS

CPU_SECONDS = 5.0
"""A page that takes longer hangs: the largest seed takes a hundredth of it."""
RIGHT = ("rows", "refused", "quarantined")
NUMBERS = (
    "1e999", "-1e999", "NaN", "Infinity", "-1", "0", "9" * 400, "1e-400", "-0.0", "1_000", "٣",
    "99999999999999999999", "0x10", "", "null", "true", "9999-99-99", "0000-01-01", "10000-01-01",
)  # fmt: skip
TEXTS = (
    b"\0", b"\xff\xfe", b"\xc3", b'"', b"'", b",", b"\r", b"\n\n", b"<", b"&#x110000;", b"{", b"]",
    b"\xe2\x80\xae", b'"' + b"x" * 140_000 + b'"', b"[" * 3000, b"<table>", b"$-1", b"$1e999",
)  # fmt: skip


class Hangs(BaseException):
    """The parser did not come to an end."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A page by its file, in the folder of its source."""

    path: Path
    body: bytes

    @property
    def source(self) -> str:
        return self.path.parent.name

    def mutated(self, number: int) -> bytes:
        """The page with one to three mutations, which `number` alone chooses."""
        chance = random.Random(f"{self.path.name}:{number}")  # noqa: S311 - repeatable, no secret
        body = self.body
        for _ in range(chance.choice((1, 1, 2, 3))):
            body = chance.choice(MUTATORS)(body, chance)
        return body


Finding = tuple[Seed, int, str]
"""A mutation by its number that ended otherwise than it may, and how."""


def seeds() -> list[Seed]:
    """Every small page of every source; two formats are packed when they are needed, the zip
    without compression, so that a mutation reaches its tables as well."""
    parquet = arena.parquet([arena.row(model_name=f"model-{number}") for number in range(30)])
    return [
        Seed(PAGES / "epoch" / "epoch.zip", zipped(PAGES / "epoch")),
        Seed(PAGES / "arena" / "arena.parquet", parquet),
        *(Seed(path, path.read_bytes()) for path in paths()),
    ]


def _flip(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(max(len(body), 1))
    return body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]


def _cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(max(len(body), 1))]


def _drop(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(max(len(body), 1))
    return body[:at] + body[at + chance.choice((1, 3, 20, 200)) :]


def _again(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(max(len(body), 1))
    part = body[at : at + chance.choice((1, 10, 100, 1000))]
    return body[:at] + part * chance.choice((2, 5)) + body[at:]


def _number(body: bytes, chance: random.Random) -> bytes:
    places = [found.span() for found in re.finditer(rb"-?\d+(?:\.\d+)?", body)]
    if not places:
        return _flip(body, chance)
    start, end = chance.choice(places)
    return body[:start] + chance.choice(NUMBERS).encode() + body[end:]


def _text(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(TEXTS) + body[at:]


def _swapped(body: bytes, chance: random.Random) -> bytes:
    """One word of the page in the place of another."""
    words = [found.span() for found in re.finditer(rb"[A-Za-z0-9_.:/-]+", body)]
    if not words:
        return _flip(body, chance)
    start, end = chance.choice(words)
    other = chance.choice(words)
    return body[:start] + body[other[0] : other[1]] + body[end:]


MUTATORS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut, _drop, _again, _number, _number, _text, _swapped,
)  # fmt: skip


def outcome(seed: Seed, body: bytes) -> str:
    """`rows`, `refused`, `quarantined`; anything else is a finding, and says what came instead."""
    try:
        with _bounded():
            parse, page = SOURCES[seed.source].parse, page_at(seed.path, body)
            for reading in read_page(seed.source, parse, page):
                json.dumps(asdict(reading), ensure_ascii=False, default=str).encode()
                for row in reading.rows:
                    values_of(FACTS[reading.table], row)
    except SourceError as error:
        return "refused" if whole(str(error)) == str(error) else "half a character in a cause"
    except BadRow as error:
        if str(error).endswith(" is missing"):
            return "quarantined"  # by the rule that every required column has
        return f"a row that does not fit: {error}"[:200]
    except Hangs:
        return f"more than {CPU_SECONDS:g} seconds"
    except Exception as error:  # noqa: BLE001 - what must not come is what is looked for
        return f"{type(error).__name__}: {error}"[:200]
    return "rows"


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hangs

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run(numbers: Iterator[int], until: float | None = None) -> tuple[Counter[str], list[Finding]]:
    """Outcomes counted and findings, over every seed with each of `numbers`."""
    counted: Counter[str] = Counter()
    findings: list[Finding] = []
    every = seeds()
    for number in numbers:
        for seed in every:
            if until is not None and time.monotonic() > until:
                return counted, findings
            said = outcome(seed, seed.mutated(number))
            counted[said if said in RIGHT else "other"] += 1
            if said not in RIGHT:
                findings.append((seed, number, said))
    return counted, findings


def main(seconds: float) -> int:
    """Mutate for so long; print the last finding of every page; 1 when there is any."""
    counted, findings = run(count(), time.monotonic() + seconds)
    for seed, (number, cause) in {seed: found for seed, *found in findings}.items():
        print(f"{seed.source}: {seed.path.name} #{number}: {cause}")  # noqa: T201
    print(dict(counted))  # noqa: T201 - this is the command's answer
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
