"""The declared benchmarks that both makers and somebody else measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from measures.errors import DeclarationInvalid
from measures.known import DerivedBoard, Known, derived
from measures.series import OWN, Series
from terms.declared import Named, Text, blocks
from terms.words import Provenance

FILE = "measures/vendor/benchmarks.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwiceMeasured(Named):
    """A benchmark that makers and somebody else measure."""

    title: Text
    """Name for people."""
    vendor: Text
    """Series of the makers' own scores."""
    own: tuple[Text, ...]
    """Series of independent measurers or of the benchmark's maintainers, of the same items."""
    why: Text
    """What differs between the two besides who measured, and what is left out."""


@cache
def benchmarks() -> tuple[TwiceMeasured, ...]:
    """The bundled benchmarks, in declared order. Raises DeclarationInvalid."""
    return read(resources.files("measures.vendor").joinpath("benchmarks.toml").read_text("utf-8"))


def read(text: str) -> tuple[TwiceMeasured, ...]:
    """Benchmarks declared in a TOML text. Raises DeclarationInvalid."""
    return tuple(blocks(text, TwiceMeasured, FILE, DeclarationInvalid).values())


def compared(known: Known, declared: TwiceMeasured) -> Iterator[DerivedBoard]:
    """The benchmark with those of its series that are declared still, a row for each of `own`; none
    where one side is left without. Raises DeclarationInvalid."""
    own = tuple(name for name in declared.own if name in known.series)
    if not own or declared.vendor not in known.series:
        return
    check(replace(declared, own=own), known.series)
    rows = [
        {
            "entry": name,
            "title": declared.title,
            "vendor_series": declared.vendor,
            "note": declared.why,
            "code_version": known.code_version,
        }
        for name in own
    ]
    yield derived("vendor_benchmark", declared.id, "", None, rows)


def check(declared: TwiceMeasured, known: Mapping[str, Series]) -> None:
    """Raise DeclarationInvalid where a series is unknown, or of the wrong measurer, or unit."""
    faults = list(_faults(declared, known))
    if faults:
        raise DeclarationInvalid(f"{FILE}: {declared.id}: {'; '.join(faults)}")


def _faults(declared: TwiceMeasured, known: Mapping[str, Series]) -> Iterator[str]:
    names = (declared.vendor, *declared.own)
    unknown = [name for name in names if name not in known]
    if unknown:
        yield f"no series {', '.join(unknown)}"
        return
    vendor, own = known[declared.vendor], [known[name] for name in declared.own]
    if vendor.provenance != Provenance.VENDOR:
        yield f"{vendor.id} is measured by {vendor.provenance}, not by makers"
    foreign = [one.id for one in own if one.provenance not in OWN]
    if foreign:
        yield f"{', '.join(foreign)}: neither independent nor the maintainers'"
    if any((one.unit, one.sign) != (vendor.unit, vendor.sign) for one in own):
        yield "the series differ in unit or direction"
