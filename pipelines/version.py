"""Which code read a page or derived a measure: the release and a hash of the files that decide.

A change of a parser, a rule or a measure gives another version, so that pages are read again and
every stored number names the code that made it, also between releases.
"""

import json
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READING = (
    "terms/words.py",
    "terms/openness.py",
    "terms/units.py",
    "terms/days.py",
    "sources",
    "expectations",
    "pipelines/ingest/page.py",
    "warehouse/schema/columns.py",
    "warehouse/schema/facts.py",
    "warehouse/history",
    "warehouse/views/_vintage.sql",
    "warehouse/views/shared/vintages.sql",
)
MEASURING = (
    "terms",
    "measures",
    "pipelines/measure",
    "warehouse/schema/columns.py",
    "warehouse/history",
    "warehouse/reads",
    "warehouse/views",
)
WRITING = (
    "terms",
    "measures",
    "outputs",
    "pipelines/publish.py",
    "pipelines/alerting",
    "warehouse",
)
LIBRARIES = ("jinja2", "pyarrow", "vl-convert-python")
"""Of whose versions the bytes of what is published are."""
# Curated pages are pages like any other: their bytes are hashed as such, not as code.
CURATED = ("sources/registry/", "sources/published/")


@cache
def reading() -> str:
    """Version of everything between a page and its rows."""
    return _version(READING)


@cache
def measuring() -> str:
    """Version of everything between rows and measures, the grammars of sources among it."""
    from sources.catalogue import SOURCES  # noqa: PLC0415 - only this asks for every source

    # Sets are sorted: their order is another one in every process.
    grammars = {name: source.ABOUT.grammar for name, source in SOURCES.items()}
    told = {
        name: [[asdict(mark) for mark in one.marks], sorted(one.vendors.items())]
        for name, one in grammars.items()
    }
    return _version(MEASURING, json.dumps(told, default=sorted, sort_keys=True))


@cache
def writing() -> str:
    """Version of everything between rows and a published folder, docs and libraries among it."""
    from outputs.report.methods import methods  # noqa: PLC0415 - only this asks for them
    from warehouse.extract import WRITER  # noqa: PLC0415

    libraries = [f"{name} {_installed(name)}" for name in LIBRARIES]
    prose = [one.html for one in methods()]
    return _version(WRITING, *prose, *libraries, WRITER)


def _installed(name: str) -> str:
    """Its version; "none" of an extra that is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _version(places: tuple[str, ...], *more: str) -> str:
    pieces = sorted(
        f"{path.relative_to(ROOT).as_posix()} {sha256(path.read_bytes()).hexdigest()}"
        for path in _files(places)
    )
    whole = chr(0).join([*pieces, *more])
    return f"{version('gapwatch')}+{sha256(whole.encode()).hexdigest()[:8]}"


def _files(places: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for name in places:
        place = ROOT / name
        if not place.exists():
            raise FileNotFoundError(f"{place} moved: what it decides is in no code version")
        found += [place] if place.is_file() else place.rglob("*")
    return [path for path in found if path.is_file() and _decides(path)]


def _decides(path: Path) -> bool:
    name = path.relative_to(ROOT).as_posix()
    curated = name.startswith(CURATED) and path.suffix != ".py"
    is_template = name.startswith("outputs/") and path.suffix != ".pyc"
    return is_template or (path.suffix in {".py", ".sql", ".yaml", ".toml"} and not curated)
