"""Which code read a page or issued a measure: the release and a hash of the files that decide.

A change of a parser, a rule or a measure gives another version, so that pages are read again and
every stored number names the code that made it, also between releases.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READING = ("sources", "expectations", "warehouse/facts.py", "warehouse/rows.py")
MEASURING = (
    "measures",
    "pipelines/issues",
    "warehouse/columns.py",
    "warehouse/lag_reads.py",
    "warehouse/price_reads.py",
)
# Curated pages are pages like any other: their bytes are hashed as such, not as code.
CURATED = ("sources/registry/", "sources/published/")


@cache
def reading() -> str:
    """Version of everything between a page and its rows."""
    return _version(READING)


@cache
def measuring() -> str:
    """Version of everything between rows and measures."""
    return _version(MEASURING)


def _version(parts: tuple[str, ...]) -> str:
    digest = sha256()
    for path in sorted(_files(parts)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{version('gapwatch')}+{digest.hexdigest()[:8]}"


def _files(parts: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for part in parts:
        place = ROOT / part
        found += [place] if place.is_file() else place.rglob("*")
    return [path for path in found if path.is_file() and _decides(path)]


def _decides(path: Path) -> bool:
    name = path.relative_to(ROOT).as_posix()
    curated = name.startswith(CURATED) and path.suffix != ".py"
    return path.suffix in {".py", ".yaml", ".toml"} and not curated
